"""How many kiloparsecs the pixels of a picture are wide, by their angle on the sky and a redshift."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.quantities import value_in
from deepgalaxy.core.ranges import Bounds

if TYPE_CHECKING:
    from astropy.units import Quantity

REDSHIFT_WITH_SCALE = Bounds(0.0, 10.0)
"""Redshifts that say how far a galaxy is; below 0 and at 0 its own motion is all that is seen."""


def check_redshift(redshift: "float | Quantity") -> float:
    """Return a redshift that somebody gave for a picture.

    Parameters
    ----------
    redshift : float or Quantity
        Dimensionless.

    Returns
    -------
    float
        From 0 to 10.

    Raises
    ------
    WrongUse
        If it is no number, or none from 0 to 10.
    """
    value = value_in("", "redshift", redshift)
    if value not in REDSHIFT_WITH_SCALE:
        raise WrongUse(f"`redshift={value:g}` is not between 0 and 10; leave it out where it is unknown")
    return value


def check_pixel_scale(pixel_scale: "float | Quantity") -> float:
    """Return a pixel scale that somebody gave for a picture.

    Parameters
    ----------
    pixel_scale : float or Quantity
        An angle, or an angle a pixel; a bare number is arcsec per pixel.

    Returns
    -------
    float
        Arcsec per pixel, above 0.

    Raises
    ------
    WrongUse
        If it is no angle, or not above 0.
    """
    unit = getattr(pixel_scale, "unit", None)
    a_pixel = unit is not None and unit.is_equivalent("arcsec / pix")
    value = value_in("arcsec / pix" if a_pixel else "arcsec", "pixel_scale", pixel_scale)
    if not 0 < value < np.inf:
        raise WrongUse(f"`pixel_scale={value:g}` is not above 0; give arcsec per pixel of the picture")
    return value


def kpc_per_px(pixel_scale_arcsec: npt.ArrayLike, redshift: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Return how wide pixels are at a galaxy's distance, in the cosmology of Planck 2018.

    Parameters
    ----------
    pixel_scale_arcsec : array-like of float, shape (n,)
        Arcsec per pixel; NaN where unknown.
    redshift : array-like of float, shape () or (n,)
        NaN where unknown.

    Returns
    -------
    ndarray of float32, shape (n,)
        Kiloparsecs (proper) per pixel; NaN where the scale is unknown, or the redshift says no distance.
    """
    scale, z = np.broadcast_arrays(
        *(np.asarray(given, np.float64) for given in (pixel_scale_arcsec, redshift))
    )
    kpc = np.full(scale.shape, np.nan, np.float32)
    known = (scale > 0) & (z > REDSHIFT_WITH_SCALE.low) & (z <= REDSHIFT_WITH_SCALE.high)
    if known.any():
        from astropy.cosmology import Planck18

        kpc_per_arcmin = Planck18.kpc_proper_per_arcmin(z[known]).to_value("kpc / arcmin")
        kpc[known] = scale[known] / 60 * kpc_per_arcmin
    return kpc
