"""Arrays to cutouts: the meaning of a shape and a dtype, the same for every kind of file."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.imaging.bands import Bands
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.stretch import stretch_flux

LEAST_RANGE = 1 / 8
"""Of its grey levels: a 16-bit picture that keeps to less holds counts, and was not made for display."""


MOST_CHANNELS = 12
"""Last axes no longer are channels, where the picture is much larger: nobody has pictures so narrow."""


@dataclass(frozen=True)
class Layout:
    """How pictures lie in an array."""

    count: int
    channels: int
    height: int
    width: int
    is_stack: bool
    """Whether the first axis counts pictures; else the array is one."""
    channels_last: bool

    @classmethod
    def of(cls, shape: tuple[int, ...], bands: int | None = None) -> Self:
        """Return the layout of an array of a shape.

        One picture is (H, W) or (H, W, 3); many are (N, H, W), (N, H, W, 1 or 3) or (N, 1 or 3, H, W).

        Parameters
        ----------
        shape : tuple of int
            Of the array.
        bands : int, optional
            Channels of an array that is known to be (N, bands, H, W).

        Returns
        -------
        Layout
            How pictures lie in it.

        Raises
        ------
        ValueError
            If it is none of these, or could be two of them; the message says what to do.
        """
        match shape:
            case (count, channels, height, width) if channels == bands:
                return cls(count, channels, height, width, is_stack=True, channels_last=False)
            case (height, width) | (height, width, 1):
                return cls(1, 1, height, width, is_stack=False, channels_last=len(shape) == 3)
            case (height, width, 3):
                return cls(1, 3, height, width, is_stack=False, channels_last=True)
            case (3, height, width):
                raise ValueError(
                    f"shape {shape} is one picture in colour or three in grey: reshape it to"
                    f" (1, 3, {height}, {width}) or (3, {height}, {width}, 1)"
                )
            case (height, width, channels) if (
                1 < channels <= MOST_CHANNELS and min(height, width) > 4 * channels
            ):
                raise ValueError(
                    f"shape {shape}: {channels} channels, wanted 1 or 3 (of red, green, blue and opacity,"
                    " keep the first three)"
                )
            case (count, height, width):
                return cls(count, 1, height, width, is_stack=True, channels_last=False)
            case (_, 1 | 3 as one, height, 1 | 3 as other) if {one, height, other} != {1}:
                raise ValueError(f"shape {shape}: which axis holds the channels cannot be told")
            case (count, height, width, 1 | 3 as channels):
                return cls(count, channels, height, width, is_stack=True, channels_last=True)
            case (count, 1 | 3 as channels, height, width):
                return cls(count, channels, height, width, is_stack=True, channels_last=False)
            case _:
                raise ValueError(
                    f"shape {shape}; wanted: (H, W) or (H, W, 3) for one picture,"
                    " (N, H, W), (N, H, W, 1 or 3) or (N, 1 or 3, H, W) for many"
                )

    def pictures(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Return the array, or some of a stack, as (n, C, H, W).

        Parameters
        ----------
        stored : ndarray
            Of this layout; of a stack, any number of pictures.

        Returns
        -------
        ndarray
            Shape (n, C, H, W), of the same dtype.
        """
        if self.channels_last:
            stored = np.moveaxis(stored, -1, -3)
        return stored.reshape(-1, self.channels, self.height, self.width)


def check_type(dtype: np.dtype[Any]) -> None:
    """Check that the numbers of a picture made for display have a white that is known.

    Parameters
    ----------
    dtype : dtype
        Of the array.

    Raises
    ------
    ValueError
        If they are not uint8, uint16 or floating point.
    """
    if not (dtype.kind == "f" or (dtype.kind == "u" and dtype.itemsize <= 2)):
        raise ValueError(f"{dtype} numbers; wanted: uint8, uint16, or floating point from 0 to 1")


def check_values(picture: NDArray[Any]) -> None:
    """Check that a picture made for display shows something, in [0, 1] if it is floating point.

    Parameters
    ----------
    picture : ndarray, shape (C, H, W)
        uint8, uint16 or floating point.

    Raises
    ------
    ValueError
        If it does not.
    """
    low, high = picture.min(), picture.max()
    if picture.dtype.kind == "f" and not (low >= 0 and high <= 1):  # true for NaN too
        raise ValueError(
            f"values from {low:g} to {high:g}, not in [0, 1]: divide by what is white, or save flux as FITS"
        )
    if low == high:
        raise ValueError(f"blank: every pixel is {low:g}")


def check_halves(values: NDArray[Any]) -> None:
    """Check that a picture is not one colour, nor is on one half of it.

    A galaxy in the middle reaches into each half, and so does a pair around it. Half a picture of
    exactly one colour is the edge of a survey, a file that was never written to its end, or a server's error
    message saved under a picture's name.

    Parameters
    ----------
    values : ndarray, shape (H, W, C)
        Of any dtype.

    Raises
    ------
    ValueError
        If it is.
    """
    if _one_colour(values):
        raise ValueError(f"blank: every pixel is {_shown(values)}")
    height, width = values.shape[:2]
    halves = {
        "upper": values[: (height + 1) // 2],
        "lower": values[height // 2 :],
        "left": values[:, : (width + 1) // 2],
        "right": values[:, width // 2 :],
    }
    for side, half in halves.items():
        if _one_colour(half):
            raise ValueError(
                f"blank on its {side} half, every pixel is {_shown(half)}:"
                " outside the survey, or an error message and no galaxy",
            )


def _one_colour(values: NDArray[Any]) -> bool:
    some = values[::16, ::16]  # nearly always enough to know, and 256 times faster
    return bool((some == values[0, 0]).all() and (values == values[0, 0]).all())


def _shown(values: NDArray[Any]) -> str:
    return ", ".join(f"{value:g}" for value in values[0, 0])


def to_cutout(picture: NDArray[Any], size_px: int, bands: Bands | None = None) -> Cutout:
    """Make a cutout of a picture made for display, red to blue, first row on top.

    White is 1 in floating point and 255 in uint8. In uint16 it is the largest number of as few bits as hold
    the picture, 8 at least: cameras with 10, 12 and 14 bits leave the upper ones empty. A 16-bit picture that
    hardly uses the range up to there holds counts, and is stretched as flux.

    Parameters
    ----------
    picture : ndarray, shape (1 or 3, H, W), or (bands, H, W)
        uint8, uint16, or floating point in [0, 1].
    size_px : int
        Side of the cutout (pixels).
    bands : tuple of str, optional
        Names of the channels, where they are bands, in floating point and stretched.

    Returns
    -------
    Cutout
        Square, without a position.
    """
    scaled = resize_to_square(picture, size_px)
    shrunk = max(picture.shape[1:]) / size_px
    if bands:
        return Cutout(np.clip(scaled, 0, 1), "asinh", shrunk=shrunk, bands=bands)
    white = 1
    if picture.dtype.kind == "u":
        white = 2 ** max(8, int(picture.max()).bit_length()) - 1
    if picture.dtype.itemsize == 2 and picture.dtype.kind == "u":
        low, high = np.percentile(scaled, (0.1, 99.9))
        if high - low < LEAST_RANGE * white:
            return Cutout(*stretch_flux(scaled[::-1]), shrunk=shrunk)
    return Cutout(np.clip(scaled / np.float32(white), 0, 1), stretch="none", shrunk=shrunk)
