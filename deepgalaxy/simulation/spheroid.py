"""Positions and velocities of a halo or bulge, by Eddington's inversion in the whole galaxy's potential."""

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, RegularGridInterpolator

from deepgalaxy.core.galaxy_model import GalaxyModel

Array = NDArray[np.float64]


def distribution_function(galaxy: GalaxyModel, density: Array) -> tuple[Array, Array]:
    """Return binding energies and the phase-space density there of an isotropic component.

    Parameters
    ----------
    galaxy : GalaxyModel
        Gives the potential.
    density : ndarray, shape (1200,)
        Density (1e10 Msun/kpc³) of the component at ``galaxy.radii``.

    Returns
    -------
    energy, f : ndarray of float64, shape (n,)
        Relative energies ((km/s)²), rising, and f (1e10 Msun kpc⁻³ (km/s)⁻³) at them.

    References
    ----------
    Binney & Tremaine, Galactic Dynamics (2008), Eq. 4.46a.
    """
    kept = density > density.max() * 1e-14
    psi, rho = -galaxy.potential[kept][::-1], density[kept][::-1]
    slope = rho / psi * CubicSpline(np.log(psi), np.log(rho))(np.log(psi), 1)
    # psi' = E (1 - w²) takes the singularity out of the integral of slope / sqrt(E - psi').
    w = np.linspace(0, 1, 400) * np.sqrt(1 - psi[0] / psi)[:, None]
    log_slope = np.interp(np.log(psi[:, None] * (1 - w**2)), np.log(psi), np.log(slope))
    integral = np.trapezoid(np.exp(log_slope) * 2 * np.sqrt(psi)[:, None], w, axis=1)
    f = CubicSpline(psi, integral).derivative()(psi) / (np.sqrt(8) * np.pi**2)
    return psi, np.maximum(f, 0)


def sample_spheroid(
    galaxy: GalaxyModel, density: Array, n: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Sample particles of equal mass from an isotropic component.

    Parameters
    ----------
    galaxy : GalaxyModel
        Gives the potential.
    density : ndarray, shape (1200,)
        Density (1e10 Msun/kpc³) of the component at ``galaxy.radii``.
    n : int
        Number of particles.
    rng : numpy.random.Generator
        Random number generator.

    Returns
    -------
    positions, velocities : ndarray, shape (n, 3)
        In kpc and km/s.
    """
    mass = galaxy.mass_within(density)
    # One radius from each n-th of the mass: less shot noise than independent radii.
    fraction = (np.arange(n) + rng.random(n)) / n
    radius = np.exp(np.interp(0.9999 * fraction * mass[-1], mass, np.log(galaxy.radii)))
    quantile = rng.random(n)
    speed = _speed_quantiles(galaxy, density)(np.c_[np.log(radius), quantile])
    return radius[:, None] * isotropic(n, rng), speed[:, None] * isotropic(n, rng)


def _speed_quantiles(galaxy: GalaxyModel, density: Array) -> RegularGridInterpolator:
    """Tabulate the speed (km/s) against log radius and the fraction of slower particles there."""
    energy, f = distribution_function(galaxy, density)
    radii, psi = galaxy.radii[::4], -galaxy.potential[::4]
    speed = np.linspace(0, 1, 400) * np.sqrt(2 * psi)[:, None]
    pdf = speed**2 * np.interp(psi[:, None] - speed**2 / 2, energy, f, left=0)
    below = np.cumsum((pdf[:, 1:] + pdf[:, :-1]) / 2, axis=1)
    below = np.c_[np.zeros(len(radii)), below / np.maximum(below[:, -1:], 1e-300)]
    quantiles = (1 - np.cos(np.pi * np.linspace(0, 1, 400))) / 2  # dense at both ends
    table = [np.interp(quantiles, b, v) for b, v in zip(below, speed, strict=True)]
    return RegularGridInterpolator(
        (np.log(radii), quantiles), np.array(table), bounds_error=False, fill_value=None
    )


def isotropic(n: int, rng: np.random.Generator) -> Array:
    """Return unit vectors in random directions.

    Parameters
    ----------
    n : int
        How many.
    rng : numpy.random.Generator
        Random number generator.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        The unit vectors.
    """
    direction = rng.normal(size=(n, 3))
    return np.asarray(direction / np.linalg.norm(direction, axis=1)[:, None])
