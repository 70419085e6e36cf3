"""Delimited text by chunks: commas, tabs, semicolons, bars or blanks; with or without ECSV's header."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import IO

import numpy as np
from astropy import units

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.tables.binary_tables import SEVERAL_VALUES, headings_of_yaml, masks_among, refusing
from deepgalaxy.surveys.tables.cells import UNKNOWN, Chosen, Chunk, Column, Heading, TableSource
from deepgalaxy.surveys.tables.column_roles import is_known, is_of_place
from deepgalaxy.surveys.tables.positions import degrees_per

CELLS = 500_000
"""In a chunk; they take some 50 MB."""
LONGEST_LINE = 2**20
MOST_COMMENTS = 10_000
FIRST_LINES = 50
"""By which heading and delimiter are known."""
DELIMITERS = ",\t;| "

_NUMBER = re.compile(r"[+\-\u2212]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eEdD][+-]?\d+)?")
_TYPE = re.compile(r"\d*[SNM]")
_SEPARATOR = re.compile(r"""["']?sep=.["']?\s*""", re.IGNORECASE)
"""A first line that tells Excel what stands between the values."""
_COMMENT = ("#", "%")
_NAME = re.compile(r"[^\W\d][\w.:-]*")


class DelimitedText:
    """Text in which a delimiter stands between the values; each stays as it is written.

    Read as numbers, an objid would lose its last digits.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    text : text file
        From its beginning.

    Raises
    ------
    RefusedInput
        If it has no line with names of columns, or a name twice.
    """

    def __init__(self, name: str, text: IO[str]) -> None:
        self._name = name
        lines = _lines(name, text)
        comments: list[str] = []
        first: list[str] = []
        for line in lines:
            if line.lstrip().startswith(_COMMENT):
                comments.append(line.strip())
                if len(comments) > MOST_COMMENTS:
                    raise RefusedInput(name, f"no table: its first {MOST_COMMENTS:,} lines are comments")
            elif line.strip() and not _SEPARATOR.fullmatch(line):
                first = [line, *islice(lines, FIRST_LINES)]
                break
        self._described: dict[str, Heading] = {}
        if comments and comments[0].startswith("# %ECSV"):
            with refusing(name, "ECSV"):
                self._described = headings_of_yaml([line[2:] for line in comments[1:]])
        self._delimiter, self._names, first = _heading(name, comments, first)
        self._comments = comments
        if twice := {column for column, count in Counter(self._names).items() if column and count > 1}:
            raise RefusedInput(name, f"has two columns {', '.join(sorted(twice))}: rename one")
        self._lines = chain(first, lines)

    def source(self) -> TableSource:
        """Return the table.

        Returns
        -------
        TableSource
            To be read once.
        """
        rows = self._rows()
        first = list(islice(rows, 2))
        units_row, first = _take_units(self._names, first)
        units_row = units_row or _units_in_comments(self._names, self._comments, self._delimiter)
        several = set() if not self._described else {c for c in self._names if c not in self._described}
        left_out = {column: SEVERAL_VALUES for column in several if column}
        kept = [c for c in self._names if c and c not in several]
        masks = masks_among(kept)
        headings = tuple(
            self._described.get(column) or Heading(column, units_row.get(column, ""))
            for column in kept
            if column not in masks
        )
        return TableSource(headings, self._chunks(chain(first, rows), masks), left_out)

    def _rows(self) -> Iterator[list[str]]:
        is_blank = self._delimiter == " "
        lines = map(_blanks, self._lines) if is_blank else self._lines
        reader = csv.reader(lines, delimiter=self._delimiter, skipinitialspace=is_blank)
        done = 0
        try:
            for row in reader:
                yield row
                done += 1
        except csv.Error as error:
            raise RefusedInput(self._name, f"damaged after row {done:,}: {error}") from error

    def _is_comment(self, row: list[str]) -> bool:
        """Whether a row is commented out: where the table has comments, or the row not its columns."""
        starts = row[0].lstrip().startswith(_COMMENT)
        return starts and (bool(self._comments) or len(row) != len(self._names))

    def _chunks(self, rows: Iterator[list[str]], masks: set[str]) -> Iterator[Chunk]:
        n_columns, done = len(self._names), 0
        while block := list(islice(rows, max(1, CELLS // n_columns))):
            numbered = enumerate(block, start=done + 1)
            there = {n: _fitted(row, n_columns) for n, row in numbered if row and not self._is_comment(row)}
            rows_read = {number: row for number, row in there.items() if len(row) == n_columns}
            refused = tuple(
                RefusedInput(f"{self._name} row {number}", f"{len(row)} values for {n_columns} columns")
                for number, row in there.items()
                if number not in rows_read
            )
            yield replace(_text_chunk(self._names, rows_read, masks), refused=refused)
            done += len(block)


def _heading(name: str, comments: Sequence[str], first: list[str]) -> tuple[str, tuple[str, ...], list[str]]:
    """Return what stands between values, the columns' names, and the first lines without those."""
    if not first or first[0].lstrip().startswith("<"):
        raise RefusedInput(name, "no table: its first line does not name columns")
    for delimiter in _delimiters(first):
        cells = _cells(first[0], delimiter)
        hidden = [_hidden(comment, delimiter) for comment in reversed(comments)]
        hidden = [names for names in hidden if len(names) == len(cells) and _are_names(names)]
        hidden.sort(key=_n_known, reverse=True)
        if hidden and (_n_known(hidden[0]) > _n_known(cells) or not _are_names(cells)):
            return delimiter, tuple(hidden[0]), first
        is_table = len(cells) > 1 if delimiter != " " else _n_known(cells) or _has_numbers(first[1:], cells)
        if _are_names(cells) and (is_table or (len(cells) == 1 and _NAME.fullmatch(cells[0]))):
            return delimiter, tuple(cells), first[1:]
    raise RefusedInput(
        name,
        "no table: its first line does not name columns; write their names there, such as name,ra,dec",
    )


def _hidden(comment: str, delimiter: str) -> list[str]:
    return _cells(comment.lstrip("#% "), delimiter)


def _units_in_comments(names: Sequence[str], comments: Sequence[str], delimiter: str) -> dict[str, str]:
    """Return the units in the comment below the one that is the heading."""
    below = [_cells(comment.lstrip("#%"), delimiter) for comment in comments]
    for heading, cells in itertools.pairwise(below):
        if heading == list(names):
            return _take_units(names, [cells + [""] * (len(names) - len(cells))])[0]
    return {}


def _delimiters(first: Sequence[str]) -> list[str]:
    """List what may stand between the values, first what divides most lines alike."""

    def _rank(delimiter: str) -> tuple[bool, int, int]:
        counts = [len(_cells(line, delimiter)) for line in first if line.strip()]
        alike = sum(count == counts[0] for count in counts)
        is_blank = delimiter == " "
        return counts[0] > 1 and not is_blank, alike if counts[0] > 1 else 0, counts[0]

    return sorted(DELIMITERS, key=_rank, reverse=True)


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == " ":
        line = _blanks(line)
    try:
        row = next(csv.reader([line], delimiter=delimiter, skipinitialspace=delimiter == " "), [])
    except csv.Error:
        return []
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()  # a comma at the end of a line
    return cells


def _blanks(line: str) -> str:
    return line.strip().replace("\t", " ")


def _are_names(cells: Sequence[str]) -> bool:
    return any(cells) and not any(_NUMBER.fullmatch(cell) for cell in cells)


def _n_known(cells: Sequence[str]) -> int:
    return sum(map(is_known, cells))


def _has_numbers(lines: Sequence[str], names: Sequence[str]) -> bool:
    rows = [_cells(line, " ") for line in lines[:1]]
    return any(len(row) == len(names) and any(map(_NUMBER.fullmatch, row)) for row in rows)


def _take_units(names: Sequence[str], first: list[list[str]]) -> tuple[dict[str, str], list[list[str]]]:
    """Take the line of units below a heading, as VizieR writes it, and the line of dashes below that."""
    units_read: dict[str, str] = {}
    if first and first[0] and all(map(_TYPE.fullmatch, first[0])):
        return units_read, first[1:]
    if first and (cells := _fitted(first[0], len(names))) and len(cells) == len(names):
        ruled = len(first) > 1 and _is_rule(first[1])
        told = {column: cell.strip() for column, cell in zip(names, cells, strict=True)}
        told = {column: cell for column, cell in told.items() if cell.lower() not in UNKNOWN}
        of_places = any(_is_angle(cell) for column, cell in told.items() if is_of_place(column))
        if told and (
            ruled
            or (all(map(_is_unit, told.values())) and any(map(_is_angle, told.values())))
            or (of_places and not any(map(_NUMBER.fullmatch, told.values())))
        ):
            units_read = told
            first = first[1:]
    if first and _is_rule(first[0]):
        first = first[1:]
    return units_read, first


def _is_rule(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return (
        bool(cells)
        and all(len(cell) > 1 and set(cell) <= set("-=+:") for cell in cells)
        and any(len(cell) > 3 or ":" in cell for cell in cells)
    )


def _is_angle(word: str) -> bool:
    try:
        return degrees_per(word, is_right_ascension=True) is not None
    except ValueError:
        return False


def _is_unit(word: str) -> bool:
    if _is_angle(word):
        return True
    try:
        return units.Unit(word, parse_strict="raise") is not None
    except (ValueError, TypeError):
        return False


def _fitted(row: list[str], n_columns: int) -> list[str]:
    """Leave out empty values at the end that no column is there for: of a comma at the end of a line."""
    while len(row) > n_columns and not row[-1].strip():
        row = row[:-1]
    return row


def _text_chunk(names: tuple[str, ...], rows: dict[int, list[str]], masks: set[str]) -> Chunk:
    place = {name: index for index, name in enumerate(names)}
    numbers, lines = np.array([*rows], dtype=np.int64), [*rows.values()]

    def _text(name: str, chosen: Chosen) -> Column:
        at = place[name]
        return np.array([lines[row][at] for row in np.arange(len(lines))[chosen].tolist()], dtype=str)

    def _source(name: str, chosen: Chosen) -> Column:
        if f"{name}.mask" in masks:  # astropy's way to say what is unknown
            return np.ma.array(_text(name, chosen), mask=_text(f"{name}.mask", chosen) == "True")
        return _text(name, chosen)

    return Chunk(names, numbers, _source)


def _lines(name: str, text: IO[str]) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise RefusedInput(name, f"no table: a line is longer than {LONGEST_LINE:,} characters")
        yield line.replace("\0", "")
