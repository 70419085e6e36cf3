"""Rows out: a table for eyes, JSON, CSV or VOTable for programs."""

import csv
import dataclasses
import io
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from deepgalaxy.errors import printable

if TYPE_CHECKING:
    from astropy.table import Table


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    VOTABLE = "votable"


UNITS = dict.fromkeys(("time_myr", "time_lo68", "time_hi68", "time_lo90", "time_hi90"), "Myr")


def print_rows(rows: Sequence[Any], row_type: type[Any], form: Format) -> None:
    """Print dataclass rows on stdout; no rows give the headings alone, or an empty list.

    Parameters
    ----------
    rows : sequence
        Instances of ``row_type``.
    row_type : type
        A dataclass; its fields are the columns.
    form : Format
    """
    match form:
        case Format.JSON | Format.CSV:
            sys.stdout.write(write_text(rows, row_type, form))
        case Format.VOTABLE:
            to_table(rows, row_type).write(sys.stdout.buffer, format="votable")
        case Format.TABLE:
            names = [field.name for field in dataclasses.fields(row_type)]
            _print_for_eyes(names, [dataclasses.asdict(row) for row in rows])


def write_text(rows: Sequence[Any], row_type: type[Any], form: Literal[Format.JSON, Format.CSV]) -> str:
    """Dataclass rows as JSON, a list of objects, or as CSV with headings.

    In CSV control characters are escaped as everywhere where people look; JSON, which escapes them in its own
    way, gives them back as they were.
    """
    records = [dataclasses.asdict(row) for row in rows]
    if form is Format.JSON:
        return json.dumps(records, indent=1).replace("\x7f", "\\u007f") + "\n"
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in dataclasses.fields(row_type)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _printable(value) for name, value in record.items()} for record in records)
    return text.getvalue()


def print_record(record: Any, form: Format) -> None:
    """Print one dataclass row: as `print_rows`, but a table for eyes has a line a field."""
    if form is not Format.TABLE:
        print_rows([record], type(record), form)
        return
    fields = dataclasses.asdict(record)
    width = max(map(len, fields))
    for name, value in fields.items():
        sys.stdout.write(f"{name:<{width}}  {_cell(value)}\n")


def to_table(rows: Sequence[Any], row_type: type[Any]) -> "Table":
    """Dataclass rows as an astropy Table with units; ``None`` is masked."""
    from astropy.table import MaskedColumn, Table

    table = Table()
    for field in dataclasses.fields(row_type):
        values = [getattr(row, field.name) for row in rows]
        kind = field.type if field.type in (bool, int, str) else float
        table[field.name] = MaskedColumn(
            [kind() if value is None else _printable(value) for value in values],
            dtype=kind,
            mask=[value is None for value in values],
            unit=UNITS.get(field.name),
        )
    return table


def _print_for_eyes(names: list[str], records: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table as Screen
    from rich.text import Text

    screen = Screen(box=None, header_style="bold", pad_edge=False)
    for name in names:
        numeric = all(isinstance(r[name], int | float | None) for r in records)
        screen.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for record in records:
        screen.add_row(*(Text(_cell(record[name])) for name in names))  # no markup in a file's name
    Console(width=None if sys.stdout.isatty() else 240).print(screen)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"
        case _:
            return printable(str(value))


def _printable(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value
