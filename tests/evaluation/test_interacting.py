"""Mergers against other galaxies, and cutouts of one sky: by counting, with random weights."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch

from deepgalaxy.evaluation.interacting import score_cutouts, score_interacting
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import ModelCard, TrainedModel, save_model
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing


def random_model(folder: Path, architecture: Architecture) -> TrainedModel:
    torch.manual_seed(2)
    card = ModelCard(
        name="random",
        architecture=architecture,
        preprocessing=Preprocessing(size_px=32, framing="light"),
        training={},
        stage_time_myr=tuple(20.0 * (k - 19.5) for k in range(71)),
        metrics={},
    )
    return save_model(folder, Network(architecture), card)


@pytest.fixture
def model(tmp_path: Path) -> TrainedModel:
    return random_model(tmp_path / "model", Architecture(size_px=32, parts=("classifier",)))


def blobs(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y, x = np.indices((64, 64)) - 31.5
    widths = rng.uniform(2, 7, (2, count, 1, 1))
    light = np.exp(-0.5 * ((x / widths[0]) ** 2 + (y / widths[1]) ** 2))
    pictures: np.ndarray = light[:, None].astype(np.float32)
    return pictures


def test_mergers_and_others_are_compared_pair_by_pair(model: TrainedModel) -> None:
    mergers, spirals, rings = blobs(30, 1), blobs(20, 2), blobs(100, 3)
    scores = score_interacting(model, ("merger", mergers), {"spiral": spirals, "ring": rings})
    assert [(s.kind, s.pictures) for s in scores] == [
        ("merger", 30),
        ("spiral", 20),
        ("ring", 100),
        ("all but mergers", 120),
    ]
    p = [
        predict_pictures(model, pictures).predictions.p_interacting for pictures in (mergers, spirals, rings)
    ]
    won = [(a > b) + 0.5 * (a == b) for a, b in product(p[0], [*p[1], *p[2]])]
    assert scores[0].auroc is None
    assert scores[3].auroc == pytest.approx(np.mean(won), abs=1e-3)
    assert scores[1].median == pytest.approx(np.median(p[1]), abs=1e-4)
    assert scores[2].taken_for_mergers == pytest.approx(np.mean(p[2] >= 0.5))


def test_a_model_that_does_not_tell_mergers_has_no_scores(tmp_path: Path) -> None:
    former = Architecture(size_px=32, parts=("classifier",), properties=("stage",), scaled=False)
    model = random_model(tmp_path / "former", former)
    assert score_interacting(model, ("merger", blobs(3, 1)), {"spiral": blobs(3, 2)}) == []


def test_a_small_galaxy_is_the_same_in_every_cutout(model: TrainedModel) -> None:
    cropped, padded = score_cutouts(model, blobs(40, 4))
    assert (cropped.side, padded.side, cropped.pictures) == (0.7, 1.5, 40)
    assert cropped.median_change < 0.5
    assert padded.median_change < 0.5
    assert cropped.changed_by_2 == 0
