"""Rows of a table to galaxies."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.core.ranges import REDSHIFT
from deepgalaxy.surveys.tables.cells import (
    Chunk,
    Column,
    Heading,
    TableSource,
    as_numbers,
    as_text,
    each_number,
)
from deepgalaxy.surveys.tables.column_roles import Roles, check_frame, unit_of
from deepgalaxy.surveys.tables.gz2_filenames import Gz2Filenames
from deepgalaxy.surveys.tables.objids import read_objids
from deepgalaxy.surveys.tables.positions import declination, degrees_per, names_of, right_ascension
from deepgalaxy.surveys.tables.table_report import SurveyObject, Unreadable


@dataclass(frozen=True)
class RowsRead:
    """What some rows hold."""

    galaxies: Iterator[SurveyObject | RefusedInput | None]
    """Of each row; None where a row has no second galaxy."""
    unreadable: dict[str, Unreadable]
    """Columns of positions and redshifts with values that cannot be read."""


class RowReader:
    """Makes the galaxies of a table's rows: one of each, or of each pair.

    Parameters
    ----------
    file : str
        The table's name, for messages.
    source : TableSource
        The table, for what its headings tell of units and frames.
    roles : Roles
        The columns that are about the galaxy.
    assets : Gz2Filenames or None
        Galaxy Zoo 2's picture of each objid, if they are wanted as the attribute ``asset_id``.

    Raises
    ------
    RefusedInput
        If a position has a unit or a frame that is not known.
    """

    def __init__(self, file: str, source: TableSource, roles: Roles, assets: Gz2Filenames | None) -> None:
        self._file, self._roles, self._assets = file, roles, assets
        by_name = {heading.name: heading for heading in source.headings}
        self._ra_unit = self._unit(by_name, roles.ra, is_right_ascension=True)
        self._dec_unit = self._unit(by_name, roles.dec, is_right_ascension=False)
        self._has_redshift = bool(roles.redshift and not _is_velocity(by_name[roles.redshift]))

    def _unit(self, by_name: Mapping[str, Heading], column: str | None, is_right_ascension: bool) -> str:
        if column is None:
            return ""
        unit = unit_of(by_name[column])
        try:
            check_frame(by_name[column])
            degrees_per(unit, is_right_ascension)
        except ValueError as error:
            raise RefusedInput(self._file, f"column {column}: {error}") from error
        return unit

    def read(self, chunk: Chunk, chosen: NDArray[np.intp]) -> RowsRead:
        """Read one galaxy of each chosen row.

        Parameters
        ----------
        chunk : Chunk
            Some rows of the table.
        chosen : ndarray of intp, shape (n,)
            Which of them, counted from 0.

        Returns
        -------
        RowsRead
            Its galaxies are made one by one, when they are asked for.
        """
        positions, unreadable = self._positions(chunk, chosen)
        redshifts, unreadable_redshifts = self._redshifts(chunk, chosen)
        galaxies = self._galaxies(chunk, chosen, positions, redshifts)
        return RowsRead(galaxies, unreadable | unreadable_redshifts)

    def _galaxies(
        self,
        chunk: Chunk,
        chosen: NDArray[np.intp],
        positions: NDArray[np.float64],
        redshifts: list[float | None],
    ) -> Iterator[SurveyObject | RefusedInput | None]:
        roles = self._roles
        names = self._text(chunk, roles.name, chosen)
        bricks = self._text(chunk, roles.brick, chosen)
        objids, ids, damaged = self._objids(chunk, chosen)
        called = [called for _, called in roles.attributes]
        columns = [_values(chunk.column(name, chosen)) for name, _ in roles.attributes]
        attributes = zip(*columns, strict=True) if columns else repeat(())
        by_place = names_of(*positions.T)
        rows, ra_dec = chunk.rows[chosen].tolist(), positions.tolist()
        for row, name, brick, objid, own_id, damage, (ra, dec), place, redshift, values in zip(
            *(rows, names, bricks, objids, ids, damaged, ra_dec, by_place, redshifts, attributes),
            strict=False,
        ):
            is_placed = bool(place)
            if not own_id and not is_placed and (roles.objid or roles.ra or not name):
                if damage or not roles.is_second:
                    why = f"objid {damage} is damaged, and" if damage else "no objid, and"
                    yield RefusedInput(
                        f"{self._file} row {row}{name and f' ({name})'}", f"{why} it has no position"
                    )
                else:
                    yield None
                continue
            known = {key: value for key, value in zip(called, values, strict=True) if value is not None}
            if own_id and not objid and roles.objid:
                known[roles.objid] = own_id  # which is a word
            if objid and self._assets and (asset := self._assets.find(objid)) is not None:
                known["asset_id"] = asset
            yield SurveyObject(
                name=name or (f"{brick}_{own_id}" if brick and own_id else own_id) or place,
                objid=objid or None,
                ra_deg=ra if is_placed else None,
                dec_deg=dec if is_placed else None,
                attributes=known,
                damaged_objid=damage or None,
                redshift=redshift,
                row=row,
            )

    def _text(self, chunk: Chunk, column: str | None, chosen: NDArray[np.intp]) -> list[str]:
        return as_text(chunk.column(column, chosen)).tolist() if column else [""] * len(chosen)

    def _objids(self, chunk: Chunk, chosen: NDArray[np.intp]) -> tuple[list[int], list[str], list[str]]:
        if self._roles.objid is None:
            return [0] * len(chosen), [""] * len(chosen), [""] * len(chosen)
        objids, ids, damaged = read_objids(
            chunk.column(self._roles.objid), self._roles.is_sdss
        )  # all: they are judged together
        return objids[chosen].tolist(), ids[chosen].tolist(), damaged[chosen].tolist()

    def _positions(
        self, chunk: Chunk, chosen: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], dict[str, Unreadable]]:
        """Right ascension and declination of each chosen row (degrees), NaN where unknown; shape (n, 2)."""
        if self._roles.ra is None or self._roles.dec is None:
            return np.full((len(chosen), 2), np.nan), {}
        rows = chunk.rows[chosen]
        columns = [chunk.column(name, chosen) for name in (self._roles.ra, self._roles.dec)]
        ra = right_ascension(columns[0], self._ra_unit)
        dec = declination(columns[1], self._dec_unit)
        unreadable = _unreadable(self._roles.ra, "right ascension", columns[0], ra, rows)
        unreadable |= _unreadable(self._roles.dec, "declination", columns[1], dec, rows)
        return np.column_stack([ra, dec]), unreadable

    def _redshifts(
        self, chunk: Chunk, chosen: NDArray[np.intp]
    ) -> tuple[list[float | None], dict[str, Unreadable]]:
        """Redshift of each chosen row, None where it is unknown or cannot be."""
        if not self._has_redshift or self._roles.redshift is None:
            return [None] * len(chosen), {}
        column = chunk.column(self._roles.redshift, chosen)
        possible = REDSHIFT.masked(each_number(column))
        unreadable = _unreadable(self._roles.redshift, "redshift", column, possible, chunk.rows[chosen])
        return [value if value == value else None for value in possible.tolist()], unreadable


def _unreadable(
    name: str, what: str, column: Column, read: NDArray[np.float64], rows: NDArray[np.int64]
) -> dict[str, Unreadable]:
    """Count the values of a column that are neither unknown nor what it should hold, under its name."""
    lost = np.flatnonzero(np.isnan(read))
    text = as_text(column[lost])
    wrong = np.flatnonzero(text != "")
    if not len(wrong):
        return {}
    return {name: Unreadable(what, str(text[wrong[0]]), int(rows[lost[wrong[0]]]), len(wrong))}


def _is_velocity(heading: Heading) -> bool:
    return any(word in heading.unit.lower() for word in ("km", "m/s", "m s"))


def _values(column: Column) -> list[Any]:
    """Python's own values, numbers where all known ones are; None where unknown."""
    text = None
    if column.dtype.kind not in "biuf":
        text = as_text(column)
        if _is_numeric(text):
            with suppress(ValueError):
                column, text = as_numbers(column), None
    if text is not None:
        return [value or None for value in text.tolist()]
    data = np.ma.getdata(column)
    nothing = np.ma.getmaskarray(column) | (data == -9999)
    if data.dtype.kind == "f":
        nothing |= ~np.isfinite(data)
    values: list[Any] = data.tolist()
    for index in np.flatnonzero(nothing).tolist():
        values[index] = None
    return values


def _is_numeric(text: NDArray[np.str_]) -> bool:
    """Whether no value would lose digits as a number, as would ``007`` or one too long for an integer."""
    digits = np.char.isdigit(text)
    padded = digits & np.char.startswith(text, "0") & (np.char.str_len(text) > 1)
    long = digits & (np.char.str_len(text) > 18)
    return not padded.any() and all(int(word) < 2**63 for word in text[long].tolist())
