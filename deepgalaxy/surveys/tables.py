"""Tables of any kind, a chunk of rows at a time: memory does not grow with the table."""

import csv
import gzip
import io
import shutil
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, cast

import numpy as np

from deepgalaxy.errors import RefusedInput
from deepgalaxy.surveys.columns import Chosen, Chunk, Column
from deepgalaxy.surveys.table_files import is_votable, read_fits, read_parquet, read_votable

CELLS = 500_000
"""In a chunk of text; they take some 50 MB."""
LONGEST_LINE = 2**20


def read_table(path: Path) -> Iterator[Chunk | RefusedInput]:
    """Read CSV (or tabs, semicolons), FITS, VOTable or Parquet, told by content; gzip or not.

    Yields
    ------
    Chunk or RefusedInput
        The rows in their order; between them the lines of a CSV that have not a value for each column.

    Raises
    ------
    RefusedInput
        If the file is no table, or is damaged or truncated: perhaps after some chunks.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with cast("IO[bytes]", gzip.open(path) if packed else path.open("rb")) as file:
            head = file.read(4096)
            file.seek(0)
            if head.startswith(b"SIMPLE  ="):
                yield from read_fits(path.name, path) if not packed else _unpacked_fits(path.name, file)
            elif is_votable(head):
                yield from read_votable(path.name, file)
            elif head.startswith(b"PAR1"):
                yield from read_parquet(path)
            elif not head or b"\0" in head:
                raise RefusedInput(path.name, "neither CSV, FITS, VOTable nor Parquet")
            else:
                yield from _read_text(path.name, file)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise RefusedInput(path.name, f"cannot be read: {reason}") from error


def _unpacked_fits(name: str, file: IO[bytes]) -> Iterator[Chunk]:
    with tempfile.NamedTemporaryFile() as unpacked:
        shutil.copyfileobj(file, unpacked)
        unpacked.flush()
        yield from read_fits(name, Path(unpacked.name))


def _read_text(name: str, file: IO[bytes]) -> Iterator[Chunk | RefusedInput]:
    """Read delimited text; every value stays as it is written, for an objid must not become a float."""
    with io.TextIOWrapper(file, "utf-8-sig", errors="backslashreplace", newline="") as text:
        lines = _lines(name, text)
        names, delimiter = _heading(name, lines)
        reader = csv.reader(lines, delimiter=delimiter)
        done = 0
        try:
            while block := list(islice(reader, max(1, CELLS // len(names)))):
                numbered = enumerate(block, start=done + 1)
                rows = {number: row for number, row in numbered if row}  # blank lines are nothing
                for number, row in rows.items():
                    if len(row) != len(names):
                        reason = f"{len(row)} values for {len(names)} columns"
                        yield RefusedInput(f"{name} row {number}", reason)
                yield _text_chunk(names, {n: row for n, row in rows.items() if len(row) == len(names)})
                done += len(block)
        except csv.Error as error:
            raise RefusedInput(name, f"damaged after row {done:,}: {error}") from error


def _heading(name: str, lines: Iterator[str]) -> tuple[tuple[str, ...], str]:
    """Return the columns' names and what stands between them."""
    heading = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = max(",\t;|", key=heading.count)
    names = tuple(value.strip() for value in next(csv.reader([heading], delimiter=delimiter), []))
    if len(names) < 2 or heading.lstrip().startswith("<"):
        raise RefusedInput(name, "no table: its first line does not name columns")
    if twice := {column for column in names if names.count(column) > 1}:
        raise RefusedInput(name, f"has two columns {', '.join(sorted(twice))}: rename one")
    return names, delimiter


def _text_chunk(names: tuple[str, ...], rows: dict[int, list[str]]) -> Chunk:
    place = {name: index for index, name in enumerate(names)}
    numbers, lines = np.array([*rows], dtype=np.int64), [*rows.values()]

    def source(name: str, chosen: Chosen) -> Column:
        at = place[name]
        return np.array([lines[row][at] for row in np.arange(len(lines))[chosen].tolist()], dtype=str)

    return Chunk(names, numbers, source, {})


def _lines(name: str, text: IO[str]) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise RefusedInput(name, f"no table: a line is longer than {LONGEST_LINE:,} characters")
        yield line
