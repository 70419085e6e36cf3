from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.core.units import MYR_PER_TIME_UNIT, G
from deepgalaxy.simulation.gravity import Gravity
from deepgalaxy.simulation.leapfrog import leapfrog
from deepgalaxy.simulation.orbit import Orbit, encounter, find_orbit, mutual_energy, orientation
from deepgalaxy.simulation.particles import BULGE, Array, Particles

M1, M2 = 40.0, 10.0
REDUCED = M1 * M2 / (M1 + M2)


def two_points(r: float) -> float:
    """Mutual potential energy (1e10 Msun (km/s)²) of two points r (kpc) apart."""
    return -G * M1 * M2 / r


class Newton(Gravity):
    """Two points without softening, in double precision: what small engines are too coarse for."""

    def __init__(self, masses: Array) -> None:
        self._masses = masses

    def accelerations(self, positions: Array) -> Array:
        return self.with_potential(positions)[0]

    def with_potential(self, positions: Array) -> tuple[Array, Array]:
        apart = positions[1] - positions[0]
        r = np.linalg.norm(apart)
        pull = G * np.array([self._masses[1] * apart, -self._masses[0] * apart]) / r**3
        return pull, -G * self._masses[::-1] / r


def point(mass: float) -> Particles:
    at_rest = np.zeros((1, 3))
    return Particles(
        at_rest,
        at_rest,
        np.array([mass]),
        np.array([BULGE], np.int8),
        np.ones(1, np.float32),
        np.zeros(1, np.int8),
    )


def test_two_points_pass_each_other_at_the_pericentre_and_time_asked_for() -> None:
    orbit = find_orbit(two_points, REDUCED, pericentre_kpc=8.0, separation_kpc=150.0)
    # Barker's equation: time from true anomaly nu to the pericentre of a parabola.
    half = np.sqrt(150 / 8 - 1)
    barker = np.sqrt(2 * 8.0**3 / (G * (M1 + M2))) * (half + half**3 / 3) * MYR_PER_TIME_UNIT
    assert orbit.time_to_pericentre_myr == pytest.approx(barker, rel=2e-3)

    pair = encounter(point(M1), point(M2), orbit, (0, 0), (0, 0))
    assert pair.masses @ pair.velocities == pytest.approx(np.zeros(3), abs=1e-9)
    separations, times = [], []
    for state in leapfrog(pair, Newton(pair.masses), step_myr=1.0, check_every=1):
        assert state.conserved is not None
        assert abs(state.conserved.energy) < 1e-3 * state.conserved.kinetic
        separations.append(np.linalg.norm(state.positions[0] - state.positions[1]))
        times.append(state.time_myr)
        if state.time_myr > 1.1 * barker:
            break
    assert min(separations) == pytest.approx(8.0, rel=0.01)
    assert times[int(np.argmin(separations))] == pytest.approx(barker, rel=0.01)


def speed(orbit: Orbit) -> float:
    return float(np.hypot(orbit.radial_km_s, orbit.tangential_km_s))


@pytest.mark.parametrize("speed_ratio", [0.6, 0.86, 1.0, 1.08, 2.0])
def test_an_orbit_of_two_points_is_keplers_at_any_speed(speed_ratio: float) -> None:
    """Pericentre and time to it from the energy and angular momentum of the start, by Kepler's equation."""
    separation, gm = 100.0, G * (M1 + M2)
    orbit = find_orbit(two_points, REDUCED, 8.0, separation, speed_ratio)
    assert speed(orbit) == pytest.approx(speed_ratio * np.sqrt(2 * gm / separation), rel=1e-9)
    assert orbit.radial_km_s < 0

    energy = speed(orbit) ** 2 / 2 - gm / separation
    momentum = separation * orbit.tangential_km_s
    eccentricity = np.sqrt(max(1 + 2 * energy * momentum**2 / gm**2, 0))
    assert momentum**2 / gm / (1 + eccentricity) == pytest.approx(8.0, rel=1e-6)
    if speed_ratio == 1.0:
        return
    axis = gm / (2 * abs(energy))
    if energy < 0:
        anomaly = np.arccos((1 - separation / axis) / eccentricity)
        mean = anomaly - eccentricity * np.sin(anomaly)
    else:
        anomaly = np.arccosh((1 + separation / axis) / eccentricity)
        mean = eccentricity * np.sinh(anomaly) - anomaly
    expected = mean * np.sqrt(axis**3 / gm) * MYR_PER_TIME_UNIT
    assert orbit.time_to_pericentre_myr == pytest.approx(expected, rel=2e-3)


def test_a_pair_too_slow_to_come_so_near_is_refused_with_what_to_do() -> None:
    # A circular orbit has 1 / sqrt(2) of the parabolic speed; slower, the start would be the far end.
    with pytest.raises(WrongUse, match=r"at 0\.5 of the parabolic speed a pair 10 kpc apart"):
        find_orbit(two_points, REDUCED, 8.0, 10.0, 0.5)


def test_the_mutual_energy_of_two_galaxies_far_apart_is_that_of_points_and_near_is_less() -> None:
    one, other = GalaxyModel(), GalaxyModel().scaled(0.7, 0.5)
    points = -G * one.total_mass * other.total_mass
    assert mutual_energy(one, other, 1000.0) == pytest.approx(points / 1000, rel=1e-3)
    assert abs(mutual_energy(one, other, 20.0)) < 0.7 * abs(points / 20)
    for separation in (20.0, 80.0, 150.0):
        assert mutual_energy(one, other, separation) == pytest.approx(
            mutual_energy(other, one, separation), rel=5e-3
        )


def galaxies() -> tuple[CubicSpline, float]:
    """The mutual energy of two galaxies by their distance, and their reduced mass."""
    one, other = GalaxyModel(), GalaxyModel().scaled(0.7, 0.5)
    grid = np.linspace(5, 160, 250)
    curve = CubicSpline(grid, [mutual_energy(one, other, r) for r in grid])
    return curve, one.total_mass * other.total_mass / (one.total_mass + other.total_mass)


@pytest.mark.parametrize(("speed_ratio", "start_kpc"), [(1.0, 150.0), (0.9, 100.0), (1.08, 100.0)])
def test_rigid_galaxies_on_their_orbit_reach_the_pericentre(speed_ratio: float, start_kpc: float) -> None:
    curve, reduced = galaxies()
    orbit = find_orbit(lambda r: float(curve(r)), reduced, 10.0, start_kpc, speed_ratio)

    def motion(_: float, y: Array) -> Array:
        r = np.hypot(y[0], y[1])
        return np.append(y[2:], -curve(r, 1) / reduced * y[:2] / r)

    start = [orbit.separation_kpc, 0, orbit.radial_km_s, orbit.tangential_km_s]
    end = 1.2 * orbit.time_to_pericentre_myr / MYR_PER_TIME_UNIT
    path = solve_ivp(motion, (0, end), start, rtol=1e-8, max_step=end / 300)
    closest = np.hypot(path.y[0], path.y[1])
    assert closest.min() == pytest.approx(10.0, rel=0.02)
    assert path.t[closest.argmin()] * MYR_PER_TIME_UNIT == pytest.approx(
        orbit.time_to_pericentre_myr, rel=0.01
    )


def test_the_parabolic_speed_is_the_escape_speed_in_the_galaxies_own_field() -> None:
    """At speed ratio 1 the total energy is 0; with any other, it changes sign there."""
    curve, reduced = galaxies()

    def energy(speed_ratio: float) -> float:
        orbit = find_orbit(lambda r: float(curve(r)), reduced, 10.0, 100.0, speed_ratio)
        return reduced * speed(orbit) ** 2 / 2 + float(curve(100.0))

    zero: Callable[..., float] = brentq
    assert zero(energy, 0.9, 1.1) == pytest.approx(1.0, abs=1e-6)
    assert energy(0.9) < 0 < energy(1.1)


def test_a_disk_is_tilted_by_its_angles() -> None:
    spin = orientation(30, 60) @ np.array([0, 0, 1.0])
    assert np.degrees(np.arccos(spin[2])) == pytest.approx(30)
    assert np.degrees(np.arctan2(spin[1], spin[0])) == pytest.approx(60 - 90)
    assert orientation(30, 60) @ orientation(30, 60).T == pytest.approx(np.eye(3))
