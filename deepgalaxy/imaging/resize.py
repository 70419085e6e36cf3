"""To a square, keeping the aspect ratio."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def resize_to_square(bands: Iterable[NDArray[Any]], size_px: int) -> NDArray[np.float32]:
    """Scale the longer side to ``size_px`` and fill the rest with the border's median.

    Shrinking averages over the area of each new pixel, weighted by a Hamming window: nothing aliases or
    shifts. Growing interpolates bilinearly. Both keep the centre at the centre; where an odd number of
    rows or columns is missing, the picture lies half a pixel up or left of it.

    Parameters
    ----------
    bands : iterable of ndarray
        (C, H, W), or C arrays (H, W) of one shape, of any number type; turned to float32 one at a time.
    size_px : int
        Side of the result.

    Returns
    -------
    ndarray
        float32, (C, size_px, size_px), each band within its range of values.
    """
    return np.stack([_resize(band.astype(np.float32), size_px) for band in bands])


def _resize(band: NDArray[np.float32], size_px: int) -> NDArray[np.float32]:
    scale = size_px / max(band.shape)
    height, width = (max(1, round(side * scale)) for side in band.shape)
    kernel = Image.Resampling.HAMMING if scale < 1 else Image.Resampling.BILINEAR
    scaled = np.asarray(Image.fromarray(band).resize((width, height), kernel))
    scaled = np.clip(scaled, band.min(), band.max())  # rounding

    border = np.concatenate([scaled[0], scaled[-1], scaled[:, 0], scaled[:, -1]])
    square = np.full((size_px, size_px), np.median(border), dtype=np.float32)
    top, left = (size_px - height) // 2, (size_px - width) // 2
    square[top : top + height, left : left + width] = scaled
    return square
