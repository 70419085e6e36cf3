"""Tables of text: delimited ones, and those whose layout astropy knows (IPAC, CDS, MRT, SExtractor)."""

import io
import re
from collections.abc import Callable, Iterator
from typing import IO

import numpy as np
from astropy.io import ascii as astropy_ascii
from astropy.io.ascii import core

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.tables.binary_tables import LARGEST_BYTES, ROWS, refusing
from deepgalaxy.surveys.tables.cells import Chosen, Chunk, Column, Heading, TableSource
from deepgalaxy.surveys.tables.delimited_text import DelimitedText


def read_text(name: str, file: IO[bytes], head: bytes, encoding: str) -> Iterator[TableSource]:
    """Read a table of text: CSV and its like, ECSV, IPAC, the CDS's and the AAS's, SExtractor's.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    file : binary file
        From its beginning, unpacked.
    head : bytes
        Its beginning, by which the layout is known.
    encoding : str
        Of the text, as Python names it.

    Yields
    ------
    TableSource
        Its only table.

    Raises
    ------
    RefusedInput
        If it is none, or is damaged: perhaps after some chunks.
    """
    start = head.decode(encoding, "ignore").lstrip("\ufeff")
    with io.TextIOWrapper(file, encoding, errors="one byte a character", newline="") as text:
        layout = _layout(start)
        yield _read_by_astropy(name, text, layout) if layout else DelimitedText(name, text).source()


def _layout(start: str) -> str | None:
    """Tell astropy's name for a layout with positions or a header of its own; None for delimited text."""
    lines = [line for line in start.splitlines() if line.strip()]
    if re.search("^Byte-by-byte Description", start, re.MULTILINE | re.IGNORECASE):
        return "mrt" if re.match("(Title|Authors|Table):", start.lstrip()) else "cds"
    bars = [line for line in lines if not line.startswith("\\")]
    if bars and bars[0].startswith("|") and bars[0].rstrip().endswith("|"):
        below = [line for line in bars if not line.startswith("|")]
        return "ipac" if below or lines[0].startswith("\\") else None
    if re.match(r"#\s+1\s+[A-Za-z_]\w*", start):
        return "sextractor"
    return None


class _AsWritten(core.TableOutputter):  # type: ignore[misc]  # astropy has no types
    """Leaves astropy's columns as the text that they were: one ``NA`` must not spoil a column of numbers."""

    def _convert_vals(self, cols: list[core.Column]) -> None:
        for column in cols:
            column.data = np.array(column.str_vals, str)


def _read_by_astropy(name: str, text: IO[str], layout: str) -> TableSource:
    content = text.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise RefusedInput(name, f"{layout.upper()} of more than {LARGEST_BYTES >> 20} MiB: turn it into CSV")
    with refusing(name, layout.upper()):
        read = astropy_ascii.read(content, format=layout, outputter_cls=_AsWritten, guess=False)
        headings = tuple(Heading(column, str(read[column].unit or "")) for column in read.colnames)
        values = {column: np.ma.asanyarray(read[column].data) for column in read.colnames}

    def _chunks() -> Iterator[Chunk]:
        for start in range(0, len(read), ROWS):
            part = {column: data[start : start + ROWS] for column, data in values.items()}
            n_rows = min(ROWS, len(read) - start)
            yield Chunk(tuple(values), start + 1 + np.arange(n_rows), _source(part))

    return TableSource(headings, _chunks())


def _source(part: dict[str, Column]) -> Callable[[str, Chosen], Column]:
    return lambda column, chosen: part[column][chosen]
