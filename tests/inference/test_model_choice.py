"""Which model answers, and the one that is in the box."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from deepgalaxy.core.prediction import MERGER_PROPERTIES
from deepgalaxy.core.settings import Settings
from deepgalaxy.evaluation.stage_errors import predict_stages
from deepgalaxy.imaging.merger_file import read_simulations
from deepgalaxy.inference.model_choice import SHIPPED, find_model_folder, model_folder
from deepgalaxy.networks.model_folder import load_model

MERGERS = Path(__file__).parents[3] / "shared/data/simulations/example-14-mergers-128px.h5"


def test_the_model_named_comes_first_then_the_users_own_then_the_shipped_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert find_model_folder(settings, None) == SHIPPED
    own = model_folder(settings, "default")
    own.mkdir(parents=True)
    assert find_model_folder(settings, None) == own
    set_by_user = settings.model_copy(update={"model": tmp_path / "set"})
    assert find_model_folder(set_by_user, None) == tmp_path / "set"
    assert find_model_folder(set_by_user, tmp_path / "named") == tmp_path / "named"


def test_the_shipped_model_is_small_calibrated_and_says_what_it_was_not_trained_on() -> None:
    model = load_model(SHIPPED)
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) <= 20e6
    assert model.card.architecture.size_px == 64
    assert set(model.card.architecture.parts) == {"classifier", "fcae", "vae"}
    assert model.card.calibration is not None
    assert set(model.card.calibration.stretch) == set(MERGER_PROPERTIES)
    assert model.card.stage_clock == "event"
    training = model.card.training
    assert training["split"] == "by simulation"
    assert not set(training["simulations"]) & set(training["held_out_simulations"])
    runs = {
        name.rpartition("__run_")[2] for name in (*training["simulations"], *training["held_out_simulations"])
    }
    assert not runs & {str(run) for run in range(1, 9)}, (
        "the first eight of the survey grid are its examination"
    )


@pytest.mark.skipif(not MERGERS.exists(), reason="no example file at ../shared/data/simulations")
def test_the_shipped_model_dates_mergers_of_an_earlier_program() -> None:
    simulations = [replace(s, cameras=s.cameras[:2]) for s in read_simulations(MERGERS)[:3]]
    predicted = predict_stages(load_model(SHIPPED), simulations)
    assert np.median(np.abs(predicted.stage_error)) < 5, "a guess at the middle errs by 17.5"
