"""From calibrated flux to what an eye, or a network, can see."""

import numpy as np
from astropy.stats import sigma_clipped_stats
from numpy.typing import NDArray

BAND_WEIGHTS = np.array([6.0, 3.4, 2.2])
"""Blue, green, red: what the Legacy Surveys' viewer multiplies g, r and z (nanomaggies) with."""

PEDESTAL_SIGMA = 1.5
SOFTENING_SIGMA = 5.0
WHITE_PERCENTILE = 99.9
WHITE_AT_LEAST_SIGMA = 20.0
DYNAMIC_RANGE = 1000.0


def stretch_flux(bands: NDArray[np.float32]) -> tuple[NDArray[np.float32], str]:
    """Stretch one band by asinh, three bands together as Lupton et al. (2004, PASP 116, 133) do.

    Every band is multiplied by asinh(I / b) / (I asinh(w / b)): the brightness follows asinh, and the
    colour stays. I is the brightest of the bands, not their mean as in the paper, so that no band passes
    1 and red cores get no ring of clipped colour. With one band this is the asinh stretch itself.

    All limits come from the picture, so the unit of the flux does not matter. Sky and noise are median and
    standard deviation after clipping at 3 sigma. Black is 1.5 sigma below the sky; white, w, is the 99.9th
    percentile of I but at least 20 sigma, so that an empty field stays dark; b, where linear turns
    into logarithmic, is 5 sigma but at least w / 1000 (noise-free simulations).

    Parameters
    ----------
    bands : ndarray
        (1, H, W), or (3, H, W) from blue to red (g, r, z): weighted 6 : 3.4 : 2.2. Finite.

    Returns
    -------
    pixels : ndarray
        float32 in [0, 1]; (1, H, W), or (3, H, W) in the order red, green, blue (z, r, g).
    name : str
        ``"asinh"`` or ``"lupton"``.
    """
    from astropy.visualization import AsinhStretch  # it loads matplotlib

    is_colour = len(bands) == 3
    weights = BAND_WEIGHTS if is_colour else np.ones(1)
    flux = (bands * (weights / weights.mean())[:, None, None])[::-1]
    flux -= np.array([_sky_and_noise(band)[0] for band in flux])[:, None, None]
    noise = _sky_and_noise(flux.mean(axis=0))[1]
    flux += PEDESTAL_SIGMA * noise

    intensity = np.maximum(flux.max(axis=0), np.finfo(np.float32).tiny)
    white = max(
        float(np.percentile(intensity, WHITE_PERCENTILE)),
        WHITE_AT_LEAST_SIGMA * noise,
        float(intensity.max()) / DYNAMIC_RANGE,
    )
    softening = max(SOFTENING_SIGMA * noise / white, 1 / DYNAMIC_RANGE)
    brightness = AsinhStretch(softening)(np.clip(intensity / white, 0, 1))
    pixels = np.clip(flux * (brightness / intensity), 0, 1).astype(np.float32)
    return pixels, "lupton" if is_colour else "asinh"


def stretch_each(bands: NDArray[np.float32]) -> tuple[NDArray[np.float32], str]:
    """Stretch each band by itself by asinh, as `stretch_flux` does with one: its colour is not kept.

    Parameters
    ----------
    bands : ndarray
        (C, H, W), finite.

    Returns
    -------
    pixels : ndarray
        float32 in [0, 1], of the same shape and order.
    name : str
        ``"asinh"``.
    """
    return np.concatenate([stretch_flux(band[None])[0] for band in bands]), "asinh"


def _sky_and_noise(band: NDArray[np.float64]) -> tuple[float, float]:
    _, median, deviation = sigma_clipped_stats(band)
    return float(median), float(deviation)
