from pathlib import Path

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers import evolve
from deepgalaxy.mergers.dataset import Simulation
from deepgalaxy.mergers.recipe import MergerRecipe
from deepgalaxy.mergers.run import simulate

RECIPE = MergerRecipe(mass_ratio=0.5, particles=1500, softening_kpc=0.75, seed=3)


@pytest.fixture(scope="module")
def merger(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    return simulate(RECIPE, tmp_path_factory.mktemp("run") / "tiny.h5", size_px=32, cameras=3)


def spread_px(picture: NDArray[np.float32]) -> float:
    """Root mean square distance of the light from its centre, in pixels."""
    y, x = np.indices(picture.shape)
    weight = picture / picture.sum()
    return float(np.sqrt((weight * ((x - (weight * x).sum()) ** 2 + (y - (weight * y).sum()) ** 2)).sum()))


def test_a_merger_comes_back_as_the_published_layout_has_it(merger: Simulation) -> None:
    assert merger.id == "tiny/s_0.707_m_0.5"
    assert (merger.n_frames, merger.size_px, merger.cameras) == (71, 32, (0, 1, 2))
    assert merger.stage == pytest.approx(np.arange(71), abs=1e-9)
    with h5py.File(merger.path) as file:
        group = file["s_0.707_m_0.5"]
        assert sorted(group) == sorted(
            [f"{kind}_camera_0{k}" for kind in ("images", "t_myr") for k in range(3)]
            + ["time_physical_myr", "nuclei_separation_kpc", "energy_time_myr"]
            + ["kinetic_energy", "potential_energy", "angular_momentum"]
        )
        images = group["images_camera_02"]
        assert (images.shape, images.dtype, images.chunks) == ((71, 32, 32, 1), np.uint8, (1, 32, 32, 1))
        assert images.compression == "gzip"
        labels = (group["t_myr_camera_01"][...] / 5).astype(int)
        assert list(labels - labels.min()) == list(range(71))
        assert group["t_myr_camera_01"].dtype == np.float32


def test_first_pericentre_is_between_frames_19_and_20(merger: Simulation) -> None:
    spacing = merger.attributes["myr_per_frame"]
    assert merger.time_myr == pytest.approx((merger.stage - 19.5) * spacing, abs=1.6)
    assert merger.time_myr[19] < 0 < merger.time_myr[20]
    assert merger.attributes["t_first_pericentre_myr"] == pytest.approx(
        RECIPE.orbit().time_to_pericentre_myr, rel=0.1
    )
    assert merger.attributes["stage_first_pericentre"] == 19.5
    overhead = merger.read(0, slice(None))[:, 0]
    spread = np.array([spread_px(picture) for picture in overhead])
    assert 17 <= spread[:25].argmin() <= 22
    assert spread[0] > 3 * spread[19:21].min()


def test_physics_is_conserved_and_the_remnant_is_virialised(merger: Simulation) -> None:
    a = merger.attributes
    assert a["energy_drift"] < 5e-3
    assert a["trusted"]
    assert a["angular_momentum_drift"] < 5e-3
    assert a["virial_ratio"] == pytest.approx(1, abs=0.05)
    assert 30 < a["stage_coalescence"] < 70


def test_separations_and_energies_are_those_that_the_attributes_speak_of(merger: Simulation) -> None:
    a = merger.attributes
    with h5py.File(merger.path) as file:
        group = file[merger.group]
        apart = group["nuclei_separation_kpc"][...]
        energy = group["kinetic_energy"][...] + group["potential_energy"][...]
        momentum, times = group["angular_momentum"][...], group["energy_time_myr"][...]
        last_virial_ratio = 2 * group["kinetic_energy"][-1] / -group["potential_energy"][-1]
    assert apart.shape == (71,)
    assert apart[0] == pytest.approx(150, abs=2)
    assert apart[:25].argmin() in (19, 20)
    assert (apart[int(a["stage_coalescence"]) + 1 :] < 2).all()
    assert np.abs(energy / energy[0] - 1).max() == pytest.approx(a["energy_drift"])
    assert last_virial_ratio == pytest.approx(a["virial_ratio"])
    assert momentum.shape == (len(energy), 3)
    assert times == pytest.approx(np.arange(len(energy)) * 20.0)


def test_the_second_pericentre_is_where_the_separation_is_least_again(merger: Simulation) -> None:
    with h5py.File(merger.path) as file:
        apart = file[merger.group]["nuclei_separation_kpc"][...]
    second = merger.attributes["stage_second_pericentre"]
    assert 24 < second <= merger.attributes["stage_coalescence"] + 1
    between = apart[20 : int(second) + 1]
    assert between.max() > apart[round(second)] + 2


def test_the_recipe_is_written_beside_the_pictures(merger: Simulation) -> None:
    a = merger.attributes
    assert (a["mass_ratio"], a["size_ratio"], a["seed"], a["particles"]) == (0.5, np.sqrt(0.5), 3, 1500)
    assert (a["pericentre_kpc"], a["softening_kpc"], a["field_of_view_kpc"]) == (8.0, 0.75, 180.0)
    assert (a["orbit"], a["start_separation_kpc"]) == ("parabolic", 150.0)
    assert (list(a["disk1_deg"]), list(a["disk2_deg"])) == ([20.0, 0.0], [30.0, 60.0])
    assert a["galaxy_toomre_q"] == 1.5
    assert a["camera_directions"].shape == (3, 3)


def test_a_run_that_is_there_already_is_not_run_again_and_nothing_else_is_overwritten(
    merger: Simulation,
) -> None:
    before = merger.path.stat().st_mtime_ns
    again = simulate(RECIPE, merger.path, size_px=32, cameras=3)
    assert again.id == merger.id
    for recipe, size in ((MergerRecipe(particles=1500), 32), (RECIPE, 64)):
        with pytest.raises(DeepGalaxyError, match="holds another run"):
            simulate(recipe, merger.path, size_px=size, cameras=3)
    assert merger.path.stat().st_mtime_ns == before


def test_a_run_that_drifts_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evolve, "ENERGY_DRIFT_LIMIT", 1e-9)
    recipe = MergerRecipe(particles=260, softening_kpc=1.5)
    marked = simulate(recipe, tmp_path / "drift.h5", size_px=16, cameras=1, n_stages=21)
    assert marked.attributes["trusted"] is False
    assert marked.n_frames == 21


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"mass_ratio": 0.0}, "mass_ratio is 0; it must be above 0"),
        ({"mass_ratio": 11.0}, "mass_ratio is 11"),
        ({"mass_ratio": float("nan")}, "mass_ratio is nan"),
        ({"size_ratio": -1.0}, "size_ratio is -1"),
        ({"pericentre_kpc": 150.0}, "pericentre_kpc is 150"),
        ({"start_separation_kpc": 8.0}, "start_separation_kpc is 8; it must be above 8"),
        ({"softening_kpc": 0.0}, "softening_kpc is 0"),
        ({"particles": 100}, "give 260 or more"),
        ({"particles": 1000, "mass_ratio": 0.1}, "give 1385 or more"),
        ({"seed": -1}, "seed is -1"),
        ({"disk1_deg": (float("inf"), 0.0)}, "disk1_deg"),
    ],
)
def test_a_wrong_recipe_is_refused_with_what_to_do(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(DeepGalaxyError, match=message):
        MergerRecipe(**wrong)  # type: ignore[arg-type]


def test_the_number_of_particles_that_a_refusal_asks_for_will_do() -> None:
    assert min(stars for _, stars in MergerRecipe(particles=1385, mass_ratio=0.1).split()) >= 50
    assert sum(map(sum, MergerRecipe(particles=1385, mass_ratio=0.1).split())) == 1385


@pytest.mark.parametrize("wrong", [{"size_px": 8}, {"cameras": 0}, {"n_stages": 10}, {"size_px": 10_000}])
def test_pictures_of_no_use_are_refused(wrong: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(DeepGalaxyError, match=next(iter(wrong))):
        simulate(RECIPE, tmp_path / "x.h5", **wrong)  # type: ignore[arg-type]
