import math
from dataclasses import astuple

import pytest

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.grid import make_grid


def retrograde(tilt_deg: float) -> bool:
    """Whether a disk turns against the orbit: its spin's component along the orbit's is negative."""
    return math.cos(math.radians(tilt_deg)) < 0


def test_the_demo_has_six_mergers_of_three_ratios_each_way() -> None:
    grid = make_grid("demo")
    assert len(grid) == 6
    turns = {(r.mass_ratio, retrograde(r.disk1_deg[0]), retrograde(r.disk2_deg[0])) for r in grid}
    assert turns == {(ratio, turn, turn) for ratio in (1.0, 0.5, 0.25) for turn in (False, True)}


def test_the_papers_36_mergers_cover_ratios_spins_and_orbits() -> None:
    grid = make_grid("paper")
    assert len(grid) == 36
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
            assert max(b - a for a, b in zip(nodes, [*nodes[1:], nodes[0] + 360], strict=True)) < 100


def test_the_wide_grid_fills_its_ranges_evenly() -> None:
    grid = make_grid("wide")
    assert len(grid) == 80
    for values, low, high in (
        ([math.log(r.mass_ratio) for r in grid], math.log(0.2), 0.0),
        ([r.pericentre_kpc for r in grid], 4.0, 24.0),
        ([math.cos(math.radians(r.disk1_deg[0])) for r in grid], -1.0, 1.0),
        ([r.softening_kpc for r in grid], 0.4, 0.8),
        ([r.galaxy.toomre_q for r in grid], 1.2, 2.0),
        ([math.log(r.galaxy.disk_scale_kpc) for r in grid], math.log(2.0), math.log(8.0)),
        ([r.galaxy.halo_mass / r.galaxy.disk_mass for r in grid], 4.0, 16.0),
    ):
        eighths = [
            sum(low + (high - low) * k / 8 < v < low + (high - low) * (k + 1) / 8 for v in values)
            for k in range(8)
        ]
        assert all(9 <= count <= 11 for count in eighths), eighths
    assert {retrograde(r.disk1_deg[0]) for r in grid[:8]} == {True, False}


def test_no_two_mergers_are_the_same_even_but_for_their_particles() -> None:
    grids = make_grid("demo") + make_grid("paper") + make_grid("wide")
    assert len({astuple(r) for r in grids}) == len({r.seed for r in grids}) == 122
    orbits = {(r.mass_ratio, r.scale, r.pericentre_kpc, r.disk1_deg, r.disk2_deg) for r in grids}
    assert len(orbits) == 122


def test_a_grid_is_always_the_same_and_may_be_changed_as_a_whole() -> None:
    assert make_grid("paper") == make_grid("paper")
    changed = make_grid("paper", particles=9000, softening_kpc=0.4)
    assert {(r.particles, r.softening_kpc) for r in changed} == {(9000, 0.4)}
    assert [r.disk1_deg for r in changed] == [r.disk1_deg for r in make_grid("paper")]


def test_a_grid_that_there_is_not_is_said_with_those_there_are() -> None:
    with pytest.raises(DeepGalaxyError, match="no grid 'all'; there are demo, paper, wide"):
        make_grid("all")  # type: ignore[arg-type]


def test_too_few_particles_are_refused_before_a_run_starts() -> None:
    with pytest.raises(DeepGalaxyError, match="give 635 or more"):
        make_grid("paper", particles=400)
