"""Mock observations: a simulated galaxy as a survey would have observed it, in r, or in g, r and i."""

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
        """Noise of one pixel of sky, from the depth: 5 sigma in 4 pi sigma_psf² pixels.

        Returns
        -------
        float
            In nanomaggies.
        """
        sigma_px = self.psf_fwhm_arcsec / self.pixel_arcsec / np.sqrt(8 * np.log(2))
        return float(_flux(self.depth_mag) / 5 / np.sqrt(4 * np.pi * sigma_px**2))

    @property
    def sky(self) -> float:
        """Flux of the sky in one pixel.

        Returns
        -------
        float
            In nanomaggies.
        """
        return _flux(self.sky_mag_arcsec2) * self.pixel_arcsec**2


SURVEYS = {
    # PSF and sky in r: quartiles of DR7 (sdss.org/DR7/products/general/seeing.html). Depth: median of the
    # imaging (sdss.org/dr12/scope), and so is the seeing of g and i over that of r. Skies of g and i: typical
    # of dark time.
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
        Of the random numbers of the noise.

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
        """Angle on the sky of a kpc at this redshift (Planck 2018).

        Returns
        -------
        float
            In arcsec.
        """
        from astropy.cosmology import Planck18  # a second; few mergers need it

        return float(Planck18.arcsec_per_kpc_proper(self.redshift).value)

    def native_px(self, field_of_view_kpc: float) -> int:
        """Return how many of the survey's pixels are on a side of a field of view.

        Parameters
        ----------
        field_of_view_kpc : float
            Its side.

        Returns
        -------
        int
            From 16 to 2048.

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

        Parameters
        ----------
        bands : str
            One letter a band, such as ``"gri"``.

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
        """Return the flux in r of each pixel of a map of surface density.

        The distance modulus holds both the distance and, for a pixel of a given angle, the dimming by
        (1 + z)⁴ (Tolman 1930); the K correction, about 0.1 mag at z = 0.1 in r, is left out.

        Parameters
        ----------
        density : ndarray of float32, shape (H, W)
            Surface density in 1e10 Msun/kpc².
        pixel_kpc : float
            Side of a pixel.

        Returns
        -------
        ndarray of float32, shape (H, W)
            In nanomaggies.
        """
        return self.light_flux(density / self.mass_to_light, pixel_kpc, "r")

    def light_flux(self, light: Map, pixel_kpc: float, band: str) -> Map:
        """Return the flux in a band of each pixel of a map of light.

        Parameters
        ----------
        light : ndarray of float32, shape (H, W)
            In 1e10 Lsun/kpc², of the band.
        pixel_kpc : float
            Side of a pixel.
        band : {"g", "r", "i"}
            Of SDSS.

        Returns
        -------
        ndarray of float32, shape (H, W)
            In nanomaggies.
        """
        from astropy.cosmology import Planck18

        modulus = float(Planck18.distmod(self.redshift).value)
        luminosity = light.astype(np.float64) * 1e10 * pixel_kpc**2
        return np.asarray(luminosity * _flux(SUN_MAG[band] + modulus), np.float32)

    def observe(self, density: Map, field_of_view_kpc: float) -> Map:
        """Return the sky-subtracted picture in r: blurred by the PSF, then with the noise of sky and galaxy.

        The noise differs from map to map, and is the same whenever one is observed again.

        Parameters
        ----------
        density : ndarray, shape (H, W)
            Surface density (1e10 Msun/kpc²) in the survey's own pixels, as many as ``native_px``.
        field_of_view_kpc : float
            Its side.

        Returns
        -------
        ndarray of float32, shape (H, W)
            In nanomaggies a pixel.
        """
        rng = np.random.default_rng([self.seed, crc32(density.tobytes())])
        return self._observed(self.flux(density, field_of_view_kpc / len(density)), "r", rng)

    def _observed(self, flux: Map, band: str, rng: np.random.Generator) -> Map:
        from scipy.signal import fftconvolve

        survey = SURVEYS[self.survey][band]
        psf = moffat(survey.psf_fwhm_arcsec / survey.pixel_arcsec)
        blurred = fftconvolve(flux, psf, mode="same")
        # Both sky and galaxy are counts of photons, so the variance goes with their sum.
        noise = survey.sky_noise * np.sqrt(1 + np.maximum(blurred, 0) / survey.sky)
        return np.asarray(blurred + noise * rng.standard_normal(blurred.shape), np.float32)

    def picture(self, density: Map, field_of_view_kpc: float, size_px: int) -> NDArray[np.uint8]:
        """Observe, resize and stretch as is done with a survey's FITS cutouts.

        Parameters
        ----------
        density : ndarray of float32, shape (H, W)
            Surface density (1e10 Msun/kpc²) in the survey's own pixels.
        field_of_view_kpc : float
            Its side.
        size_px : int
            Side of the picture.

        Returns
        -------
        ndarray of uint8, shape (size_px, size_px)
            The picture in r.
        """
        flux = self.observe(density, field_of_view_kpc)[None]
        return np.asarray(self._stretched(flux, size_px)[0], np.uint8)

    def colour_picture(self, light: Map, field_of_view_kpc: float, size_px: int) -> NDArray[np.uint8]:
        """Observe, resize and stretch in g, r and i.

        Parameters
        ----------
        light : ndarray of float32, shape (3, H, W)
            Light (1e10 Lsun/kpc²) in g, r and i in the survey's own pixels.
        field_of_view_kpc : float
            Its side.
        size_px : int
            Side of the picture.

        Returns
        -------
        ndarray of uint8, shape (3, size_px, size_px)
            The picture in g, r and i.
        """
        rng = np.random.default_rng([self.seed, crc32(np.ascontiguousarray(light).tobytes())])
        pixel_kpc = field_of_view_kpc / light.shape[1]
        bands = [
            self._observed(self.light_flux(one, pixel_kpc, band), band, rng)
            for one, band in zip(light, BANDS, strict=True)
        ]
        return np.asarray(self._stretched(np.stack(bands), size_px)[::-1])

    @staticmethod
    def _stretched(flux: Map, size_px: int) -> NDArray[np.uint8]:
        pixels = stretch_flux(resize_to_square(flux, size_px))[0]
        return np.asarray(np.rint(255 * pixels), np.uint8)

    def attributes(self) -> dict[str, Any]:
        """Return how the pictures were observed, as HDF5 attributes.

        Returns
        -------
        dict
            Survey, redshift, and what follows from them in r.
        """
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
    """Return a PSF: a Moffat profile on pixels.

    Parameters
    ----------
    fwhm_px : float
        Full width at half maximum.

    Returns
    -------
    ndarray of float64, shape (n, n)
        Its sum is 1; n is odd and at least 8 FWHM.
    """
    from astropy.convolution import Moffat2DKernel

    gamma = fwhm_px / 2 / np.sqrt(2 ** (1 / MOFFAT_BETA) - 1)
    side = 2 * int(np.ceil(4 * fwhm_px)) + 1
    psf = Moffat2DKernel(gamma, MOFFAT_BETA, x_size=side, y_size=side)
    psf.normalize()
    return np.asarray(psf.array)


def _flux(magnitude: float) -> float:
    return float(10 ** (0.4 * (ZERO_POINT_MAG - magnitude)))
