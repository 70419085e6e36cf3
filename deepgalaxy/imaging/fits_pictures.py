"""FITS: calibrated pictures in one band or three, with their place on the sky."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_area
from numpy.typing import NDArray

from deepgalaxy.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.fits_header import check_fits
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.stretch import stretch_flux

MAX_MISSING = 0.2
"""Of a band's pixels, as in Galaxy Zoo DECaLS (Walmsley et al. 2022, MNRAS 509, 3966)."""


def read_fits(path: Path, size_px: int) -> Cutout:
    """Read the first picture of a FITS file: one band (H, W), or three from blue to red.

    The bands may come first or last. Missing pixels are NaN or, in a picture that has negative values (and so
    had its sky subtracted), exactly 0; they take the median of their band. The last FITS row comes out on
    top, as in the surveys' own JPEGs. Flux is averaged first and stretched (`stretch_flux`) afterwards.

    Raises
    ------
    RefusedInput
        If it is too large, truncated or damaged, has no picture of one or three bands, is blank, holds
        an infinite value, or more than a fifth of a band is missing.
    """
    index = check_fits(path)
    try:
        with warnings.catch_warnings(), fits.open(path, memmap=False) as hdus:
            warnings.simplefilter("ignore")  # non-standard headers are what the world is made of
            bands = _bands(path.name, hdus[index].data)
            scaled = resize_to_square((_fill(path.name, band) for band in bands), size_px)
            place = _place(hdus[index].header, bands.shape[1], bands.shape[2], size_px)
    except RefusedInput:
        raise
    except Exception as error:  # damaged files raise anything
        raise RefusedInput(path.name, f"damaged FITS: {error}") from error
    pixels, name = stretch_flux(scaled[:, ::-1])
    return Cutout(pixels, name, **place)


def _bands(name: str, data: NDArray[Any]) -> NDArray[Any]:
    """Return the picture as (1, H, W) or (3, H, W)."""
    picture = np.squeeze(data)
    if picture.ndim == 2:
        return picture[None]
    if picture.ndim == 3 and picture.shape[0] == 3:
        return picture
    if picture.ndim == 3 and picture.shape[2] == 3:
        return np.moveaxis(picture, 2, 0)
    raise RefusedInput(name, f"shape {data.shape}: neither one band (H, W) nor three (3, H, W)")


def _fill(name: str, band: NDArray[Any]) -> NDArray[np.float32]:
    """Return a band with its missing pixels at its median, after checking that it shows something."""
    with np.errstate(over="ignore"):
        flux = band.astype(np.float32)
    if np.isinf(flux).any():
        raise RefusedInput(name, "infinite values, or above 3e38")
    missing = np.isnan(flux)
    if band.dtype.kind == "f" and np.fmin.reduce(flux, axis=None) < 0:
        missing |= flux == 0
    if missing.mean() > MAX_MISSING:
        raise RefusedInput(name, f"{missing.mean():.0%} of a band is missing (NaN, or 0 in the sky)")
    present = flux[~missing]
    if present.min() == present.max():
        raise RefusedInput(name, f"blank: every pixel is {present[0]:g}")
    flux[missing] = np.median(present)
    return flux


def _place(header: fits.Header, height: int, width: int, size_px: int) -> dict[str, float]:
    """Return pixel scale after resizing and centre, as far as the header tells them."""
    try:
        wcs = WCS(header).celestial
        if not wcs.has_celestial:
            return {}
        centre = wcs.pixel_to_world((width - 1) / 2, (height - 1) / 2).icrs
        scale_arcsec = 3600 * np.sqrt(proj_plane_pixel_area(wcs)) * max(height, width) / size_px
    except Exception:  # a picture with a broken WCS is still a picture
        return {}
    place = {"ra_deg": centre.ra.deg % 360, "dec_deg": centre.dec.deg, "pixel_scale_arcsec": scale_arcsec}
    return {key: float(value) for key, value in place.items() if np.isfinite(value)}
