"""Gravity by a direct sum over all pairs of particles, compiled by numba."""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.units import G
from deepgalaxy.simulation.gravity import SPLINE_PER_PLUMMER, Gravity

Array = NDArray[np.float64]
Single = NDArray[np.float32]


class DirectSum(Gravity):
    """A sum over all pairs in single precision, the same to the last digit on any number of cores.

    Parameters
    ----------
    masses : ndarray of float64, shape (N,)
        Of the particles, in 1e10 Msun.
    softening_kpc : float
        Plummer-equivalent softening length of the cubic spline.
    """

    def __init__(self, masses: Array, softening_kpc: float) -> None:
        self._masses = masses.astype(np.float32)
        self._support = np.float32(SPLINE_PER_PLUMMER * softening_kpc)

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
        x, y, z = _single(positions)
        return np.asarray(G * _accelerations(x, y, z, self._masses, self._support))

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
        x, y, z = _single(positions)
        return self.accelerations(positions), -G * _potential(x, y, z, self._masses, self._support)


def _single(positions: Array) -> tuple[Single, Single, Single]:
    """Return the three coordinates from the middle of the particles, where single precision is finest."""
    x, y, z = np.ascontiguousarray((positions - positions.mean(axis=0)).T, np.float32)
    return x, y, z


# Both loops are written for the compiler's vectoriser: single precision, no branch that it cannot turn into a
# choice, no loop inside the inner one. The spline is that of Springel, Yoshida & White 2001 (New Astronomy
# 6, 79).


@numba.njit(parallel=True, cache=True, fastmath=True)
def _accelerations(x: Single, y: Single, z: Single, masses: Single, support: np.float32) -> Array:
    one = np.float32(1)
    inverse = one / support
    inverse2 = inverse * inverse
    result = np.empty((x.size, 3))
    for i in numba.prange(x.size):
        xi, yi, zi = x[i], y[i], z[i]
        ax, ay, az = np.float32(0), np.float32(0), np.float32(0)
        for j in range(x.size):
            dx, dy, dz = x[j] - xi, y[j] - yi, z[j] - zi
            u2 = (dx * dx + dy * dy + dz * dz) * inverse2 + np.float32(1e-12)
            pull = one / math.sqrt(u2)
            u = u2 * pull
            pull = pull * pull * pull
            inner = np.float32(32 / 3) + u2 * (np.float32(32) * u - np.float32(38.4))
            outer = (
                np.float32(64 / 3)
                - np.float32(1 / 15) * pull
                - u * (np.float32(48) - u * (np.float32(38.4) - np.float32(32 / 3) * u))
            )
            if u2 < one:
                pull = outer
            if u2 < np.float32(0.25):
                pull = inner
            pull *= masses[j]
            ax += pull * dx
            ay += pull * dy
            az += pull * dz
        scale = np.float64(inverse) ** 3
        result[i, 0], result[i, 1], result[i, 2] = scale * ax, scale * ay, scale * az
    return result


@numba.njit(parallel=True, cache=True, fastmath=True)
def _potential(x: Single, y: Single, z: Single, masses: Single, support: np.float32) -> Array:
    one = np.float32(1)
    inverse = one / support
    inverse2 = inverse * inverse
    result = np.empty(x.size)
    for i in numba.prange(x.size):
        xi, yi, zi = x[i], y[i], z[i]
        total = np.float32(0)
        for j in range(x.size):
            dx, dy, dz = x[j] - xi, y[j] - yi, z[j] - zi
            u2 = (dx * dx + dy * dy + dz * dz) * inverse2 + np.float32(1e-12)
            depth = one / math.sqrt(u2)
            u = u2 * depth
            inner = np.float32(2.8) - u2 * (np.float32(16 / 3) + u2 * (np.float32(6.4) * u - np.float32(9.6)))
            outer = (
                np.float32(3.2)
                - np.float32(1 / 15) * depth
                - u2
                * (
                    np.float32(32 / 3)
                    - u * (np.float32(16) - u * (np.float32(9.6) - np.float32(32 / 15) * u))
                )
            )
            if u2 < one:
                depth = outer
            if u2 < np.float32(0.25):
                depth = inner
            total += depth * masses[j]
        result[i] = (np.float64(total) - 2.8 * np.float64(masses[i])) * np.float64(inverse)
    return result
