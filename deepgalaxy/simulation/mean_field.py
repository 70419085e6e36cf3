"""Gravity without collisions: each particle moves in the smooth fields of the two galaxies."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.simulation.gravity import Gravity
from deepgalaxy.simulation.multipoles import Multipoles, Placed, place
from deepgalaxy.simulation.nuclei import NucleusFinder
from deepgalaxy.simulation.particles import DISK, Particles

Array = NDArray[np.float64]

RADII_OF_BALANCE = 24
"""Rings of the disk in which vertical motions are brought into balance."""


class MeanField(Gravity):
    """The fields of one or two galaxies, each expanded about its nucleus (as in White 1983, ApJ 274, 53).

    Particles act on each other through the harmonics of all of them only, so that no two scatter each
    other: a disk stays thin among few particles, and the cost is in proportion to their number. A particle
    adds to the field of the nucleus that it is nearer to, in half-light radii of that galaxy: where two
    haloes overlap, the harmonics about the one could not resolve what gathers around the other, and energy
    would be lost. Once the nuclei have coalesced there is one field, about that of the heavier galaxy.

    Parameters
    ----------
    particles : Particles
        The particles at the start; their masses, galaxies and components stay as they are here.
    softening_kpc : float
        Of the distances from a nucleus.
    """

    def __init__(self, particles: Particles, softening_kpc: float) -> None:
        self._masses = particles.masses
        self._softening_kpc = softening_kpc
        self._finder = NucleusFinder(particles)
        self._heavier = int(np.argmax(np.bincount(particles.galaxy, particles.masses)))

    def accelerations(self, positions: Array) -> Array:
        """Return the accelerations of all particles.

        Parameters
        ----------
        positions : ndarray of float64, shape (N, 3)
            Of all particles, in kpc.

        Returns
        -------
        ndarray of float64, shape (N, 3)
            In (km/s)²/kpc.
        """
        accelerations = np.zeros_like(positions)
        for field, seen in self._fields(positions):
            accelerations += field.accelerations(seen)
        return accelerations

    def with_potential(self, positions: Array) -> tuple[Array, Array]:
        """Return the accelerations of all particles and the potential where they are.

        Parameters
        ----------
        positions : ndarray of float64, shape (N, 3)
            Of all particles, in kpc.

        Returns
        -------
        accelerations : ndarray of float64, shape (N, 3)
            In (km/s)²/kpc.
        potential : ndarray of float64, shape (N,)
            In (km/s)².
        """
        accelerations, potential = np.zeros_like(positions), np.zeros(len(positions))
        for field, seen in self._fields(positions):
            own_accelerations, own_potential = field.with_potential(seen)
            accelerations += own_accelerations
            potential += own_potential
        return accelerations, potential

    def _fields(self, positions: Array) -> list[tuple[Multipoles, Placed]]:
        """Return the field about each nucleus, and all particles as they are seen from there."""
        self.nuclei = self._finder.find(positions)
        nuclei, radii = self.nuclei, np.array(self._finder.half_light_kpc)
        if self.coalesced:
            nuclei, radii = nuclei[[self._heavier]], radii[[self._heavier]]
        seen = [place(positions, nucleus, self._softening_kpc) for nucleus in nuclei]
        distances = [s.radius_of_each() / radius for s, radius in zip(seen, radii, strict=True)]
        nearest = np.argmin(distances, axis=0)
        return [(Multipoles(s, self._masses * (nearest == k)), s) for k, s in enumerate(seen)]


def balance_disk(galaxy: Particles, softening_kpc: float) -> Particles:
    """Give a disk in the xy plane the vertical motions that keep its thickness in its mean field.

    In each ring ``<v_z²>`` becomes ``-<z a_z>`` (the virial theorem across a thin sheet). Harmonics of a
    low degree pull less towards the plane than the disk itself would, and it would swell.

    Parameters
    ----------
    galaxy : Particles
        At rest at the origin.
    softening_kpc : float
        Of the distances from the nucleus.

    Returns
    -------
    Particles
        The same with other vertical velocities; unchanged if its disk has fewer than 24 particles.
    """
    disk = np.flatnonzero(galaxy.component == DISK)
    if len(disk) < RADII_OF_BALANCE:
        return galaxy
    pull = MeanField(galaxy, softening_kpc).accelerations(galaxy.positions)[disk, 2]
    x, velocities = galaxy.positions[disk], galaxy.velocities.copy()
    rings = np.array_split(np.argsort(np.hypot(x[:, 0], x[:, 1])), RADII_OF_BALANCE)
    for ring in rings:
        needed, found = -(x[ring, 2] * pull[ring]).mean(), (velocities[disk[ring], 2] ** 2).mean()
        velocities[disk[ring], 2] *= np.sqrt(max(needed, 0) / found)
    return replace(galaxy, velocities=velocities)
