"""Gravity of N softened particles, by pytreegrav."""

from dataclasses import dataclass

import numpy as np
import pytreegrav
from numpy.typing import NDArray

from deepgalaxy.mergers.units import G

Array = NDArray[np.float64]

DIRECT_BELOW = 6000
"""Particles under which the direct sum is quicker over a whole run: the tree takes 20 s to compile."""

SPLINE_PER_PLUMMER = 2.8
"""Support radius of the cubic spline with the central potential of a Plummer sphere of softening 1."""


@dataclass(frozen=True)
class Gravity:
    """The field of particles of fixed mass: the same to the last digit on any number of threads.

    Parameters
    ----------
    masses : ndarray, shape (N,)
        In 1e10 Msun.
    softening_kpc : float
        Plummer-equivalent softening length.
    opening_angle : float
        Of the tree's cells, which have quadrupoles.
    """

    masses: Array
    softening_kpc: float
    opening_angle: float = 0.7

    def accelerations(self, positions: Array) -> Array:
        """Return accelerations ((km/s)²/kpc), shape (N, 3)."""
        if len(self.masses) < DIRECT_BELOW:
            return self._direct(pytreegrav.Accel, positions)
        return np.asarray(self._tree(positions).accel())

    def with_potential(self, positions: Array) -> tuple[Array, Array]:
        """Return accelerations and the potential ((km/s)²), shapes (N, 3) and (N,)."""
        if len(self.masses) < DIRECT_BELOW:
            return self._direct(pytreegrav.Accel, positions), self._direct(pytreegrav.Potential, positions)
        fields = self._tree(positions).evaluate(accel=True, potential=True)
        return fields["accel"], fields["potential"]

    @property
    def _support(self) -> Array:
        return np.full(len(self.masses), SPLINE_PER_PLUMMER * self.softening_kpc)

    def _direct(self, field, positions: Array) -> Array:  # type: ignore[no-untyped-def]
        # On one thread: the last digits of the parallel sum depend on how many there are.
        return np.asarray(field(positions, self.masses, self._support, G=G, method="bruteforce"))

    def _tree(self, positions: Array) -> pytreegrav.Field:
        return pytreegrav.Field(
            positions,
            self.masses,
            self._support,
            G=G,
            theta=self.opening_angle,
            quadrupole=True,
            parallel=True,
        )
