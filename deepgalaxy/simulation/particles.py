"""Particles: what a galaxy model is drawn into and what gravity moves."""

from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.simulation.disk import sample_disk
from deepgalaxy.simulation.spheroid import sample_spheroid

Array = NDArray[np.float64]


HALO, DISK, BULGE = 0, 1, 2
"""Components of a galaxy."""


@dataclass(frozen=True)
class Particles:
    """N particles.

    Parameters
    ----------
    positions, velocities : ndarray, shape (N, 3)
        In kpc and km/s.
    masses : ndarray, shape (N,)
        In 1e10 Msun.
    component : ndarray of int8, shape (N,)
        `HALO`, `DISK` or `BULGE`.
    birth_radius : ndarray of float32, shape (N,)
        Distance from the centre of its own galaxy, as that was made, over the radius of half of its stars.
    galaxy : ndarray of int8, shape (N,)
        0 for the first galaxy, 1 for the second.
    """

    positions: Array
    velocities: Array
    masses: Array
    component: NDArray[np.int8]
    birth_radius: NDArray[np.float32]
    galaxy: NDArray[np.int8]

    @cached_property
    def stars(self) -> NDArray[np.bool_]:
        """Which particles are stars.

        Returns
        -------
        ndarray of bool, shape (N,)
            True for particles of disk and bulge, False for those of the halo.
        """
        return np.asarray(self.component != HALO)

    @property
    def galaxies(self) -> int:
        """How many galaxies these are.

        Returns
        -------
        int
            1 or 2.
        """
        return int(self.galaxy.max()) + 1

    def chosen(self, rows: NDArray[np.bool_]) -> Self:
        """Return some of these particles, as those of a first galaxy.

        Parameters
        ----------
        rows : ndarray of bool, shape (N,)
            True for those to return.

        Returns
        -------
        Particles
            In the same order.
        """
        some = {f.name: getattr(self, f.name)[rows] for f in fields(self)}
        return replace(self, **some | {"galaxy": np.zeros(int(rows.sum()), np.int8)})

    def moved(self, rotation: Array, position: Array, velocity: Array, galaxy: int) -> Self:
        """Return these particles turned, moved, and as those of another galaxy.

        Parameters
        ----------
        rotation : ndarray of float64, shape (3, 3)
            About the origin; the first to be done.
        position : ndarray of float64, shape (3,)
            Added to the positions, in kpc.
        velocity : ndarray of float64, shape (3,)
            Added to the velocities, in km/s.
        galaxy : int
            0 for the first galaxy, 1 for the second.

        Returns
        -------
        Particles
            In the same order.
        """
        return replace(
            self,
            positions=self.positions @ rotation.T + position,
            velocities=self.velocities @ rotation.T + velocity,
            galaxy=np.full(len(self.masses), galaxy, np.int8),
        )

    def joined(self, other: Self) -> Self:
        """Return these particles and others.

        Parameters
        ----------
        other : Particles
            To come after these.

        Returns
        -------
        Particles
            All of them.
        """
        names = [f.name for f in fields(self)]
        return type(self)(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))


def sample_galaxy(galaxy: GalaxyModel, n_halo: int, n_stars: int, rng: np.random.Generator) -> Particles:
    """Sample a galaxy at rest at the origin, its disk turning about +z, star particles of equal mass.

    Parameters
    ----------
    galaxy : GalaxyModel
        The model.
    n_halo, n_stars : int
        Particles of the halo, and of disk and bulge.
    rng : numpy.random.Generator
        Random number generator.

    Returns
    -------
    Particles
        Halo, disk and bulge, in this order.
    """
    n_bulge = round(n_stars * galaxy.bulge_mass / galaxy.star_mass)
    n_disk = n_stars - n_bulge
    parts = (
        (HALO, n_halo, galaxy.halo_mass, partial(sample_spheroid, galaxy, galaxy.halo_density)),
        (DISK, n_disk, galaxy.disk_mass, partial(sample_disk, galaxy)),
        (BULGE, n_bulge, galaxy.bulge_mass, partial(sample_spheroid, galaxy, galaxy.bulge_density)),
    )
    positions, velocities, masses, components = [], [], [], []
    for component, n, mass, sample in parts:
        if n == 0:
            continue
        x, v = sample(n, rng)
        # Each component is centred by itself: shot noise would else set disk and halo swinging.
        positions.append(x - x.mean(axis=0))
        velocities.append(v - v.mean(axis=0))
        masses.append(np.full(n, mass / n))
        components.append(np.full(n, component, np.int8))
    x, of = np.concatenate(positions), np.concatenate(components)
    radius = np.linalg.norm(x, axis=1)
    return Particles(
        x,
        np.concatenate(velocities),
        np.concatenate(masses),
        of,
        (radius / np.median(radius[of != HALO])).astype(np.float32),
        np.zeros(len(x), np.int8),
    )
