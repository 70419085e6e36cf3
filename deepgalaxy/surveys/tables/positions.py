"""Positions on the sky as tables have them: a column's unit, ``13:46:10.4 +55:53:16``, ``10d41m04s``."""

import math
import re
import warnings
from contextlib import suppress
from functools import lru_cache

import numpy as np
from astropy import units
from astropy.coordinates import Angle
from numpy.typing import NDArray

from deepgalaxy.core.ranges import DECLINATION_DEG, RIGHT_ASCENSION_DEG, wrap_right_ascension
from deepgalaxy.surveys.tables.cells import Column, as_numbers, as_python_writes, as_text

_SEXAGESIMAL = re.compile(
    r"""([+-]?)(\d{1,3})([:hHdD°º\ ])\s*(\d{1,2})(?:[:mM'′\ ]\s*(\d{1,2}(?:\.\d*)?)(?:[sS"″]|'')?|[mM'′])"""
)
_WITH_UNIT = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s.,:+-][^\d,:+-]*)")
_DIRECTION = re.compile(r"""(.*(?:[\d.°º′'″"]|\d[dms]))\s*([NSEW])""")
"""North, south, east or west behind an angle."""
_UPPER_CASE_SECONDS = re.compile(r"\d+[hHdD]\s*\d+[mM]\s*[\d.]+S")
_SAME_UNIT = {
    "hms": "hourangle", "h:m:s": "hourangle", "h m s": "hourangle", "hh:mm:ss": "hourangle",
    "hour": "hourangle", "hr": "hourangle", "hour angle": "hourangle",
    "dms": "deg", "d:m:s": "deg", "d m s": "deg", "dd:mm:ss": "deg", "ddd:mm:ss": "deg",
    "degree": "deg", "º": "deg", "˚": "deg", "radian": "rad", "arcminute": "arcmin", "amin": "arcmin",
    "arcsecond": "arcsec", "asec": "arcsec", "sec": "s", "second": "s", "minute": "min",
    "milliarcsec": "mas", "milliarcsecond": "mas", "microarcsec": "uas", "microarcsecond": "uas",
    "turn": "cycle", '"': "arcsec", "″": "arcsec", "''": "arcsec", "'": "arcmin", "′": "arcmin",
}  # fmt: skip
"""Words for units that astropy does not know, in lower case and the singular."""
_SPELT_OUT = {
    "hourangle": re.compile(r"h+[: ]m+[: ]s+(\.s*)?"),
    "deg": re.compile(r"[+-]?d+[: ]m+[: ]s+(\.s*)?"),
}
"""``hh:mm:ss.s``, ``ddd mm ss``."""
_NO_UNIT = (
    "",
    "-",
    "--",
    "---",
    "none",
    "null",
    "unitless",
    "n/a",
    "j2000",
    "j2000.0",
    "icrs",
    "fk5",
    "2000",
)
_OF_TIME = (units.h, units.min, units.s)
_HOUR = 15.0
"""Degrees of an hour of right ascension."""
_FIRST = {"h": _HOUR, "d": 1.0, "°": 1.0, "º": 1.0}
"""Degrees of the first of three parts, by the letter behind it."""
KNOWN_UNITS = "deg, hourangle, rad, arcmin, arcsec, mas"


def degrees_per(unit: str, is_right_ascension: bool) -> float | None:
    """Return the degrees in a unit, however it is spelt: ``RADIANS``, ``15 deg``, ``hr``, ``"h:m:s"``.

    Parameters
    ----------
    unit : str
        As it is written in the file.
    is_right_ascension : bool
        Which may also have a unit of time: hours, minutes or seconds.

    Returns
    -------
    float or None
        None where there is no unit.

    Raises
    ------
    ValueError
        If it is no unit of an angle that is known; the message names it.
    """
    if _plain(unit) in _NO_UNIT:
        return None
    found = _angle_or_time(unit)
    if found is None or (found in _OF_TIME and not is_right_ascension):
        raise ValueError(
            f"its unit {unit!r} is none of an angle here ({KNOWN_UNITS}): correct it in the file"
        )
    degrees = _HOUR * float(found.to(units.h)) if found in _OF_TIME else float(found.to(units.deg))
    return _HOUR if math.isclose(degrees, _HOUR) else degrees


def right_ascension(column: Column, unit: str = "") -> NDArray[np.float64]:
    """Return right ascensions in degrees.

    Parameters
    ----------
    column : ndarray
        Numbers, or text: ``13:46:10`` is hours unless ``unit`` says degrees, a unit in a value is believed.
    unit : str, default ""
        Of numbers without one; degrees where there is none.

    Returns
    -------
    ndarray of float64, shape (N,)
        From 0 to less than 360; NaN where unknown or impossible.

    Raises
    ------
    ValueError
        If the unit is none of an angle.
    """
    degrees = _degrees(column, degrees_per(unit, is_right_ascension=True), _HOUR)
    return wrap_right_ascension(np.where(np.abs(degrees) <= RIGHT_ASCENSION_DEG.high, degrees, np.nan))


def declination(column: Column, unit: str = "") -> NDArray[np.float64]:
    """Return declinations in degrees, as `right_ascension` does right ascensions.

    Parameters
    ----------
    column : ndarray, shape (N,)
        Numbers, or text: degrees, with a sign or with N or S behind.
    unit : str, default ""
        Of numbers without one; degrees where there is none.

    Returns
    -------
    ndarray of float64, shape (N,)
        From -90 to 90; NaN where unknown or impossible.

    Raises
    ------
    ValueError
        If the unit is none of an angle.
    """
    degrees = _degrees(column, degrees_per(unit, is_right_ascension=False), 1.0)
    return DECLINATION_DEG.masked(degrees)


def names_of(ra_deg: NDArray[np.float64], dec_deg: NDArray[np.float64]) -> list[str]:
    """Return the names of positions by the IAU's custom: ``J134610.42+555316.1``, truncated.

    Parameters
    ----------
    ra_deg, dec_deg : ndarray of float64, shape (n,)
        ICRS; NaN where unknown.

    Returns
    -------
    list of str
        ``JHHMMSS.ss±DDMMSS.s``; empty where a position is unknown.
    """
    known = np.isfinite(ra_deg + dec_deg)
    # Rounded far below what is shown, or 10.5 degrees would be 59.99 seconds.
    hundredths = np.where(known, ra_deg * 24_000, 0).round(4).astype(np.int64) % 8_640_000
    tenths = np.where(known, np.abs(dec_deg) * 36_000, 0).round(4).astype(np.int64)
    h, m, s = hundredths // 360_000, hundredths // 6_000 % 60, hundredths % 6_000 / 100
    degrees, minutes, seconds = tenths // 36_000, tenths // 600 % 60, tenths % 600 / 10
    sign = np.where(dec_deg < 0, "-", "+")
    columns = (column.tolist() for column in (known, h, m, s, sign, degrees, minutes, seconds))
    return [
        f"J{h:02d}{m:02d}{s:05.2f}{sign}{degrees:02d}{minutes:02d}{seconds:04.1f}" if is_known else ""
        for is_known, h, m, s, sign, degrees, minutes, seconds in zip(*columns, strict=True)
    ]


def _degrees(column: Column, per_unit: float | None, sexagesimal: float) -> NDArray[np.float64]:
    """Degrees of each value; ``sexagesimal`` are those of one whose first part has no letter."""
    try:
        numbers = as_numbers(column)
    except ValueError:
        values = as_text(column).tolist()
        return np.array([_read(value, per_unit, sexagesimal) for value in values], np.float64)
    return np.ma.filled(numbers.astype(np.float64), np.nan) * (per_unit or 1.0)


def _read(value: str, per_unit: float | None, sexagesimal: float) -> float:
    value = as_python_writes(value)
    if value.count(",") == 1 and "." not in value:
        value = value.replace(",", ".")  # no right ascension or declination has thousands
    if "_" in value or not value:
        return math.nan
    with suppress(ValueError):
        return float(value) * (per_unit or 1.0)
    is_right_ascension = sexagesimal == _HOUR
    if (found := _DIRECTION.fullmatch(value)) and not _UPPER_CASE_SECONDS.fullmatch(value.lstrip("+-")):
        angle, direction = found.groups()
        if is_right_ascension or direction in "EW" or angle[0] in "+-":
            return math.nan  # a right ascension has none, and one of two signs is wrong
        return _read(angle, per_unit, sexagesimal) * (-1 if direction == "S" else 1)
    if found := _SEXAGESIMAL.fullmatch(value):
        sign, whole, separator, minutes, seconds = found.groups()
        per_first = _FIRST.get(separator.lower(), per_unit or sexagesimal)
        size = int(whole) + int(minutes) / 60 + float(seconds or 0) / 3600
        is_possible = int(minutes) < 60 and float(seconds or 0) <= 60 and per_first in (1, _HOUR)
        if not is_possible or (separator in "hH" and not is_right_ascension):
            return math.nan
        return -size * per_first if sign == "-" else size * per_first
    if found := _WITH_UNIT.fullmatch(value):
        with suppress(ValueError):
            return float(found[1]) * (degrees_per(found[2], is_right_ascension) or math.nan)
    return _by_astropy(value, per_unit or sexagesimal, is_right_ascension)


def _by_astropy(value: str, per_first: float, is_right_ascension: bool) -> float:
    """Read what is rarer: ``10:41``, ``10d41.5m``."""
    if per_first not in (1, _HOUR) or ("h" in value.lower() and not is_right_ascension):
        return math.nan
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a minute has no 60 seconds
            return float(Angle(value, unit=units.hourangle if per_first == _HOUR else units.deg).deg)
    except Exception:  # its parser raises all kinds
        return math.nan


def _plain(unit: str) -> str:
    """Without the quotes or brackets around it, in lower case."""
    plain = re.sub(r"\s+", " ", unit).strip()
    while len(plain) > 2 and plain[0] + plain[-1] in ('""', "''", "[]", "()"):
        plain = plain[1:-1].strip()
    return plain.lower()


@lru_cache(maxsize=256)
def _angle_or_time(unit: str) -> units.UnitBase | None:
    """Understand a unit as one of an angle, or of hours, minutes or seconds; None where it is neither."""
    plain = re.sub(r"[()\[\]_]", " ", _plain(unit).replace("(s)", ""))
    plain = re.sub(r"\b(decimal|j2000(\.0)?|icrs|fk5)\b|(?<=\barc) (?=min|sec)", "", plain)
    plain = re.sub(r"\s+", " ", plain).strip(" ,;.")
    plain = next((name for name, spelt in _SPELT_OUT.items() if spelt.fullmatch(plain)), plain)
    singular = plain.removesuffix("s") if len(plain) > 2 else plain
    for word in (unit.strip(), _SAME_UNIT.get(plain), _SAME_UNIT.get(singular), plain, singular):
        try:
            found = units.Unit(word) if word else None
        except (ValueError, TypeError):
            continue
        if found is not None and (found.is_equivalent(units.deg) or found in _OF_TIME):
            return found
    return None
