"""Flux in memory, a plane a band, to a cutout of named bands: by the rules of FITS files."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.bands import MOST_BANDS, plain_name, red_to_blue
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.fits_pictures import fill_missing, missing_flux
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.stretch import stretch_each


def cutout_of_planes(
    name: str,
    planes: Sequence[NDArray[Any]],
    bands: Sequence[str],
    scales_arcsec: Sequence[float],
    size_px: int,
    wanted: Sequence[str] | None = None,
) -> Cutout:
    """Make a cutout of flux in several bands, each stretched by itself.

    Parameters
    ----------
    name : str
        Of the galaxy, for messages.
    planes : sequence of ndarray
        (H, W) each, of one shape, the first row at the bottom as in FITS; NaN where it is missing.
    bands : sequence of str
        What the planes are called: ``DES-G`` is *g*.
    scales_arcsec : sequence of float
        Side of a pixel of each plane; none where that is not known.
    size_px : int
        Side of the cutout (pixels).
    wanted : sequence of str, optional
        Which bands; by default all.

    Returns
    -------
    Cutout
        Rounded as the image store keeps it.

    Raises
    ------
    RefusedInput
        If a band is wanted that is not there, planes differ in size or scale, or one shows nothing.
    """
    names = [plain_name(band) for band in bands]
    if len(names) != len(planes) or len(set(names)) != len(names):
        raise RefusedInput(name, f"{len(planes)} planes of the bands {', '.join(bands) or 'without names'}")
    if lacking := [band for band in wanted or () if band not in names]:
        raise RefusedInput(name, f"no band {', '.join(lacking)}: it has {', '.join(names)}")
    order = red_to_blue(wanted or names)
    if len(order) > MOST_BANDS:
        raise RefusedInput(name, f"{len(order)} bands, at most {MOST_BANDS}: say which by `bands=g,r,i,z`")
    places = [names.index(band) for band in order]
    chosen = [np.array(planes[place], np.float32) for place in places]
    if len(shapes := {plane.shape for plane in chosen}) > 1 or chosen[0].ndim != 2 or not chosen[0].size:
        raise RefusedInput(
            name, f"planes of shapes {', '.join(map(str, sorted(shapes)))}: wanted one, (H, W)"
        )
    scales = [scales_arcsec[place] for place in places] if len(scales_arcsec) == len(planes) else []
    scales = [scale for scale in scales if np.isfinite(scale) and scale > 0]
    if scales and not np.allclose(scales, scales[0], rtol=1e-3):
        raise RefusedInput(name, f"bands of different pixels, {min(scales):g} to {max(scales):g} arcsec")
    filled = [fill_missing(name, plane, missing_flux(plane)) for plane in chosen]
    pixels, stretch = stretch_each(resize_to_square(filled, size_px)[:, ::-1])
    shrunk = max(chosen[0].shape) / size_px
    return Cutout(
        pixels,
        stretch,
        pixel_scale_arcsec=float(scales[0]) * shrunk if scales else None,
        shrunk=shrunk,
        bands=order,
    ).as_stored()
