"""Where the light of a galaxy, or of a pair, is in a picture, whatever the size of the cutout."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

GRID_PX = 64
"""Side at which light is looked for; the square need not be more exact than a pixel of this."""
SMOOTHING_PX = 0.7
SKY_QUANTILE, PEAK_QUANTILE = 0.15, 0.998
NOISE_SIGMAS = 4.0
LEAST_OF_PEAK = 0.15
"""Level above the sky from which light counts, as a share of the peak: deeper pictures show more, and the
square must not depend on the depth."""
LEAST_CONTRAST = 0.02
CENTRE = 0.3
"""Distance from the centre, in sides of the picture, at which an object counts 1/e of its light: cutouts are
made around their galaxy, and a brighter star may lie beside it."""
COMPANION_LIGHT, COMPANION_AREA = 0.12, 0.1
"""Share of the galaxy's light and area that a companion has at least: stars are brighter, but small."""
MARGIN = 1.25
"""Side of the square over that of the light."""
SMALLEST_PX = 6.0


def light_windows(
    pictures: NDArray[np.float32], companion_distance: float
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Find a square around the galaxy of each picture and its companions.

    The picture is reduced to 64 pixels a side. What lies above a share of the peak, and above the noise,
    falls into connected objects (`scipy.ndimage.label`, on which photutils' detection is built). The galaxy
    is the one with the most light, near the centre rather than far from it; its companions are near, and not
    much fainter or smaller.

    Parameters
    ----------
    pictures : ndarray of float32, shape (n, H, W)
        Grey, in [0, 1].
    companion_distance : float
        How far a companion is from the galaxy at most, in sums of their radii. Pairs that approach are far
        apart, but so are galaxies that have nothing to do with each other.

    Returns
    -------
    windows : ndarray of float32, shape (n, 3)
        Offset of the square's centre from the picture's, to the right and down, and its side, all in units of
        the longer side of the picture. The square may reach beyond the picture. Where nothing is found it is
        the whole picture.
    found : ndarray of bool, shape (n,)
        Whether anything stands out of the sky.
    """
    small = _reduce(pictures)
    small = ndimage.gaussian_filter(small, (0, SMOOTHING_PX, SMOOTHING_PX), mode="nearest", truncate=3)
    flat = small.reshape(len(small), -1)
    ranks = [int(quantile * (flat.shape[1] - 1)) for quantile in (SKY_QUANTILE, PEAK_QUANTILE)]
    sky, peak = np.partition(flat, ranks, axis=1)[:, ranks].T
    # Of second differences, which a smooth galaxy that fills the picture hardly has.
    rough = small[:, 1:, 1:] - small[:, :-1, 1:] - small[:, 1:, :-1] + small[:, :-1, :-1]
    noise = np.median(np.abs(rough).reshape(len(small), -1), axis=1) / 0.6745
    contrast = peak - sky
    found = contrast > np.maximum((NOISE_SIGMAS + 1) * noise, LEAST_CONTRAST)
    above = small - (sky + np.maximum(NOISE_SIGMAS * noise, LEAST_OF_PEAK * contrast))[:, None, None] > 0
    windows = np.tile(np.array([0, 0, 1], np.float32), (len(small), 1))
    place = np.indices(small.shape[1:])
    for number in np.flatnonzero(found):
        windows[number] = _window(small[number] - sky[number], above[number], place, companion_distance)
    return windows, found


def _reduce(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average blocks of pixels, so that the longer side has 64 to 127."""
    n, height, width = pictures.shape
    block = max(1, max(height, width) // GRID_PX)
    if block == 1 or min(height, width) < block:
        return pictures
    rows, columns = height // block, width // block
    whole = pictures[:, : rows * block, : columns * block]
    averaged: NDArray[np.float32] = whole.reshape(n, rows, block, columns, block).mean(axis=(2, 4))
    return averaged


def _window(
    light: NDArray[np.float32],
    above: NDArray[np.bool_],
    place: NDArray[np.int64],
    companion_distance: float,
) -> tuple[float, float, float]:
    objects, count = ndimage.label(above)
    height, width = light.shape
    side = max(height, width)
    inside, weight = objects.ravel(), light.ravel()
    y, x = place
    flux = np.bincount(inside, weight, count + 1)[1:]
    area = np.bincount(inside, minlength=count + 1)[1:]
    centre_y = np.bincount(inside, weight * y.ravel(), count + 1)[1:] / flux
    centre_x = np.bincount(inside, weight * x.ravel(), count + 1)[1:] / flux
    from_centre = np.hypot(centre_y - (height - 1) / 2, centre_x - (width - 1) / 2) / side
    galaxy = int(np.argmax(flux * np.exp(-((from_centre / CENTRE) ** 2))))
    radius = np.sqrt(area / np.pi)
    distance = np.hypot(centre_y - centre_y[galaxy], centre_x - centre_x[galaxy])
    chosen = (
        (flux >= COMPANION_LIGHT * flux[galaxy])
        & (area >= COMPANION_AREA * area[galaxy])
        & (distance <= companion_distance * (radius + radius[galaxy]))
    )
    boxes = [box for box, is_chosen in zip(ndimage.find_objects(objects), chosen, strict=True) if is_chosen]
    top, bottom = min(rows.start for rows, _ in boxes), max(rows.stop for rows, _ in boxes)
    left, right = min(columns.start for _, columns in boxes), max(columns.stop for _, columns in boxes)
    square = MARGIN * max(bottom - top, right - left, SMALLEST_PX)
    return ((left + right - width) / 2 / side, (top + bottom - height) / 2 / side, square / side)
