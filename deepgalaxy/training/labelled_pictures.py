"""Pictures with labels, from a folder and a table: which simulations they are of, and what fits nothing."""

import csv
import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from deepgalaxy.imaging.band_files import BandFiles, PictureFile, group_files
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_files
from deepgalaxy.imaging.visible_files import picture_stem, visible_files
from deepgalaxy.training.label_table import LabelRow, LabelTable
from deepgalaxy.training.labels import LabelName, make_labels

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LabelledPicture:
    """One picture, in a file or in one a band, and what is known of it."""

    name: str
    """Its path in the folder of the pictures; by a pattern, what ``{name}`` stands for."""
    file: PictureFile
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
            told = self.row.redshift
            redshift = told if np.isfinite(told) else cutout.redshift or np.nan
            known["whole_kpc"] = side_px * float(kpc_per_px([scale], redshift)[0])
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
    """Pictures of which the table says several things, that are there twice, or that cannot be read."""

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

    def refuse(self, problem: RefusedInput) -> None:
        """Take note of a picture that cannot be learnt from, and name it in the log.

        Parameters
        ----------
        problem : RefusedInput
            Its name, and why.
        """
        log_refused(problem)
        self.refused.append(problem)

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
            rows.writerows(dict.fromkeys((each.name, each.reason) for each in self.refused))


def log_refused(problem: RefusedInput) -> None:
    """Name in the log what cannot be read.

    Parameters
    ----------
    problem : RefusedInput
        Its name, and why.
    """
    log.warning("refused %s", problem)


def match_pictures(
    folder: Path,
    table: LabelTable,
    bands: Sequence[str] | None = None,
    pattern: str | None = None,
) -> tuple[list[LabelledSimulation], LabelReport]:
    """Bring the pictures of a folder together with their labels.

    Parameters
    ----------
    folder : Path
        With the pictures, in it and in its folders.
    table : LabelTable
        Names them by path, by name, with suffix or without, or by an id that is the name without suffix.
    bands : sequence of str, optional
        Which bands the pattern stands for.
    pattern : str, optional
        How the files are called, where each band is one: see `pictures_in`.

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
    files, incomplete = pictures_in(folder, bands, pattern)
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for own in files:
        inside = PurePosixPath(own)
        stem = picture_stem(inside.name) or inside.name
        for name in {own, inside.with_name(stem).as_posix(), inside.name, stem}:
            by_name[name].append(own)
    report = LabelReport(table.name, refused=incomplete)
    found: dict[str, list[LabelRow]] = {}
    for row in table.rows:
        called = PurePosixPath(row.file).as_posix()
        here = by_name.get(called, [])
        if len(here) > 1:
            several = " and ".join(here[:2])
            report.refused.append(RefusedInput(row.file, f"{several} are called so: give the path"))
        elif not here:
            report.without_picture.append(row.file)
        elif row.known.keys() - {"whole_kpc"}:
            found.setdefault(here[0], []).append(row)
    report.without_label = [name for name in files if name not in found]
    grouped: defaultdict[str, list[LabelledPicture]] = defaultdict(list)
    seen: dict[str, str] = {}
    for name, rows in track(found.items(), "labelled pictures", len(found)):
        file = files[name]
        parts = file.files.values() if isinstance(file, BandFiles) else [file]
        digest = _digest(*(part.read_bytes() for part in parts))
        first = seen.setdefault(digest, name)
        if any(_differ(rows[0], row) for row in rows[1:]):
            report.refused.append(RefusedInput(name, f"{len(rows)} rows of {table.name} disagree about it"))
        elif first != name:
            report.refused.append(RefusedInput(name, f"the same picture as {first}"))
        else:
            grouped[rows[0].simulation or name].append(LabelledPicture(name, file, rows[0], digest))
            report.matched += 1
    if not grouped:
        example = f"; it names {table.rows[0].file}, and there is {next(iter(files))}" if table.rows else ""
        raise DeepGalaxyError(f"{report}{example}")
    simulations = [
        LabelledSimulation(name, tuple(group), is_named=bool(group[0].row.simulation))
        for name, group in grouped.items()
    ]
    return simulations, report


def pictures_in(
    folder: Path, bands: Sequence[str] | None = None, pattern: str | None = None
) -> tuple[dict[str, PictureFile], list[RefusedInput]]:
    """List the pictures of a folder, by their names.

    Parameters
    ----------
    folder : Path
        And the folders in it.
    bands : sequence of str, optional
        Which bands the pattern stands for.
    pattern : str, optional
        How the files are called, where each band is one: ``{name}_{band}.fits``
        (`deepgalaxy.imaging.band_files.group_files`). Other files are left alone.

    Returns
    -------
    pictures : dict
        The file of each, or its files by band; by its path in the folder, or what ``{name}`` stands for.
        Sorted; at least one.
    refused : list of RefusedInput
        Those that lack a band.

    Raises
    ------
    DeepGalaxyError
        If there is no such folder, or no picture in it.
    WrongUse
        If the pattern cannot be one.
    """
    if not folder.is_dir():
        raise DeepGalaxyError(f"{folder}: no such folder")
    files, closed = visible_files(folder)
    for each in closed:
        log.warning("refused %s/%s", folder, each)
    pictures: dict[str, PictureFile]
    incomplete: list[RefusedInput] = []
    if pattern is None:
        named = (path for path in files if picture_stem(path.name) is not None)
        pictures = {path.relative_to(folder).as_posix(): path for path in named}
    else:
        groups, incomplete, _ = group_files(folder, files, pattern, bands)
        pictures = {group.name: group for group in groups}
    if not pictures:
        why = f"; {incomplete[0]}" if incomplete else ""
        wanted = pattern or "JPEG, PNG, TIFF, WebP, npy, FITS"
        raise DeepGalaxyError(f"{folder}: no pictures ({wanted}){why}")
    return pictures, incomplete


def _digest(*contents: bytes) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(content)
    return digest.hexdigest()[:16]


def _differ(one: LabelRow, other: LabelRow) -> bool:
    facts = [
        (row.simulation, dict(row.known), *np.nan_to_num([row.redshift, row.pixel_scale_arcsec], nan=-1.0))
        for row in (one, other)
    ]
    return facts[0] != facts[1]


def read_labelled(
    simulations: Iterable[LabelledSimulation],
    size_px: int,
    bands: Sequence[str] | None = None,
    refuse: Callable[[RefusedInput], None] = log_refused,
) -> Iterator[tuple[LabelledSimulation, LabelledPicture, Cutout]]:
    """Read labelled pictures.

    Parameters
    ----------
    simulations : iterable of LabelledSimulation
        Any.
    size_px : int
        Side of the pictures.
    bands : sequence of str, optional
        Which bands of FITS files to keep, each by itself.
    refuse : callable
        Gets what cannot be read; by default the log names it.

    Yields
    ------
    simulation : LabelledSimulation
        In their order.
    picture : LabelledPicture
        One of its pictures.
    cutout : Cutout
        The picture itself.
    """
    of_file = {picture.file: (each, picture) for each in simulations for picture in each.pictures}
    found = read_files(track(of_file, "reading labelled pictures", len(of_file)), size_px, bands)
    for file, inside in groupby(found, lambda item: item[0]):
        cutouts = [cutout for _, _, cutout in islice(inside, 2)]
        simulation, picture = of_file[file]
        if isinstance(cutouts[0], RefusedInput):
            refuse(RefusedInput(picture.name, cutouts[0].reason))
        elif len(cutouts) > 1:
            refuse(RefusedInput(picture.name, "many pictures in one file, and one label"))
        else:
            yield simulation, picture, cutouts[0]
