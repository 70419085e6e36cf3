"""Pictures with labels, from a folder and a table: which simulations they are of, and what fits nothing."""

import csv
import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path, PurePosixPath

import numpy as np
import torch
from torch import Tensor

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.physical_scale import kpc_per_px
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_files
from deepgalaxy.imaging.visible_files import picture_stem, visible_files
from deepgalaxy.training.label_table import LabelRow, LabelTable
from deepgalaxy.training.labels import LabelName, make_labels

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LabelledPicture:
    """A file with one picture, and what is known of it."""

    path: Path
    row: LabelRow
    digest: str
    """Of the file's content, by which it is known under another name."""

    def labels(self, cutout: Cutout | None = None) -> Tensor:
        """Return what is known of the picture.

        Parameters
        ----------
        cutout : Cutout, optional
            The picture: with its size, a pixel scale and a redshift tell how many kpc it shows.

        Returns
        -------
        Tensor
            float32, shape (1, 6); see `deepgalaxy.training.labels`.
        """
        known: dict[LabelName, float] = dict(self.row.known)
        if cutout is not None and "whole_kpc" not in known:
            side_px = max(cutout.pixels.shape[1:])
            given = self.row.pixel_scale_arcsec
            scale = given * cutout.shrunk if np.isfinite(given) else cutout.pixel_scale_arcsec or np.nan
            known["whole_kpc"] = side_px * float(kpc_per_px([scale], self.row.redshift)[0])
        return make_labels(1, **known)


@dataclass(frozen=True)
class LabelledSimulation:
    """The labelled pictures of one simulation; or a single one, where it is not told which it is of."""

    id: str
    pictures: tuple[LabelledPicture, ...]
    is_named: bool
    """Whether the table tells which simulation it is; else ``id`` is the name of the picture."""

    @property
    def labels(self) -> Tensor:
        """What is told of its pictures.

        Returns
        -------
        Tensor
            float32, shape (n, 6).
        """
        return torch.cat([picture.labels() for picture in self.pictures])

    @property
    def digests(self) -> tuple[str, ...]:
        """What a model knows by that it has seen the simulation: digests of its pictures, and of its name.

        Returns
        -------
        tuple of str
            16 hexadecimal digits each.
        """
        named = (_digest(f"simulation {self.id}".encode()),) if self.is_named else ()
        return (*named, *(picture.digest for picture in self.pictures))


@dataclass
class LabelReport:
    """What became of labels and pictures that do not go together."""

    table: str
    """Name of what told the labels."""
    matched: int = 0
    """Pictures with a label."""
    without_picture: list[str] = field(default_factory=list)
    """Names in the table that no picture has."""
    without_label: list[str] = field(default_factory=list)
    """Pictures that the table tells nothing of."""
    refused: list[RefusedInput] = field(default_factory=list)
    """Pictures of which the table says several things, or that are there twice."""

    def __str__(self) -> str:
        return (
            f"{self.table}: {self.matched} pictures with labels, {len(self.without_picture)} labels without a"
            f" picture, {len(self.without_label)} pictures without a label, {len(self.refused)} refused"
        )

    @property
    def is_clean(self) -> bool:
        """Whether every label has a picture, and every picture a label.

        Returns
        -------
        bool
            True if there is nothing to list.
        """
        return not (self.without_picture or self.without_label or self.refused)

    def write(self, file: Path) -> None:
        """List what does not go together.

        Parameters
        ----------
        file : Path
            CSV with the columns ``name`` and ``reason``.
        """
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as draft, draft.open("w", newline="") as lines:
            rows = csv.writer(lines, lineterminator="\n")
            rows.writerow(("name", "reason"))
            rows.writerows((name, "a label without a picture") for name in self.without_picture)
            rows.writerows((name, "a picture without a label") for name in self.without_label)
            rows.writerows((each.name, each.reason) for each in self.refused)


def match_pictures(folder: Path, table: LabelTable) -> tuple[list[LabelledSimulation], LabelReport]:
    """Bring the pictures of a folder together with their labels.

    Parameters
    ----------
    folder : Path
        With the pictures, in it and in its folders.
    table : LabelTable
        Names them by path, by name, with suffix or without, or by an id that is the name without suffix.

    Returns
    -------
    simulations : list of LabelledSimulation
        In the table's order: one a simulation, or a picture where the table does not tell them.
    report : LabelReport
        What does not go together.

    Raises
    ------
    DeepGalaxyError
        If there is no such folder, or no picture of it has a label.
    """
    paths = pictures_in(folder)
    by_name: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        inside = path.relative_to(folder)
        stem = picture_stem(path.name) or path.name
        for name in {inside.as_posix(), inside.with_name(stem).as_posix(), path.name, stem}:
            by_name[name].append(path)
    report = LabelReport(table.name)
    found: dict[Path, list[LabelRow]] = {}
    for row in table.rows:
        called = PurePosixPath(row.file).as_posix()
        here = by_name.get(called, [])
        if len(here) > 1:
            several = " and ".join(path.relative_to(folder).as_posix() for path in here[:2])
            report.refused.append(RefusedInput(row.file, f"{several} are called so: give the path"))
        elif not here:
            report.without_picture.append(row.file)
        elif row.known.keys() - {"whole_kpc"}:
            found.setdefault(here[0], []).append(row)
    report.without_label = [path.relative_to(folder).as_posix() for path in paths if path not in found]
    grouped: defaultdict[str, list[LabelledPicture]] = defaultdict(list)
    seen: dict[str, str] = {}
    for path, rows in track(found.items(), "labelled pictures", len(found)):
        name = path.relative_to(folder).as_posix()
        digest = _digest(path.read_bytes())
        first = seen.setdefault(digest, name)
        if any(_differ(rows[0], row) for row in rows[1:]):
            report.refused.append(RefusedInput(name, f"{len(rows)} rows of {table.name} disagree about it"))
        elif first != name:
            report.refused.append(RefusedInput(name, f"the same picture as {first}"))
        else:
            grouped[rows[0].simulation or name].append(LabelledPicture(path, rows[0], digest))
            report.matched += 1
    if not grouped:
        example = f"; it names {table.rows[0].file}, and there is {paths[0].name}" if table.rows else ""
        raise DeepGalaxyError(f"{report}{example}")
    simulations = [
        LabelledSimulation(name, tuple(group), is_named=bool(group[0].row.simulation))
        for name, group in grouped.items()
    ]
    return simulations, report


def pictures_in(folder: Path) -> list[Path]:
    """List the pictures of a folder, by their names.

    Parameters
    ----------
    folder : Path
        And the folders in it.

    Returns
    -------
    list of Path
        Sorted; at least one.

    Raises
    ------
    DeepGalaxyError
        If there is no such folder, or no picture in it.
    """
    if not folder.is_dir():
        raise DeepGalaxyError(f"{folder}: no such folder")
    files, closed = visible_files(folder)
    for each in closed:
        log.warning("refused %s/%s", folder, each)
    paths = [path for path in files if picture_stem(path.name) is not None]
    if not paths:
        raise DeepGalaxyError(f"{folder}: no pictures (JPEG, PNG, TIFF, WebP, npy, FITS)")
    return paths


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _differ(one: LabelRow, other: LabelRow) -> bool:
    facts = [
        (row.simulation, dict(row.known), *np.nan_to_num([row.redshift, row.pixel_scale_arcsec], nan=-1.0))
        for row in (one, other)
    ]
    return facts[0] != facts[1]


def read_labelled(
    simulations: Iterable[LabelledSimulation], size_px: int, bands: Sequence[str] | None = None
) -> Iterator[tuple[LabelledSimulation, LabelledPicture, Cutout]]:
    """Read labelled pictures; refused files are named in the log.

    Parameters
    ----------
    simulations : iterable of LabelledSimulation
        Any.
    size_px : int
        Side of the pictures.
    bands : sequence of str, optional
        Which bands of FITS files to keep, each by itself.

    Yields
    ------
    simulation : LabelledSimulation
        In their order.
    picture : LabelledPicture
        One of its pictures.
    cutout : Cutout
        The picture itself.
    """
    of_path = {picture.path: (each, picture) for each in simulations for picture in each.pictures}
    found = read_files(track(of_path, "reading labelled pictures", len(of_path)), size_px, bands)
    for path, of_file in groupby(found, lambda item: item[0]):
        cutouts = [cutout for _, _, cutout in islice(of_file, 2)]
        if isinstance(cutouts[0], RefusedInput):
            log.warning("refused %s", cutouts[0])
        elif len(cutouts) > 1:
            log.warning("refused %s: many pictures in one file, and one label", path)
        else:
            yield *of_path[path], cutouts[0]
