"""One normalised picture of one galaxy, or of one pair."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.contact_sheet_html import picture_html
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.bands import MOST_BANDS, Bands, in_colour, luminance_weights, red_to_blue


@dataclass(frozen=True, eq=False)
class Cutout:
    """A picture ready for a network.

    Parameters
    ----------
    pixels : ndarray
        float32, (C, H, W), channels from red to blue; finite, in [0, 1]; first row on top.
    stretch : str
        ``"none"`` for pictures made for display, ``"lupton"`` for one in colour that was made of three bands,
        ``"asinh"`` for bands that are stretched each by itself.
    pixel_scale_arcsec : float, optional
        Side of one of these pixels on the sky.
    ra_deg, dec_deg : float, optional
        Centre of the picture, ICRS.
    redshift : float, optional
        Of the galaxy, as the file tells it; above 0, to 10.
    no_place : str, optional
        Why the position in its header was not taken.
    shrunk : float, default 1
        How many pixels of the picture as it was given one of these is wide.
    bands : tuple of str, optional
        Names of the channels, 1 to 12, where each is a band by itself. Without, the picture is one to look
        at: grey, or red, green and blue.

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
    redshift: float | None = None
    no_place: str | None = None
    shrunk: float = 1.0
    bands: Bands | None = None

    def __post_init__(self) -> None:
        pixels, bands = self.pixels, self.bands
        channels = (1, 3) if bands is None else (len(bands),)
        if (
            pixels.dtype != np.float32
            or pixels.ndim != 3
            or pixels.shape[0] not in channels
            or not pixels.size
            or pixels.shape[0] > MOST_BANDS
        ):
            shapes = " or ".join(f"({count}, H, W)" for count in channels)
            raise ValueError(f"pixels are {pixels.dtype} {pixels.shape}, wanted: float32 {shapes}")
        low, high = float(pixels.min()), float(pixels.max())
        if not (low >= 0 and high <= 1):  # false for NaN too
            raise ValueError(f"pixels go from {low:g} to {high:g}, wanted: finite, in [0, 1]")

    @property
    def image(self) -> NDArray[np.float32]:
        """The picture as matplotlib shows it: (H, W) in grey, (H, W, 3) in colour.

        Of many bands, as `deepgalaxy.imaging.bands.in_colour` mixes them.

        Returns
        -------
        ndarray of float32
            Shape (H, W) or (H, W, 3), in [0, 1].
        """
        channels_last = in_colour(self.pixels).transpose(1, 2, 0)
        return channels_last[:, :, 0] if channels_last.shape[2] == 1 else channels_last

    def _repr_html_(self) -> str:
        place = "" if self.ra_deg is None else f"{self.ra_deg:.5f} {self.dec_deg:+.5f}"
        return picture_html(in_colour(self.pixels), place)

    def luminance(self) -> NDArray[np.float32]:
        """Return the picture in grey: weights 0.2126 R, 0.7152 G, 0.0722 B.

        Of other bands, that of the colours which `deepgalaxy.imaging.bands.colour_weights` makes of them.

        Returns
        -------
        ndarray of float32, shape (1, H, W)
            In [0, 1].
        """
        if self.pixels.shape[0] == 1:
            return self.pixels
        weights = luminance_weights(len(self.pixels))
        grey: NDArray[np.float32] = np.tensordot(weights, self.pixels, axes=1)[None]
        return grey.clip(0, 1)

    def as_stored(self) -> Self:
        """Return the cutout with its pixels rounded as the image store keeps them, and will give them back.

        Returns
        -------
        Cutout
            A copy.
        """
        return replace(self, pixels=from_stored(self.stored))

    @property
    def stored(self) -> NDArray[np.uint8] | NDArray[np.float16]:
        """The pixels as the image store keeps them: 8 bits of what is to look at, float16 of bands.

        Returns
        -------
        ndarray of uint8 or float16
            Of the shape of the pixels.
        """
        return to_8bit(self.pixels) if self.bands is None else self.pixels.astype(np.float16)

    @property
    def sha256(self) -> str:
        """The sha256 over the shape, the bands' names and the pixels, as the image store keeps them.

        Returns
        -------
        str
            Hexadecimal.
        """
        stored = self.stored
        names = ",".join(self.bands or ())
        return hashlib.sha256(f"{stored.shape}{names}".encode() + stored.tobytes()).hexdigest()


def join_bands(name: str, one_each: Sequence[Cutout]) -> Cutout:
    """Make one cutout of the bands of a galaxy that came one by one.

    Parameters
    ----------
    name : str
        Of the galaxy, for messages.
    one_each : sequence of Cutout
        Of one size, with different bands; at least one.

    Returns
    -------
    Cutout
        Its bands from red to blue, its place that of the first that has one; its redshift is what all say
        that say one.

    Raises
    ------
    RefusedInput
        If they show different parts of the sky, or their pixels are of different sizes.
    """
    placed = [each for each in one_each if each.ra_deg is not None]
    first = (placed or one_each)[0]
    for other in one_each:
        at = f"{','.join(first.bands or ())} and {','.join(other.bands or ())}"
        scales = first.pixel_scale_arcsec, other.pixel_scale_arcsec
        if not np.isclose(other.shrunk, first.shrunk) or (
            None not in scales and not np.isclose(scales[0], scales[1], rtol=1e-3)  # type: ignore[arg-type]
        ):
            raise RefusedInput(
                name, f"the pixels of bands {at} are of different sizes: bring them to one grid"
            )
        if (apart := _pixels_apart(first, other)) > 1:
            reason = f"bands {at} are {apart:.3g} pixels apart on the sky: bring them to one grid"
            raise RefusedInput(name, reason)
    channels = {
        band: plane for each in one_each for band, plane in zip(each.bands or (), each.pixels, strict=True)
    }
    bands = red_to_blue([band for each in one_each for band in each.bands or ()])
    told = {each.redshift for each in one_each if each.redshift is not None}
    redshift = told.pop() if len(told) == 1 else None
    return replace(first, pixels=np.stack([channels[band] for band in bands]), bands=bands, redshift=redshift)


def _pixels_apart(first: Cutout, other: Cutout) -> float:
    """Distance of two centres, in pixels of the picture as it was given; 0 where it is not known."""
    places = (first.ra_deg, first.dec_deg, other.ra_deg, other.dec_deg, first.pixel_scale_arcsec)
    if any(place is None for place in places):
        return 0.0
    from astropy.coordinates import angular_separation

    ra, dec, other_ra, other_dec = np.deg2rad(np.array(places[:4], np.float64))
    apart_arcsec = float(np.rad2deg(angular_separation(ra, dec, other_ra, other_dec))) * 3600
    return apart_arcsec / (float(places[4] or 1) / first.shrunk)


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


def from_stored(stored: NDArray[Any]) -> NDArray[np.float32]:
    """Return stored pixels, uint8 or floating point already in [0, 1], as float32 in [0, 1].

    Parameters
    ----------
    stored : ndarray
        uint8 from 0 to 255, or floating point in [0, 1]; any shape.

    Returns
    -------
    ndarray of float32
        In [0, 1], of the same shape.
    """
    return from_8bit(stored) if stored.dtype == np.uint8 else stored.astype(np.float32)


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
