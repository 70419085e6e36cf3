import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline

from deepgalaxy.mergers.bodies import Array, Bodies
from deepgalaxy.mergers.galaxy import GalaxyModel
from deepgalaxy.mergers.gravity import Gravity
from deepgalaxy.mergers.integrate import leapfrog
from deepgalaxy.mergers.orbit import encounter, mutual_energy, orientation, parabolic_orbit
from deepgalaxy.mergers.units import MYR_PER_TIME_UNIT, G


def point(mass: float) -> Bodies:
    return Bodies(
        np.zeros((1, 3)), np.zeros((1, 3)), np.array([mass]), np.array([True]), np.zeros(1, np.int8)
    )


def test_two_points_pass_each_other_at_the_pericentre_and_time_asked_for() -> None:
    m1, m2 = 40.0, 10.0
    orbit = parabolic_orbit(lambda r: -G * m1 * m2 / r, m1 * m2 / (m1 + m2), pericentre_kpc=8.0)
    # Barker's equation: time from true anomaly nu to the pericentre of a parabola.
    half = np.sqrt(150 / 8 - 1)
    barker = np.sqrt(2 * 8.0**3 / (G * (m1 + m2))) * (half + half**3 / 3) * MYR_PER_TIME_UNIT
    assert orbit.time_to_pericentre_myr == pytest.approx(barker, rel=2e-3)

    pair = encounter(point(m1), point(m2), orbit, (0, 0), (0, 0))
    assert pair.masses @ pair.velocities == pytest.approx(np.zeros(3), abs=1e-9)
    separations, times = [], []
    for state in leapfrog(pair, Gravity(pair.masses, 1e-4), step_myr=1.0, check_every=1):
        assert state.conserved is not None
        assert abs(state.conserved.energy) < 1e-3 * state.conserved.kinetic
        separations.append(np.linalg.norm(state.positions[0] - state.positions[1]))
        times.append(state.time_myr)
        if state.time_myr > 1.1 * barker:
            break
    assert min(separations) == pytest.approx(8.0, rel=0.01)
    assert times[int(np.argmin(separations))] == pytest.approx(barker, rel=0.01)


def test_the_mutual_energy_of_two_galaxies_far_apart_is_that_of_points_and_near_is_less() -> None:
    one, other = GalaxyModel(), GalaxyModel().scaled(0.7, 0.5)
    points = -G * one.total_mass * other.total_mass
    assert mutual_energy(one, other, 1000.0) == pytest.approx(points / 1000, rel=1e-3)
    assert abs(mutual_energy(one, other, 20.0)) < 0.7 * abs(points / 20)
    for separation in (20.0, 80.0, 150.0):
        assert mutual_energy(one, other, separation) == pytest.approx(
            mutual_energy(other, one, separation), rel=5e-3
        )


def test_rigid_galaxies_on_their_orbit_reach_the_pericentre() -> None:
    one, other = GalaxyModel(), GalaxyModel().scaled(0.7, 0.5)
    reduced = one.total_mass * other.total_mass / (one.total_mass + other.total_mass)
    grid = np.linspace(5, 160, 250)
    energy = np.array([mutual_energy(one, other, r) for r in grid])
    curve = CubicSpline(grid, energy)
    orbit = parabolic_orbit(lambda r: float(curve(r)), reduced, pericentre_kpc=10.0)

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


def test_a_disk_is_tilted_by_its_angles() -> None:
    spin = orientation(30, 60) @ np.array([0, 0, 1.0])
    assert np.degrees(np.arccos(spin[2])) == pytest.approx(30)
    assert np.degrees(np.arctan2(spin[1], spin[0])) == pytest.approx(60 - 90)
    assert orientation(30, 60) @ orientation(30, 60).T == pytest.approx(np.eye(3))
