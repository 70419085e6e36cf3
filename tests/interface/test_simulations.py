"""`deepgalaxy.simulate`, `Merger`, `train` and `evaluate`."""

from pathlib import Path
from typing import Any

import astropy.units as u
import h5py
import numpy as np
import pytest

import deepgalaxy as dg
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.inference.predict import predict_pictures

QUICK: dict[str, Any] = {
    "particles": 1000,
    "engine": "direct",
    "softening_kpc": 1.0,
    "speed_ratio": 0.6,
    "pericentre_kpc": 2.0,
    "start_separation_kpc": 60.0,
    "galaxy": GalaxyModel(
        disk_mass=0.5,
        bulge_mass=8.0,
        bulge_scale_kpc=2.0,
        halo_mass=12.0,
        halo_scale_kpc=8.0,
        halo_cut_kpc=30.0,
    ),
}
"""Two compact galaxies that merge within a few hundred steps."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("mergers")
    for seed in (1, 2, 3):
        dg.simulate(folder / f"run-{seed}.h5", size_px=32, cameras=1, seed=seed, **QUICK)
    return sorted(folder.glob("*.h5"))


def test_quantities_are_the_numbers_of_the_recipe(files: list[Path], tmp_path: Path) -> None:
    in_units = QUICK | {
        "softening_kpc": 1000 * u.pc,
        "pericentre_kpc": 2 * u.kpc,
        "disk1_deg": (20 * u.deg, 0),
        "disk2_deg": np.radians([30, 60]) * u.rad,
    }
    merger = dg.simulate(tmp_path / "units.h5", size_px=32, cameras=1, seed=1, **in_units)
    same = dg.Merger.open(files[0])
    assert merger.attributes["pericentre_kpc"] == same.attributes["pericentre_kpc"] == 2.0
    np.testing.assert_array_equal(merger.read(), same.read())


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"pericentre_kpc": 3 * u.Myr}, r"pericentre_kpc: 3.0 Myr cannot be converted to kpc"),
        ({"disk1_deg": (20 * u.kpc, 0)}, r"disk1_deg: 20.0 kpc cannot be converted to deg"),
        ({"pericenter": 3}, r"no parameter pericenter; a recipe has mass_ratio"),
        ({"mass_ratio": -1}, r"mass_ratio is -1"),
        ({"redshift": 0.1}, r"redshift goes with observe"),
    ],
)
def test_impossible_recipes_are_refused_by_their_parameter(
    tmp_path: Path, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        dg.simulate(tmp_path / "no.h5", **options)
    assert not list(tmp_path.iterdir())


def test_a_merger_tells_stage_time_and_separation_of_its_frames(files: list[Path]) -> None:
    merger = dg.Merger.open(files[0])
    table = merger.to_table()
    assert table["time"].unit == u.Myr
    assert table["separation"].unit == u.kpc
    with h5py.File(files[0]) as file:
        np.testing.assert_array_equal(
            table["separation"].value, file[merger.group]["nuclei_separation_kpc"][:]
        )
    np.testing.assert_array_equal(table["stage"], merger.stage)
    sheet = merger.show(frames=[0, 10, 20])
    assert sheet._repr_html_().count("<img ") == 3
    assert f"stage {merger.stage[10]:.0f}" in sheet._repr_html_()


def test_of_several_mergers_in_a_file_one_is_named(files: list[Path], tmp_path: Path) -> None:
    several = tmp_path / "several.h5"
    with h5py.File(several, "w") as target:
        for number, file in enumerate(files[:2]):
            with h5py.File(file) as source:
                (group,) = source
                source.copy(group, target, f"{group}__run_{number}")
    with pytest.raises(WrongUse, match="2 mergers; name one as group: s_1_m_1__run_0"):
        dg.Merger.open(several)
    assert dg.Merger.open(several, "s_1_m_1__run_1").group == "s_1_m_1__run_1"


def test_train_and_evaluate_give_a_model_and_a_table(files: list[Path], tmp_path: Path) -> None:
    model = dg.train(
        files[:2],
        tmp_path / "model",
        parts="classifier",
        size_px=16,
        include_untrusted=True,
        epochs=1,
        batch_size=16,
        held_out=0,
    )
    assert dg.load_model(tmp_path / "model").sha256 == model.sha256
    table = dg.evaluate(model, files)
    assert set(table["dataset"]) == {"unseen"}
    [every] = table[table["group"] == "all"]
    merger = dg.Merger.open(files[2])
    frames = merger.read(frames=merger.staged)
    kpc_per_px = np.full(len(frames), merger.attributes["field_of_view_kpc"] / merger.size_px, np.float32)
    predicted = np.concatenate(
        [
            predict_pictures(model.trained, frames[n : n + 1], kpc_per_px[n : n + 1]).predictions.stage
            for n in range(len(frames))
        ]
    )
    error = np.abs(predicted - merger.stage[merger.staged])
    assert every["median_stages"] == pytest.approx(np.median(error), abs=0.01)
    assert set(dg.evaluate(model, files, seen=True)["dataset"]) == {"unseen", "seen"}
    with pytest.raises(dg.DeepGalaxyError, match="has seen all"):
        dg.evaluate(model, files[:2])


def test_a_setting_that_is_none_is_refused(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="epoch_count"):
        dg.train(files, tmp_path / "model", epoch_count=3)
