"""Fields by multipoles against sums over all particles, and what a galaxy does in its own."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.mergers.bodies import DISK, Bodies, sample_galaxy
from deepgalaxy.mergers.galaxy import GalaxyModel
from deepgalaxy.mergers.integrate import leapfrog
from deepgalaxy.mergers.mean_field import MeanField, balance_disk
from deepgalaxy.mergers.multipoles import Multipoles, place
from deepgalaxy.mergers.nuclei import NucleusFinder
from deepgalaxy.mergers.units import MYR_PER_TIME_UNIT, G

Array = NDArray[np.float64]
SOFTENING_KPC = 0.5


@pytest.fixture(scope="module")
def cloud() -> tuple[Array, Array]:
    """Places and masses of a flat, lopsided crowd."""
    rng = np.random.default_rng(1)
    x = rng.normal(0, 4, (500, 3)) * [2, 1, 0.3] + [1, 0, 0]
    return x, rng.uniform(0.5, 1.5, 500) / 500


def by_sum(sources: Array, masses: Array, at: Array) -> tuple[Array, Array]:
    """Newton's accelerations and potential, by the sum over all."""
    apart = sources[None] - at[:, None]
    distance = np.linalg.norm(apart, axis=2)
    pull = G * (masses[:, None] * apart / distance[..., None] ** 3).sum(axis=1)
    return pull, -G * (masses / distance).sum(axis=1)


def sphere(radius_kpc: float, n: int = 40) -> Array:
    directions = np.random.default_rng(2).normal(size=(n, 3))
    return np.asarray(radius_kpc * directions / np.linalg.norm(directions, axis=1)[:, None])


def test_far_away_the_field_is_newtons(cloud: tuple[Array, Array]) -> None:
    x, masses = cloud
    nucleus, at = np.array([0.5, -0.5, 0.0]), sphere(300)
    field = Multipoles(place(x, nucleus, SOFTENING_KPC), masses)
    pull, potential = by_sum(x, masses, at)
    seen = place(at, nucleus, SOFTENING_KPC)
    assert field.accelerations(seen) == pytest.approx(pull, rel=1e-3, abs=1e-6 * np.abs(pull).max())
    assert field.potential(seen) == pytest.approx(potential, rel=1e-4)


def test_inside_a_shell_the_field_is_newtons_too(cloud: tuple[Array, Array]) -> None:
    x, masses = cloud
    shell = 200 * x / np.linalg.norm(x, axis=1)[:, None]
    at = sphere(10.0)
    field = Multipoles(place(shell, np.zeros(3), SOFTENING_KPC), masses)
    pull, _ = by_sum(shell, masses, at)
    assert field.accelerations(place(at, np.zeros(3), SOFTENING_KPC)) == pytest.approx(
        pull, rel=0.02, abs=0.01 * np.abs(pull).max()
    )


def test_the_force_is_the_gradient_of_the_potential(cloud: tuple[Array, Array]) -> None:
    x, masses = cloud
    field = Multipoles(place(x, np.zeros(3), SOFTENING_KPC), masses)
    at, step = np.random.default_rng(3).normal(0, 6, (200, 3)), 0.05

    def potential(places: Array) -> Array:
        return field.potential(place(places, np.zeros(3), SOFTENING_KPC))

    slopes = np.stack(
        [(potential(at + step * e) - potential(at - step * e)) / (2 * step) for e in np.eye(3)], axis=1
    )
    pull = field.accelerations(place(at, np.zeros(3), SOFTENING_KPC))
    error = np.linalg.norm(pull + slopes, axis=1) / np.linalg.norm(pull, axis=1)
    assert np.median(error) < 1e-3
    assert error.max() < 1e-2


def test_two_particles_have_the_same_potential_energy_either_way(cloud: tuple[Array, Array]) -> None:
    x = cloud[0]
    one, other = np.array([0.3]), np.array([0.02])
    for i, j in ((0, 1), (2, 3), (4, 5)):
        a, b = (place(x[[k]], np.zeros(3), SOFTENING_KPC) for k in (i, j))
        here, there = Multipoles(a, one).potential(b)[0], Multipoles(b, other).potential(a)[0]
        assert here * other[0] == pytest.approx(there * one[0], rel=1e-5)


def test_a_star_in_a_static_field_keeps_its_energy_over_a_gigayear() -> None:
    galaxy = sample_galaxy(GalaxyModel(), 10_000, 10_000, np.random.default_rng(1))
    field = Multipoles(place(galaxy.positions, np.zeros(3), SOFTENING_KPC), galaxy.masses)
    stars = np.flatnonzero(galaxy.component == DISK)[::10]
    x, v, h = galaxy.positions[stars], galaxy.velocities[stars], 2.0 / MYR_PER_TIME_UNIT

    def energy() -> Array:
        return np.asarray((v**2).sum(axis=1) / 2 + field.potential(place(x, np.zeros(3), SOFTENING_KPC)))

    before = energy()
    for _ in range(500):
        v = v + h / 2 * field.accelerations(place(x, np.zeros(3), SOFTENING_KPC))
        x = x + h * v
        v = v + h / 2 * field.accelerations(place(x, np.zeros(3), SOFTENING_KPC))
    assert energy().sum() == pytest.approx(before.sum(), rel=1e-3)
    assert np.median(np.abs(energy() / before - 1)) < 1e-3


@pytest.fixture(scope="module")
def lived() -> tuple[Bodies, Bodies]:
    """A galaxy at the start, and after 500 Myr by itself."""
    galaxy = sample_galaxy(GalaxyModel(), 20_000, 20_000, np.random.default_rng(5))
    galaxy = balance_disk(galaxy, SOFTENING_KPC)
    states = leapfrog(galaxy, MeanField(galaxy, SOFTENING_KPC), step_myr=2.0, check_every=250)
    *_, last = islice(states, 251)
    assert last.conserved is not None
    return galaxy, replace(galaxy, positions=last.positions.copy(), velocities=last.velocities.copy())


def shape(galaxy: Bodies, finder: NucleusFinder) -> tuple[float, float]:
    """Half-mass radius and thickness (kpc) of the disk."""
    disk = galaxy.component == DISK
    x = galaxy.positions[disk] - finder.find(galaxy.positions)[0]
    spin = np.cross(x, galaxy.velocities[disk]).mean(axis=0)
    height = x @ (spin / np.linalg.norm(spin))
    return float(np.median(np.sqrt((x**2).sum(axis=1) - height**2))), float(np.median(np.abs(height)))


def test_a_disk_alone_keeps_its_size_and_its_thickness(lived: tuple[Bodies, Bodies]) -> None:
    first, last = lived
    finder = NucleusFinder(first)
    (radius, height), (later_radius, later_height) = shape(first, finder), shape(last, finder)
    assert later_radius == pytest.approx(radius, rel=0.05)
    assert later_height == pytest.approx(height, rel=0.30)


def test_a_galaxy_alone_stays_where_it_is(lived: tuple[Bodies, Bodies]) -> None:
    first, last = lived
    speed = (last.masses[:, None] * last.velocities).sum(axis=0) / last.masses.sum()
    assert np.linalg.norm(speed) < 1.0, "km/s; its stars move at 200"
    assert np.linalg.norm(np.average(last.positions - first.positions, axis=0, weights=last.masses)) < 0.5
