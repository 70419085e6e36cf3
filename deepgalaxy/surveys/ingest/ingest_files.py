"""Pictures on disk to rows in the catalogue; killed and run again, it loses and repeats nothing."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.images import (
    Facts,
    ImageRow,
    add_images,
    correct_images,
    get_dataset,
    known_images,
    reject,
)
from deepgalaxy.catalog.stored_paths import find_path, keep_path
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.band_files import PictureFile, group_files
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_files
from deepgalaxy.imaging.image_store import SHARD_NODE, write_shards
from deepgalaxy.imaging.visible_files import visible_files
from deepgalaxy.surveys.tables.picture_facts import TABLE, read_facts

if TYPE_CHECKING:
    from deepgalaxy.imaging.merger_file import Merger

log = logging.getLogger(__name__)


@dataclass
class IngestReport:
    """How many images came in, how many were there before, and which files were refused."""

    added: int = 0
    known: int = 0
    changed: int = 0
    """Of these, by what ``catalog.csv`` or a merger file says now."""
    refused: list[RefusedInput] = field(default_factory=list)

    def __add__(self, later: "IngestReport") -> "IngestReport":
        return IngestReport(
            self.added + later.added,
            self.known + later.known,
            self.changed + later.changed,
            self.refused + later.refused,
        )


def ingest_images(
    engine: Engine,
    folder: Path,
    dataset: str,
    store: Path,
    size_px: int = 128,
    batch: int = 256,
    facts: Mapping[str, Facts] | None = None,
    bands: Sequence[str] | None = None,
    pattern: str | None = None,
) -> IngestReport:
    """Bring the pictures of a folder, and of the folders in it, into the catalogue.

    An image is named after its file, relative to ``folder``, or by ``pattern``; one whose name the dataset
    has is not read again, unless its pixels are gone from the store. What is not a picture is refused,
    recorded in ``rejected_input``, tried again the next time, and the rest goes on. Hidden files are passed
    over. A ``catalog.csv`` has positions and redshifts of the pictures, and corrects those of known ones.

    Parameters
    ----------
    engine : Engine
        From `deepgalaxy.catalog.engine.open_engine`.
    folder : Path
        Where the pictures are.
    dataset : str
        Its name in the catalogue, made where it is new.
    store : Path
        Folder of the image store; the pixels go to ``store/dataset``.
    size_px : int, default 128
        Side of the stored cutouts.
    batch : int, default 256
        Pictures in one shard and one transaction.
    facts : mapping, optional
        By name of a picture, what is known of it; comes before what a ``catalog.csv`` says.
    bands : sequence of str, optional
        Which bands of FITS files to keep, each by itself.
    pattern : str, optional
        Where each band is a file: how they are called (`deepgalaxy.imaging.band_files.group_files`). Other
        files are left alone.

    Returns
    -------
    IngestReport
        Counts and refusals of this call.

    Raises
    ------
    DeepGalaxyError
        If the folder is missing, the dataset is a simulation or ill-named, or ``catalog.csv`` unreadable.
    """
    if not folder.is_dir():
        raise DeepGalaxyError(f"{folder}: no such folder")
    paths, refused = visible_files(folder)
    pictures = [path for path in paths if path.name != TABLE]
    names: dict[PictureFile, str] = {path: path.relative_to(folder).as_posix() for path in pictures}
    if pattern is not None:
        groups, incomplete, others = group_files(folder, pictures, pattern, bands)
        names = {group: group.name for group in groups}
        refused = refused + incomplete
        log.info("%s: %d pictures; %d other files are left alone", pattern, len(groups), others)
    written = read_facts(folder, paths, set(names.values()))
    facts = written | {name: written.get(name, {}) | own for name, own in (facts or {}).items()}
    with engine.begin() as connection:
        dataset_id = get_dataset(connection, dataset, "survey")
        forget_lost(connection, dataset_id)
        known = known_images(connection, dataset_id)
        report = IngestReport(changed=correct_images(connection, dataset_id, facts), refused=refused)
        reject(connection, dataset_id, refused)
    for found in _read(names, known, size_px, batch, bands, f"reading {folder.name}"):
        rows, impossible = _rows(found.named, store / dataset, facts)
        refused = found.refused + impossible
        with engine.begin() as connection:
            added = add_images(connection, dataset_id, rows)
            reject(connection, dataset_id, refused)
        report += IngestReport(added, found.known + len(rows) - added, refused=refused)
    return report


def forget_lost(connection: Connection, dataset_id: int) -> None:
    """Forget images whose pixels are gone, so that they are read again where the pictures still are.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        The dataset.
    """
    files = connection.execute(
        text("SELECT DISTINCT file FROM image WHERE dataset_id = :dataset"), {"dataset": dataset_id}
    ).scalars()
    if gone := [file for file in files if not find_path(connection, file).exists()]:
        forget = text("DELETE FROM image WHERE dataset_id = :dataset AND file = ANY(:gone)")
        count = connection.execute(forget, {"dataset": dataset_id, "gone": gone}).rowcount
        log.warning("the pixels of %d images are gone from the store: they are read again", count)


@dataclass
class _Batch:
    """Pictures that were read, each with its name, and what else was among them."""

    named: list[tuple[str, Cutout]] = field(default_factory=list)
    refused: list[RefusedInput] = field(default_factory=list)
    known: int = 0
    """Pictures that the dataset has."""


def _read(
    names: Mapping[PictureFile, str],
    known: set[str],
    size_px: int,
    size: int,
    bands: Sequence[str] | None,
    progress: str,
) -> Iterator[_Batch]:
    """Read the pictures that are not known, in batches of so many that are read or refused."""
    new = [path for path in names if names[path] not in known]
    batch = _Batch(known=len(names) - len(new))
    readable = [path for path in new if _is_utf8(names[path])]  # the database could not keep other names
    bad_names = [names[path] for path in new if not _is_utf8(names[path])]
    batch.refused += [RefusedInput(name, "its name is not UTF-8: rename it") for name in bad_names]
    for path, inner, found in read_files(track(readable, progress), size_px, bands):
        # Of many pictures in one file, each has a name such as file.h5::images[3].
        name = names[path] + inner.removeprefix(path.name)
        if isinstance(found, RefusedInput):
            batch.refused.append(RefusedInput(name, found.reason))
        elif name in known:
            batch.known += 1
        else:
            if found.no_place:
                log.warning("%s: its position is not taken: %s", name, found.no_place)
            batch.named.append((name, found))
        if len(batch.named) + len(batch.refused) >= size:
            yield batch
            batch = _Batch()
    yield batch


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _rows(
    named: Sequence[tuple[str, Cutout]], shards: Path, facts: Mapping[str, Facts]
) -> tuple[list[ImageRow], list[RefusedInput]]:
    """Store the pixels; return the rows with where they are, and the pictures with impossible facts.

    Killed between the two, a shard lies there without rows. It is harmless: shards are named after their
    content, and the next run writes the same pictures to the same name.
    """
    places = write_shards(shards, [cutout for _, cutout in named])
    rows, refused = [], []
    for (name, cutout), (shard, index) in zip(named, places, strict=True):
        try:
            given = facts.get(name, {})
            rows.append(
                ImageRow(
                    external_id=name,
                    sha256=cutout.sha256,
                    file=str(shard),
                    node=SHARD_NODE,
                    index=index,
                    ra_deg=_first(given.get("ra_deg"), cutout.ra_deg),
                    dec_deg=_first(given.get("dec_deg"), cutout.dec_deg),
                    redshift=_first(given.get("redshift"), cutout.redshift),
                    pixel_scale_arcsec=_first(given.get("pixel_scale_arcsec"), cutout.pixel_scale_arcsec),
                )
            )
        except RefusedInput as error:
            refused.append(error)
    return rows, refused


def _first(given: float | None, measured: float | None) -> float | None:
    return measured if given is None else given


def ingest_simulation(engine: Engine, path: Path, dataset: str | None = None) -> IngestReport:
    """Bring the frames of a merger dataset into the catalogue; the pixels stay in that file.

    A file that was moved is followed, and no frame read again; stages and times of known frames become those
    of the file. One that is no merger dataset is refused and recorded in ``rejected_input`` until it is
    mended.

    Parameters
    ----------
    engine : Engine
        From `deepgalaxy.catalog.engine.open_engine`.
    path : Path
        The HDF5 file. Where it is moved, unless with the data folder, ingest it again from its new place.
    dataset : str, optional
        Its name in the catalogue; by default the file's, without suffix.

    Returns
    -------
    IngestReport
        Counts of frames, and refusals, of this call.

    Raises
    ------
    DeepGalaxyError
        If the dataset is a survey or ill-named, or has frames of these names from another file.
    """
    from deepgalaxy.imaging.merger_file import read_simulations  # a second: it brings the simulator along

    path = path.resolve()
    report = IngestReport()
    with engine.begin() as connection:
        dataset_id = get_dataset(connection, dataset or path.stem, "simulation")
        try:
            simulations = read_simulations(path)
        except RefusedInput as error:
            report.refused.append(error)
            reject(connection, dataset_id, [RefusedInput(keep_path(connection, path), error.reason)])
            return report
        forget = text("DELETE FROM rejected_input WHERE dataset_id = :dataset AND name = ANY(:names)")
        names = [keep_path(connection, path), *(simulation.group for simulation in simulations)]
        connection.execute(forget, {"dataset": dataset_id, "names": names})
        _follow(connection, dataset_id, simulations)
        known = known_images(connection, dataset_id)
    for simulation in track(simulations, f"reading {path.name}"):
        rows: list[ImageRow] = []
        refused: list[RefusedInput] = []
        try:
            rows = [row for camera in simulation.cameras for row in _frames(simulation, camera, known)]
        except RefusedInput as error:
            refused.append(RefusedInput(simulation.group, error.reason))
        with engine.begin() as connection:
            added = add_images(connection, dataset_id, rows)
            report.changed += _correct_labels(connection, dataset_id, simulation)
            reject(connection, dataset_id, refused)
        report.added += added
        report.refused += refused
        if not refused:
            report.known += len(simulation.cameras) * simulation.n_frames - added
    return report


def _frames(simulation: "Merger", camera: int, known: set[str]) -> Iterator[ImageRow]:
    """Yield a row for each new frame of a camera."""
    names = [_frame_name(simulation, camera, frame) for frame in range(simulation.n_frames)]
    new = np.array([frame for frame, name in enumerate(names) if name not in known], np.int64)
    read = (
        pair
        for frames, pictures in simulation.read_blocks(camera, new)
        for pair in zip(frames.tolist(), pictures, strict=True)
    )
    for frame, pixels in read:
        yield ImageRow(
            external_id=names[frame],
            sha256=Cutout(pixels, stretch="none").sha256,
            file=str(simulation.path),
            node=f"{simulation.group}/images_camera_{camera:02d}",
            index=frame,
            simulation=simulation.id,
            camera=camera,
            stage=float(simulation.stage[frame]) if np.isfinite(simulation.stage[frame]) else None,
            time_myr=float(simulation.time_myr[frame]),
            mass_ratio=simulation.mass_ratio,
            size_ratio=simulation.size_ratio,
        )


def _correct_labels(connection: Connection, dataset_id: int, simulation: "Merger") -> int:
    """Write the stages and times of a file to its frames where they differ, and return for how many they did.

    Those that version 0.1 ingested have stages of its clock.
    """
    update = text("""
        UPDATE image SET stage = label.stage, time_myr = label.time_myr
        FROM unnest(CAST(:names AS text[]), CAST(:stages AS real[]), CAST(:times AS real[]))
            AS label (name, stage, time_myr)
        WHERE dataset_id = :dataset AND external_id = label.name
            AND (image.stage, image.time_myr) IS DISTINCT FROM (label.stage, label.time_myr)
    """)
    stages = [stage if np.isfinite(stage) else None for stage in simulation.stage.tolist()]
    changed = 0
    for camera in simulation.cameras:
        names = [_frame_name(simulation, camera, frame) for frame in range(simulation.n_frames)]
        given = {"names": names, "stages": stages, "times": simulation.time_myr.tolist()}
        changed += connection.execute(update, {"dataset": dataset_id, **given}).rowcount
    return changed


def _frame_name(simulation: "Merger", camera: int, frame: int) -> str:
    return f"{simulation.group}/camera_{camera:02d}/{frame:03d}"


def _follow(connection: Connection, dataset_id: int, simulations: Sequence["Merger"]) -> None:
    """Take note that a file was moved; refuse one whose simulations the dataset has from another file."""
    query = text("SELECT file, sha256 FROM image WHERE dataset_id = :dataset AND external_id = :name")
    here, moved = simulations[0].path, []
    for simulation in simulations:
        camera = simulation.cameras[0]
        name = _frame_name(simulation, camera, 0)
        found = connection.execute(query, {"dataset": dataset_id, "name": name}).first()
        if not found or (there := find_path(connection, found.file)).resolve() == here:
            continue
        [pixels] = simulation.read(camera, np.array([0]))
        if there.exists() or Cutout(pixels, stretch="none").sha256 != found.sha256.hex():
            raise DeepGalaxyError(
                f"{here}: the dataset has {name} already, from {there}: give this file a dataset name of its "
                "own"
            )
        moved.append((simulation.group, found.file))
    follow = text("""
        UPDATE image SET file = :here
        WHERE dataset_id = :dataset AND file = :there AND split_part(node, '/', 1) = :group
    """)
    for group, there in moved:
        given = {"here": keep_path(connection, here), "dataset": dataset_id, "there": there, "group": group}
        connection.execute(follow, given)
    if moved:
        log.warning("%s: it was moved here; the catalogue follows", here)
