"""The galaxies of a table, chunk by chunk."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Self

import numpy as np

from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.surveys.tables.any_table import read_tables
from deepgalaxy.surveys.tables.cells import TableSource
from deepgalaxy.surveys.tables.column_roles import Roles, find_roles
from deepgalaxy.surveys.tables.gz2_filenames import Gz2Filenames
from deepgalaxy.surveys.tables.row_filter import RowFilter
from deepgalaxy.surveys.tables.row_reader import RowReader
from deepgalaxy.surveys.tables.sexagesimal_columns import with_joined_parts
from deepgalaxy.surveys.tables.table_report import Attributes, ObjectChunk, SurveyObject, TableReport

__all__ = ["Attributes", "ObjectChunk", "ObjectRow", "SurveyObject", "TableReport", "read_objects"]

CHUNK = 6_000
"""Galaxies read at a time: a transaction, and a multiple of the objids that SkyServer is asked at once."""


@dataclass(frozen=True)
class ObjectRow:
    """A galaxy as it is listed; an objid as text, which no program rounds."""

    name: str
    objid: str
    ra_deg: float | None
    dec_deg: float | None

    @classmethod
    def of(cls, found: SurveyObject) -> Self:
        """List a galaxy.

        Parameters
        ----------
        found : SurveyObject
            The galaxy.

        Returns
        -------
        ObjectRow
            Its row in a list.
        """
        return cls(found.name, str(found.objid or ""), found.ra_deg, found.dec_deg)


def read_objects(
    table: Path,
    *,
    where: str | None = None,
    columns: Mapping[str, str] | None = None,
    mapping: Path | None = None,
    without: Collection[str] = (),
) -> Iterator[ObjectChunk]:
    """Read the galaxies of a table: Galaxy Zoo's, Darg's pairs, Kaggle's, or any with positions or objids.

    However large the table, what is in memory are some thousand rows and galaxies.

    Parameters
    ----------
    table : Path
        CSV, FITS, VOTable, Parquet, ECSV, IPAC, MRT, …: see
        `deepgalaxy.surveys.tables.any_table.read_tables`. Of several tables in a file, the first that has
        rows and columns of positions or ids.
    where : str, optional
        Which rows: see `deepgalaxy.surveys.tables.row_filter.RowFilter`.
    columns : mapping, optional
        Column by role (name, objid, ra, dec, redshift) where the names are unusual.
    mapping : Path, optional
        Galaxy Zoo 2's ``gz2_filename_mapping.csv``: gives objects the attribute ``asset_id``.
    without : collection of str, optional
        Columns that are passed over.

    Yields
    ------
    ObjectChunk
        `CHUNK` galaxies and the report of their rows; the last has fewer, or none. The reports' sum,
        ``sum((chunk.report for chunk in chunks), TableReport())``, is that of the table.

    Raises
    ------
    RefusedInput
        If a file is no table, is damaged or truncated, has no column that identifies galaxies, or has
        positions in a unit that is not known.
    WrongUse
        If the condition or a column named is wrong.
    """
    assets = Gz2Filenames(mapping) if mapping else None
    with _open(table, columns or {}, without) as (source, all_roles):
        condition = RowFilter(where, source.names) if where else None
        readers = [RowReader(table.name, source, roles, assets) for roles in all_roles]
        has_positions = bool(all_roles[0].ra)
        report = TableReport(tells_places=has_positions, left_out=source.left_out)
        objects: list[SurveyObject] = []
        for chunk in source.chunks:
            chosen = np.flatnonzero(condition.rows(chunk)) if condition else np.arange(len(chunk.rows))
            read = [reader.read(chunk, chosen) for reader in readers]
            report += TableReport(
                rows=len(chunk.rows) + len(chunk.refused),
                chosen=len(chosen),
                refused=[*chunk.refused],
                unreadable={column: bad for rows in read for column, bad in rows.unreadable.items()},
            )
            pairs = zip(*(rows.galaxies for rows in read), strict=True)
            for found in chain.from_iterable(pairs):  # each galaxy of a pair in its turn
                if isinstance(found, RefusedInput):
                    report.refused.append(found)
                elif found:
                    objects.append(found)
                if len(objects) == CHUNK:
                    yield _object_chunk(objects, report)
                    objects, report = [], TableReport(tells_places=has_positions)
        yield _object_chunk(objects, report)


def _object_chunk(objects: list[SurveyObject], report: TableReport) -> ObjectChunk:
    """Count galaxies in the report of their rows."""
    without_place = sum(found.ra_deg is None for found in objects) if report.tells_places else 0
    damaged = [f"{found.name}: objid {found.damaged_objid}" for found in objects if found.damaged_objid]
    counts = TableReport(objects=len(objects), without_place=without_place, damaged=damaged)
    return ObjectChunk(objects, report + counts)


@contextmanager
def _open(
    path: Path, columns: Mapping[str, str], without: Collection[str]
) -> Iterator[tuple[TableSource, list[Roles]]]:
    """Give the table of a file that identifies galaxies, and the roles of its columns.

    The first that has rows, and positions or ids; else one with rows and names; else an empty one.
    """
    refused: RefusedInput | WrongUse | None = None
    others: dict[bool, tuple[int, list[Roles]]] = {}
    for number, source in enumerate(_sources(path, without)):
        try:
            roles = find_roles(path.name, source.headings, columns)
        except (RefusedInput, WrongUse) as error:
            refused = refused or error
            continue
        first = next(source.chunks, None)
        if first is not None and roles[0].tells_place:
            yield replace(source, chunks=chain([first], source.chunks)), roles
            return
        others.setdefault(first is not None, (number, roles))
    if refused and not others:
        raise refused
    number, roles = others.get(True) or others[False]
    sources = _sources(path, without)
    yield next(islice(sources, number, None)), roles


def _sources(path: Path, without: Collection[str]) -> Iterator[TableSource]:
    for source in map(with_joined_parts, read_tables(path)):
        headings = tuple(heading for heading in source.headings if heading.name not in without)
        yield replace(source, headings=headings)
