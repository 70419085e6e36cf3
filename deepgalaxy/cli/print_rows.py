"""Rows on stdout: a table for eyes, JSON, CSV or VOTable for programs; or to TOPCAT and Aladin by SAMP."""

import dataclasses
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

from deepgalaxy.core.errors import printable
from deepgalaxy.core.output import OutputFormat, to_table, write_text
from deepgalaxy.core.prediction import INTERVAL_ENDS, LEVELS, MERGER_PROPERTIES, interval_ends
from deepgalaxy.core.samp import send_table

NAMES = ("name", "file")
"""Columns that come last, whatever their width."""
ESSENTIAL = 4
"""Columns that are never left out for a long name."""
DROPPED_FIRST = (
    {"model"},
    *(
        {*interval_ends(name, level)}
        for name in ("stage", "mass_ratio", "coalescence_myr")
        for level in (68, 90)
    ),
    {*interval_ends("time_myr", 68)},
    {"mass_ratio"},
    {"coalescence_myr"},
    {*interval_ends("time_myr", 90)},
)
"""Columns that a narrow terminal does without, after those that are empty; then those go that come last."""
DECIMALS = {
    "ra_deg": 5,
    "dec_deg": 5,
    "separation_deg": 5,
    "redshift": 4,
    "p_interacting": 2,
    "mass_ratio": 2,
}
"""Positions to 0.04 arcsec."""
DECIMALS |= dict.fromkeys(("stage", *interval_ends("stage", 68), *interval_ends("stage", 90)), 1)
GAP = "  "


def print_rows(rows: Sequence[Any], row_type: type[Any], form: OutputFormat, *, wide: bool = False) -> None:
    """Print dataclass rows on stdout, or send them; no rows give the headings alone, or an empty list.

    Parameters
    ----------
    rows : sequence
        Instances of ``row_type``.
    row_type : type
        A dataclass; its fields are the columns.
    form : OutputFormat
        Table for people, JSON, CSV or VOTable; SAMP sends a VOTable.
    wide : bool
        Whether a table for eyes may be wider than the terminal: otherwise it leaves out what does not fit,
        and says what.
    """
    match form:
        case OutputFormat.JSON | OutputFormat.CSV:
            sys.stdout.write(write_text(rows, row_type, form))
        case OutputFormat.VOTABLE:
            to_table(rows, row_type).write(sys.stdout.buffer, format="votable")
        case OutputFormat.SAMP:
            takers = send_table(to_table(rows, row_type), "DeepGalaxy")
            sys.stderr.write(f"{len(rows)} rows sent to {printable(', '.join(takers))}\n")
        case OutputFormat.TABLE:
            names = [field.name for field in dataclasses.fields(row_type)]
            _print_for_eyes(names, [dataclasses.asdict(row) for row in rows], wide=wide)


def print_record(record: Any, form: OutputFormat) -> None:
    """Print one dataclass row: as `print_rows`, but a table for eyes has a line a field.

    Parameters
    ----------
    record : dataclass instance
        One row.
    form : OutputFormat
        As for `print_rows`.
    """
    if form is not OutputFormat.TABLE:
        print_rows([record], type(record), form)
        return
    fields = dataclasses.asdict(record)
    width = max(map(len, fields))
    for name, value in fields.items():
        sys.stdout.write(f"{name:<{width}}  {_cell(value, name)}\n")


def _print_for_eyes(names: list[str], records: list[dict[str, Any]], *, wide: bool) -> None:
    """Print a table, the name or the widest text last; what does not fit beside it is left out and named.

    Prose is wrapped between words. A name that leaves no room for the `ESSENTIAL` columns has a line of its
    own.
    """
    columns = [_Column.of(name, records) for name in names]
    texts = [column for column in columns if not column.numeric]
    last = max(texts, key=lambda column: (column.name in NAMES, column.width), default=columns[-1])
    others = [column for column in columns if column is not last]
    room = sys.maxsize if wide else shutil.get_terminal_size().columns
    empty = {column.name for column in others if records and not any(column.cells)}
    dropped_first = (empty, *DROPPED_FIRST)
    essential = [column for column in others if not any(column.name in group for group in dropped_first)]
    below = not last.is_prose and _width(essential[:ESSENTIAL]) + last.width > room
    beside = (
        0
        if below
        else min(last.width, max(room // 3, room - _width(others)))
        if last.is_prose
        else last.width
    )
    left_out = []
    while _width(others) + beside > room and len(others) > 1:
        least = next(
            (group for group in dropped_first if any(c.name in group for c in others)), {others[-1].name}
        )
        left_out += [column.name for column in others if column.name in least]
        others = [column for column in others if column.name not in least]
    indent = " " * (4 if below else _width(others))
    for row in range(-1, len(records)):
        line = "".join(column.padded(row) + GAP for column in others)
        if below:
            line = f"{line.rstrip()}\n{indent}{last.cell(row)}" if row >= 0 else f"{line}{last.name}"
        elif last.is_prose and not wide:
            line += f"\n{indent}".join(_wrapped(last.cell(row), max(room - len(indent), 20)))
        else:
            line += last.padded(row)
        bold = row < 0 and sys.stdout.isatty()
        sys.stdout.write(f"\x1b[1m{line}\x1b[0m\n" if bold else f"{line.rstrip()}\n")
    if left_out:
        sys.stdout.flush()
        sys.stderr.write(f"not shown: {', '.join(_in_words(left_out))} (--wide shows all)\n")


def _in_words(left_out: list[str]) -> list[str]:
    """Name columns, the ends of an interval together, and without those of a property that is left out."""
    words = [name for name in left_out if name not in INTERVAL_ENDS]
    for name in MERGER_PROPERTIES:
        levels = [f"{level} %" for level in LEVELS if {*interval_ends(name, level)} <= {*left_out}]
        if levels and name not in left_out:
            words.append(f"{' and '.join(levels)} interval{'s'[: len(levels) - 1]} of {name}")
    return words


@dataclasses.dataclass(frozen=True)
class _Column:
    """A column as it is printed."""

    name: str
    cells: list[str]
    numeric: bool

    @classmethod
    def of(cls, name: str, records: list[dict[str, Any]]) -> "_Column":
        numeric = all(isinstance(record[name], int | float | None) for record in records)
        return cls(name, [_cell(record[name], name) for record in records], numeric)

    @property
    def width(self) -> int:
        return max(cell_len(words) for words in (self.name, *self.cells))

    @property
    def is_prose(self) -> bool:
        """Whether it can be wrapped between words."""
        return not self.numeric and any(words.count(" ") > 3 for words in self.cells)

    def cell(self, row: int) -> str:
        """Return the words of a row; the heading's is -1."""
        return self.cells[row] if row >= 0 else self.name

    def padded(self, row: int) -> str:
        words = self.cell(row)
        space = " " * (self.width - cell_len(words))
        return space + words if self.numeric else words + space


def _wrapped(prose: str, width: int) -> list[str]:
    """Break prose between words only: commands and addresses in it stay whole."""
    return textwrap.wrap(prose, width, break_long_words=False, break_on_hyphens=False)


def _width(columns: Sequence[_Column]) -> int:
    """Of columns side by side, and of a gap after each."""
    return sum(column.width + len(GAP) for column in columns)


def _cell(value: Any, name: str = "") -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if name in DECIMALS:
            return f"{value:.{DECIMALS[name]}f}"
        case float():
            return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"
        case _:
            return printable(str(value))
