"""Evaluation: figures worked out by hand, and truths that stay with their pictures."""

import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.evaluation.plots import draw_calibration, draw_stages
from deepgalaxy.evaluation.stage_errors import (
    SHARES,
    StagePredictions,
    dataset_of,
    predict_stages,
    scores,
    share_below,
    unseen_simulations,
)
from deepgalaxy.imaging.merger_file import read_simulations
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import ModelCard, TrainedModel, save_model
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.data import fingerprint


@pytest.fixture
def model(tmp_path: Path, runs: Path) -> TrainedModel:
    architecture = Architecture(size_px=16, latent_size=8)
    card = ModelCard(
        name="untrained",
        architecture=architecture,
        preprocessing=Preprocessing(size_px=16),
        training={
            "seen": [fingerprint(s) for s in read_simulations(runs) if s.group == "s_1_m_1"],
            "split": "by simulation",
        },
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
    stage = np.array([9.0, 20.0, 50.0, 60.0])
    error = np.array([0.2, 1.5, -4.0, 0.9])
    predicted = StagePredictions(
        stage=stage,
        time_myr=20 * stage,
        predicted_stage=stage + error,
        predicted_time_myr=20 * (stage + error),
        low68=20 * (stage + error) - 10,
        high68=20 * (stage + error) + 10,
        low90=20 * (stage + error) - 31,
        high90=20 * (stage + error) + 31,
        stage_low90=stage + error - 1,
        stage_high90=stage + error + 2,
        coalescence_error_myr=np.array([4.0, -6.0, np.nan, np.nan]),
        mass_ratio_error=np.array([0.1, -0.3, 0.2, np.nan]),
        interacting=np.array([1.0, 1.0, 0.0, np.nan]),
        p_interacting=np.array([0.9, 0.3, 0.4, 0.2]),
        probability_below=np.array([0.5, 0.5, 0.5, 0.5]),
        out_of_domain=np.array([0.5, 1.2, np.nan, 3.0]),
        z=np.zeros((4, 2), np.float32),
        mass_ratio=np.array([1.0, 1.0, 0.5, 0.5]),
        coalesced=stage > 45,
        simulation=np.array(["a", "a", "b", "c"]),
        dataset=np.array(["unseen", "unseen", "unseen", "foreign"]),
        split=np.full(4, "by simulation"),
    )
    table = {(score.dataset, score.group): score for score in scores(predicted)}
    own = ["all", "two nuclei", "one nucleus", "stages 0 to 9", "stages 20 to 29", "stages 50 to 59"]
    own += ["mass ratio 0.5", "mass ratio 1", "a", "b"]
    others = ["all", "one nucleus", "stages 60 to 70", "mass ratio 0.5", "c"]
    assert list(table) == [("unseen", group) for group in own] + [("foreign", group) for group in others]
    everything = table["unseen", "all"]
    assert everything.split == "by simulation"
    assert everything.pictures == 3
    assert everything.accuracy == pytest.approx(1 / 3)
    assert everything.within_1 == pytest.approx(1 / 3)
    assert everything.within_2 == pytest.approx(2 / 3)
    assert everything.median_stages == pytest.approx(1.5)
    assert everything.median_myr == pytest.approx(30)
    assert everything.mean_myr == pytest.approx(20 * 5.7 / 3)
    assert everything.covered_68 == pytest.approx(1 / 3)
    assert everything.covered_90 == pytest.approx(2 / 3)
    assert everything.width_90_myr == pytest.approx(62)
    assert everything.stage_covered_90 == pytest.approx(1 / 3)
    assert everything.stage_width_90 == pytest.approx(3)
    assert everything.coalescence_myr == pytest.approx(5)
    assert everything.mass_ratio == pytest.approx(0.2)
    assert table["foreign", "all"].coalescence_myr is None
    assert everything.interacting == pytest.approx(0.5), "one of the two mergers is above the other galaxy"
    assert table["unseen", "a"].interacting is None
    assert everything.calibration_error == pytest.approx(np.mean(np.minimum(SHARES, 1 - SHARES)), abs=0.03)
    assert everything.out_of_domain == pytest.approx(1 / 3)
    assert table["foreign", "all"].median_stages == pytest.approx(0.9)
    assert table["unseen", "a"].median_stages == pytest.approx(0.85)


def test_the_share_below_is_even_where_the_probabilities_are_right() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.full(71, 0.3), 2000).astype(np.float32)
    stage = np.array([rng.choice(71, p=row / row.sum()) for row in probabilities.astype(float)])
    below = share_below(probabilities, stage + rng.uniform(-0.5, 0.5, 2000))
    assert np.abs([np.mean(below <= share) - share for share in SHARES]).max() < 0.04
    certain = np.zeros((1, 71), np.float32)
    certain[0, 7] = 1
    assert [share_below(certain, np.array([stage]))[0] for stage in (6.0, 7.0, 7.25, 8.0)] == [
        0,
        0.5,
        0.75,
        1,
    ]


def test_truths_stay_with_their_pictures(model: TrainedModel, runs: Path) -> None:
    simulations = read_simulations(runs)
    predicted = predict_stages(model, simulations)
    assert len(predicted.stage) == 2 * (71 + 30)
    start = 0
    for simulation in simulations:
        for camera in simulation.cameras:
            rows = slice(start, start + simulation.n_frames)
            expected = predict_pictures(model, simulation.read(camera, slice(None))).predictions
            assert np.array_equal(predicted.predicted_stage[rows], expected.stage.astype(float))
            assert np.array_equal(predicted.stage[rows], simulation.stage)
            assert set(predicted.simulation[rows]) == {simulation.id}
            start = rows.stop


def test_other_peoples_mergers_are_recognised_by_their_origin(model: TrainedModel, runs: Path) -> None:
    with h5py.File(runs, "r+") as file:
        file["s_0.5_m_0.25"].attrs["origin"] = "galaxy.dat"
    datasets = {s.group: dataset_of(model, s) for s in read_simulations(runs)}
    assert datasets == {"s_1_m_1": "seen", "s_0.5_m_0.25": "foreign"}
    predicted = predict_stages(model, read_simulations(runs))
    assert {(s.dataset, s.pictures) for s in scores(predicted) if s.group == "all"} == {
        ("seen", 142),
        ("foreign", 60),
    }


def test_what_the_model_was_trained_on_is_left_out(model: TrainedModel, runs: Path) -> None:
    simulations = read_simulations(runs)
    assert [s.group for s in unseen_simulations(model, simulations)] == ["s_0.5_m_0.25"]
    shutil.copy(runs, runs.with_name("copy.h5"))
    copies = read_simulations(runs.with_name("copy.h5"))
    assert [s.group for s in unseen_simulations(model, copies)] == ["s_0.5_m_0.25"]
    with pytest.raises(DeepGalaxyError, match="has seen all 1"):
        unseen_simulations(model, [s for s in simulations if s.group == "s_1_m_1"])


def test_plots_are_drawn_with_stages_missing(model: TrainedModel, runs: Path, tmp_path: Path) -> None:
    both = predict_stages(model, read_simulations(runs))
    one = both.select(both.dataset == "unseen")
    draw_stages(one, tmp_path / "one.png")
    draw_stages(both, tmp_path / "both.png")
    draw_calibration(both, tmp_path / "calibration.png")
    with Image.open(tmp_path / "one.png") as narrow, Image.open(tmp_path / "both.png") as wide:
        assert wide.width > narrow.width > 400
    with Image.open(tmp_path / "calibration.png") as picture:
        assert picture.width > 300
