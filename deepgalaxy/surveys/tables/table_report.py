"""One galaxy of a table, and what reading the table met."""

from dataclasses import dataclass, field

from deepgalaxy.core.errors import RefusedInput

Attributes = dict[str, bool | int | float | str]


@dataclass(frozen=True)
class SurveyObject:
    """One galaxy of a table."""

    name: str
    """The table's name for it, else its id, else after its place: ``J134610.42+555316.1``."""
    objid: int | None
    """Number in its survey (SDSS's has 18 or 19 digits), as good as it was written."""
    ra_deg: float | None
    dec_deg: float | None
    attributes: Attributes
    """The other columns, vote fractions and all, where they are known. None of them is a stage label."""
    damaged_objid: str | None = None
    """What stands there in place of an objid."""
    redshift: float | None = None


@dataclass
class Unreadable:
    """Values of a column that are not what they should be."""

    what: str
    first: str
    row: int
    count: int = 0

    def said(self) -> str:
        """Say it in a clause."""
        more = f", nor are {self.count - 1:,} more" if self.count > 1 else ""
        return f"{self.first[:60]!r} (row {self.row:,}) is no {self.what}{more}"


@dataclass
class TableReport:
    """What `read_objects` met so far."""

    rows: int = 0
    chosen: int = 0
    """By the condition."""
    objects: int = 0
    changed: int = 0
    """Galaxies of which the table said something else when it was read before."""
    without_place: int = 0
    """Objects, in a table that has columns of places."""
    damaged: list[str] = field(default_factory=list)
    """Objects whose objid is damaged, and the objid; they are known by their place."""
    refused: list[RefusedInput] = field(default_factory=list)
    tells_places: bool = True
    """Whether the table has columns of right ascension and declination."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Columns that cannot be read, and why."""
    unreadable: dict[str, Unreadable] = field(default_factory=dict)
    """Columns of places and redshifts with values that are none."""

    def summary(self) -> str:
        """Say it in a line."""
        line = f"{self.rows:,} rows, {self.chosen:,} chosen, {self.objects:,} galaxies"
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
        """Name once each column that was left out, or has values that cannot be read; and what to do."""
        notes = [f"column {column} is left out: {why}" for column, why in self.left_out.items()]
        notes += [f"column {column}: {found.said()}" for column, found in self.unreadable.items()]
        if not self.rows:
            notes.append("the table has no rows")
        elif not self.chosen and self.rows > len(self.refused):
            notes.append("no row fulfils the condition: see --where")
        elif not self.objects:
            notes.append(
                "no galaxy: name the columns that tell them with --columns ra=…,dec=…, or correct them"
            )
        elif not self.tells_places:
            notes.append("no columns of right ascension and declination: name them with --columns ra=…,dec=…")
        return notes
