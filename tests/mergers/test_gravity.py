from itertools import islice

import numpy as np
import pytest

from deepgalaxy.mergers import gravity as gravity_module
from deepgalaxy.mergers.bodies import Bodies
from deepgalaxy.mergers.gravity import SPLINE_PER_PLUMMER, Array, Gravity
from deepgalaxy.mergers.integrate import leapfrog
from deepgalaxy.mergers.units import MYR_PER_TIME_UNIT, G


def plummer(n: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(3)
    radius = 10 / np.sqrt(rng.uniform(0.01, 1, n) ** (-2 / 3) - 1)
    direction = rng.normal(size=(n, 3))
    x = radius[:, None] * direction / np.linalg.norm(direction, axis=1)[:, None]
    return x, rng.uniform(0.5, 1.5, n) / n


def newton(x: Array, masses: Array, at: int, softening_kpc: float) -> tuple[Array, float]:
    """Sum over point masses: exact where nobody is within the spline's support."""
    apart = np.delete(x - x[at], at, axis=0)
    r, m = np.linalg.norm(apart, axis=1), np.delete(masses, at)
    assert r.min() > SPLINE_PER_PLUMMER * softening_kpc
    return G * (m / r**3) @ apart, -G * float((m / r).sum())


@pytest.mark.parametrize(("tree", "error"), [(False, 1e-10), (True, 5e-3)])
def test_accelerations_and_potential_are_those_of_newtons_sum(
    tree: bool, error: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gravity_module, "DIRECT_BELOW", 0 if tree else 10**9)
    x, masses = plummer(1500)
    gravity = Gravity(masses, 1e-5)
    acceleration, potential = gravity.with_potential(x)
    expected = [newton(x, masses, i, 1e-5) for i in range(0, 1500, 10)]
    pulls, potentials = np.array([a for a, _ in expected]), np.array([p for _, p in expected])
    off = np.linalg.norm(acceleration[::10] - pulls, axis=1) / np.linalg.norm(pulls, axis=1)
    assert np.median(off) < error
    assert potential[::10] == pytest.approx(potentials, rel=error)
    assert gravity.accelerations(x) == pytest.approx(acceleration, rel=1e-9, abs=1e-9)


def test_softened_gravity_is_plummers_at_the_centre_and_newtons_outside() -> None:
    gravity = Gravity(np.array([1.0, 1e-12]), 0.5)
    _, at_centre = gravity.with_potential(np.array([[0.0, 0, 0], [1e-9, 0, 0]]))
    assert at_centre[1] == pytest.approx(-G / 0.5, rel=1e-6)
    _, outside = gravity.with_potential(np.array([[0.0, 0, 0], [1.5, 0, 0]]))
    assert outside[1] == pytest.approx(-G / 1.5, rel=1e-6)


def pair(eccentricity: float) -> tuple[Bodies, float]:
    """Two equal masses 10 kpc apart at apocentre, and their period (Myr)."""
    masses, apart = np.array([1.0, 1.0]), 10.0
    axis = apart / (1 + eccentricity)
    speed = np.sqrt(G * masses.sum() * (2 / apart - 1 / axis))
    x = np.array([[-apart / 2, 0, 0], [apart / 2, 0, 0]])
    v = np.array([[0, -speed / 2, 0], [0, speed / 2, 0]])
    period = 2 * np.pi * np.sqrt(axis**3 / (G * masses.sum())) * MYR_PER_TIME_UNIT
    return Bodies(x, v, masses, np.array([True, True]), np.array([0, 1], np.int8)), period


def test_a_kepler_pair_keeps_its_energy_and_comes_back_after_a_period() -> None:
    bodies, period = pair(0.5)
    step = period / 400
    energies, end = [], bodies.positions
    for state in islice(leapfrog(bodies, Gravity(bodies.masses, 1e-5), step, check_every=1), 801):
        assert state.conserved is not None
        energies.append(state.conserved.energy)
        end = state.positions
    assert energies == pytest.approx(np.full(801, energies[0]), rel=1e-3)
    assert end == pytest.approx(bodies.positions, abs=0.05)


def test_time_runs_backwards() -> None:
    bodies, period = pair(0.6)
    there = list(islice(leapfrog(bodies, Gravity(bodies.masses, 0.1), period / 300), 201))[-1]
    turned = Bodies(there.positions, there.velocities, bodies.masses, bodies.stars, bodies.galaxy)
    back = list(islice(leapfrog(turned, Gravity(bodies.masses, 0.1), -period / 300), 201))[-1]
    assert back.positions == pytest.approx(bodies.positions, abs=1e-9)
    assert back.velocities == pytest.approx(bodies.velocities, abs=1e-8)
