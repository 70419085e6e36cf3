"""Star particles to pictures of their surface density."""

import math

import numba
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

FAINTEST, BRIGHTEST = 1e-4, 0.1
"""Surface densities (1e10 Msun/kpc²) at the two ends of the stretch, the same in all pictures."""
MASS_TO_LIGHT = 2.0
"""By which light is counted as mass in the stretch of colour pictures."""


def smoothing_lengths(
    positions: NDArray[np.float32], neighbours: int = 16, smallest_kpc: float = 0.3, largest_kpc: float = 12.0
) -> NDArray[np.float32]:
    """Return the smoothing lengths of particles: 1.4 times the distance to a neighbour, within limits.

    Parameters
    ----------
    positions : ndarray of float32, shape (N, 3)
        In kpc.
    neighbours : int
        Which neighbour, by distance.
    smallest_kpc, largest_kpc : float
        The limits.

    Returns
    -------
    ndarray of float32, shape (N,)
        In kpc.
    """
    distance, _ = cKDTree(positions).query(positions, k=[neighbours])
    return np.asarray(np.clip(1.4 * distance[:, 0], smallest_kpc, largest_kpc), np.float32)


def surface_density(
    positions: NDArray[np.float32],
    weights: NDArray[np.float32],
    smoothing_kpc: NDArray[np.float32],
    axes: NDArray[np.float64],
    field_kpc: float,
    size_px: int,
) -> NDArray[np.float32]:
    """Render particles as each camera sees them, centred on the origin, the first row at the bottom.

    Each particle is spread over a disk of its smoothing length, at least one pixel in radius, as
    (1 - u²)², normalised on the pixels so that no mass is lost inside the field.

    Parameters
    ----------
    positions : ndarray of float32, shape (N, 3)
        In kpc.
    weights : ndarray of float32, shape (N, channels)
        What is spread: masses (1e10 Msun), or light in some bands.
    smoothing_kpc : ndarray of float32, shape (N,)
        As `smoothing_lengths` returns them.
    axes : ndarray of float64, shape (cameras, 2, 3)
        Of the pictures, as :func:`~deepgalaxy.simulation.cameras.image_axes` returns them.
    field_kpc : float
        Side of the field of view.
    size_px : int
        Side of the picture.

    Returns
    -------
    ndarray of float32, shape (cameras, channels, size_px, size_px)
        Surface density: weights per kpc².
    """
    pixel = field_kpc / size_px
    xy = np.einsum("caj,nj->can", axes, positions) / pixel + (size_px - 1) / 2
    radius = np.maximum(smoothing_kpc / pixel, 1.0)
    images = np.zeros((len(axes), weights.shape[1], size_px, size_px), np.float32)
    _splat(xy.astype(np.float32), (weights / pixel**2).astype(np.float32), radius.astype(np.float32), images)
    return images


@numba.njit(parallel=True, cache=True, fastmath=True)
def _splat(
    xy: NDArray[np.float32],
    weight: NDArray[np.float32],
    radius: NDArray[np.float32],
    images: NDArray[np.float32],
) -> None:
    channels, size = images.shape[1], images.shape[2]
    for camera in numba.prange(images.shape[0]):
        for i in range(weight.shape[0]):
            x, y, r = xy[camera, 0, i], xy[camera, 1, i], radius[i]
            if not (-r < x < size - 1 + r and -r < y < size - 1 + r):
                continue
            left, right = math.ceil(x - r), math.floor(x + r)
            low, high = math.ceil(y - r), math.floor(y + r)
            total = np.float32(0)
            for row in range(low, high + 1):
                for column in range(left, right + 1):
                    u = 1 - ((row - y) ** 2 + (column - x) ** 2) / r**2
                    total += max(u, np.float32(0)) ** 2
            for row in range(max(low, 0), min(high, size - 1) + 1):
                for column in range(max(left, 0), min(right, size - 1) + 1):
                    u = 1 - ((row - y) ** 2 + (column - x) ** 2) / r**2
                    if u > 0:
                        share = u**2 / total
                        for channel in range(channels):
                            images[camera, channel, row, column] += share * weight[i, channel]


def stretch(density: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Map surface density to grey levels by asinh between the fixed limits.

    Parameters
    ----------
    density : ndarray of float32
        In 1e10 Msun/kpc².

    Returns
    -------
    ndarray of uint8
        Of the same shape.
    """
    scaled = np.arcsinh(density / FAINTEST) / np.arcsinh(BRIGHTEST / FAINTEST)
    return np.asarray(np.rint(255 * np.clip(scaled, 0, 1)), np.uint8)


def stretch_bands(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Map light in three bands to levels, the colour kept (Lupton et al. 2004, PASP 116, 133).

    The mean of the bands is stretched as `stretch` does a surface density, at a mass-to-light ratio of 2.

    Parameters
    ----------
    light : ndarray of float32, shape (3, H, W)
        In 1e10 Lsun/kpc².

    Returns
    -------
    ndarray of uint8, shape (3, H, W)
        From 0 to 255.
    """
    mean = np.maximum(light.mean(axis=0), np.finfo(np.float32).tiny)
    scaled = np.arcsinh(MASS_TO_LIGHT * mean / FAINTEST) / np.arcsinh(BRIGHTEST / FAINTEST)
    return np.asarray(np.rint(255 * np.clip(light * (scaled / mean), 0, 1)), np.uint8)
