from itertools import islice

import numpy as np
import pytest
import pytreegrav
import torch

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.units import MYR_PER_TIME_UNIT, G
from deepgalaxy.simulation import torch_sum
from deepgalaxy.simulation.direct_sum import DirectSum
from deepgalaxy.simulation.engines import make_gravity
from deepgalaxy.simulation.gravity import SPLINE_PER_PLUMMER, Gravity
from deepgalaxy.simulation.leapfrog import leapfrog
from deepgalaxy.simulation.particles import BULGE, Array, Particles
from deepgalaxy.simulation.torch_sum import TorchSum
from deepgalaxy.simulation.tree_gravity import Tree


def plummer(n: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(3)
    radius = 10 / np.sqrt(rng.uniform(0.01, 1, n) ** (-2 / 3) - 1)
    direction = rng.normal(size=(n, 3))
    x = radius[:, None] * direction / np.linalg.norm(direction, axis=1)[:, None]
    return x, rng.uniform(0.5, 1.5, n) / n


def bodies(x: Array, v: Array, masses: Array, galaxy: list[int] | None = None) -> Particles:
    n = len(masses)
    return Particles(
        x,
        v,
        masses,
        np.full(n, BULGE, np.int8),
        np.ones(n, np.float32),
        np.array(galaxy or [0] * n, np.int8),
    )


def newton(x: Array, masses: Array, at: int, softening_kpc: float) -> tuple[Array, float]:
    """Sum over point masses: exact where nobody is within the spline's support."""
    apart = np.delete(x - x[at], at, axis=0)
    r, m = np.linalg.norm(apart, axis=1), np.delete(masses, at)
    assert r.min() > SPLINE_PER_PLUMMER * softening_kpc
    return G * (m / r**3) @ apart, -G * float((m / r).sum())


def engine(name: str, masses: Array, softening_kpc: float) -> Gravity:
    """An engine whose particles act in pairs."""
    if name == "tree":
        return Tree(masses, softening_kpc)
    if name == "direct":
        return DirectSum(masses, softening_kpc)
    return TorchSum(masses, softening_kpc, "cpu", torch.float32 if name == "torch32" else torch.float64)


@pytest.mark.parametrize(
    ("name", "error"), [("tree", 5e-3), ("direct", 2e-5), ("torch32", 2e-5), ("torch64", 1e-10)]
)
def test_accelerations_and_potential_are_those_of_newtons_sum(name: str, error: float) -> None:
    x, masses = plummer(1500)
    gravity = engine(name, masses, 0.01)
    acceleration, potential = gravity.with_potential(x)
    expected = [newton(x, masses, i, 0.01) for i in range(0, 1500, 10)]
    pulls, potentials = np.array([a for a, _ in expected]), np.array([p for _, p in expected])
    off = np.linalg.norm(acceleration[::10] - pulls, axis=1) / np.linalg.norm(pulls, axis=1)
    assert np.median(off) < error
    assert potential[::10] == pytest.approx(potentials, rel=error)
    assert gravity.accelerations(x) == pytest.approx(acceleration, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("name", "error"), [("direct", 1e-5), ("torch32", 1e-5), ("torch64", 1e-10)])
def test_softened_sums_are_those_of_pytreegravs_brute_force(
    name: str, error: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a support that many pairs are in, and more particles than are summed in one block."""
    monkeypatch.setattr(torch_sum, "SUMMED_IN_SINGLE", 400)
    monkeypatch.setattr(torch_sum, "PAIRS_AT_ONCE", {"cpu": 400 * 700})
    x, masses = plummer(1500)
    assert np.median(np.linalg.norm(x, axis=1)) > 2.8 * 2.0  # neither all pairs nor none are softened
    support = np.full(len(x), SPLINE_PER_PLUMMER * 2.0)
    words = {"G": G, "softening": support, "parallel": True, "method": "bruteforce"}
    pulls, potentials = pytreegrav.Accel(x, masses, **words), pytreegrav.Potential(x, masses, **words)
    away = x + np.array([900.0, -300.0, 20.0])  # single precision must not see where the galaxies are
    acceleration, potential = engine(name, masses, 2.0).with_potential(away)
    off = np.linalg.norm(acceleration - pulls, axis=1) / np.linalg.norm(pulls, axis=1)
    assert np.quantile(off, 0.99) < 10 * error
    assert np.median(off) < error
    assert potential == pytest.approx(potentials, rel=error)


@pytest.mark.parametrize("name", ["tree", "direct", "torch32", "torch64"])
def test_softened_gravity_is_plummers_at_the_centre_and_newtons_outside(name: str) -> None:
    gravity = engine(name, np.array([1.0, 1e-12]), 0.5)
    _, at_centre = gravity.with_potential(np.array([[0.0, 0, 0], [1e-9, 0, 0]]))
    assert at_centre[1] == pytest.approx(-G / 0.5, rel=1e-6)
    _, outside = gravity.with_potential(np.array([[0.0, 0, 0], [1.5, 0, 0]]))
    assert outside[1] == pytest.approx(-G / 1.5, rel=1e-6)


def test_an_engine_is_chosen_by_its_name_and_no_other_taken() -> None:
    x, masses = plummer(200)
    them = bodies(x, x * 0, masses)
    kinds = {name: type(make_gravity(them, 0.5, name)).__name__ for name in ("multipoles", "direct", "torch")}
    assert kinds == {"multipoles": "MeanField", "direct": "DirectSum", "torch": "TorchSum"}
    assert isinstance(make_gravity(them, 0.5, "tree"), Tree)
    with pytest.raises(DeepGalaxyError, match="no gravity engine 'gpu'; there are multipoles, direct, tree"):
        make_gravity(them, 0.5, "gpu")  # type: ignore[arg-type]


def pair(eccentricity: float) -> tuple[Particles, float]:
    """Two equal masses 10 kpc apart at apocentre, and their period (Myr)."""
    masses, apart = np.array([1.0, 1.0]), 10.0
    axis = apart / (1 + eccentricity)
    speed = np.sqrt(G * masses.sum() * (2 / apart - 1 / axis))
    x = np.array([[-apart / 2, 0, 0], [apart / 2, 0, 0]])
    v = np.array([[0, -speed / 2, 0], [0, speed / 2, 0]])
    period = 2 * np.pi * np.sqrt(axis**3 / (G * masses.sum())) * MYR_PER_TIME_UNIT
    return bodies(x, v, masses, [0, 1]), period


def test_a_kepler_pair_keeps_its_energy_and_comes_back_after_a_period() -> None:
    them, period = pair(0.5)
    step = period / 400
    gravity = TorchSum(them.masses, 1e-5, "cpu", torch.float64)
    energies, end = [], them.positions
    for state in islice(leapfrog(them, gravity, step, check_every=1), 801):
        assert state.conserved is not None
        energies.append(state.conserved.energy)
        end = state.positions
    assert energies == pytest.approx(np.full(801, energies[0]), rel=1e-3)
    assert end == pytest.approx(them.positions, abs=0.05)


def test_time_runs_backwards() -> None:
    them, period = pair(0.6)
    gravity = TorchSum(them.masses, 0.1, "cpu", torch.float64)
    there = list(islice(leapfrog(them, gravity, period / 300), 201))[-1]
    turned = bodies(there.positions, there.velocities, them.masses, [0, 1])
    back = list(islice(leapfrog(turned, gravity, -period / 300), 201))[-1]
    assert back.positions == pytest.approx(them.positions, abs=1e-9)
    assert back.velocities == pytest.approx(them.velocities, abs=1e-8)
