"""Positions and velocities of an exponential disk, from moments of the Jeans equations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.core.units import G

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DiskKinematics:
    """Velocity moments ((km/s)², each of shape (3000,)) of a disk at radii in its plane (kpc)."""

    radius_kpc: Array
    radial: Array
    azimuthal: Array
    vertical: Array
    streaming: Array


def disk_kinematics(galaxy: GalaxyModel) -> DiskKinematics:
    """Solve for the disk's velocity dispersions and mean rotation (Hernquist 1993, ApJS 86, 389, § 2.2.3).

    Parameters
    ----------
    galaxy : GalaxyModel
        The disk and the bulge and halo in whose potential it is.

    Returns
    -------
    DiskKinematics
        Velocity moments at 3000 radii.
    """
    scale, height = galaxy.disk_scale_kpc, galaxy.disk_height_kpc
    r = np.linspace(0.01 * scale, 15 * scale, 3000)
    circular = galaxy.circular_speed_squared(r)
    omega2 = circular / r**2
    kappa2 = np.maximum(4 * omega2 + r * CubicSpline(r, omega2).derivative()(r), 0.2 * omega2)
    surface = galaxy.disk_mass / (2 * np.pi * scale**2) * np.exp(-r / scale)

    at = np.searchsorted(r, 2.4 * scale)
    sigma_at = galaxy.toomre_q * 3.36 * G * surface[at] / np.sqrt(kappa2[at])
    radial = sigma_at**2 * np.exp((r[at] - r) / scale)
    radial = np.minimum(radial, 0.5 * circular + 100)  # where the bulge dominates: keep the centre cool
    azimuthal = radial * kappa2 / (4 * omega2)
    pressure = CubicSpline(np.log(r), np.log(surface * radial)).derivative()(np.log(r))
    streaming = np.maximum(circular + radial * (1 + pressure) - azimuthal, 0)

    # Self-gravity of the sech² sheet, and the pull of the spheroids: <z²> of sech² is (pi h)²/12.
    spheroid = np.interp(r, galaxy.radii, galaxy.spheroid_mass)
    pull = G * spheroid / (r**2 + height**2) ** 1.5 * (np.pi * height) ** 2 / 12
    return DiskKinematics(r, radial, azimuthal, np.pi * G * surface * height + pull, streaming)


def sample_disk(galaxy: GalaxyModel, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Sample particles of equal mass from the disk, which turns about +z.

    Parameters
    ----------
    galaxy : GalaxyModel
        The disk and what it moves in.
    n : int
        Number of particles.
    rng : numpy.random.Generator
        Random number generator.

    Returns
    -------
    positions, velocities : ndarray, shape (n, 3)
        In kpc and km/s.
    """
    moments = disk_kinematics(galaxy)
    x = np.linspace(0, 15, 4000)
    mass = 1 - (1 + x) * np.exp(-x)
    fraction = (np.arange(n) + rng.random(n)) / n
    radius = galaxy.disk_scale_kpc * np.interp(0.9995 * fraction, mass, x)
    height = galaxy.disk_height_kpc * np.arctanh(rng.uniform(-0.99999, 0.99999, n))

    def _normal(variance: Array) -> Array:
        return np.asarray(rng.normal(size=n) * np.sqrt(np.interp(radius, moments.radius_kpc, variance)))

    v_radial, v_vertical = _normal(moments.radial), _normal(moments.vertical)
    v_azimuthal = _normal(moments.azimuthal) + np.sqrt(
        np.interp(radius, moments.radius_kpc, moments.streaming)
    )
    angle = rng.uniform(0, 2 * np.pi, n)
    cos, sin = np.cos(angle), np.sin(angle)
    positions = np.c_[radius * cos, radius * sin, height]
    velocities = np.c_[v_radial * cos - v_azimuthal * sin, v_radial * sin + v_azimuthal * cos, v_vertical]
    return positions, velocities
