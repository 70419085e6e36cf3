"""Gravity: what the integrator asks of an engine."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SPLINE_PER_PLUMMER = 2.8
"""Support radius of the cubic spline with the central potential of a Plummer sphere of softening 1."""


class Gravity(ABC):
    """An engine: the field of particles of fixed masses."""

    coalesced: bool = False
    """Whether the two nuclei have become one; set by the run. Forces in pairs do not depend on it."""
    nuclei: Array | None = None
    """Nuclei (kpc), shape (galaxies, 3), at the positions of the last call; None where the engine needs none.
    """

    @abstractmethod
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

    @abstractmethod
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
