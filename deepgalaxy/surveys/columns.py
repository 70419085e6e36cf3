"""Columns of a table as numbers or as text, whatever the file kept them as."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN = ("", "nan", "null", "none", "n/a", "--", "-9999", "-9999.0")
"""What tables write where there is nothing; SDSS's is -9999."""

Column = NDArray[Any]
"""(N,): numbers, perhaps masked, or text."""
Chosen = NDArray[np.intp] | slice
EVERY = slice(None)


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table, one after the other; a column is made when and as far as it is asked for."""

    names: tuple[str, ...]
    rows: NDArray[np.int64]
    """Which they are, counted from 1 without the heading."""
    source: Callable[[str, Chosen], Column]
    units: dict[str, str]
    """Of the columns that have one, as astropy writes it."""

    def column(self, name: str, chosen: Chosen = EVERY) -> Column:
        """Return the values of a column, of these of its rows."""
        return self.source(name, chosen)


def as_text(column: Column) -> NDArray[np.str_]:
    """Values as they read, stripped; empty where there is nothing."""
    values = np.ma.getdata(column)
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "backslashreplace")
    text = np.char.strip(values.astype(str))
    return np.where(np.ma.getmaskarray(column) | np.isin(np.char.lower(text), UNKNOWN), "", text)


def as_numbers(column: Column) -> NDArray[np.int64] | NDArray[np.float64]:
    """Integers where all are (an objid has more digits than a float); else floats, NaN where unknown.

    Raises
    ------
    ValueError
        If a value is no number; the message shows it.
    """
    values = np.ma.getdata(column)
    if values.dtype.kind in "biu" and not np.ma.getmaskarray(column).any():
        return values.astype(np.int64)
    if values.dtype.kind in "biuf":
        numbers = np.where(np.ma.getmaskarray(column), np.nan, values.astype(np.float64))
        return np.where(numbers == -9999, np.nan, numbers)
    text = as_text(column)
    try:
        return text.astype(np.int64)
    except (ValueError, OverflowError):
        return np.where(text == "", "nan", text).astype(np.float64)
