from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.core.clock import find_events
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.simulation import evolution
from deepgalaxy.simulation.direct_sum import DirectSum
from deepgalaxy.simulation.engines import make_gravity
from deepgalaxy.simulation.evolution import Run
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.simulation.recipe_options import EngineName

COMPACT = GalaxyModel(
    disk_mass=0.5, bulge_mass=8.0, bulge_scale_kpc=2.0, halo_mass=12.0, halo_scale_kpc=8.0, halo_cut_kpc=30.0
)
"""Such galaxies merge soon, and few particles hold them together."""
RECIPE = MergerRecipe(
    mass_ratio=0.5, speed_ratio=0.7, particles=3000, softening_kpc=0.75, seed=3, galaxy=COMPACT
)
SMALL = MergerRecipe(
    particles=500,
    softening_kpc=1.0,
    engine="direct",
    speed_ratio=0.6,
    pericentre_kpc=2.0,
    start_separation_kpc=60.0,
    galaxy=COMPACT,
)


@pytest.fixture(scope="module")
def merger(tmp_path_factory: pytest.TempPathFactory) -> Merger:
    return simulate(RECIPE, tmp_path_factory.mktemp("run") / "tiny.h5", size_px=32, cameras=3, bands="gri")


def spread_px(picture: NDArray[np.float32]) -> float:
    """Root mean square distance of the light from its centre, in pixels."""
    y, x = np.indices(picture.shape)
    weight = picture / picture.sum()
    return float(np.sqrt((weight * ((x - (weight * x).sum()) ** 2 + (y - (weight * y).sum()) ** 2)).sum()))


def test_a_merger_comes_back_as_the_published_layout_has_it(merger: Merger) -> None:
    assert merger.id == "tiny/s_0.707_m_0.5"
    assert (merger.n_frames, merger.size_px, merger.cameras) == (71, 32, (0, 1, 2))
    assert merger.stage == pytest.approx(np.arange(71), abs=1e-9)
    with h5py.File(merger.path) as file:
        group = file["s_0.707_m_0.5"]
        assert sorted(group) == sorted(
            [f"{kind}_camera_0{k}" for kind in ("images", "images_gri", "t_myr") for k in range(3)]
            + ["time_physical_myr", "nuclei_separation_kpc", "separation_time_myr", "separation_kpc"]
            + ["energy_time_myr", "kinetic_energy", "potential_energy", "angular_momentum"]
        )
        images = group["images_camera_02"]
        assert (images.shape, images.dtype, images.chunks) == ((71, 32, 32, 1), np.uint8, (1, 32, 32, 1))
        assert images.compression == "gzip"
        labels = (group["t_myr_camera_01"][...] / 5).astype(int)
        assert list(labels - labels.min()) == list(range(71))
        assert group["t_myr_camera_01"].dtype == np.float32


def test_first_pericentre_is_between_frames_19_and_20(merger: Merger) -> None:
    assert merger.time_myr[19] < 0 < merger.time_myr[20]
    assert merger.attributes["t_first_pericentre_myr"] == pytest.approx(
        RECIPE.orbit().time_to_pericentre_myr, rel=0.1
    )
    overhead = merger.read(0, slice(None))[:, 0]
    spread = np.array([spread_px(picture**4) for picture in overhead])  # of the two bright nuclei
    assert 17 <= spread[:25].argmin() <= 22
    assert spread[0] > 3 * spread[19:21].min()


def test_frames_are_at_the_times_of_their_stages(merger: Merger) -> None:
    events = merger.events
    assert events is not None
    assert merger.outcome == merger.attributes["outcome"] == "merger"
    assert merger.attributes["stage_clock"] == "event"
    # A state is kept every 4 Myr, and a run ends at one of its stage 70.
    times = merger.time_myr + events.first_pericentre_myr
    assert times == pytest.approx(events.time_myr(np.arange(71.0)), abs=2.1)
    assert np.diff(merger.time_myr[:20]) == pytest.approx(
        np.full(19, events.first_pericentre_myr / 19.5), abs=5
    )


def test_physics_is_conserved_and_the_remnant_is_virialised(merger: Merger) -> None:
    a = merger.attributes
    assert a["energy_drift"] < 2e-2
    assert a["trusted"]
    # Fields about two moving nuclei conserve angular momentum less well than forces in pairs.
    assert a["angular_momentum_drift"] < 5e-2
    assert a["virial_ratio"] == pytest.approx(1, abs=0.06)


def test_forces_in_pairs_conserve_energy_and_angular_momentum_far_better(tmp_path: Path) -> None:
    a = simulate(SMALL, tmp_path / "pairs.h5", 16, 1).attributes
    assert a["energy_drift"] < 5e-3
    assert a["angular_momentum_drift"] < 1e-6
    assert a["trusted"]
    assert a["virial_ratio"] == pytest.approx(1, abs=0.06)


def test_separations_and_energies_are_those_that_the_attributes_speak_of(merger: Merger) -> None:
    a = merger.attributes
    with h5py.File(merger.path) as file:
        group = file[merger.group]
        apart = group["nuclei_separation_kpc"][...]
        times, every = group["separation_time_myr"][...], group["separation_kpc"][...]
        physical = group["time_physical_myr"][...]
        energy = group["kinetic_energy"][...] + group["potential_energy"][...]
        momentum, energy_times = group["angular_momentum"][...], group["energy_time_myr"][...]
        last_virial_ratio = 2 * group["kinetic_energy"][-1] / -group["potential_energy"][-1]
    assert apart.shape == physical.shape == (71,)
    assert apart == pytest.approx(np.interp(physical, times, every))
    radii = a["half_light_kpc"].sum()
    assert every[0] == pytest.approx(a["start_separation_kpc"], abs=2)
    assert apart[0] == pytest.approx(12 * radii, abs=1)
    assert apart[:25].argmin() in (19, 20)
    assert np.median(apart[46:]) < radii / 2
    assert vars(find_events(times, every, radii)) == pytest.approx(vars(merger.events))
    assert times[-1] == pytest.approx(
        a["t_coalescence_myr"] * (1 + 25 / 25.5) - a["t_first_pericentre_myr"] * 25 / 25.5, abs=20
    )
    assert np.abs(energy / energy[0] - 1).max() == pytest.approx(a["energy_drift"])
    assert last_virial_ratio == pytest.approx(a["virial_ratio"])
    assert momentum.shape == (len(energy), 3)
    assert energy_times == pytest.approx(np.arange(len(energy)) * 40.0)


def test_the_second_pericentre_is_where_the_separation_is_least_again(merger: Merger) -> None:
    with h5py.File(merger.path) as file:
        apart = file[merger.group]["nuclei_separation_kpc"][...]
    between = apart[20:37]
    assert between.max() > apart[36:38].min() + 2
    assert merger.attributes["t_second_pericentre_myr"] < merger.attributes["t_coalescence_myr"]


def test_colour_pictures_lie_beside_the_grey_ones_which_are_the_same_without(
    merger: Merger, tmp_path: Path
) -> None:
    with h5py.File(merger.path) as file:
        colour = file[merger.group]["images_gri_camera_01"]
        assert (colour.shape, colour.dtype, colour.chunks) == ((71, 32, 32, 3), np.uint8, (1, 32, 32, 3))
        g, r, i = (colour[..., band].astype(float) for band in range(3))
        grey = file[merger.group]["images_camera_01"][..., 0].astype(float)
    bright = (g > 80) & (i < 255)  # where old stars of the bulges are, brighter in r and i than in g
    assert bright.sum() > 100
    assert (g[bright] <= r[bright]).all()
    assert (r[bright] <= i[bright]).all()
    for band in (g, r, i):
        assert np.corrcoef(band.ravel(), grey.ravel())[0, 1] > 0.97
    alone = simulate(SMALL, tmp_path / "grey.h5", 16, 1)
    both = simulate(SMALL, tmp_path / "both.h5", 16, 1, bands="gri")
    np.testing.assert_array_equal(alone.read(0, slice(None)), both.read(0, slice(None)))


def test_pictures_in_colour_are_not_taken_to_be_there_where_they_are_not(tmp_path: Path) -> None:
    simulate(SMALL, tmp_path / "grey.h5", 16, 1)
    with pytest.raises(DeepGalaxyError, match="holds another run"):
        simulate(SMALL, tmp_path / "grey.h5", 16, 1, bands="gri")


@pytest.mark.parametrize("engine", ["multipoles", "torch"])
def test_engines_agree_on_when_the_galaxies_meet(engine: EngineName) -> None:
    """The first fall of the same particles, against all pairs; forces at the start, and the pericentre."""
    particles = replace(RECIPE, engine="direct").sample(RECIPE.orbit())
    pairs = DirectSum(particles.masses, 0.75)
    gravity = make_gravity(particles, 0.75, engine)
    expected, got = pairs.accelerations(particles.positions), gravity.accelerations(particles.positions)
    off = np.linalg.norm(got - expected, axis=1) / np.linalg.norm(expected, axis=1)
    limit = {"multipoles": 0.2, "torch": 1e-5}[engine]  # shot noise is what it leaves out
    assert np.median(off) < limit
    if engine != "multipoles":
        return
    times = []
    for name in ("multipoles", "direct"):
        run = Run(particles, 0.75, 436.0, name)
        for _ in run.evolve():
            if np.isfinite(run.events.first_pericentre_myr):
                break
        times.append(run.events.first_pericentre_myr)
    assert times[0] == pytest.approx(times[1], rel=0.03)


class Passing(Run):
    """A pair that flies apart: after its first pericentre the second galaxy is carried off."""

    def evolve(self) -> Iterator[NDArray[np.float32] | None]:
        second = self.particles.galaxy == 1
        for kept in super().evolve():
            yield kept
            if self.steps > 130:
                self._positions[second] += [4.0, 0.0, 0.0]


def test_a_pair_that_does_not_return_is_written_as_a_flyby(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deepgalaxy.simulation.merger_run.Run", Passing)
    monkeypatch.setattr("deepgalaxy.core.clock.FLYBY_MYR", 300.0)
    recipe = replace(SMALL, start_separation_kpc=110.0)
    flyby = simulate(recipe, tmp_path / "flyby.h5", 16, 1)
    assert flyby.outcome == "flyby"
    assert flyby.n_frames == 71
    assert flyby.stage[:20] == pytest.approx(np.arange(20))
    assert np.isnan(flyby.stage[20:]).all()
    assert (np.diff(flyby.time_myr[20:]) >= 0).all()
    assert flyby.time_myr[-1] > 290
    with h5py.File(flyby.path) as file:
        t_myr = file[flyby.group]["t_myr_camera_00"][...]
    assert t_myr[:20] == pytest.approx(5 * np.arange(20))
    assert np.isnan(t_myr[20:]).all()


def test_a_pair_that_takes_too_long_is_written_as_unfinished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evolution, "LONGEST_MYR", 150.0)
    slow = simulate(SMALL, tmp_path / "slow.h5", 16, 1)
    assert slow.outcome == "unfinished"
    assert np.isfinite(slow.stage[0])
    assert np.isnan(slow.stage[-1])
    assert slow.n_frames == len(slow.stage) <= 71


def test_galaxies_that_never_meet_are_said_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evolution, "find_events", lambda times, *_: find_events(times, 0 * times + 50, 8.0))
    with pytest.raises(DeepGalaxyError, match=r"no first pericentre within \d+ Myr \(expected after \d+\)"):
        simulate(SMALL, tmp_path / "never.h5", 16, 1)
    assert not (tmp_path / "never.h5").exists()


def test_the_recipe_is_written_beside_the_pictures(merger: Merger) -> None:
    a = merger.attributes
    assert (a["mass_ratio"], a["size_ratio"], a["seed"], a["particles"]) == (0.5, np.sqrt(0.5), 3, 3000)
    assert (a["pericentre_kpc"], a["softening_kpc"], a["field_of_view_kpc"]) == (8.0, 0.75, 180.0)
    radii = RECIPE.galaxy.half_light_kpc + RECIPE.second_galaxy.half_light_kpc
    assert (a["orbit"], a["speed_ratio"], a["engine"]) == ("bound", 0.7, "multipoles")
    assert a["start_separation_kpc"] == pytest.approx(1.02 * 12 * radii, abs=0.01)
    assert (list(a["disk1_deg"]), list(a["disk2_deg"])) == ([20.0, 0.0], [30.0, 60.0])
    assert (a["galaxy_toomre_q"], a["galaxy_bulge_mass"]) == (1.5, 8.0)
    assert a["camera_directions"].shape == (3, 3)


def test_a_second_galaxy_of_another_kind_is_scaled_by_the_ratios() -> None:
    spheroid = GalaxyModel(disk_mass=0.0, bulge_mass=4.8, bulge_scale_kpc=2.0)
    recipe = MergerRecipe(mass_ratio=0.25, galaxy2=spheroid)
    assert recipe.second_galaxy == spheroid.scaled(0.5, 0.25)
    attributes = recipe.attributes()
    assert (attributes["galaxy_disk_mass"], attributes["galaxy2_disk_mass"]) == (4.0, 0.0)
    assert attributes["orbit"] == "parabolic"
    assert replace(recipe, speed_ratio=1.05).attributes()["orbit"] == "unbound"
    assert "galaxy2_disk_mass" not in MergerRecipe().attributes()
    small = replace(recipe, particles=2000, engine="direct")
    particles = small.sample(small.orbit())
    second = particles.chosen(particles.galaxy == 1)
    assert second.masses[second.stars].sum() == pytest.approx(4.8 / 4)
    assert second.masses.sum() == pytest.approx(spheroid.total_mass / 4)


def test_a_run_that_is_there_already_is_not_run_again_and_nothing_else_is_overwritten(
    merger: Merger,
) -> None:
    before = merger.path.stat().st_mtime_ns
    again = simulate(RECIPE, merger.path, size_px=32, cameras=3, bands="gri")
    assert again.id == merger.id
    for recipe, size in ((replace(RECIPE, seed=4), 32), (RECIPE, 64), (replace(RECIPE, speed_ratio=1), 32)):
        with pytest.raises(DeepGalaxyError, match="holds another run"):
            simulate(recipe, merger.path, size_px=size, cameras=3, bands="gri")
    assert merger.path.stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["seed", "pericentre_kpc", "camera_directions", "survey"])
def test_a_file_that_does_not_tell_all_of_its_recipe_is_not_taken_for_this_run(
    merger: Merger, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "lacking.h5"
    path.write_bytes(merger.path.read_bytes())
    with h5py.File(path, "a") as file:
        del file[merger.group].attrs[name]
    with pytest.raises(DeepGalaxyError, match=rf"lacking\.h5: holds another run; .*\(different: {name}\)"):
        simulate(RECIPE, path, size_px=32, cameras=3, bands="gri")


def test_a_run_that_drifts_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(evolution.ENERGY_DRIFT_LIMITS, "direct", 1e-9)
    marked = simulate(SMALL, tmp_path / "drift.h5", size_px=16, cameras=1)
    assert marked.attributes["trusted"] is False


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"mass_ratio": 0.0}, "mass_ratio is 0; it must be above 0"),
        ({"mass_ratio": 11.0}, "mass_ratio is 11"),
        ({"mass_ratio": float("nan")}, "mass_ratio is nan"),
        ({"size_ratio": -1.0}, "size_ratio is -1"),
        ({"pericentre_kpc": 150.0}, "pericentre_kpc is 150"),
        ({"start_separation_kpc": 8.0}, "start_separation_kpc is 8; it must be above 8"),
        ({"speed_ratio": 0.4}, "speed_ratio is 0.4; give 0.5 to 2"),
        ({"speed_ratio": float("nan")}, "speed_ratio is nan"),
        ({"engine": "gpu"}, "engine is 'gpu'; there are multipoles, direct, tree, torch"),
        ({"softening_kpc": 0.0}, "softening_kpc is 0"),
        ({"particles": 100}, "give 210 or more"),
        ({"particles": 100, "engine": "direct"}, "give 260 or more"),
        ({"particles": 400, "mass_ratio": 0.1}, "give 426 or more"),
        ({"particles": 1000, "mass_ratio": 0.1, "engine": "tree"}, "give 1385 or more"),
        ({"seed": -1}, "seed is -1"),
        ({"disk1_deg": (float("inf"), 0.0)}, "disk1_deg"),
    ],
)
def test_a_wrong_recipe_is_refused_with_what_to_do(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(DeepGalaxyError, match=message):
        MergerRecipe(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("engine", "particles"), [("multipoles", 426), ("direct", 1385)])
def test_the_number_of_particles_that_a_refusal_asks_for_will_do(engine: EngineName, particles: int) -> None:
    recipe = MergerRecipe(particles=particles, mass_ratio=0.1, engine=engine)
    assert min(stars for _, stars in recipe.split()) >= 50
    assert sum(map(sum, recipe.split())) == particles


@pytest.mark.parametrize("wrong", [{"size_px": 8}, {"cameras": 0}, {"bands": "xyz"}, {"size_px": 10_000}])
def test_pictures_of_no_use_are_refused(wrong: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(DeepGalaxyError, match=next(iter(wrong))):
        simulate(RECIPE, tmp_path / "x.h5", **wrong)  # type: ignore[arg-type]
