"""FITS: calibrated pictures in one band or several, with their place on the sky."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.array_layout import check_halves
from deepgalaxy.imaging.bands import (
    BLUE_TO_RED,
    MOST_BANDS,
    Bands,
    is_usual,
    plain_name,
    red_to_blue,
    sort_bands,
    split_names,
)
from deepgalaxy.imaging.cutout import Cutout, join_bands
from deepgalaxy.imaging.damage import damaged
from deepgalaxy.imaging.fits_header import check_fits
from deepgalaxy.imaging.redshift_keyword import find_redshift
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.sky_position import find_place
from deepgalaxy.imaging.stretch import stretch_each, stretch_flux

MAX_MISSING = 0.2
"""Of a band's pixels, as in Galaxy Zoo DECaLS (Walmsley et al. 2022, MNRAS 509, 3966)."""


def read_fits(path: Path, size_px: int, wanted: Sequence[str] | None = None) -> Cutout:
    """Read the picture of a FITS file: the planes of a cube, or several extensions, are its bands.

    The bands may come first or last in a cube. What they are called, the header says (``BANDS = 'griz'``, as
    the Legacy Surveys write, ``FILTER`` or ``BAND``), or ``EXTNAME``, or ``wanted``. One band becomes a grey
    picture, and three one in colour (`stretch_flux`); of any other number, and where ``wanted`` names them,
    each is kept and stretched by itself (`stretch_each`). Three that nothing names are from blue to red.

    Missing pixels are NaN, infinite, ``BLANK`` or, in a floating-point picture that has negative values (and
    so had its sky subtracted), exactly 0; they take the median of their band. The last FITS row comes out on
    top, as in the surveys' own JPEGs. Flux is averaged first and stretched afterwards.

    Parameters
    ----------
    path : Path
        The file.
    size_px : int
        Side of the cutout (pixels).
    wanted : sequence of str, optional
        Which bands, by their names in the file; where it has none, these are their names in the file's order.

    Returns
    -------
    Cutout
        With its position and pixel scale, or why they are not taken, and its redshift if the header has one
        (`deepgalaxy.imaging.redshift_keyword.find_redshift`).

    Raises
    ------
    RefusedInput
        If it is too large, truncated or damaged, has no picture of known bands, lacks one that is wanted, is
        blank, or more than a fifth of a band is missing.
    """
    images = check_fits(path, wanted)
    try:
        with (
            warnings.catch_warnings(),
            fits.open(path, memmap=False, do_not_scale_image_data=True) as hdus,
        ):
            warnings.simplefilter("ignore")  # non-standard headers are what the world is made of
            redshift = find_redshift([hdus[0].header, *(hdus[image.hdu].header for image in images)])
            parts = [_Part.of(path.name, hdus[image.hdu], wanted) for image in images]
            planes = [(plane, part.header) for part in parts for plane in part.planes]
            names = [image.band for image in images] if len(planes) == len(images) else parts[0].names
            chosen, bands = _choose(path.name, names, len(planes), wanted)
            filled = (fill_missing(path.name, *_flux(*planes[index])) for index in chosen)
            scaled = resize_to_square(filled, size_px)
    except RefusedInput:
        raise
    except Exception as error:  # damaged files raise anything
        raise damaged(path, f"damaged FITS: {error}") from error
    pixels, stretch = (stretch_each if bands else stretch_flux)(scaled[:, ::-1])
    if len(parts) == 1:
        return Cutout(pixels, stretch, **parts[0].place(size_px), redshift=redshift, bands=bands)
    order = list(chosen) if bands else list(chosen)[::-1]  # from red to blue, as the pixels
    one_each = [
        Cutout(plane[None], stretch, **parts[index].place(size_px), bands=(band,))
        for plane, index, band in zip(pixels, order, bands or [names[index] for index in order], strict=True)
    ]
    return replace(join_bands(path.name, one_each), redshift=redshift, bands=bands)


@dataclass(frozen=True)
class _Part:
    """An image of a file: a plane, or a cube of them."""

    planes: NDArray[Any]
    """As stored, (N, H, W)."""
    names: list[str]
    """Of the planes of a cube, as its header says; empty where it does not."""
    header: fits.Header
    sky_axes: tuple[int, int]
    """Numbers of the axes x and y in FITS."""

    @classmethod
    def of(cls, name: str, hdu: Any, wanted: Sequence[str] | None) -> Self:
        header, data = hdu.header, hdu.data
        if str(header.get("BUNIT", "")).strip().lower().startswith("mag"):
            raise RefusedInput(name, f"magnitudes (BUNIT {header['BUNIT']!r}): save flux")
        axes, names = _understand(name, data.shape, header, wanted)
        cube = np.moveaxis(data, axes, (-3, -2, -1)[-len(axes) :])
        y, x = (data.ndim - axis for axis in axes[-2:])  # FITS counts axes from 1, the fastest first
        return cls(cube.reshape(-1, *cube.shape[-2:]), names, header, (x, y))

    def place(self, size_px: int) -> dict[str, Any]:
        """Return what a cutout says of its place on the sky."""
        height, width = self.planes.shape[1:]
        shrunk = max(height, width) / size_px
        try:
            place = find_place(self.header, height, width, self.sky_axes)
        except ValueError as error:
            return {"no_place": str(error), "shrunk": shrunk}
        if place is None:
            return {"shrunk": shrunk}
        return {
            "pixel_scale_arcsec": place.scale_arcsec * shrunk,
            "ra_deg": place.ra_deg,
            "dec_deg": place.dec_deg,
            "shrunk": shrunk,
        }


def _understand(
    name: str, shape: tuple[int, ...], header: fits.Header, wanted: Sequence[str] | None
) -> tuple[tuple[int, ...], list[str]]:
    """Tell the axes of a picture, (y, x) or (band, y, x), and what its header calls the bands."""
    axes = tuple(axis for axis, side in enumerate(shape) if side > 1)
    if len(axes) == 2:
        return axes, []
    names = [plain_name(band) for band in split_names(_called(header))]
    if len(axes) == 3:
        first, *_, last = (shape[axis] for axis in axes)
        for count, known in ((len(names), names), (len(wanted or "123"), [])):
            for side, order in ((first, axes), (last, (axes[2], *axes[:2]))):
                if side == count:
                    return order, known
    missing = f", wanted {', '.join(wanted)}" if wanted else ""
    raise RefusedInput(
        name,
        f"shape {shape}{missing}: neither one band (H, W) nor three (3, H, W), and the header names no others"
        " (BANDS = 'griz'): say what they are by `bands=g,r,i,z`, in the file's order",
    )


def _called(header: fits.Header) -> str:
    """Return what a header calls the bands of a cube; BANDS, or BAND0 and so on, the Legacy Surveys write."""
    each = " ".join(str(header[f"BAND{n}"]) for n in range(MOST_BANDS) if f"BAND{n}" in header)
    keys = ("BANDS", "FILTERS", "FILTER", "BAND")
    return next((str(header[key]) for key in keys if key in header), each).strip()


def _choose(
    file: str, names: list[str], count: int, wanted: Sequence[str] | None
) -> tuple[Sequence[int], Bands | None]:
    """Tell which planes to take; and their names, from red to blue, where each is kept by itself.

    Planes of a picture to look at are from blue to red.
    """
    if wanted:
        is_named = len(names) == count and any(is_usual(name) or name in wanted for name in names)
        called = names if is_named else list(wanted)
        if lacking := [band for band in wanted if band not in called]:
            raise RefusedInput(file, f"no band {', '.join(lacking)}: it has {', '.join(called)}")
        if len(called) != count:
            raise RefusedInput(file, f"{_count(count)} without names, wanted {', '.join(wanted)}")
        bands = red_to_blue(wanted)
        return [called.index(band) for band in bands], bands
    if count == 1:
        return [0], None
    if len(names) != count:
        return range(count), None  # three, from blue to red
    sorted_bands = sort_bands(names) if len(set(names)) == count else None
    if sorted_bands is None:
        raise RefusedInput(
            file,
            f"bands {', '.join(names)}: which is the bluest is not known: name them from blue to red by"
            f" `bands={','.join(names)}`, or call them by letters ({BLUE_TO_RED})",
        )
    if count > MOST_BANDS:
        raise RefusedInput(file, f"{count} bands, at most {MOST_BANDS}: say which by `bands=g,r,i,z`")
    planes = [names.index(band) for band in sorted_bands]
    return (planes[::-1], None) if count == 3 else (planes, sorted_bands)


def _count(planes: int) -> str:
    return "one band" if planes == 1 else f"{planes} bands"


def _flux(band: NDArray[Any], header: fits.Header) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return a band's values by BSCALE and BZERO, and which are missing."""
    scale, zero = float(header.get("BSCALE", 1)), float(header.get("BZERO", 0))
    with np.errstate(over="ignore", invalid="ignore"):
        flux = (band if (scale, zero) == (1, 0) else band * scale + zero).astype(np.float32)
    if band.dtype.kind == "f":
        return flux, missing_flux(flux)
    missing = ~np.isfinite(flux)
    if "BLANK" in header:
        blank, limits = float(header["BLANK"]), np.iinfo(band.dtype)
        if not limits.min <= blank <= limits.max:  # it must be as stored, but some write it scaled
            blank = (blank - zero) / scale
        missing |= band == blank
    return flux, missing


def missing_flux(flux: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell which pixels of a band of floating-point flux are missing.

    Parameters
    ----------
    flux : ndarray of float32, shape (H, W)
        A band.

    Returns
    -------
    ndarray of bool, shape (H, W)
        True where it is not finite or, if some of it is negative, exactly 0.
    """
    missing = ~np.isfinite(flux)
    if np.fmin.reduce(flux[~missing], axis=None, initial=0) < 0:
        missing |= flux == 0
    return missing


def fill_missing(name: str, flux: NDArray[np.float32], missing: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Set the missing pixels of a band to its median, after checking that it shows something.

    Parameters
    ----------
    name : str
        Of the picture, for messages.
    flux : ndarray of float32, shape (H, W)
        A band, which is changed.
    missing : ndarray of bool, shape (H, W)
        Which pixels are missing.

    Returns
    -------
    ndarray of float32, shape (H, W)
        The same band.

    Raises
    ------
    RefusedInput
        If more than a fifth of it is missing, or it is blank on one half.
    """
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
