"""Headers of snapshot files, checked before their particles are read."""

import re
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import h5py
import numpy as np

from deepgalaxy.core.errors import RefusedInput

MOST_PARTICLES = 20_000_000
"""In one file: they take about 2 GB while they are read."""


class SnapshotFormat(StrEnum):
    """The snapshots we read."""

    TIPSY = "tipsy"
    GADGET = "GADGET"
    GADGET_HDF5 = "GADGET HDF5"


@dataclass(frozen=True)
class Header:
    """One file of a snapshot: its format, how many particles it has, and their time in its own units."""

    path: Path
    format: SnapshotFormat
    particles: int
    time: float
    files: int = 1
    """Over how many its snapshot is spread, by its header: ``name.0``, ``name.1`` and so on."""
    total: int = 0
    """Particles of all files of its snapshot, by its header; 0 where it does not say."""

    @property
    def snapshot(self) -> str:
        """Name that the files of one snapshot share.

        Returns
        -------
        str
            The path, without the number of the file if there are several.
        """
        return re.sub(r"\.\d+(?=(\.\w+)?$)", "", str(self.path)) if self.files > 1 else str(self.path)


def read_header(path: Path) -> Header:
    """Recognise a snapshot file by its first bytes, whatever its name, and check its size.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Header
        Of the file.

    Raises
    ------
    RefusedInput
        If it is no snapshot, holds no particles (a part of one may) or more than 20 million, or less than its
        header promises.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(512)
        header = _hdf5(path) if h5py.is_hdf5(path) else _gadget(path, head, size) or _tipsy(path, head, size)
    except OSError as error:
        raise RefusedInput(str(path), f"cannot be read: {error.strerror or error}") from error
    if header is None:
        raise RefusedInput(str(path), "neither a tipsy nor a GADGET snapshot")
    if not (header.files == 1) <= header.particles <= MOST_PARTICLES:
        raise RefusedInput(str(path), f"{header.particles:,} particles; 1 to {MOST_PARTICLES:,} are read")
    if not np.isfinite(header.time):
        raise RefusedInput(str(path), "its time is not a number")
    return header


def find_snapshots(paths: list[Path]) -> list[Header]:
    """Read the headers of files, and of all snapshots in folders.

    Parameters
    ----------
    paths : list of Path
        Files and folders.

    Returns
    -------
    list of Header
        By time and then by name.

    Raises
    ------
    RefusedInput
        If a file that was named is none, or a folder has none.
    """
    headers = []
    for path in paths:
        headers += _inside(path) if path.is_dir() else [read_header(path)]
    if len({header.format for header in headers}) > 1:
        raise RefusedInput(str(paths[0]), "its snapshots are of several formats: read them one by one")
    return sorted(headers, key=lambda header: (header.time, header.path.name))


def _inside(folder: Path) -> list[Header]:
    """Return the headers of a folder's snapshots; parameter files, logs and the like are passed over."""
    headers = []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        with path.open("rb") as file:
            known = h5py.is_hdf5(path) or _order(file.read(512)) is not None
        if known:
            headers.append(read_header(path))
    if not headers:
        raise RefusedInput(str(folder), "no tipsy or GADGET snapshot is in this folder")
    return headers


def _order(head: bytes) -> str | None:
    """Return the byte order of a tipsy or GADGET file, or None if it is neither."""
    for order in "<>":
        if _gadget_start(head, order) is not None or _tipsy_counts(head, order) is not None:
            return order
    return None


def _gadget_start(head: bytes, order: str) -> int | None:
    """Return where the header's 256 bytes begin: in format 2 they have a name before them."""
    for start, marks in ((4, (0, 260)), (20, (16, 276))):
        named = start == 4 or (head[4:8] == b"HEAD" and head[:4] == struct.pack(f"{order}i", 8))
        if named and all(head[at : at + 4] == struct.pack(f"{order}i", 256) for at in marks):
            return start
    return None


def _gadget(path: Path, head: bytes, size: int) -> Header | None:
    for order in "<>":
        start = _gadget_start(head, order)
        if start is not None:
            particles = sum(struct.unpack_from(f"{order}6I", head, start))
            if size < 24 * particles:
                raise RefusedInput(str(path), f"truncated: {size:,} bytes for {particles:,} particles")
            time = struct.unpack_from(f"{order}d", head, start + 72)[0]
            files = struct.unpack_from(f"{order}i", head, start + 124)[0]
            total = sum(struct.unpack_from(f"{order}6I", head, start + 96))
            return Header(path, SnapshotFormat.GADGET, particles, time, max(files, 1), total)
    return None


def _tipsy_counts(head: bytes, order: str) -> tuple[int, int, int] | None:
    if len(head) < 32:
        return None
    n, dimensions, gas, dark, stars = struct.unpack_from(f"{order}5i", head, 8)
    right = dimensions == 3 and n == gas + dark + stars and min(gas, dark, stars) >= 0
    return (gas, dark, stars) if right else None


def _tipsy(path: Path, head: bytes, size: int) -> Header | None:
    for order in "<>":
        counts = _tipsy_counts(head, order)
        if counts is not None:
            needed = 32 + 48 * counts[0] + 36 * counts[1] + 44 * counts[2]
            if size < needed:
                raise RefusedInput(
                    str(path), f"truncated: {size:,} bytes where the header promises {needed:,}"
                )
            return Header(path, SnapshotFormat.TIPSY, sum(counts), struct.unpack_from(f"{order}d", head)[0])
    return None


def _hdf5(path: Path) -> Header | None:
    with h5py.File(path) as file:
        groups = [file[name] for name in file if name.startswith("PartType")]
        particles = sum(len(group["ParticleIDs"]) for group in groups if "ParticleIDs" in group)
        if "Header" not in file:
            return None
        attributes = file["Header"].attrs
        time, files = (np.ravel(attributes.get(name, 0))[0] for name in ("Time", "NumFilesPerSnapshot"))
        if not groups and files <= 1:
            return None
        total, high = (
            sum(map(int, np.ravel(attributes.get(f"NumPart_Total{word}", 0)))) for word in ("", "_HighWord")
        )
        return Header(
            path, SnapshotFormat.GADGET_HDF5, particles, float(time), max(int(files), 1), total + (high << 32)
        )
