"""``catalog.csv``: what is known of the pictures beside it, and in the folders below."""

import logging
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from astropy.table import QTable, Table
from numpy.typing import NDArray

from deepgalaxy.catalog.images import FACTS, Facts
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.ranges import PIXEL_SCALE_ARCSEC, REDSHIFT
from deepgalaxy.surveys.tables.any_table import read_tables
from deepgalaxy.surveys.tables.cells import Chunk, Column, Heading, TableSource, as_text, each_number
from deepgalaxy.surveys.tables.column_roles import check_frame, unit_of, usual_columns
from deepgalaxy.surveys.tables.positions import declination, right_ascension
from deepgalaxy.surveys.tables.sexagesimal_columns import with_joined_parts

log = logging.getLogger(__name__)

TABLE = "catalog.csv"
FILES = ("file", "filename", "picture", "image", "path")
SCALES = ("pixelscalearcsec", "pixelscale", "pixscale", "scalearcsec")
"""Names of a column, without case, blanks and marks."""
_POSSIBLE = {"redshift": REDSHIFT, "pixel_scale_arcsec": PIXEL_SCALE_ARCSEC}


def read_facts(folder: Path, paths: Sequence[Path], names: Collection[str]) -> dict[str, Facts]:
    """Read each ``catalog.csv`` among ``paths``; its files become names relative to ``folder``.

    Columns are known by their usual names, and positions are read, as those of any table are.

    Parameters
    ----------
    folder : Path
        The folder that is ingested.
    paths : sequence of Path
        All files below it.
    names : collection of str
        Of its pictures.

    Returns
    -------
    dict
        By name of the picture: those of `FACTS` that its table has a column of; None where unknown. What
        is no such fact is named in the log, and unknown.

    Raises
    ------
    DeepGalaxyError
        If one is no table, has no column ``file``, or has positions in a unit that is not known.
    """
    known: dict[str, Facts] = {}
    for path in paths:
        if path.name == TABLE:
            for source in map(with_joined_parts, read_tables(path)):
                for name, facts in _facts(path, source):
                    inside = (path.parent.relative_to(folder) / name).as_posix()
                    if inside not in names and not (folder / inside).is_file():
                        log.warning("%s: names %s, which is not there", path, inside)
                    known[inside] = facts
    return known


def facts_of_table(table: Table) -> dict[str, Facts]:
    """Read what a table in memory says of pictures, by the rules of a ``catalog.csv``.

    Parameters
    ----------
    table : Table
        With a column of file names (`FILES`), and any of positions, a redshift and a pixel scale; a SkyCoord
        column is a position.

    Returns
    -------
    dict
        By name of the picture: those of `FACTS` that the table has a column of; None where unknown.

    Raises
    ------
    DeepGalaxyError
        If it has no column of file names, or positions in a unit that is not known.
    """
    with written_table(table) as path:
        return {name: facts for source in read_tables(path) for name, facts in _facts(path, source)}


@contextmanager
def written_table(table: Table) -> Iterator[Path]:
    """Give a table in memory as a file, to be read as any table is.

    Parameters
    ----------
    table : Table
        A SkyCoord column, of any frame, becomes columns ra and dec in degrees (ICRS).

    Yields
    ------
    Path
        An ECSV file, which is gone in the end.
    """
    with TemporaryDirectory(prefix="deepgalaxy-") as folder:
        path = Path(folder) / "table.ecsv"
        _with_plain_positions(table).write(path, format="ascii.ecsv")
        yield path


def _with_plain_positions(table: Table) -> Table:
    """Return a table whose coordinates, of any frame, are columns ra and dec in degrees (ICRS)."""
    columns: dict[str, Any] = {}
    for name, column in table.items():
        if hasattr(column, "icrs"):
            columns |= {"ra": column.icrs.ra.to("deg"), "dec": column.icrs.dec.to("deg")}
        else:
            columns[name] = column
    return QTable(columns)


def _facts(path: Path, source: TableSource) -> Iterator[tuple[str, Facts]]:
    keys = {re.sub(r"[\W_]", "", heading.name).lower(): heading for heading in source.headings}
    file = next((keys[key] for key in FILES if key in keys), None)
    if file is None:
        raise DeepGalaxyError(f"{path}: has no column named file")
    usual = usual_columns(source.headings)
    columns = {role: name for role, name in usual.items() if role in ("ra", "dec", "redshift")}
    if lone := {"ra", "dec"} - columns.keys():
        for role in {"ra", "dec"} - lone:
            log.warning("%s: column %s says nothing without %s", path, columns.pop(role), min(lone))
    if scale := next((keys[key] for key in SCALES if key in keys), None):
        columns["pixel_scale_arcsec"] = scale.name
    if not columns:
        log.warning("%s: none of its columns is one of %s", path, ", ".join(FACTS))
    headings = {heading.name: heading for heading in source.headings}
    for chunk in source.chunks:
        for refused in chunk.refused:
            log.warning("%s", refused)
        names = as_text(chunk.column(file.name)).tolist()
        values = {
            _called(role): _known(chunk, role, headings[column], names) for role, column in columns.items()
        }
        for row, name in enumerate(names):
            yield name, _whole({fact: column[row] for fact, column in values.items()})


def _called(role: str) -> str:
    return {"ra": "ra_deg", "dec": "dec_deg"}.get(role, role)


def _known(chunk: Chunk, role: str, heading: Heading, files: Sequence[str]) -> list[float | None]:
    """Read a fact of some pictures; what it cannot be is named in the log."""
    column = chunk.column(heading.name)
    try:
        numbers = _read(role, column, heading)
    except ValueError as error:
        raise DeepGalaxyError(f"{TABLE}: column {heading.name}: {error}") from error
    written = as_text(column)
    for row in np.flatnonzero(np.isnan(numbers) & (written != "")).tolist():
        log.warning(
            "%s says %s %r of %s: taken as unknown", TABLE, _called(role), str(written[row]), files[row]
        )
    return [None if number != number else number for number in numbers.tolist()]


def _read(role: str, column: Column, heading: Heading) -> NDArray[np.float64]:
    if role in ("ra", "dec"):
        check_frame(heading)
        return (right_ascension if role == "ra" else declination)(column, unit_of(heading))
    return _POSSIBLE[role].masked(each_number(column))


def _whole(facts: Facts) -> Facts:
    """Leave half a position out."""
    place = {"ra_deg", "dec_deg"} & facts.keys()
    if any(facts[fact] is None for fact in place):
        return {**facts, **dict.fromkeys(place)}
    return facts
