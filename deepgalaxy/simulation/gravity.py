"""Gravity: what the integrator asks of an engine."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SPLINE_PER_PLUMMER = 2.8
"""Support radius of the cubic spline with the central potential of a Plummer sphere of softening 1."""


class Gravity(Protocol):
    """The field of particles of fixed mass: what the integrator asks of an engine."""

    def accelerations(self, positions: Array) -> Array:
        """Return accelerations ((km/s)²/kpc), shape (N, 3), of particles at ``positions`` (kpc)."""

    def with_potential(self, positions: Array) -> tuple[Array, Array]:
        """Return accelerations and the potential ((km/s)²), shapes (N, 3) and (N,)."""
