"""Mock observations: a simulated galaxy as a survey's camera would have seen it, in r, or in g, r and i."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.stretch import stretch_flux
from deepgalaxy.simulation.starlight import BANDS, SUN_MAG

Map = NDArray[np.float32]

MOFFAT_BETA = 4.765
"""Of a PSF made by turbulence (Trujillo et al. 2001, MNRAS 328, 977)."""
ZERO_POINT_MAG = 22.5
"""Fluxes are in nanomaggies."""
SMALLEST_PX, LARGEST_PX = 16, 2048


@dataclass(frozen=True)
class Survey:
    """A camera, its site and its exposure, in one band.

    Parameters
    ----------
    pixel_arcsec, psf_fwhm_arcsec : float
        Pixel scale, and the seeing's full width at half maximum.
    depth_mag : float
        AB magnitude of a star that is found at 5 sigma.
    sky_mag_arcsec2 : float
        Surface brightness of the sky.
    """

    pixel_arcsec: float
    psf_fwhm_arcsec: float
    depth_mag: float
    sky_mag_arcsec2: float

    @property
    def sky_noise(self) -> float:
        """Noise of one pixel of sky (nanomaggies), from the depth: 5 sigma in 4 pi sigma_psf² pixels."""
        sigma_px = self.psf_fwhm_arcsec / self.pixel_arcsec / np.sqrt(8 * np.log(2))
        return float(_flux(self.depth_mag) / 5 / np.sqrt(4 * np.pi * sigma_px**2))

    @property
    def sky(self) -> float:
        """Flux of the sky in one pixel (nanomaggies)."""
        return _flux(self.sky_mag_arcsec2) * self.pixel_arcsec**2


SURVEYS = {
    # PSF and sky in r: quartiles of DR7 (sdss.org/DR7/products/general/seeing.html). Depth: median of the
    # imaging
    # (sdss.org/dr12/scope), and so is the seeing of g and i over that of r. Skies of g and i: usual ones
    # in the dark.
    "sdss": {
        "g": Survey(pixel_arcsec=0.396, psf_fwhm_arcsec=1.56, depth_mag=23.13, sky_mag_arcsec2=21.84),
        "r": Survey(pixel_arcsec=0.396, psf_fwhm_arcsec=1.43, depth_mag=22.7, sky_mag_arcsec2=20.86),
        "i": Survey(pixel_arcsec=0.396, psf_fwhm_arcsec=1.37, depth_mag=22.2, sky_mag_arcsec2=20.20),
    },
    # PSF: Dey et al. 2019 (AJ 157, 168). Depth: datalab.noirlab.edu/ls/decals.php. Sky: DECam in dark time.
    "decals": {"r": Survey(pixel_arcsec=0.262, psf_fwhm_arcsec=1.18, depth_mag=23.9, sky_mag_arcsec2=20.91)},
}


@dataclass(frozen=True)
class Observation:
    """How a galaxy is observed.

    Parameters
    ----------
    survey : str
        One of ``SURVEYS``.
    redshift : float
        Which sets its distance, its scale on the sky, and how much it is dimmed (Planck 2018).
    mass_to_light : float
        Msun per solar luminosity in r; about 2 in a spiral with a bulge (Bell et al. 2003, ApJS 149, 289).
    seed : int
        Of the noise.

    Raises
    ------
    DeepGalaxyError
        If there is no such survey, or a number is out of its range.
    """

    survey: str
    redshift: float
    mass_to_light: float = 2.0
    seed: int = 1

    def __post_init__(self) -> None:
        if self.survey not in SURVEYS:
            raise DeepGalaxyError(f"observe: no survey {self.survey!r}; there are {', '.join(SURVEYS)}")
        for name, low, high in (("redshift", 0.001, 5.0), ("mass_to_light", 0.01, 1000.0)):
            if not low <= getattr(self, name) <= high:
                raise DeepGalaxyError(f"observe: {name} is {getattr(self, name):g}; give {low:g} to {high:g}")

    @cached_property
    def arcsec_per_kpc(self) -> float:
        """Angle on the sky of a kpc at this redshift."""
        from astropy.cosmology import Planck18  # a second; few mergers need it

        return float(Planck18.arcsec_per_kpc_proper(self.redshift).value)

    def native_px(self, field_of_view_kpc: float) -> int:
        """Return how many of the survey's pixels are on a side of a field of view.

        Raises
        ------
        DeepGalaxyError
            If they are fewer than 16 or more than 2048.
        """
        pixel = SURVEYS[self.survey]["r"].pixel_arcsec
        size = round(field_of_view_kpc * self.arcsec_per_kpc / pixel)
        if not SMALLEST_PX <= size <= LARGEST_PX:
            raise DeepGalaxyError(
                f"observe: {field_of_view_kpc:g} kpc at redshift {self.redshift:g} are {size} pixels of"
                f" {pixel}″; {SMALLEST_PX} to {LARGEST_PX} will do: change the redshift or the field of view"
            )
        return size

    def check_bands(self, bands: str) -> None:
        """Check that the survey has these bands.

        Raises
        ------
        DeepGalaxyError
            If it lacks one.
        """
        if missing := [band for band in bands if band not in SURVEYS[self.survey]]:
            raise DeepGalaxyError(
                f"observe: {self.survey} has no {', '.join(missing)} here; leave out the bands"
            )

    def flux(self, density: Map, pixel_kpc: float) -> Map:
        """Return the flux in r (nanomaggies) of each pixel of a map of surface density (1e10 Msun/kpc²).

        The distance modulus holds both the distance and, for a pixel of a given angle, the dimming by
        (1 + z)⁴ (Tolman 1930); the K correction, about 0.1 mag at z = 0.1 in r, is left out.
        """
        return self.light_flux(density / self.mass_to_light, pixel_kpc, "r")

    def light_flux(self, light: Map, pixel_kpc: float, band: str) -> Map:
        """Return the flux (nanomaggies) of each pixel of a map of light (1e10 Lsun/kpc²) in a band."""
        from astropy.cosmology import Planck18

        modulus = float(Planck18.distmod(self.redshift).value)
        luminosity = light.astype(np.float64) * 1e10 * pixel_kpc**2
        return np.asarray(luminosity * _flux(SUN_MAG[band] + modulus), np.float32)

    def observe(self, density: Map, field_of_view_kpc: float) -> Map:
        """Return the sky-subtracted picture in r (nanomaggies a pixel): PSF, then noise of sky and galaxy.

        The noise differs from map to map, and is the same whenever one is observed again.

        Parameters
        ----------
        density : ndarray, shape (H, W)
            Surface density (1e10 Msun/kpc²) in the survey's own pixels, as many as ``native_px``.
        field_of_view_kpc : float
            Its side.

        Returns
        -------
        ndarray, shape (H, W)
        """
        rng = np.random.default_rng([self.seed, crc32(density.tobytes())])
        return self._seen(self.flux(density, field_of_view_kpc / len(density)), "r", rng)

    def _seen(self, flux: Map, band: str, rng: np.random.Generator) -> Map:
        from scipy.signal import fftconvolve

        survey = SURVEYS[self.survey][band]
        psf = moffat(survey.psf_fwhm_arcsec / survey.pixel_arcsec)
        seen = fftconvolve(flux, psf, mode="same")
        # Both sky and galaxy are counts of photons, so the variance goes with their sum.
        noise = survey.sky_noise * np.sqrt(1 + np.maximum(seen, 0) / survey.sky)
        return np.asarray(seen + noise * rng.standard_normal(seen.shape), np.float32)

    def picture(self, density: Map, field_of_view_kpc: float, size_px: int) -> NDArray[np.uint8]:
        """Observe, resize and stretch as is done with a survey's FITS cutouts; shape (size_px, size_px)."""
        flux = self.observe(density, field_of_view_kpc)[None]
        return np.asarray(self._stretched(flux, size_px)[0], np.uint8)

    def colour_picture(self, light: Map, field_of_view_kpc: float, size_px: int) -> NDArray[np.uint8]:
        """Do the same in g, r and i with maps of light (1e10 Lsun/kpc², shape (3, H, W)); as many planes."""
        rng = np.random.default_rng([self.seed, crc32(np.ascontiguousarray(light).tobytes())])
        pixel_kpc = field_of_view_kpc / light.shape[1]
        bands = [
            self._seen(self.light_flux(one, pixel_kpc, band), band, rng)
            for one, band in zip(light, BANDS, strict=True)
        ]
        return np.asarray(self._stretched(np.stack(bands), size_px)[::-1])

    @staticmethod
    def _stretched(flux: Map, size_px: int) -> NDArray[np.uint8]:
        pixels = stretch_flux(resize_to_square(flux, size_px))[0]
        return np.asarray(np.rint(255 * pixels), np.uint8)

    def attributes(self) -> dict[str, Any]:
        """Return what an HDF5 file says of its pictures."""
        survey = SURVEYS[self.survey]["r"]
        return {
            "survey": self.survey,
            "redshift": self.redshift,
            "mass_to_light": self.mass_to_light,
            "psf_fwhm_arcsec": survey.psf_fwhm_arcsec,
            "survey_pixel_arcsec": survey.pixel_arcsec,
            "sky_noise_nanomaggies": survey.sky_noise,
            "observation_seed": self.seed,
        }


def moffat(fwhm_px: float) -> NDArray[np.float64]:
    """Return a Moffat profile on pixels, its sum 1, odd in size and at least 8 FWHM wide."""
    gamma = fwhm_px / 2 / np.sqrt(2 ** (1 / MOFFAT_BETA) - 1)
    half = int(np.ceil(4 * fwhm_px))
    y, x = np.indices((2 * half + 1, 2 * half + 1)) - half
    profile = (1 + (x**2 + y**2) / gamma**2) ** -MOFFAT_BETA
    return np.asarray(profile / profile.sum())


def _flux(magnitude: float) -> float:
    return float(10 ** (0.4 * (ZERO_POINT_MAG - magnitude)))
