"""Directions from which a merger is viewed."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def hemisphere(n: int) -> Array:
    """Return the directions of cameras, evenly spread over a hemisphere.

    A golden spiral of equal areas. There are no antipodes: two opposite views of a transparent
    object are mirror images, which would leak between training and test.

    Parameters
    ----------
    n : int
        Number of cameras.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        Unit vectors with z > 0.
    """
    i = np.arange(n) + 0.5
    z = 1 - i / n
    angle = np.pi * (1 + np.sqrt(5)) * i
    ring = np.sqrt(1 - z**2)
    return np.stack([ring * np.cos(angle), ring * np.sin(angle), z], axis=1)


def image_axes(directions: Array) -> Array:
    """Return the axes of each camera's picture.

    Parameters
    ----------
    directions : ndarray of float64, shape (n, 3)
        Unit vectors towards the cameras.

    Returns
    -------
    ndarray of float64, shape (n, 2, 3)
        Unit vectors to the right and up in each picture.
    """
    right = np.cross([0.0, 0.0, 1.0], directions)
    at_pole = np.linalg.norm(right, axis=1) < 1e-6
    right[at_pole] = [1.0, 0.0, 0.0]
    right /= np.linalg.norm(right, axis=1)[:, None]
    return np.stack([right, np.cross(directions, right)], axis=1)
