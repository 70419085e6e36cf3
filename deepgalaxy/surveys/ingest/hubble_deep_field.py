"""Galaxies of the Hubble eXtreme Deep Field, from the picture that scikit-image carries."""

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.imaging.cutout import Cutout, from_8bit
from deepgalaxy.imaging.resize import resize_to_square

STARS_XY = ((754, 577), (253, 166))
"""The two bright stars, found by eye by their spikes: saturated, no measured value separates them."""
STAR_RADIUS_PX = 38

_THRESHOLD_SIGMA = 3.0
_LEAST_AREA_PX = 30
_CONTRAST = 0.05
_LEAST_SIDE_PX = 40
_SIDE_PER_EXTENT = 2.0


def hubble_deep_field_cutouts(count: int = 60, size_px: int = 96) -> list[tuple[str, Cutout]]:
    """Cut out the largest galaxies of the deep field, largest first; no network is needed.

    Sources stand 3 sigma above the background on at least 30 pixels and are deblended. Each cutout is a
    square around the source's centroid, twice as wide as the source and at least 40 pixels of the
    field; sources so near the border that it does not fit, and the two stars with what lies in their
    light, are left out.

    Parameters
    ----------
    count : int, default 60
        At most so many; there are about 600.
    size_px : int, default 96
        Side of the cutouts.

    Returns
    -------
    list of (str, Cutout)
        Names ``hdf-001``, ``hdf-002``, … and colour cutouts. Their positions on the sky are not known.
    """
    from skimage.data import hubble_deep_field

    field = np.asarray(hubble_deep_field())  # type: ignore[no-untyped-call]
    squares = [field[square] for square in _squares(field) if not _is_starlight(square)]
    return [
        (
            f"hdf-{number:03d}",
            Cutout(resize_to_square(from_8bit(square).transpose(2, 0, 1), size_px), stretch="none"),
        )
        for number, square in enumerate(squares[:count], start=1)
    ]


def _squares(field: NDArray[np.uint8]) -> list[tuple[slice, slice]]:
    """Find the sources of an (H, W, 3) picture; return squares (rows, columns), largest source first."""
    from astropy.convolution import convolve
    from photutils.background import Background2D
    from photutils.segmentation import SourceCatalog, SourceFinder, make_2dgaussian_kernel

    grey = field.mean(axis=2)
    background = Background2D(grey, box_size=64, filter_size=3)
    smooth = convolve(grey - background.background, make_2dgaussian_kernel(3.0, size=5))
    finder = SourceFinder(_LEAST_AREA_PX, contrast=_CONTRAST, progress_bar=False)
    segments = finder(smooth, _THRESHOLD_SIGMA * background.background_rms)
    sources = SourceCatalog(grey - background.background, segments, convolved_data=smooth)

    boxes = np.array([box.shape for box in sources.bbox])
    half = np.maximum(_LEAST_SIDE_PX, np.rint(_SIDE_PER_EXTENT * boxes.max(axis=1))).astype(int) // 2
    middle = np.rint(np.column_stack([sources.y_centroid, sources.x_centroid])).astype(int)
    low, high = middle - half[:, None], middle + half[:, None]
    fits_in = (low >= 0).all(axis=1) & (high <= grey.shape).all(axis=1)
    by_size = np.argsort(-sources.segment_area.value, kind="stable")
    return [
        (slice(low[source, 0], high[source, 0]), slice(low[source, 1], high[source, 1]))
        for source in by_size
        if fits_in[source]
    ]


def _is_starlight(square: tuple[slice, slice]) -> bool:
    row, column = ((side.start + side.stop) / 2 for side in square)
    return any(np.hypot(column - x, row - y) < STAR_RADIUS_PX for x, y in STARS_XY)
