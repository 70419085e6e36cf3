"""The numbers that surveys give their objects, and what spreadsheets and doubles did to them.

An SDSS objid has 18 or 19 digits; a double keeps 15 to 17 of them. One that went through a double, or
through a spreadsheet (``1.24E+18``), names another galaxy or none. Other surveys have shorter ids, or words.
"""

import re

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.surveys.tables.cells import Column, as_text

_WHOLE = re.compile(r"[1-9]\d*")
_FLOATING = re.compile(r"\d+\.0*|\d+(?:[.,]\d+)?[eE]\+?\d+")
_FIRST_SDSS = 10**17
_EXACT = 2**53
"""Below this a double holds every integer."""
_SPACING = 64
"""Between doubles of 18 digits; of 19 it is more."""
_FEWEST = 3
"""Numbers that tell whether a column was rounded: three that are round by chance are one in 262,144."""


def is_sdss(objid: int) -> bool:
    """Whether a number is as long as SDSS's ids, whose positions SkyServer knows.

    Parameters
    ----------
    objid : int
        Of any survey.

    Returns
    -------
    bool
        True for 18 and 19 digits.
    """
    return _FIRST_SDSS <= objid < 2**63


def read_objids(
    column: Column, of_sdss: bool = True
) -> tuple[NDArray[np.int64], NDArray[np.str_], NDArray[np.str_]]:
    """Read a column of ids.

    Parameters
    ----------
    column : ndarray, shape (N,)
        Numbers, perhaps masked, or text.
    of_sdss : bool, default True
        Whether its name is one of SDSS's columns: a short number is then a damaged one, unless there are no
        long ones, and many round ones are. Gaia's ids, say, are of all lengths and all round.

    Returns
    -------
    objids : NDArray
        (N,), int64; 0 where there is none, or a damaged one, or one that is no number.
    ids : NDArray
        (N,), what identifies the object, as text; empty where nothing does.
    damaged : NDArray
        (N,), the text of what cannot be an id, or was rounded with all the others; empty elsewhere.
    """
    words = ["" if word == "-1" else _integral(word) for word in as_text(column).tolist()]
    numbers = [int(word) if _WHOLE.fullmatch(word) and len(word) < 20 else 0 for word in words]
    is_of_sdss = [of_sdss and is_sdss(number) for number in numbers]
    any_of_sdss = any(is_of_sdss)
    distinct = np.unique([number for number, sdss in zip(numbers, is_of_sdss, strict=True) if sdss])
    rounded = len(distinct) >= _FEWEST and any((distinct % step == 0).all() for step in (_SPACING, 1000))
    if any_of_sdss or not any(numbers):  # there, what has no digit or is 0 stands for no object
        words = [word if word != "0" and any(map(str.isdigit, word)) else "" for word in words]
    bad = [
        bool(word) and (bool(_FLOATING.fullmatch(word)) or (rounded if sdss else any_of_sdss))
        for word, sdss in zip(words, is_of_sdss, strict=True)
    ]
    objids = [
        number if number < 2**63 and not spoilt else 0 for number, spoilt in zip(numbers, bad, strict=True)
    ]
    ids = ["" if spoilt else word for word, spoilt in zip(words, bad, strict=True)]
    damaged = [word if spoilt else "" for word, spoilt in zip(words, bad, strict=True)]
    return np.array(objids, np.int64), np.array(ids, dtype=str), np.array(damaged, dtype=str)


def _integral(word: str) -> str:
    """Write ``12.0`` as ``12``: pandas makes doubles of integers where one is missing."""
    whole, point, rest = word.partition(".")
    return whole if point and not rest.strip("0") and whole.isdigit() and int(whole) < _EXACT else word
