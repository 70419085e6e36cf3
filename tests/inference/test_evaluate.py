"""Evaluation: figures worked out by hand, and truths that stay with their pictures."""

import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.inference.dating import date_pictures
from deepgalaxy.inference.evaluate import Judged, judge, scores, unseen_simulations
from deepgalaxy.inference.plots import draw_scatter
from deepgalaxy.mergers.dataset import read_simulations
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.weights import ModelCard, TrainedModel, save_model
from deepgalaxy.training.data import fingerprint


@pytest.fixture
def model(tmp_path: Path, runs: Path) -> TrainedModel:
    architecture = Architecture(size_px=16, latent_size=8)
    card = ModelCard(
        name="untrained",
        architecture=architecture,
        preprocessing=Preprocessing(size_px=16),
        training={"seen": [fingerprint(s) for s in read_simulations(runs) if s.group == "s_1_m_1"]},
        stage_time_myr=tuple(20.0 * (k - 19.5) for k in range(71)),
        metrics={},
    )
    return save_model(tmp_path / "model", Network(architecture), card)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    with h5py.File(tmp_path / "runs.h5", "w") as file:
        for group, frames in (("s_1_m_1", 71), ("s_0.5_m_0.25", 30)):
            for camera in range(2):
                pixels = rng.integers(0, 256, (frames, 16, 16, 1), dtype=np.uint8)
                file[f"{group}/images_camera_{camera:02d}"] = pixels
                file[f"{group}/t_myr_camera_{camera:02d}"] = np.arange(frames, dtype=np.float32) * 5
    return tmp_path / "runs.h5"


def test_figures_are_those_worked_out_by_hand() -> None:
    stage = np.array([10.0, 20.0, 50.0, 60.0])
    error = np.array([0.2, 1.5, -4.0, 0.9])
    judged = Judged(
        stage=stage,
        time_myr=20 * stage,
        said_stage=stage + error,
        said_time_myr=20 * (stage + error),
        low68=20 * (stage + error) - 10,
        high68=20 * (stage + error) + 10,
        low90=20 * (stage + error) - 31,
        high90=20 * (stage + error) + 31,
        out_of_domain=np.array([0.5, 1.2, np.nan, 3.0]),
        mass_ratio=np.array([1.0, 1.0, 0.5, 0.5]),
        coalesced=stage > 45,
        simulation=np.array(["a", "a", "b", "b"]),
    )
    table = {score.group: score for score in scores(judged)}
    assert list(table) == ["all", "two nuclei", "one nucleus", "mass ratio 0.5", "mass ratio 1", "a", "b"]
    everything = table["all"]
    assert everything.pictures == 4
    assert everything.accuracy == 0.25
    assert everything.within_1 == 0.5
    assert everything.within_2 == 0.75
    assert everything.median_stages == pytest.approx(1.2)
    assert everything.median_myr == pytest.approx(24)
    assert everything.mean_myr == pytest.approx(20 * 6.6 / 4)
    assert everything.covered_68 == 0.25
    assert everything.covered_90 == 0.75
    assert everything.out_of_domain == 0.5
    assert table["one nucleus"].median_stages == pytest.approx(2.45)
    assert table["a"] == table["mass ratio 1"].__class__(**{**vars(table["mass ratio 1"]), "group": "a"})


def test_truths_stay_with_their_pictures(model: TrainedModel, runs: Path) -> None:
    simulations = read_simulations(runs)
    judged = judge(model, simulations)
    assert len(judged.stage) == 2 * (71 + 30)
    start = 0
    for simulation in simulations:
        for camera in simulation.cameras:
            rows = slice(start, start + simulation.n_frames)
            said = date_pictures(model, simulation.read(camera, slice(None))).predictions
            assert np.array_equal(judged.said_stage[rows], said.stage.astype(float))
            assert np.array_equal(judged.stage[rows], simulation.stage)
            assert set(judged.simulation[rows]) == {simulation.id}
            start = rows.stop


def test_what_the_model_was_trained_on_is_left_out(model: TrainedModel, runs: Path) -> None:
    simulations = read_simulations(runs)
    assert [s.group for s in unseen_simulations(model, simulations)] == ["s_0.5_m_0.25"]
    shutil.copy(runs, runs.with_name("copy.h5"))
    copies = read_simulations(runs.with_name("copy.h5"))
    assert [s.group for s in unseen_simulations(model, copies)] == ["s_0.5_m_0.25"]
    with pytest.raises(DeepGalaxyError, match="has seen all 1"):
        unseen_simulations(model, [s for s in simulations if s.group == "s_1_m_1"])


def test_the_plot_is_drawn_with_stages_missing(model: TrainedModel, runs: Path, tmp_path: Path) -> None:
    (unseen,) = unseen_simulations(model, read_simulations(runs))
    draw_scatter(judge(model, [unseen]), tmp_path / "scatter.png")
    with Image.open(tmp_path / "scatter.png") as picture:
        assert picture.width > 400
