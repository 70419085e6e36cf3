"""Columns of a table as numbers or as text, whatever the file kept them as."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput

UNKNOWN = (
    *("", "nan", "null", "(null)", "none", "na", "n/a", "n.a.", "<na>", "nat", "masked", "\\n"),
    *("-", "--", "---", "----", "\u2013", "\u2014", "\u2212", ".", "..", "...", "....", "\u2026", "?"),
    *("#n/a", "#na", "#null!", "#value!", "#ref!", "#div/0!", "#num!", "#name?"),
    *("-9999", "-9999.0", "-9999.00", "-9999.000"),
)
"""What tables write where there is nothing, in lower case; ``\\N`` is MySQL's, -9999 SDSS's."""
_POINT_FOR_COMMA = re.compile(r"[+-]?\d*,?\d+(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_FORTRAN = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))[dD]([+-]\d+)")
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"))
"""The minus of typesetters, hyphens, and the dash that word processors make of one."""
_MARKED_AS_TEXT = re.compile(r"""="(.*)"|'(.*)'|'(?=[\d+-])(.+)""")
"""How spreadsheets are made to keep an id whole, ``="1237…"`` and ``'1237…``; and quotes of SQL."""

Column = NDArray[Any]
"""(N,): numbers, perhaps masked, or text."""
Chosen = NDArray[np.intp] | slice
EVERY = slice(None)


@dataclass(frozen=True)
class Heading:
    """A column's name, unit and meaning, from the file."""

    name: str
    unit: str = ""
    """As it is written; empty where none is."""
    ucd: str = ""
    """What it measures, in the words of the Virtual Observatory: ``pos.eq.ra;meta.main``."""
    frame: str = ""
    """Of coordinates, as it is written: ``ICRS``, ``eq_FK5``, ``fk4``; empty where none is."""


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table, one after the other; a column is made when and as far as it is asked for."""

    names: tuple[str, ...]
    rows: NDArray[np.int64]
    """Which they are, counted from 1 without the heading."""
    source: Callable[[str, Chosen], Column]
    refused: tuple[RefusedInput, ...] = ()
    """Lines of text among these rows that have not one value for each column; they are not in ``rows``."""

    def column(self, name: str, chosen: Chosen = EVERY) -> Column:
        """Return the values of a column, of these of its rows.

        Parameters
        ----------
        name : str
            Of the column.
        chosen : ndarray of intp or slice, optional
            Which of these rows, counted from 0; all by default.

        Returns
        -------
        ndarray
            Shape (n,): numbers, perhaps masked, or text.
        """
        return self.source(name, chosen)


@dataclass(frozen=True)
class TableSource:
    """One table of a file, to be read once and before the next one is asked for."""

    headings: tuple[Heading, ...]
    """Of the columns that hold one value a row."""
    chunks: Iterator[Chunk]
    """The rows in their order."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Other columns, and why they cannot be read."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names.

        Returns
        -------
        tuple of str
            In the table's order.
        """
        return tuple(heading.name for heading in self.headings)


def as_text(column: Column) -> NDArray[np.str_]:
    """Return values as they are written, stripped; empty where there is none.

    Parameters
    ----------
    column : ndarray
        Shape (N,): numbers, perhaps masked, or text.

    Returns
    -------
    ndarray of str, shape (N,)
        Masked values and the words of `UNKNOWN` are empty.
    """
    values = np.ma.getdata(column)
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "backslashreplace")
    text = np.char.strip(values.astype(str))
    if (np.char.find(text, "\0") >= 0).any():
        text = np.char.replace(text, "\0", "")  # which no database takes
    if (np.char.startswith(text, "'") | np.char.startswith(text, '="')).any():
        text = np.array([_unmarked(word) for word in text.tolist()], dtype=str)
    return np.where(np.ma.getmaskarray(column) | np.isin(np.char.lower(text), UNKNOWN), "", text)


def as_numbers(column: Column) -> NDArray[np.int64] | NDArray[np.float64]:
    """Return values as integers where all known ones are, else as floats.

    An objid has more digits than a float. A decimal comma is a point (``0,31``), unless each number that has
    one could be thousands (``1,234``).

    Parameters
    ----------
    column : ndarray
        Shape (N,): numbers, perhaps masked, or text.

    Returns
    -------
    ndarray of int64 or float64, shape (N,)
        Integers are masked where unknown, floats NaN.

    Raises
    ------
    ValueError
        If a value is no number; the message shows it.
    """
    values = np.ma.getdata(column)
    kind = values.dtype.kind
    if kind == "u" and (values > np.iinfo(np.int64).max).any():
        values, kind = values.astype(np.float64), "f"
    if kind in "biu":
        integers = values.astype(np.int64)
        return _masked(integers, np.ma.getmaskarray(column) | (integers == -9999))
    if kind == "f":
        unknown = np.ma.getmaskarray(column) | (values == -9999)
        return np.where(unknown, np.nan, values.astype(np.float64))
    text = as_text(column)
    known = text != ""
    if not known.any():
        return np.full(text.shape, np.nan)
    words = text[known]
    if (np.char.find(words, "_") >= 0).any():  # Python reads 1_000 as a thousand; tables do not
        raise ValueError(f"not a number: {next(word for word in words.tolist() if '_' in word)!r}")
    try:
        integers = np.zeros(text.shape, np.int64)
        integers[known] = words.astype(np.int64)
        return _masked(integers, ~known)
    except (ValueError, OverflowError):
        floats = np.full(text.shape, np.nan)
        floats[known] = _floats(words)
        return floats


def each_number(column: Column) -> NDArray[np.float64]:
    """Return values as floats, each by itself: one that is wrong does not spoil the others.

    Parameters
    ----------
    column : ndarray
        Shape (N,): numbers, perhaps masked, or text.

    Returns
    -------
    ndarray of float64, shape (N,)
        NaN where a value is unknown or no number.
    """
    try:
        return np.ma.filled(as_numbers(column).astype(np.float64), np.nan)
    except ValueError:
        return np.array([_number(word) for word in as_text(column).tolist()], np.float64)


def as_python_writes(word: str) -> str:
    """Write a number with the minus and the exponent that Python knows: ``\u22121.5D+01`` as ``-1.5e+01``.

    Parameters
    ----------
    word : str
        Of a table; what is no number may come back changed.

    Returns
    -------
    str
        The same number.
    """
    word = word.translate(_MINUSES)
    found = _FORTRAN.fullmatch(word)
    return f"{found[1]}e{found[2]}" if found else word


def _unmarked(word: str) -> str:
    found = _MARKED_AS_TEXT.fullmatch(word)
    return next(part for part in found.groups() if part is not None).strip() if found else word


def _number(word: str) -> float:
    word = as_python_writes(word)
    if _POINT_FOR_COMMA.fullmatch(word) and not _THOUSANDS.fullmatch(word):
        word = word.replace(",", ".")
    try:
        return math.nan if "_" in word else float(word)
    except ValueError:
        return math.nan


def _masked(integers: NDArray[np.int64], unknown: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.ma.array(integers, mask=unknown) if unknown.any() else integers


def _floats(words: NDArray[np.str_]) -> NDArray[np.float64]:
    try:
        return words.astype(np.float64)
    except ValueError:
        written = [as_python_writes(word) for word in words.tolist()]
        commas = [word for word in written if "," in word]
        if commas and all(map(_POINT_FOR_COMMA.fullmatch, written)):
            if all(map(_THOUSANDS.fullmatch, commas)):
                raise
            written = [word.replace(",", ".") for word in written]
        return np.array(written).astype(np.float64)
