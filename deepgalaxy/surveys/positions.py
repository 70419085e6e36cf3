"""Places on the sky, as tables write them: degrees, radians, hours, or ``13:46:10.4 +55:53:16``."""

import re

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.surveys.columns import Column, as_numbers, as_text

_SEXAGESIMAL = re.compile(r"([+-]?)(\d{1,3})[:hd° ]\s*(\d{1,2})[:m'′ ]\s*(\d{1,2}(?:\.\d*)?)[s\"″]?")
_DEGREES = {"rad": np.degrees(1), "hourangle": 15.0, "h": 15.0}
"""In a unit; another one, or none, is taken for degrees."""


def right_ascension(column: Column, unit: str = "") -> NDArray[np.float64]:
    """Right ascension in degrees, 0 to 360, NaN where it is unknown or cannot be; ``13:46:10`` is hours."""
    degrees = _degrees(column, unit, 15.0)
    return np.where(np.abs(degrees) <= 360, degrees % 360, np.nan)


def declination(column: Column, unit: str = "") -> NDArray[np.float64]:
    """Declination in degrees, -90 to 90, NaN where it is unknown or cannot be."""
    degrees = _degrees(column, unit, 1.0)
    return np.where(np.abs(degrees) <= 90, degrees, np.nan)


def name_of(ra_deg: float, dec_deg: float) -> str:
    """Name of a place, after the IAU's custom: ``J134610.42+555316.1``, truncated."""
    # Rounded far below what is shown, or 10.5 degrees would be 59.99 seconds.
    hours, degrees = int(round(ra_deg * 24_000, 4)) % 8_640_000, int(round(abs(dec_deg) * 36_000, 4))
    h, d = (
        f"{hours // 360_000:02d}{hours // 6_000 % 60:02d}",
        f"{degrees // 36_000:02d}{degrees // 600 % 60:02d}",
    )
    sign = "-" if dec_deg < 0 else "+"
    return f"J{h}{hours % 6_000 / 100:05.2f}{sign}{d}{degrees % 600 / 10:04.1f}"


def _degrees(column: Column, unit: str, sexagesimal: float) -> NDArray[np.float64]:
    try:
        return np.asarray(as_numbers(column) * _DEGREES.get(unit, 1.0))
    except ValueError:
        return sexagesimal * np.array([_read(value) for value in as_text(column).tolist()])


def _read(value: str) -> float:
    found = _SEXAGESIMAL.fullmatch(value)
    if not found:
        return np.nan
    size = int(found[2]) + int(found[3]) / 60 + float(found[4]) / 3600
    return -size if found[1] == "-" else size
