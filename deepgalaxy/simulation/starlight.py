"""The light of simulated stars in g, r and i: an old bulge, and a disk that is younger further out."""

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.simulation.particles import BULGE, Particles

Single = NDArray[np.float32]

BANDS = "gri"
SUN_MAG = {"g": 5.11, "r": 4.65, "i": 4.53}
"""Absolute AB magnitudes of the Sun in SDSS's bands (Willmer 2018, ApJS 236, 47)."""

BULGE_G_R = 0.77
"""g - r of an old population, that of elliptical galaxies (Fukugita et al. 1995, PASP 107, 945)."""
DISK_G_R, DISK_G_R_SLOPE, BLUEST_G_R = 0.65, -0.13, 0.30
"""g - r in the middle of a disk, its change with each half-light radius, and where that ends: disks become
bluer outwards by about so much (de Jong 1996, A&A 313, 377)."""
R_I_OVER_G_R = 0.5
"""r - i over g - r along the sequence from late spirals to ellipticals (Fukugita et al. 1995)."""


def luminosities(particles: Particles) -> Single:
    """Return the light of each star in g, r and i.

    The colour follows from where the star was born; the mass-to-light ratio in r from the colour:
    log10(M / L_r) = -0.306 + 1.097 (g - r) (Bell et al. 2003, ApJS 149, 289, table 7).

    Parameters
    ----------
    particles : Particles
        Galaxies; their halo has no light.

    Returns
    -------
    ndarray of float32, shape (stars, 3)
        In 1e10 solar luminosities of the band.
    """
    stars = particles.stars
    disk = np.maximum(DISK_G_R + DISK_G_R_SLOPE * particles.birth_radius[stars], BLUEST_G_R)
    g_r = np.where(particles.component[stars] == BULGE, BULGE_G_R, disk)
    r_i = R_I_OVER_G_R * g_r
    red = particles.masses[stars] / 10 ** (-0.306 + 1.097 * g_r)
    green = red * 10 ** (-0.4 * (g_r - (SUN_MAG["g"] - SUN_MAG["r"])))
    infrared = red * 10 ** (0.4 * (r_i - (SUN_MAG["r"] - SUN_MAG["i"])))
    return np.stack([green, red, infrared], axis=1).astype(np.float32)
