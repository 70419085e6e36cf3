"""Which numbers positions, redshifts, pixel scales and stages can be: the one place that says so.

What a file or a table gives beyond them is a mark for "unknown", such as -99, or a mistake.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.clock import N_STAGES

FloatOrArray = TypeVar("FloatOrArray", float, NDArray[np.float64])


@dataclass(frozen=True)
class Bounds:
    """The numbers from ``low`` to ``high``; ``value in range`` is False for NaN.

    Parameters
    ----------
    low : float
        The smallest one.
    high : float
        The largest one, or the first that is too large.
    is_high_in : bool, default True
        Whether ``high`` is one of them.
    """

    low: float
    high: float
    is_high_in: bool = True

    def __contains__(self, value: float) -> bool:
        return self.low <= value < self.high or (self.is_high_in and value == self.high)

    def masked(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Replace the numbers outside by NaN.

        Parameters
        ----------
        values : ndarray of float64
            Numbers, NaN among them.

        Returns
        -------
        ndarray of float64
            Of the same shape.
        """
        below_high = values <= self.high if self.is_high_in else values < self.high
        return np.where((values >= self.low) & below_high, values, np.nan)

    def sql(self, column: str) -> str:
        """Write the condition that a column's values are inside.

        Parameters
        ----------
        column : str
            Name of the column.

        Returns
        -------
        str
            An SQL expression.
        """
        return f"{column} >= {self.low:g} AND {column} {'<=' if self.is_high_in else '<'} {self.high:g}"


RIGHT_ASCENSION_DEG = Bounds(0.0, 360.0, is_high_in=False)
DECLINATION_DEG = Bounds(-90.0, 90.0)
REDSHIFT = Bounds(-0.1, 50.0)
"""Blueshifts of nearby galaxies, to more than any galaxy has."""
PIXEL_SCALE_ARCSEC = Bounds(1e-6, 1e6)
STAGE = Bounds(0.0, float(N_STAGES), is_high_in=False)


def wrap_right_ascension(ra_deg: FloatOrArray) -> FloatOrArray:
    """Bring right ascensions into `RIGHT_ASCENSION_DEG` by whole turns.

    Parameters
    ----------
    ra_deg : float or ndarray of float64
        Degrees.

    Returns
    -------
    float or ndarray of float64
        Degrees from 0 to less than 360.
    """
    return ra_deg % 360.0 % 360.0  # -1e-15 % 360 is 360.0
