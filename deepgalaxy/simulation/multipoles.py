"""The smooth field of a galaxy's particles: solid harmonics about its nucleus, on a grid in radius.

Two particles, seen from the nucleus, have the potential energy::

    -G m m' sum_j N_j g_l(r, r') Y_j(x / r) Y_j(x' / r')
    g_l(r, r') = r_<^l / r_>^(l+1)
    N_j = (l - m)! (l + m)! (2 - delta_m0)

The Y_j are the real and imaginary parts of the solid harmonics at r = 1, which are ``R_l^m = r^l P_l^m
exp(i m phi) / (l + m)!``. Here g_l is interpolated between knots in ln r, by cubic B-splines in both
radii alike: as in a particle-mesh code whose particles are spread and whose forces are gathered by the
same kernel, the potential of any two particles is smooth and the same for both, and the force is
exactly its gradient, so that energy is conserved about a nucleus at rest. All distances are softened: r
stands for the root of distance² + softening², and ``Y_j(x / r) r^l`` for ``R_j(x)``.

The recurrences and gradients of the solid harmonics are those of fast multipole codes (Dehnen 2014,
ComAC 1, 1, appendix A).
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numba
import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.units import G

Array = NDArray[np.float64]
Single = NDArray[np.float32]

L_MAX = 6
"""Highest degree of the harmonics."""
OUTERMOST, KNOTS = 3000.0, 96
"""The grid in radius: from one softening length to so many."""
BLOCK = 256
"""Particles that are treated together: their harmonics fit into a core's cache."""

_STEP = float(np.log(OUTERMOST) / (KNOTS - 1))
_LOG_KNOTS = _STEP * np.arange(-1, KNOTS + 1)
"""With one knot more at either end, which the splines of the first and last interval need."""
_SPLINE = np.array([[1, -3, 3, -1], [4, 0, -6, 3], [1, 3, 3, -3], [0, 0, 0, 1]]) / 6
"""The four B-splines of an interval: coefficients of the powers of the fraction of it that is below a
particle."""
_DEGREE = np.array([degree for degree in range(L_MAX + 1) for _ in range(2 * degree + 1)])
"""Degree l of each Y_j. Of one degree, they are Re R_l^0, Re R_l^1, Im R_l^1, Re R_l^2, ..."""


def _row(degree: int, order: int, imaginary: bool) -> int:
    """Return the j of Y_j."""
    return degree**2 + max(2 * order - 1, 0) + (1 if imaginary and order else 0)


def _norms() -> Array:
    norms = np.zeros(len(_DEGREE))
    for degree in range(L_MAX + 1):
        for order in range(degree + 1):
            norm = math.factorial(degree - order) * math.factorial(degree + order) * (2 if order else 1)
            norms[_row(degree, order, False)] = norms[_row(degree, order, True)] = norm
    return norms


def _gradients() -> Array:
    """Return D, shape (3, J, J): the derivative of R_j along axis k is ``sum_i D[k, j, i] R_i``."""
    table = np.zeros((3, len(_DEGREE), len(_DEGREE)))

    def _part(degree: int, order: int, imaginary: bool) -> Array:
        """Write Re or Im of R_l^m, of any sign of m, in terms of the R_i."""
        row = np.zeros(len(_DEGREE))
        if degree < 0 or abs(order) > degree or (order == 0 and imaginary):
            return row
        sign = 1.0
        if order < 0:  # R_l^-m = (-1)^m conj(R_l^m)
            sign = (-1.0) ** order * (-1.0 if imaginary else 1.0)
        row[_row(degree, abs(order), imaginary)] = sign
        return row

    for degree in range(1, L_MAX + 1):
        for order in range(degree + 1):
            for imaginary in (False, True) if order else (False,):
                above = _part(degree - 1, order + 1, imaginary)
                below = _part(degree - 1, order - 1, imaginary)
                above_i = _part(degree - 1, order + 1, not imaginary)
                below_i = _part(degree - 1, order - 1, not imaginary)
                j = _row(degree, order, imaginary)
                # d/dx R = (R^{m+1} - R^{m-1}) / 2, d/dy R = (R^{m+1} + R^{m-1}) / 2i, d/dz R = R^m, of
                # degree l - 1.
                table[0, j] = (above - below) / 2
                table[1, j] = (above_i + below_i) / 2 * (-1 if imaginary else 1)
                table[2, j] = _part(degree - 1, order, imaginary)
    return table


def _kernels() -> Array:
    """Return g_l between all knots, shape (L_MAX + 1, KNOTS + 2, KNOTS + 2).

    Splines over knots make exp(a s) larger by (2 + cosh(a step)) / 3. Divided by that, for r^l and for
    r^-(l+1), the interpolated g_l is exact for particles that are not within the same few intervals.
    """
    apart = np.abs(_LOG_KNOTS[:, None] - _LOG_KNOTS)
    outer = np.exp(np.maximum(_LOG_KNOTS[:, None], _LOG_KNOTS))

    def _excess(power: int) -> float:
        return float(2 + np.cosh(power * _STEP)) / 3

    return np.array(
        [
            np.exp(-degree * apart) / (outer * _excess(degree) * _excess(degree + 1))
            for degree in range(L_MAX + 1)
        ]
    )


_NORM, _GRADIENT, _KERNELS = _norms(), _gradients(), _kernels()


@dataclass(frozen=True)
class Placed:
    """Particles as they are seen from a nucleus, sorted by the interval between two knots that they are in.

    Parameters
    ----------
    softening_kpc : float
        By which their distances are softened.
    directions : ndarray of float32, shape (3, n)
        Positions over softened distances from the nucleus: unit vectors but for those near it.
    radius : ndarray of float32, shape (n,)
        Softened distances over the softening length, at least 1.
    interval : ndarray of int, shape (n,)
        Number of the interval, rising.
    fraction : ndarray of float32, shape (n,)
        Of the interval that is below the particle, in ln r.
    order : ndarray of int, shape (n,)
        Which particle each of these is.
    starts, ends : ndarray of int, shape (blocks,)
        Blocks of particles of one interval.
    """

    softening_kpc: float
    directions: Single
    radius: Single
    interval: NDArray[np.intp]
    fraction: Single
    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]

    def radius_of_each(self) -> Single:
        """Return the softened distances in the particles' own order.

        Returns
        -------
        ndarray of float32, shape (n,)
            Over the softening length.
        """
        radius = np.empty_like(self.radius)
        radius[self.order] = self.radius
        return radius


def place(positions: Array, nucleus: Array, softening_kpc: float) -> Placed:
    """Place particles on the grid in radius about a nucleus.

    Parameters
    ----------
    positions : ndarray of float64, shape (n, 3)
        Of the particles, in kpc.
    nucleus : ndarray of float64, shape (3,)
        In kpc.
    softening_kpc : float
        Of the distances from the nucleus.

    Returns
    -------
    Placed
        The particles, sorted by radius.
    """
    apart = np.ascontiguousarray((positions - nucleus).T / softening_kpc, np.float32)
    radius = np.sqrt((apart**2).sum(axis=0) + np.float32(1))
    at = np.minimum(np.log(radius) * np.float32(1 / _STEP), np.float32(KNOTS - 1.001))
    order = np.argsort(at.astype(np.uint8), kind="stable")
    radius, at = radius[order], at[order]
    interval = at.astype(np.intp)
    edges = np.searchsorted(interval, np.arange(KNOTS))
    starts = [np.arange(first, last, BLOCK) for first, last in pairwise(edges)]
    blocks = np.concatenate(starts)
    return Placed(
        softening_kpc,
        apart[:, order] / radius,
        radius,
        interval,
        at - interval.astype(np.float32),
        order,
        blocks,
        np.append(blocks[1:], len(radius)),
    )


class Multipoles:
    """The field of one galaxy's particles at one time.

    Parameters
    ----------
    particles : Placed
        Seen from the nucleus about which the field is expanded.
    masses : ndarray, shape (n,)
        In 1e10 Msun; 0 for those that are not the galaxy's.
    """

    def __init__(self, particles: Placed, masses: Array) -> None:
        mass = masses[particles.order].astype(np.float32)
        sums = np.zeros((len(particles.starts), 4, len(_DEGREE)))
        _sum_harmonics(particles.directions, particles.fraction, mass, particles.starts, particles.ends, sums)
        by_power = np.zeros((KNOTS - 1, 4, len(_DEGREE)))
        np.add.at(by_power, particles.interval[particles.starts], sums)
        spread = _SPLINE @ by_power
        self._mass = np.zeros((KNOTS + 2, len(_DEGREE)))
        for k in range(4):
            self._mass[k : k + KNOTS - 1] += spread[:, k]

    def accelerations(self, particles: Placed) -> Array:
        """Return the accelerations of particles.

        Parameters
        ----------
        particles : Placed
            Seen from the same nucleus, with the same softening length.

        Returns
        -------
        ndarray of float64, shape (n, 3)
            In (km/s)²/kpc, in the particles' own order.
        """
        return _accelerations(particles, _products(particles, _force_rows(self._cubics())))

    def with_potential(self, particles: Placed) -> tuple[Array, Array]:
        """Return the accelerations of particles and the potential where they are.

        Parameters
        ----------
        particles : Placed
            Seen from the same nucleus, with the same softening length.

        Returns
        -------
        accelerations : ndarray of float64, shape (n, 3)
            In (km/s)²/kpc, in the particles' own order.
        potential : ndarray of float64, shape (n,)
            In (km/s)².
        """
        cubics = self._cubics()
        forces, potential = _force_rows(cubics), cubics.transpose(0, 2, 1)
        sums = _products(particles, np.concatenate([forces, potential], axis=1))
        return _accelerations(particles, sums[: forces.shape[1]]), _potential(
            particles, sums[forces.shape[1] :]
        )

    def _cubics(self) -> Array:
        """Return the radial functions' coefficients in the fraction of each interval, (KNOTS - 1, J, 4)."""
        values = np.empty_like(self._mass)
        for degree, kernel in enumerate(_KERNELS):
            rows = slice(degree**2, (degree + 1) ** 2)
            values[:, rows] = kernel @ self._mass[:, rows] * _NORM[rows]
        four = np.stack([values[k : k + KNOTS - 1] for k in range(4)], axis=2)
        return np.asarray(four @ _SPLINE)


def _force_rows(cubics: Array) -> Array:
    """Return what the harmonics are multiplied by to give accelerations, shape (KNOTS - 1, 16, J).

    The first four rows give, by powers of the fraction, the part of the acceleration along the radius,
    ``dF_j / d ln r - l F_j``; the other twelve those along the axes, by the gradients of the R_j.
    """
    slopes = np.zeros_like(cubics)
    slopes[:, :, :3] = cubics[:, :, 1:] * np.arange(1, 4) / _STEP
    radial = (slopes - _DEGREE[:, None] * cubics).transpose(0, 2, 1)
    along = [(_GRADIENT[k].T @ cubics).transpose(0, 2, 1) for k in range(3)]
    return np.concatenate([radial, *along], axis=1)


def _products(particles: Placed, rows: Array) -> Single:
    """Return the product of each interval's rows, shape (KNOTS - 1, m, J), and its particles' harmonics."""
    sums = np.zeros((rows.shape[1], len(particles.radius)), np.float32)
    intervals = particles.interval[particles.starts]
    matrices = np.ascontiguousarray(rows, np.float32)
    _multiply(particles.directions, particles.starts, particles.ends, intervals, matrices, sums)
    return sums


def _accelerations(particles: Placed, sums: Single) -> Array:
    """Return the accelerations from the sums that `_force_rows` give, shape (16, n)."""
    result = np.empty((len(particles.radius), 3))
    scale = np.float32(G / particles.softening_kpc**2)
    _combine(sums, particles.directions, particles.radius, particles.fraction, scale, particles.order, result)
    return result


def _potential(particles: Placed, sums: Single) -> Array:
    """Return the potential from its sums by powers of the fraction, shape (4, n)."""
    powers = particles.fraction ** np.arange(4, dtype=np.float32)[:, None]
    result = np.empty(len(particles.radius))
    result[particles.order] = -G / particles.softening_kpc * (sums * powers).sum(axis=0, dtype=np.float64)
    return result


@numba.njit(cache=True, fastmath=True)
def _fill_harmonics(x, y, z, out):  # type: ignore[no-untyped-def]
    """Write the R_j at x, y, z, all of shape (n,), as rows of ``out``, shape (J, n)."""
    n = x.size
    one = x.dtype.type(1)
    square = np.empty_like(x)
    for t in range(n):
        out[0, t] = one
        square[t] = x[t] * x[t] + y[t] * y[t] + z[t] * z[t]
    for degree in range(1, L_MAX + 1):
        # R_l^l = -(x + iy) R_{l-1}^{l-1} / 2l
        real, imaginary = out[degree**2 + 2 * degree - 1], out[degree**2 + 2 * degree]
        factor = -one / x.dtype.type(2 * degree)
        before = (degree - 1) ** 2 + max(2 * degree - 3, 0)
        if degree == 1:
            for t in range(n):
                real[t] = factor * x[t]
                imaginary[t] = factor * y[t]
        else:
            for t in range(n):
                real[t] = factor * (x[t] * out[before, t] - y[t] * out[before + 1, t])
            for t in range(n):
                imaginary[t] = factor * (x[t] * out[before + 1, t] + y[t] * out[before, t])
        # R_l^m = ((2l - 1) z R_{l-1}^m - r^2 R_{l-2}^m) / ((l + m)(l - m))
        for row in range(2 * degree - 1):
            order = (row + 1) // 2
            share = one / x.dtype.type((degree + order) * (degree - order))
            weight = share * x.dtype.type(2 * degree - 1)
            now, last = out[degree**2 + row], out[(degree - 1) ** 2 + row]
            if row < 2 * degree - 3:
                earlier = out[(degree - 2) ** 2 + row]
                for t in range(n):
                    now[t] = weight * z[t] * last[t] - share * square[t] * earlier[t]
            else:
                for t in range(n):
                    now[t] = weight * z[t] * last[t]


@numba.njit(parallel=True, cache=True, fastmath=True)
def _sum_harmonics(directions, fraction, mass, starts, ends, sums):  # type: ignore[no-untyped-def]
    """Sum mass times Y_j times each power of the fraction over each block."""
    for block in numba.prange(starts.size):
        start, end = starts[block], ends[block]
        harmonics = np.empty((sums.shape[2], end - start), np.float32)
        _fill_harmonics(
            directions[0, start:end], directions[1, start:end], directions[2, start:end], harmonics
        )
        weight = mass[start:end].copy()
        for power in range(4):
            for j in range(harmonics.shape[0]):
                harmonic = harmonics[j]
                total = np.float32(0)
                for t in range(end - start):
                    total += weight[t] * harmonic[t]
                sums[block, power, j] = total
            for t in range(end - start):
                weight[t] *= fraction[start + t]


@numba.njit(parallel=True, cache=True, fastmath=True)
def _multiply(directions, starts, ends, interval, matrices, result):  # type: ignore[no-untyped-def]
    """Add ``matrices[interval] @ harmonics`` of each particle to ``result``, shape (m, n)."""
    size = matrices.shape[2]
    for block in numba.prange(starts.size):
        start, end = starts[block], ends[block]
        harmonics = np.empty((size, end - start), np.float32)
        _fill_harmonics(
            directions[0, start:end], directions[1, start:end], directions[2, start:end], harmonics
        )
        for row in range(result.shape[0]):
            total = result[row, start:end]
            weights = matrices[interval[block], row]
            for j in range(0, size - 3, 4):  # four at a time: the sum is then read and written less often
                w0, w1, w2, w3 = weights[j], weights[j + 1], weights[j + 2], weights[j + 3]
                h0, h1, h2, h3 = harmonics[j], harmonics[j + 1], harmonics[j + 2], harmonics[j + 3]
                for t in range(end - start):
                    total[t] += w0 * h0[t] + w1 * h1[t] + w2 * h2[t] + w3 * h3[t]
            for j in range(size - size % 4, size):
                w0, h0 = weights[j], harmonics[j]
                for t in range(end - start):
                    total[t] += w0 * h0[t]


@numba.njit(parallel=True, cache=True, fastmath=True)
def _combine(sums, directions, radius, fraction, factor, order, result):  # type: ignore[no-untyped-def]
    """Put the accelerations together from the sums, into the particles' own order."""
    for t in numba.prange(radius.size):
        u = fraction[t]
        scale = factor / radius[t]
        radial = sums[0, t] + u * (sums[1, t] + u * (sums[2, t] + u * sums[3, t]))
        for k in range(3):
            row = 4 * k + 4
            along = sums[row, t] + u * (sums[row + 1, t] + u * (sums[row + 2, t] + u * sums[row + 3, t]))
            result[order[t], k] = scale * (radial * directions[k, t] + along)
