"""FITS: calibrated pictures in one band or several, with their place on the sky."""

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.array_layout import check_halves
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.damage import damaged
from deepgalaxy.imaging.fits_header import check_fits
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.sky_position import find_place
from deepgalaxy.imaging.stretch import stretch_flux

MAX_MISSING = 0.2
"""Of a band's pixels, as in Galaxy Zoo DECaLS (Walmsley et al. 2022, MNRAS 509, 3966)."""
BLUE_TO_RED = "ubgvrizyjhk"
_OF_HUBBLE = re.compile(r"f(\d{3})[wmnx]\w*")
"""Filters of HST and JWST, by their wavelength in 1 or 10 nm."""


def read_fits(path: Path, size_px: int) -> Cutout:
    """Read the picture of a FITS file: one band (H, W), or three from blue to red.

    The bands may come first or last. Of more than three, or of three in another order, the header must name
    each (``BANDS = 'griz'``, as the Legacy Surveys do): g, r and z are taken. Missing pixels are NaN,
    infinite, ``BLANK`` or, in a floating-point picture that has negative values (and so had its sky
    subtracted), exactly 0; they take the median of their band. The last FITS row comes out on top, as in the
    surveys' own JPEGs. Flux is averaged first and stretched (`stretch_flux`) afterwards.

    Parameters
    ----------
    path : Path
        The file.
    size_px : int
        Side of the cutout (pixels).

    Returns
    -------
    Cutout
        With its position and pixel scale, or why they are not taken.

    Raises
    ------
    RefusedInput
        If it is too large, truncated or damaged, has no picture of known bands, is blank, or more than a
        fifth of a band is missing.
    """
    index = check_fits(path)
    try:
        with (
            warnings.catch_warnings(),
            fits.open(path, memmap=False, do_not_scale_image_data=True) as hdus,
        ):
            warnings.simplefilter("ignore")  # non-standard headers are what the world is made of
            header, data = hdus[index].header, hdus[index].data
            axes, planes = _understand(path.name, data.shape, header)
            cube = np.moveaxis(data, axes, (-3, -2, -1)[-len(axes) :])
            bands = cube.reshape(-1, *cube.shape[-2:])
            filled = (_fill(path.name, *_flux(bands[plane], header)) for plane in planes)
            scaled = resize_to_square(filled, size_px)
    except RefusedInput:
        raise
    except Exception as error:  # damaged files raise anything
        raise damaged(path, f"damaged FITS: {error}") from error
    pixels, name = stretch_flux(scaled[:, ::-1])
    height, width = bands.shape[1:]
    shrunk = max(height, width) / size_px
    y, x = (data.ndim - axis for axis in axes[-2:])  # FITS counts axes from 1, the fastest first
    try:
        place = find_place(header, height, width, (x, y))
    except ValueError as error:
        return Cutout(pixels, name, no_place=str(error), shrunk=shrunk)
    if place is None:
        return Cutout(pixels, name, shrunk=shrunk)
    return Cutout(pixels, name, place.scale_arcsec * shrunk, place.ra_deg, place.dec_deg, shrunk=shrunk)


def _understand(
    name: str, shape: tuple[int, ...], header: fits.Header
) -> tuple[tuple[int, ...], Sequence[int]]:
    """Tell the axes of a picture, (y, x) or (band, y, x), and which planes to take, blue to red."""
    if str(header.get("BUNIT", "")).strip().lower().startswith("mag"):
        raise RefusedInput(name, f"magnitudes (BUNIT {header['BUNIT']!r}): save flux")
    axes = tuple(axis for axis, side in enumerate(shape) if side > 1)
    if len(axes) == 2:
        return axes, [0]
    bands_named = _bands(header)
    if len(axes) == 3:
        first, *_, last = (shape[axis] for axis in axes)
        for count, order in ((first, axes), (last, (axes[2], *axes[:2]))):
            if count == len(bands_named) and (planes := _planes(bands_named)):
                return order, planes
            if count == 3 and len(bands_named) != 3:
                return order, range(3)
        if len(bands_named) == 3:
            raise RefusedInput(
                name,
                f"bands {', '.join(bands_named)}: which is the bluest is not known: name them by letters"
                f" ({BLUE_TO_RED}), or not at all and from blue to red",
            )
    raise RefusedInput(
        name,
        f"shape {shape}: neither one band (H, W) nor three (3, H, W), and the header names no others"
        " (BANDS = 'griz'): save one band, or three from blue to red",
    )


def _bands(header: fits.Header) -> list[str]:
    """Return the names of the bands: BANDS, or BAND0 and so on, as the Legacy Surveys write, or FILTERS."""
    each = " ".join(str(header[f"BAND{n}"]) for n in range(9) if f"BAND{n}" in header)
    told = next((str(header[key]) for key in ("BANDS", "FILTERS", "FILTER") if key in header), each)
    names = re.split(r"[\s,;/]+", told.strip().lower())
    is_letters = len(names) == 1 and set(names[0]) <= set(BLUE_TO_RED) and len(set(names[0])) == len(names[0])
    return list(names[0]) if is_letters else names


def _planes(bands: list[str]) -> list[int]:
    """Return the places of three bands from blue to red; none where they are not known, or not among them."""
    if len(bands) == 3 and all(found := [_OF_HUBBLE.fullmatch(band) for band in bands]):
        numbers = [int(match[1]) for match in found if match]
        one_unit = len({number < 200 for number in numbers}) == 1  # F160W is redder than F814W
        return sorted(range(3), key=numbers.__getitem__) if one_unit and len(set(numbers)) == 3 else []
    if not all(len(band) == 1 and band in BLUE_TO_RED for band in bands) or len(set(bands)) < len(bands):
        return []
    for wanted in ("".join(bands) if len(bands) == 3 else "", "grz", "gri"):
        if wanted and set(wanted) <= set(bands):
            return [bands.index(band) for band in sorted(wanted, key=BLUE_TO_RED.index)]
    return []


def _flux(band: NDArray[Any], header: fits.Header) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return a band's values by BSCALE and BZERO, and which are missing."""
    scale, zero = float(header.get("BSCALE", 1)), float(header.get("BZERO", 0))
    with np.errstate(over="ignore", invalid="ignore"):
        flux = (band if (scale, zero) == (1, 0) else band * scale + zero).astype(np.float32)
    missing = ~np.isfinite(flux)
    if band.dtype.kind == "f":
        if np.fmin.reduce(flux[~missing], axis=None, initial=0) < 0:
            missing |= flux == 0
    elif "BLANK" in header:
        blank, limits = float(header["BLANK"]), np.iinfo(band.dtype)
        if not limits.min <= blank <= limits.max:  # it must be as stored, but some write it scaled
            blank = (blank - zero) / scale
        missing |= band == blank
    return flux, missing


def _fill(name: str, flux: NDArray[np.float32], missing: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return a band with its missing pixels at its median, after checking that it shows something."""
    if missing.mean() > MAX_MISSING:
        raise RefusedInput(
            name, f"{missing.mean():.0%} of a band is missing (NaN, infinite, BLANK, or 0 in the sky)"
        )
    flux[missing] = np.median(flux[~missing])
    try:
        check_halves(flux[::-1, :, None])
    except ValueError as error:
        raise RefusedInput(name, str(error)) from error
    return flux
