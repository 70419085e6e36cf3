"""SDSS object numbers, and what spreadsheets and floating-point columns did to them.

An objid has 18 or 19 digits; a double keeps 15 to 17 of them. One that went through a double, or through a
spreadsheet (``1.24E+18``), names another galaxy or none.
"""

import re

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.surveys.columns import Column, as_text

_OBJID = re.compile(r"[1-9]\d{17,18}")
_SPACING = 64
"""Between doubles of 18 digits; of 19 it is more."""
_FEWEST = 3
"""Numbers that tell whether a column was rounded: three that are round by chance are one in 262,144."""


def read_objids(column: Column) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """Read a column of objids.

    Returns
    -------
    objids : NDArray
        (N,), int64; 0 where there is none, or a damaged one.
    damaged : NDArray
        (N,), the text of what cannot be an objid, or was rounded with all the others; empty elsewhere.
    """
    text = as_text(column)
    nothing = [value in ("0", "-1") or not any(map(str.isdigit, value)) for value in text.tolist()]
    text = np.where(nothing, "", text)
    good = np.array(
        [bool(_OBJID.fullmatch(value)) and int(value) < 2**63 for value in text.tolist()], dtype=bool
    )
    objids = np.where(good, text, "0").astype(np.int64)
    distinct = np.unique(objids[good])
    if len(distinct) >= _FEWEST and any((distinct % step == 0).all() for step in (_SPACING, 1000)):
        good[:] = False
    return np.where(good, objids, 0), np.where(good, "", text)
