"""Calibrated intervals and the out-of-domain score, against oracles."""

import math

import numpy as np
import pytest
import torch
from scipy.spatial.distance import mahalanobis
from sklearn.metrics import roc_auc_score

from deepgalaxy.networks.calibration import LEVELS, Calibration, stage_interval
from deepgalaxy.networks.familiarity import Familiarity
from deepgalaxy.networks.stages import stage_quantile
from deepgalaxy.training.calibrate import calibrate


def overconfident(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Probabilities whose width is a third of their true error."""
    rng = np.random.default_rng(seed)
    truth = rng.uniform(15, 55, count)
    guess = truth + rng.normal(0, 3, count)
    stages = torch.arange(71)
    logits = -0.5 * (stages - torch.from_numpy(guess)[:, None]) ** 2
    return torch.softmax(logits, dim=1).float(), torch.from_numpy(truth).float()


def coverage(probabilities: torch.Tensor, truth: torch.Tensor, level: int, by: Calibration | None) -> float:
    low, high = stage_interval(probabilities, level, by, torch.full((len(truth),), torch.nan))
    return ((low <= truth) & (truth <= high)).float().mean().item()


@pytest.mark.parametrize("level", LEVELS)
def test_calibration_makes_an_overconfident_network_honest(level: int) -> None:
    calibration = calibrate(*overconfident(3000, seed=1), ["one"])
    fresh = overconfident(3000, seed=2)
    assert coverage(*fresh, level, None) < level / 100 - 0.2
    assert coverage(*fresh, level, calibration) == pytest.approx(level / 100, abs=0.025)


def test_widening_is_the_conformal_quantile() -> None:
    probabilities, truth = overconfident(499, seed=3)
    calibration = calibrate(probabilities, truth, ["a", "b"])
    assert calibration.simulations == ("a", "b")
    low, high = (stage_quantile(probabilities, q) for q in (0.05, 0.95))
    scores = torch.maximum(low - truth, truth - high).sort().values
    rank = math.ceil(0.9 * (len(truth) + 1))
    assert calibration.widen_stages[90] == pytest.approx(scores[rank - 1].item(), abs=1e-5)


def test_intervals_nest_and_hold_the_median() -> None:
    probabilities = torch.softmax(3 * torch.randn(500, 71, generator=torch.Generator().manual_seed(1)), dim=1)
    for widen in (-30.0, 0.0, 4.0):
        calibration = Calibration(widen_stages={68: widen, 90: widen}, simulations=())
        unlike = torch.linspace(0, 3, 500)
        (low68, high68), (low90, high90) = (
            stage_interval(probabilities, level, calibration, unlike) for level in LEVELS
        )
        middle = stage_quantile(probabilities, 0.5)
        for smaller, larger in ((low90, low68), (low68, middle), (middle, high68), (high68, high90)):
            assert (smaller <= larger).all()
        assert low90.min() >= 0
        assert high90.max() <= 70


def test_what_is_unlike_gets_wider_intervals_in_proportion() -> None:
    probabilities, _ = overconfident(1, seed=1)
    widths = []
    for unlike in (torch.nan, 0.4, 1.0, 2.0):
        low, high = stage_interval(probabilities, 68, None, torch.tensor([unlike]))
        widths.append((high - low).item())
    assert widths[0] == widths[1] == widths[2]
    assert widths[3] == pytest.approx(2 * widths[2])


def test_the_score_is_mahalanobis_distance_over_its_edge() -> None:
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(5000, 8, generator=generator) @ torch.randn(8, 8, generator=generator)
    familiarity = Familiarity(8)  # fewer channels than axes: nothing remains to be taken together
    familiarity.fit(features)
    inverse = np.linalg.inv(np.cov(features.numpy().T))
    distance = [mahalanobis(f, features.mean(dim=0), inverse) for f in features[:200].numpy()]
    score = familiarity(features[:200, :, None, None])
    edge = distance[0] / score[0].item()
    np.testing.assert_allclose(score.numpy() * edge, distance, rtol=1e-3)
    everything = familiarity(features[:, :, None, None])
    assert (everything > 1).float().mean() == pytest.approx(0.05, abs=0.002)


def test_the_score_tells_strangers_in_many_dimensions() -> None:
    generator = torch.Generator().manual_seed(0)
    mixing = torch.randn(96, 96, generator=generator) * torch.logspace(0, -3, 96)[:, None]
    known = torch.randn(4000, 96, generator=generator) @ mixing
    strangers = torch.randn(500, 96, generator=generator) @ mixing + 0.5 * torch.randn(
        500, 96, generator=generator
    )
    familiarity = Familiarity(96)
    familiarity.fit(known[:3500])
    scores = familiarity(torch.cat([known[3500:], strangers])[:, :, None, None])
    assert roc_auc_score([0] * 500 + [1] * 500, scores.numpy()) > 0.95


def test_before_it_is_fitted_the_score_is_nan() -> None:
    assert Familiarity(16)(torch.rand(3, 16, 2, 2)).isnan().all()


def test_constant_features_stay_finite() -> None:
    familiarity = Familiarity(40)
    features = torch.zeros(100, 40)
    features[:, 0] = torch.arange(100)
    familiarity.fit(features)
    assert familiarity(features[:, :, None, None]).isfinite().all()
