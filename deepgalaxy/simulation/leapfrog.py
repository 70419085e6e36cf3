"""Kick-drift-kick leapfrog, and what it must conserve."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.units import MYR_PER_TIME_UNIT
from deepgalaxy.simulation.gravity import Gravity
from deepgalaxy.simulation.particles import Particles

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Conserved:
    """Energies (1e10 Msun (km/s)²) and angular momentum (1e10 Msun kpc km/s) of all particles."""

    kinetic: float
    potential: float
    angular_momentum: Array

    @classmethod
    def of(cls, masses: Array, positions: Array, velocities: Array, potential: Array) -> "Conserved":
        """Sum over the particles, by numpy's own sums: BLAS's depend on the number of threads.

        Parameters
        ----------
        masses : ndarray of float64, shape (N,)
            In 1e10 Msun.
        positions : ndarray of float64, shape (N, 3)
            In kpc.
        velocities : ndarray of float64, shape (N, 3)
            In km/s.
        potential : ndarray of float64, shape (N,)
            Where the particles are, in (km/s)².

        Returns
        -------
        Conserved
            The sums.
        """
        return cls(
            float((masses * (velocities**2).sum(axis=1)).sum()) / 2,
            float((masses * potential).sum()) / 2,
            (masses[:, None] * np.cross(positions, velocities)).sum(axis=0),
        )

    @property
    def energy(self) -> float:
        """Total energy.

        Returns
        -------
        float
            In 1e10 Msun (km/s)².
        """
        return self.kinetic + self.potential

    @property
    def virial_ratio(self) -> float:
        """Virial ratio ``2K/|W|``.

        Returns
        -------
        float
            1 in equilibrium.
        """
        return 2 * self.kinetic / abs(self.potential)


@dataclass(frozen=True)
class State:
    """Particles at one time: positions (kpc) and velocities (km/s), shape (N, 3).

    The arrays are the integrator's own and change with its next step: copy what is to be kept.
    """

    time_myr: float
    positions: Array
    velocities: Array
    conserved: Conserved | None
    nuclei: Array | None = None
    """Nuclei of the galaxies (kpc), shape (galaxies, 3), where the engine of gravity needed them."""


def leapfrog(
    particles: Particles, gravity: Gravity, step_myr: float, check_every: int = 10, first_step: int = 0
) -> Iterator[State]:
    """Yield the state at the start and after each step, without end.

    Parameters
    ----------
    particles : Particles
        Where to start from.
    gravity : Gravity
        The field of these particles.
    step_myr : float
        The same for all particles and times; negative to go back.
    check_every : int
        Steps between states that come with their energy and angular momentum.
    first_step : int
        Steps made already before these positions and velocities: their times are counted on.

    Yields
    ------
    State
        Positions and velocities; its arrays change with the next step.
    """
    x, v = particles.positions.copy(), particles.velocities.copy()
    h = step_myr / MYR_PER_TIME_UNIT
    step = first_step
    while True:
        conserved = None
        if step % check_every == 0:
            acceleration, potential = gravity.with_potential(x)
        else:
            acceleration = gravity.accelerations(x)
        if step > first_step:
            v += h / 2 * acceleration
        if step % check_every == 0:
            conserved = Conserved.of(particles.masses, x, v, potential)
        yield State(step * step_myr, x, v, conserved, gravity.nuclei)
        v += h / 2 * acceleration
        x += h * v
        step += 1
