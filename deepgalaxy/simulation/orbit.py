"""How two galaxies meet: an orbit in the field that their haloes make of each other."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.core.units import MYR_PER_TIME_UNIT
from deepgalaxy.simulation.particles import Particles


@dataclass(frozen=True)
class Orbit:
    """Relative motion of two galaxies at the start, and when two rigid ones would be closest."""

    separation_kpc: float
    radial_km_s: float
    tangential_km_s: float
    time_to_pericentre_myr: float


def find_orbit(
    energy_at: Callable[[float], float],
    reduced_mass: float,
    pericentre_kpc: float,
    separation_kpc: float,
    speed_ratio: float = 1.0,
) -> Orbit:
    """Find the orbit with a given pericentre and a given speed at the start.

    Parameters
    ----------
    energy_at : callable
        Mutual potential energy (1e10 Msun (km/s)²) at a separation in kpc.
    reduced_mass : float
        In 1e10 Msun.
    pericentre_kpc, separation_kpc : float
        Closest approach of two rigid galaxies, and their distance at the start.
    speed_ratio : float
        Speed at the start over that of the parabolic orbit there: below 1 the pair is bound, above it is
        not.

    Returns
    -------
    Orbit
        The two velocities at the start, and the time to pericentre.

    Raises
    ------
    WrongUse
        If no orbit of that speed leads from there to that pericentre.
    """
    energy = (1 - speed_ratio**2) * energy_at(separation_kpc)
    momentum = pericentre_kpc * np.sqrt(2 * (energy - energy_at(pericentre_kpc)) / reduced_mass)

    def _radial_squared(r: float) -> float:
        return float(2 * (energy - energy_at(r)) / reduced_mass - (momentum / r) ** 2)

    if _radial_squared(separation_kpc) <= 0:
        raise WrongUse(
            f"merger recipe: at {speed_ratio:g} of the parabolic speed a pair {separation_kpc:g} kpc apart"
            f" does not come as near as {pericentre_kpc:g} kpc; give a higher speed_ratio or a smaller"
            " pericentre_kpc"
        )

    # r = pericentre + s² takes the singularity at the turning point out of the integral of dr / v_r.
    def _slowness(s: float) -> float:
        return float(2 * s / np.sqrt(_radial_squared(pericentre_kpc + s**2)))

    time, _ = quad(_slowness, 1e-3, np.sqrt(separation_kpc - pericentre_kpc), epsrel=1e-3)
    return Orbit(
        separation_kpc,
        -float(np.sqrt(_radial_squared(separation_kpc))),
        float(momentum / separation_kpc),
        time * MYR_PER_TIME_UNIT,
    )


def mutual_energy(first: GalaxyModel, second: GalaxyModel, separation_kpc: float) -> float:
    """Return the potential energy of one galaxy's sphere in the other's field.

    Each shell of the second galaxy is averaged over angle in the potential of the first.

    Parameters
    ----------
    first, second : GalaxyModel
        The two galaxies.
    separation_kpc : float
        Of their centres.

    Returns
    -------
    float
        In 1e10 Msun (km/s)².
    """
    radii = second.radii[::3]
    shell_mass = np.diff(second.mass[::3], prepend=0.0)
    cosine, weight = np.polynomial.legendre.leggauss(64)
    square = separation_kpc**2 + radii[:, None] ** 2 + 2 * separation_kpc * radii[:, None] * cosine
    return float(shell_mass @ first.potential_at(np.sqrt(np.maximum(square, 0))) @ weight / 2)


def orientation(tilt_deg: float, node_deg: float) -> NDArray[np.float64]:
    """Return the rotation that tilts a disk's spin from +z about x, and then turns it about z.

    Parameters
    ----------
    tilt_deg : float
        Angle between spin and +z.
    node_deg : float
        By which the tilted disk is turned about z.

    Returns
    -------
    ndarray of float64, shape (3, 3)
        Rotation matrix.
    """
    cos_t, sin_t = np.cos(np.deg2rad(tilt_deg)), np.sin(np.deg2rad(tilt_deg))
    cos_n, sin_n = np.cos(np.deg2rad(node_deg)), np.sin(np.deg2rad(node_deg))
    tilt = np.array([[1, 0, 0], [0, cos_t, -sin_t], [0, sin_t, cos_t]])
    turn = np.array([[cos_n, -sin_n, 0], [sin_n, cos_n, 0], [0, 0, 1]])
    return np.asarray(turn @ tilt)


def encounter(
    first: Particles,
    second: Particles,
    orbit: Orbit,
    disk1_deg: tuple[float, float],
    disk2_deg: tuple[float, float],
) -> Particles:
    """Put two galaxies on their orbit in the xy plane, turning about +z, their centre of mass at rest.

    Parameters
    ----------
    first, second : Particles
        The galaxies, each at rest at the origin.
    orbit : Orbit
        Their relative motion at the start.
    disk1_deg, disk2_deg : tuple of (float, float)
        Tilt of each spin and direction of that tilt.

    Returns
    -------
    Particles
        Both galaxies.
    """
    share1 = first.masses.sum() / (first.masses.sum() + second.masses.sum())
    position = np.array([orbit.separation_kpc, 0, 0])
    velocity = np.array([orbit.radial_km_s, orbit.tangential_km_s, 0])
    one = first.moved(orientation(*disk1_deg), -position * (1 - share1), -velocity * (1 - share1), 0)
    other = second.moved(orientation(*disk2_deg), position * share1, velocity * share1, 1)
    return one.joined(other)
