"""Whether there is a galaxy to see in a picture."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

LARGEST = 0.006
"""Share of the picture that the largest thing in it fills at least: 98 pixels of 128 × 128. In the demo's one
field without a galaxy a faint star fills 38; its smallest galaxy fills 296."""
SIGMAS = 6.0
STEP = 4
"""Pixels between which noise is hardly shared."""


def is_nearly_blank(pixels: NDArray[np.float32]) -> bool:
    """Whether nothing larger than stars stands out of the noise of a picture.

    Parameters
    ----------
    pixels : ndarray of float32, shape (1 or 3, H, W)
        In [0, 1].

    Returns
    -------
    bool
        True if there is no galaxy to see.
    """
    grey = pixels.mean(axis=0)
    # By pixels a few apart: a galaxy that fills the picture is smooth, and neighbours share their noise. By
    # three quarters of them: of a sky that is clipped at 0, half hardly differ.
    apart = [_quantile(np.abs(side[STEP:] - side[:-STEP]), 0.75) for side in (grey, grey.T)]
    noise = max(float(min(apart)) / 1.627, 0.5 / 255)
    things, _ = ndimage.label(grey > _quantile(grey, 0.5) + SIGMAS * noise)
    largest = np.bincount(things.ravel())[1:].max(initial=0)
    return bool(largest < LARGEST * grey.size)


def _quantile(values: NDArray[np.float32], share: float) -> float:
    """As `numpy.quantile`, but quicker: numpy sorts float32 faster than it selects two neighbours."""
    ordered = np.sort(values, axis=None)
    below, between = divmod(share * (len(ordered) - 1), 1)
    low, high = ordered[int(below) :][:2].astype(float)[[0, -1]]
    return float(low + between * (high - low))
