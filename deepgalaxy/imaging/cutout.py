"""One normalised picture of one galaxy, or of one pair."""

import hashlib
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.contact_sheet_html import picture_html

LUMINANCE_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
"""Rec. ITU-R BT.709-6 (item 3.2), red to blue, applied to the stretched values as they are."""


@dataclass(frozen=True, eq=False)
class Cutout:
    """A picture ready for a network.

    Parameters
    ----------
    pixels : ndarray
        float32, (1, H, W) or (3, H, W) in the order red, green, blue; finite, in [0, 1]; first row on top.
    stretch : str
        ``"none"`` for pictures made for display, ``"asinh"`` for one band, ``"lupton"`` for three.
    pixel_scale_arcsec : float, optional
        Side of one of these pixels on the sky.
    ra_deg, dec_deg : float, optional
        Centre of the picture, ICRS.
    no_place : str, optional
        Why the position in its header was not taken.
    shrunk : float, default 1
        How many pixels of the picture as it was given one of these is wide.

    Raises
    ------
    ValueError
        If the pixels are not of this shape, dtype or range.
    """

    pixels: NDArray[np.float32]
    stretch: str
    pixel_scale_arcsec: float | None = None
    ra_deg: float | None = None
    dec_deg: float | None = None
    no_place: str | None = None
    shrunk: float = 1.0

    def __post_init__(self) -> None:
        pixels = self.pixels
        if pixels.dtype != np.float32 or pixels.ndim != 3 or pixels.shape[0] not in (1, 3) or not pixels.size:
            raise ValueError(
                f"pixels are {pixels.dtype} {pixels.shape}, wanted: float32 (1, H, W) or (3, H, W)"
            )
        low, high = float(pixels.min()), float(pixels.max())
        if not (low >= 0 and high <= 1):  # false for NaN too
            raise ValueError(f"pixels go from {low:g} to {high:g}, wanted: finite, in [0, 1]")

    @property
    def image(self) -> NDArray[np.float32]:
        """The pixels as matplotlib shows them: (H, W) in grey, (H, W, 3) in colour.

        Returns
        -------
        ndarray of float32
            Shape (H, W) or (H, W, 3), in [0, 1].
        """
        channels_last = self.pixels.transpose(1, 2, 0)
        return channels_last[:, :, 0] if channels_last.shape[2] == 1 else channels_last

    def _repr_html_(self) -> str:
        place = "" if self.ra_deg is None else f"{self.ra_deg:.5f} {self.dec_deg:+.5f}"
        return picture_html(self.pixels, place)

    def luminance(self) -> NDArray[np.float32]:
        """Return the picture in grey: weights 0.2126 R, 0.7152 G, 0.0722 B.

        Returns
        -------
        ndarray of float32, shape (1, H, W)
            In [0, 1].
        """
        if self.pixels.shape[0] == 1:
            return self.pixels
        grey: NDArray[np.float32] = np.tensordot(LUMINANCE_WEIGHTS, self.pixels, axes=1)[None]
        return grey.clip(0, 1)

    def as_stored(self) -> Self:
        """Return the cutout with its pixels rounded to 8 bits, as the image store will give it back.

        Returns
        -------
        Cutout
            A copy.
        """
        return replace(self, pixels=from_8bit(to_8bit(self.pixels)))

    @property
    def sha256(self) -> str:
        """The sha256 over the shape and the 8-bit pixels, as the image store keeps them.

        Returns
        -------
        str
            Hexadecimal.
        """
        eight_bit = to_8bit(self.pixels)
        return hashlib.sha256(f"{eight_bit.shape}".encode() + eight_bit.tobytes()).hexdigest()


def to_8bit(pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Round values in [0, 1] to integers from 0 to 255; the inverse of `from_8bit` for any 8-bit picture.

    Parameters
    ----------
    pixels : ndarray of float32
        In [0, 1]; any shape.

    Returns
    -------
    ndarray of uint8
        Of the same shape.
    """
    scaled: NDArray[np.float32] = np.rint(pixels * np.float32(255))
    return scaled.astype(np.uint8)


def from_8bit(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Scale integers from 0 to 255 to values in [0, 1].

    Parameters
    ----------
    pixels : ndarray of uint8
        Any shape.

    Returns
    -------
    ndarray of float32
        Of the same shape.
    """
    return np.divide(pixels, np.float32(255), dtype=np.float32)
