"""Gravity by a tree, pytreegrav's: for many particles."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.units import G
from deepgalaxy.simulation.gravity import SPLINE_PER_PLUMMER, Gravity

Array = NDArray[np.float64]

OPENING_ANGLE = 0.7
"""Of the tree's cells, which have quadrupoles."""


class Tree(Gravity):
    """A tree with quadrupoles, by pytreegrav: the same to the last digit on any number of cores.

    Parameters
    ----------
    masses : ndarray of float64, shape (N,)
        Of the particles, in 1e10 Msun.
    softening_kpc : float
        Plummer-equivalent softening length of the cubic spline.
    """

    def __init__(self, masses: Array, softening_kpc: float) -> None:
        self._masses = masses
        self._support = np.full(len(masses), SPLINE_PER_PLUMMER * softening_kpc)

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
        return np.asarray(self._field(positions).accel())

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
        fields = self._field(positions).evaluate(accel=True, potential=True)
        return fields["accel"], fields["potential"]

    def _field(self, positions: Array) -> Any:
        import pytreegrav  # compiles for 20 s at its first use

        return pytreegrav.Field(
            positions,
            self._masses,
            self._support,
            G=G,
            theta=OPENING_ANGLE,
            quadrupole=True,
            parallel=True,
        )
