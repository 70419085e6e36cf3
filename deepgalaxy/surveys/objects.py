"""The galaxies that a table is about, one after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.errors import RefusedInput
from deepgalaxy.surveys.assets import Assets
from deepgalaxy.surveys.columns import Chunk, Column, as_numbers, as_text
from deepgalaxy.surveys.objids import read_objids
from deepgalaxy.surveys.positions import declination, name_of, right_ascension
from deepgalaxy.surveys.roles import Roles, find_roles
from deepgalaxy.surveys.tables import read_table
from deepgalaxy.surveys.where import Where

Attributes = dict[str, bool | int | float | str]


@dataclass(frozen=True)
class SurveyObject:
    """One galaxy of a table."""

    name: str
    """The table's name for it, else its objid, else after its place: ``J134610.42+555316.1``."""
    objid: int | None
    """SDSS number, as good as it was written."""
    ra_deg: float | None
    dec_deg: float | None
    attributes: Attributes
    """The other columns, vote fractions and all, where they are known. None of them is a stage label."""
    damaged_objid: str | None = None
    """What stands there in place of an objid."""


@dataclass(frozen=True)
class ObjectRow:
    """A galaxy as it is listed; an objid as text, which no program rounds."""

    name: str
    objid: str
    ra_deg: float | None
    dec_deg: float | None

    @classmethod
    def of(cls, found: SurveyObject) -> Self:
        """List a galaxy."""
        return cls(found.name, str(found.objid or ""), found.ra_deg, found.dec_deg)


@dataclass
class TableReport:
    """What `read_objects` met so far."""

    rows: int = 0
    chosen: int = 0
    """By the condition."""
    objects: int = 0
    damaged: list[str] = field(default_factory=list)
    """Objects whose objid is damaged, and the objid; they are known by their place."""
    refused: list[RefusedInput] = field(default_factory=list)

    def summary(self) -> str:
        """Say it in a line."""
        line = f"{self.rows:,} rows, {self.chosen:,} chosen, {self.objects:,} galaxies"
        if self.refused:
            line += f", {len(self.refused):,} refused"
        if self.damaged:
            line += f"; {len(self.damaged):,} damaged objids, of galaxies known by place ({self.damaged[0]})"
        return line


def read_objects(
    table: Path,
    report: TableReport,
    *,
    where: str | None = None,
    columns: Mapping[str, str] | None = None,
    mapping: Path | None = None,
) -> Iterator[SurveyObject]:
    """Read the galaxies of a table: Galaxy Zoo's, Darg's pairs, Kaggle's, or any with positions or objids.

    Parameters
    ----------
    table : Path
        CSV, FITS, VOTable or Parquet, gzip or not.
    report : TableReport
        Counts rows and objects, and names what is refused, while it goes.
    where : str, optional
        Which rows: see `deepgalaxy.surveys.where.Where`.
    columns : mapping, optional
        Column by role (ra, dec, objid, name) where the names are unusual.
    mapping : Path, optional
        Galaxy Zoo 2's ``gz2_filename_mapping.csv``: gives objects the attribute ``asset_id``.

    Raises
    ------
    RefusedInput
        If a file is no table, is damaged or truncated, or does not tell which galaxies it is about.
    WrongUse
        If the condition or a column named is wrong.
    """
    assets = Assets(mapping) if mapping else None
    roles: list[Roles] = []
    wanted: Where | None = None
    for chunk in read_table(table):
        if isinstance(chunk, RefusedInput):
            report.rows += 1
            report.refused.append(chunk)
            continue
        if not roles:
            roles = find_roles(table.name, chunk.names, columns or {})
            wanted = Where(where, chunk.names) if where else None
        chosen = np.flatnonzero(wanted.rows(chunk)) if wanted else np.arange(len(chunk.rows))
        report.rows += len(chunk.rows)
        report.chosen += len(chosen)
        galaxies = [_galaxies(table.name, chunk, role, chosen, assets) for role in roles]
        for row in zip(*galaxies, strict=True):  # each galaxy of a pair in its turn
            for found in row:
                if isinstance(found, RefusedInput):
                    report.refused.append(found)
                elif found:
                    report.objects += 1
                    if found.damaged_objid:
                        report.damaged.append(f"{found.name}: objid {found.damaged_objid}")
                    yield found


def _galaxies(
    file: str, chunk: Chunk, roles: Roles, chosen: NDArray[np.intp], assets: Assets | None
) -> Iterator[SurveyObject | RefusedInput | None]:
    """Make what each chosen row says of one galaxy: None where a row has no second one."""
    names = as_text(chunk.column(roles.name, chosen)).tolist() if roles.name else repeat("")
    objids, damaged = _objids(chunk, roles, chosen)
    places = _places(chunk, roles, chosen)
    called = [called for _, called in roles.attributes]
    columns = [_values(chunk.column(name, chosen)) for name, _ in roles.attributes]
    attributes = zip(*columns, strict=True) if columns else repeat(())
    for row, name, objid, damage, (ra, dec), values in zip(
        chunk.rows[chosen].tolist(), names, objids, damaged, places, attributes, strict=False
    ):
        is_placed = ra == ra and dec == dec
        if not objid and not is_placed and (roles.objid or roles.ra or not name):
            if damage or not roles.is_second:
                why = f"objid {damage} is damaged, and" if damage else "no objid, and"
                yield RefusedInput(f"{file} row {row}{name and f' ({name})'}", f"{why} it has no position")
            else:
                yield None
            continue
        known = {key: value for key, value in zip(called, values, strict=True) if value is not None}
        if objid and assets and (asset := assets.find(objid)) is not None:
            known["asset_id"] = asset
        yield SurveyObject(
            name=name or (str(objid) if objid else name_of(ra, dec)),
            objid=objid or None,
            ra_deg=ra if is_placed else None,
            dec_deg=dec if is_placed else None,
            attributes=known,
            damaged_objid=damage or None,
        )


def _objids(chunk: Chunk, roles: Roles, chosen: NDArray[np.intp]) -> tuple[list[int], list[str]]:
    if roles.objid is None:
        return [0] * len(chosen), [""] * len(chosen)
    objids, damaged = read_objids(chunk.column(roles.objid))
    return objids[chosen].tolist(), damaged[chosen].tolist()


def _places(chunk: Chunk, roles: Roles, chosen: NDArray[np.intp]) -> list[list[float]]:
    """Right ascension and declination of each chosen row (degrees), NaN where unknown."""
    if roles.ra is None or roles.dec is None:
        return [[np.nan, np.nan]] * len(chosen)
    ra = right_ascension(chunk.column(roles.ra, chosen), chunk.units.get(roles.ra, ""))
    dec = declination(chunk.column(roles.dec, chosen), chunk.units.get(roles.dec, ""))
    places: list[list[float]] = np.column_stack([ra, dec]).tolist()
    return places


def _values(column: Column) -> list[Any]:
    """Python's own values, numbers where all known ones are; None where unknown."""
    if column.dtype.kind not in "biuf":
        try:
            column = as_numbers(column)
        except ValueError:
            column = as_text(column)
    data = np.ma.getdata(column)
    nothing = data == "" if data.dtype.kind == "U" else (data == -9999) | (data != data)
    values: list[Any] = data.tolist()
    for index in np.flatnonzero(nothing | np.ma.getmaskarray(column)).tolist():
        values[index] = None
    return values
