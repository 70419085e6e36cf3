import math
from collections import Counter
from collections.abc import Callable
from dataclasses import astuple
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from deepgalaxy.core.clock import START_RADII
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.simulation.grid import GridName, make_grid
from deepgalaxy.simulation.isolated_recipe import IsolatedRecipe
from deepgalaxy.simulation.recipe import MergerRecipe


@cache
def mergers(name: GridName, **changes: Any) -> list[MergerRecipe]:
    """The runs of a grid that are mergers."""
    return [recipe for recipe in make_grid(name, **changes) if isinstance(recipe, MergerRecipe)]


def retrograde(tilt_deg: float) -> bool:
    """Whether a disk turns against the orbit: its spin's component along the orbit's is negative."""
    return math.cos(math.radians(tilt_deg)) < 0


def test_the_demo_has_six_mergers_of_three_ratios_each_way() -> None:
    grid = mergers("demo")
    assert len(grid) == len(make_grid("demo")) == 6
    turns = {(r.mass_ratio, retrograde(r.disk1_deg[0]), retrograde(r.disk2_deg[0])) for r in grid}
    assert turns == {(ratio, turn, turn) for ratio in (1.0, 0.5, 0.25) for turn in (False, True)}


def test_the_papers_36_mergers_cover_ratios_spins_and_orbits() -> None:
    grid = mergers("paper")
    assert len(grid) == len(make_grid("paper")) == 36
    ratios = {1 / 4, 1 / 3, 1 / 2, 1.0, 3 / 2}
    assert {r.mass_ratio for r in grid} == ratios
    for ratio in ratios:
        mine = [r for r in grid if r.mass_ratio == ratio]
        assert len({r.scale for r in mine}) >= 2
        assert min(abs(r.scale - math.sqrt(ratio)) for r in mine) < 0.001
        turns = {(retrograde(r.disk1_deg[0]), retrograde(r.disk2_deg[0])) for r in mine}
        assert {(False, False), (False, True)} <= turns
        assert any(first for first, _ in turns)
        assert max(r.pericentre_kpc for r in mine) - min(r.pericentre_kpc for r in mine) > 3
    assert all(5 <= r.pericentre_kpc <= 13 for r in grid)
    assert all(0 <= tilt <= 180 for r in grid for tilt in (r.disk1_deg[0], r.disk2_deg[0]))
    for disk in ("disk1_deg", "disk2_deg"):
        for family in range(3):  # directions of the tilts do not go with the spins
            nodes = sorted(getattr(r, disk)[1] for r in grid[family::3])
            assert max(b - a for a, b in pairwise([*nodes, nodes[0] + 360])) < 100


def halves(recipe: MergerRecipe) -> float:
    """Sum of the half-light radii (kpc)."""
    return recipe.galaxy.half_light_kpc + recipe.second_galaxy.half_light_kpc


SPREAD: dict[str, tuple[Callable[[MergerRecipe], float], float, float]] = {
    # what of a merger, the least and the most of it
    "log mass ratio": (lambda r: math.log(r.mass_ratio), math.log(0.1), 0.0),
    "size power": (lambda r: math.log(r.scale) / math.log(r.mass_ratio), 1 / 3, 0.6),
    "speed": (lambda r: r.speed_ratio, 0.86, 1.08),
    "tilt of the first": (lambda r: math.cos(math.radians(r.disk1_deg[0])), -1.0, 1.0),
    "node of the first": (lambda r: r.disk1_deg[1], 0.0, 360.0),
    "tilt of the second": (lambda r: math.cos(math.radians(r.disk2_deg[0])), -1.0, 1.0),
    "softening": (lambda r: r.softening_kpc, 0.35, 0.7),
    "particles": (lambda r: r.particles, 80_000, 120_000),
    "Toomre's Q": (lambda r: r.galaxy.toomre_q, 1.1, 2.0),
    "log scale of the disk": (lambda r: math.log(r.galaxy.disk_scale_kpc), math.log(2.0), math.log(7.0)),
    "log field of view": (
        lambda r: math.log(r.field_of_view_kpc / halves(r)),
        math.log(10.0),
        math.log(22.0),
    ),
}


@pytest.mark.parametrize("first", [16, 32, 64, 120])
@pytest.mark.parametrize("what", SPREAD)
def test_the_survey_grid_is_spread_evenly_from_its_first_mergers_on(what: str, first: int) -> None:
    """Sobol's points: of 16, 32 and 64 an equal part is in each quarter of each range."""
    value, low, high = SPREAD[what]
    share = np.array([(value(r) - low) / (high - low) for r in mergers("survey")[:first]])
    assert share.min() > -0.01
    assert share.max() < 1.01
    quarters = np.histogram(share.clip(0, 1), np.linspace(0, 1, 5))[0]
    assert np.abs(quarters - first / 4).max() <= 2, quarters


def test_the_survey_has_120_mergers_and_30_runs_that_are_none() -> None:
    grid = make_grid("survey")
    assert [type(r) for r in grid] == [MergerRecipe] * 120 + [IsolatedRecipe] * 30
    others = [r for r in grid if isinstance(r, IsolatedRecipe)]
    assert Counter(r.group for r in others) == {"isolated": 15, "chance_pair": 15}
    alone = [r for r in others if r.group == "isolated"]
    spheroids = [r for r in alone if r.galaxies[0].disk_mass == 0]
    barred = [r for r in alone if r.galaxies[0].toomre_q == 1.0]
    assert (len(spheroids), len(barred)) == (5, 5)
    tilts = [math.cos(math.radians(r.disks_deg[0][0])) for r in alone]
    assert min(tilts) < -0.6
    assert max(tilts) > 0.6


def test_a_tenth_of_the_surveys_mergers_have_a_spheroid_and_some_have_two() -> None:
    kinds = Counter(
        sum(model.disk_mass == 0 for model in (r.galaxy, r.second_galaxy)) for r in mergers("survey")
    )
    assert kinds[1] + kinds[2] == pytest.approx(12, abs=3)
    assert 2 <= kinds[2] <= 8
    for recipe in mergers(
        "survey"
    ):  # a spheroid is as massive as the disk galaxy that it replaces, and as large
        assert recipe.galaxy2 is not None
        assert recipe.galaxy2.star_mass == pytest.approx(recipe.galaxy.star_mass, rel=1e-3)
        ratio = recipe.galaxy2.half_light_kpc / recipe.galaxy.half_light_kpc
        assert 0.5 < ratio < 2


def test_every_orbit_of_every_grid_can_be_and_begins_before_stage_0() -> None:
    names: list[GridName] = ["demo", "paper", "survey"]
    for recipe in [recipe for name in names for recipe in mergers(name)]:
        orbit = recipe.orbit()
        assert orbit.radial_km_s < 0
        assert 50 < orbit.time_to_pericentre_myr < 1500
        assert recipe.start_kpc == pytest.approx(1.02 * START_RADII * halves(recipe), rel=1e-3)
        assert recipe.start_kpc > 2 * recipe.pericentre_kpc


def test_bound_and_unbound_orbits_are_both_in_the_survey() -> None:
    kinds = Counter(recipe.attributes()["orbit"] for recipe in mergers("survey"))
    assert kinds["bound"] > 50
    assert kinds["unbound"] > 30


def test_no_two_runs_are_the_same_even_but_for_their_particles() -> None:
    grids = [*make_grid("demo"), *make_grid("paper"), *make_grid("survey")]
    assert len({astuple(r) for r in grids}) == len({r.seed for r in grids}) == 192
    pairs = [*mergers("demo"), *mergers("paper"), *mergers("survey")]
    orbits = {(r.mass_ratio, r.scale, r.pericentre_kpc, r.disk1_deg, r.disk2_deg) for r in pairs}
    assert len(orbits) == 162


@pytest.mark.parametrize("name", ["paper", "survey"])
def test_a_grid_is_always_the_same_and_may_be_changed_as_a_whole(name: GridName) -> None:
    assert make_grid(name) == make_grid(name)
    changed = make_grid(name, particles=9000, softening_kpc=0.4, engine="tree")
    assert {(r.particles, r.softening_kpc) for r in changed} == {(9000, 0.4)}
    assert {r.engine for r in changed if isinstance(r, MergerRecipe)} == {"tree"}
    assert [r.disk1_deg for r in changed if isinstance(r, MergerRecipe)] == [
        r.disk1_deg for r in mergers(name)
    ]


def test_a_grid_that_there_is_not_is_said_with_those_there_are() -> None:
    with pytest.raises(DeepGalaxyError, match="no grid 'all'; there are demo, paper, survey"):
        make_grid("all")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["paper", "survey"])
def test_too_few_particles_are_refused_before_a_run_starts(name: GridName) -> None:
    with pytest.raises(DeepGalaxyError, match=r"give \d+ or more"):
        make_grid(name, particles=200)
