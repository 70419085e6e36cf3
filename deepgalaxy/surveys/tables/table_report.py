"""One galaxy of a table, and what reading the table met."""

from dataclasses import dataclass, field, replace

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.tables.column_roles import NAME_THEM

Attributes = dict[str, bool | int | float | str]


@dataclass(frozen=True)
class SurveyObject:
    """One galaxy of a table."""

    name: str
    """Its name in the table, else its id, else a name from its position: ``J134610.42+555316.1``."""
    objid: int | None
    """Number in its survey (SDSS's has 18 or 19 digits), with all its digits."""
    ra_deg: float | None
    dec_deg: float | None
    attributes: Attributes
    """The other columns, vote fractions and all, where they are known. None of them is a stage label."""
    damaged_objid: str | None = None
    """The text in the objid's cell, where that is no objid or was rounded."""
    redshift: float | None = None
    row: int = field(default=0, compare=False)
    """Its row in the table, counted from 1."""


@dataclass(frozen=True)
class Unreadable:
    """Values of a column that cannot be read."""

    what: str
    """Which the column should hold: ``right ascension``."""
    first: str
    """The first such value."""
    row: int
    """Its row, counted from 1."""
    count: int = 1

    def __str__(self) -> str:
        more = f", nor are {self.count - 1:,} more" if self.count > 1 else ""
        return f"{self.first[:60]!r} (row {self.row:,}) is no {self.what}{more}"


@dataclass
class TableReport:
    """Counts and problems of some rows of a table; those of several parts of it can be added."""

    rows: int = 0
    chosen: int = 0
    """Rows that fulfil the condition."""
    objects: int = 0
    outside: int = 0
    """Galaxies that are not in the region, or of which nobody knows where they are."""
    changed: int = 0
    """Galaxies for which the table had other values when it was read before."""
    without_place: int = 0
    """Objects without a position, in a table that has columns of positions."""
    damaged: list[str] = field(default_factory=list)
    """Objects whose objid is damaged, and the objid; they are known by their position."""
    refused: list[RefusedInput] = field(default_factory=list)
    tells_places: bool = True
    """Whether the table has columns of right ascension and declination."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Columns that cannot be read, and why."""
    unreadable: dict[str, Unreadable] = field(default_factory=dict)
    """Columns of positions and redshifts with values that cannot be read."""

    def __add__(self, later: "TableReport") -> "TableReport":
        unreadable = dict(self.unreadable)
        for column, found in later.unreadable.items():
            first = unreadable.get(column)
            unreadable[column] = replace(first, count=first.count + found.count) if first else found
        return TableReport(
            rows=self.rows + later.rows,
            chosen=self.chosen + later.chosen,
            objects=self.objects + later.objects,
            outside=self.outside + later.outside,
            changed=self.changed + later.changed,
            without_place=self.without_place + later.without_place,
            damaged=self.damaged + later.damaged,
            refused=self.refused + later.refused,
            tells_places=self.tells_places and later.tells_places,
            left_out=self.left_out | later.left_out,
            unreadable=unreadable,
        )

    def summary(self) -> str:
        """Return the counts in one line.

        Returns
        -------
        str
            ``3 rows, 2 chosen, 1 galaxies, 1 refused``.
        """
        line = f"{self.rows:,} rows, {self.chosen:,} chosen, {self.objects:,} galaxies"
        if self.outside:
            line += f" ({self.outside:,} more outside the region)"
        if self.without_place:
            line += f" ({self.without_place:,} without a place)"
        if self.changed:
            line += f", {self.changed:,} changed"
        if self.refused:
            line += f", {len(self.refused):,} refused"
        if self.damaged:
            line += f"; {len(self.damaged):,} damaged objids, of galaxies known by place ({self.damaged[0]})"
        return line

    def notes(self) -> list[str]:
        """Return a line for each column that was left out or has unreadable values, and what to do.

        Returns
        -------
        list of str
            Empty where all is well.
        """
        notes = [f"column {column} is left out: {why}" for column, why in self.left_out.items()]
        notes += [f"column {column}: {found}" for column, found in self.unreadable.items()]
        if not self.rows:
            notes.append("the table has no rows")
        elif not self.chosen and self.rows > len(self.refused):
            notes.append("no row fulfils the condition: see `where=`")
        elif not self.objects and self.outside:
            notes.append(f"no galaxy is inside the region: {self.outside:,} are outside or without a place")
        elif not self.objects:
            notes.append(f"no galaxy: name the columns that tell them with {NAME_THEM}, or correct them")
        elif not self.tells_places:
            notes.append(f"no columns of right ascension and declination: name them with {NAME_THEM}")
        return notes


@dataclass(frozen=True)
class ObjectChunk:
    """The galaxies of some rows of a table, and what reading those rows met."""

    objects: list[SurveyObject]
    report: TableReport
