"""Particles: what a galaxy model is drawn into and what gravity moves."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.mergers.disk import sample_disk
from deepgalaxy.mergers.galaxy import GalaxyModel
from deepgalaxy.mergers.spheroid import sample_spheroid

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Bodies:
    """N particles.

    Parameters
    ----------
    positions, velocities : ndarray, shape (N, 3)
        In kpc and km/s.
    masses : ndarray, shape (N,)
        In 1e10 Msun.
    stars : ndarray of bool, shape (N,)
        True for particles of disk and bulge, False for those of the halo.
    galaxy : ndarray of int8, shape (N,)
        0 for the first galaxy, 1 for the second.
    """

    positions: Array
    velocities: Array
    masses: Array
    stars: NDArray[np.bool_]
    galaxy: NDArray[np.int8]

    def moved(self, rotation: Array, position: Array, velocity: Array, galaxy: int) -> Self:
        """Return these bodies turned, carried off, and counted as another galaxy's."""
        return type(self)(
            self.positions @ rotation.T + position,
            self.velocities @ rotation.T + velocity,
            self.masses,
            self.stars,
            np.full(len(self.masses), galaxy, np.int8),
        )

    def joined(self, other: Self) -> Self:
        """Return these bodies and the other ones."""
        return type(self)(*(np.concatenate(pair) for pair in zip(vars(self).values(), vars(other).values())))  # noqa: B905


def sample_galaxy(galaxy: GalaxyModel, n_halo: int, n_stars: int, rng: np.random.Generator) -> Bodies:
    """Draw a galaxy at rest at the origin, its disk turning about +z, star particles of equal mass."""
    n_bulge = round(n_stars * galaxy.bulge_mass / galaxy.star_mass)
    parts = [
        (sample_spheroid(galaxy, galaxy.halo_density, n_halo, rng), galaxy.halo_mass, n_halo),
        (sample_disk(galaxy, n_stars - n_bulge, rng), galaxy.disk_mass, n_stars - n_bulge),
        (sample_spheroid(galaxy, galaxy.bulge_density, n_bulge, rng), galaxy.bulge_mass, n_bulge),
    ]
    # Each component is centred by itself: shot noise would else set disk and halo swinging.
    positions = np.concatenate([x - x.mean(axis=0) for (x, _), _, _ in parts])
    velocities = np.concatenate([v - v.mean(axis=0) for (_, v), _, _ in parts])
    masses = np.concatenate([np.full(n, mass / max(n, 1)) for _, mass, n in parts])
    return Bodies(
        positions,
        velocities,
        masses,
        np.arange(len(masses)) >= n_halo,
        np.zeros(len(masses), np.int8),
    )
