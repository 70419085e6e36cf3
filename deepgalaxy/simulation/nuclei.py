"""Where the nuclei of galaxies are."""

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.simulation.particles import Particles

Array = NDArray[np.float64]

CORE_SHARE = 0.2
"""Of a galaxy's inner stars, those that were nearest to its centre at the start: they stay together
longest."""
SPHERES = (1.0, 0.7, 0.5, 0.35)
"""Radii within which the stars' centre is taken in turn, over the radius of half of the galaxy's stars."""
FEWEST_STARS = 8
"""In a sphere; in one with fewer the centre stays where it was."""


class NucleusFinder:
    """Finds the nuclei of one or two galaxies from the positions of their stars, and from nothing else.

    Each is sought from the median of the core's stars, and is the centre of the galaxy's inner stars in ever
    smaller spheres. Where a galaxy has dissolved, it is where that median is.

    Parameters
    ----------
    particles : Particles
        The galaxies as they are at the start: which stars are theirs, and which are in their cores.
    """

    def __init__(self, particles: Particles) -> None:
        self._inner, radii = [], []
        for k in range(particles.galaxies):
            stars = np.flatnonzero(particles.stars & (particles.galaxy == k))
            x = particles.positions[stars]
            distance = np.linalg.norm(x - np.median(x, axis=0), axis=1)
            self._inner.append(stars[np.argsort(distance)[: (len(stars) + 1) // 2]])
            radii.append(float(np.median(distance)))
        self.half_light_kpc = tuple(radii)
        """Radius (kpc) that holds half of each galaxy's stars at the start."""

    def find(self, positions: Array) -> Array:
        """Find the nuclei.

        Parameters
        ----------
        positions : ndarray of float64, shape (N, 3)
            Of all particles, in kpc.

        Returns
        -------
        ndarray of float64, shape (galaxies, 3)
            In kpc.
        """
        galaxies = zip(self._inner, self.half_light_kpc, strict=True)
        return np.array([_nucleus(positions[inner], half) for inner, half in galaxies])


def _nucleus(stars: Array, half_light_kpc: float) -> Array:
    """Return the nucleus of stars, shape (n, 3), that are sorted by where they were at the start."""
    centre = np.median(stars[: max(round(CORE_SHARE * len(stars)), 1)], axis=0)
    stars = stars.T
    for radius in SPHERES:
        x, y, z = stars - centre[:, None]
        stars = stars[:, x * x + y * y + z * z < (radius * half_light_kpc) ** 2]
        if stars.shape[1] < FEWEST_STARS:
            break
        centre = stars.mean(axis=1)
    return np.asarray(centre)
