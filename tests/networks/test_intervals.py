"""Calibrated intervals and the out-of-domain score, against oracles."""

import math

import numpy as np
import pytest
import torch
from scipy.spatial.distance import mahalanobis
from sklearn.metrics import roc_auc_score

from deepgalaxy.networks.interval_calibration import AS_THEY_ARE, LEVELS, Calibration
from deepgalaxy.networks.out_of_domain import OutOfDomainScore
from deepgalaxy.networks.stage_estimate import bin_quantile, stage_to_time, time_interval
from deepgalaxy.training.calibrate import calibrate

MYR_A_STAGE, SCATTER = 20.0, 0.2
TABLE = [MYR_A_STAGE * (k - 19.5) for k in range(71)]
IN_DOMAIN = torch.tensor(torch.nan)
MANY = [str(k) for k in range(1000)]


def overconfident(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Probabilities whose width is a third of their true error, and times of mergers of various paces."""
    rng = np.random.default_rng(seed)
    stage = rng.uniform(15, 55, count)
    guess = stage + rng.normal(0, 3, count)
    logits = -0.5 * (torch.arange(71) - torch.from_numpy(guess)[:, None]) ** 2
    time_myr = MYR_A_STAGE * np.exp(rng.normal(0, SCATTER, count)) * (stage - 19.5)
    return torch.softmax(logits, dim=1).float(), torch.from_numpy(time_myr).float()


def coverage(probabilities: torch.Tensor, time_myr: torch.Tensor, level: int, by: Calibration) -> float:
    low, high = time_interval(probabilities, level, TABLE, SCATTER, by.of(level, IN_DOMAIN))
    return ((low <= time_myr) & (time_myr <= high)).float().mean().item()


@pytest.mark.parametrize("level", LEVELS)
def test_calibration_makes_an_overconfident_network_honest(level: int) -> None:
    calibration = calibrate(*overconfident(3000, seed=1), TABLE, SCATTER, MANY)
    fresh = overconfident(3000, seed=2)
    assert coverage(*fresh, level, AS_THEY_ARE) < level / 100 - 0.1
    assert coverage(*fresh, level, calibration) == pytest.approx(level / 100, abs=0.025)


def test_of_mergers_that_err_each_in_its_way_another_is_held_as_often_as_promised() -> None:
    """Those of each merger err alike: what holds 68 % of twelve mergers' holds less of a thirteenth's."""
    rng, held = np.random.default_rng(1), []
    for _ in range(60):
        stage = rng.uniform(15, 55, (25, 40))
        guess = stage + rng.normal(0, 3, (25, 1)) + rng.normal(0, 0.5, stage.shape)
        logits = -0.5 * (torch.arange(71) - torch.from_numpy(guess)[..., None]) ** 2
        predicted, time_myr = torch.softmax(logits, dim=2), torch.from_numpy(MYR_A_STAGE * (stage - 19.5))
        by = calibrate(predicted[:12].flatten(0, 1), time_myr[:12].flatten(), TABLE, 0, MANY[:12])
        low, high = time_interval(predicted[12:].flatten(0, 1), 68, TABLE, 0, by.of(68, IN_DOMAIN))
        held.append(((low <= time_myr[12:].flatten()) & (time_myr[12:].flatten() <= high)).double().mean())
    assert 0.68 < np.mean(held) < 0.76


def test_a_modest_networks_intervals_shrink() -> None:
    probabilities, _ = overconfident(2000, seed=1)
    exact = stage_to_time(bin_quantile(probabilities, 0.5), TABLE).float()
    calibration = calibrate(probabilities, exact + 1, TABLE, SCATTER, MANY)
    assert all(0 < stretch < 0.2 for stretch in calibration.stretch.values())


@pytest.mark.parametrize(("simulations", "asked"), [(3, 0.95), (18, 0.95), (31, 0.92903), (1000, 0.9009)])
def test_the_stretch_is_the_conformal_quantile_that_mergers_allow(simulations: int, asked: float) -> None:
    probabilities, time_myr = overconfident(499, seed=3)
    calibration = calibrate(probabilities, time_myr, TABLE, SCATTER, MANY[:simulations])
    assert calibration.simulations == tuple(MANY[:simulations])
    rank = math.ceil(asked * (len(time_myr) + 1))
    low, high = time_interval(probabilities, 90, TABLE, SCATTER)
    middle = stage_to_time(bin_quantile(probabilities, 0.5), TABLE)
    needed = torch.maximum((time_myr - middle) / (high - middle), (middle - time_myr) / (middle - low))
    assert calibration.stretch[90] == pytest.approx(needed.sort().values[rank - 1].item(), abs=1e-5)


def test_intervals_nest_and_hold_the_median() -> None:
    probabilities = torch.softmax(3 * torch.randn(500, 71, generator=torch.Generator().manual_seed(1)), dim=1)
    unlike = torch.linspace(0, 3, 500)
    middle = stage_to_time(bin_quantile(probabilities, 0.5), TABLE)
    for stretch in (0.0, 1.0, 4.0):
        by = Calibration(stretch=dict.fromkeys(LEVELS, stretch), simulations=())
        (low68, high68), (low90, high90) = (
            time_interval(probabilities, level, TABLE, SCATTER, by.of(level, unlike)) for level in LEVELS
        )
        for smaller, larger in ((low90, low68), (low68, middle), (middle, high68), (high68, high90)):
            assert (smaller <= larger).all()


def test_what_is_unlike_gets_wider_intervals_in_proportion() -> None:
    probabilities, _ = overconfident(4, seed=1)
    unlike = torch.tensor([torch.nan, 0.4, 1.0, 2.0])
    usual = time_interval(probabilities, 68, TABLE, SCATTER)
    low, high = time_interval(probabilities, 68, TABLE, SCATTER, AS_THEY_ARE.of(68, unlike))
    times_wider = (high - low) / (usual[1] - usual[0])
    assert times_wider.tolist() == pytest.approx([1, 1, 1, 2])


def test_the_score_is_mahalanobis_distance_over_its_edge() -> None:
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(5000, 8, generator=generator) @ torch.randn(8, 8, generator=generator)
    measure = OutOfDomainScore(8)  # fewer channels than axes: nothing remains to be taken together
    measure.fit(features)
    inverse = np.linalg.inv(np.cov(features.numpy().T))
    distance = [mahalanobis(f, features.mean(dim=0), inverse) for f in features[:200].numpy()]
    score = measure(features[:200, :, None, None])
    edge = distance[0] / score[0].item()
    np.testing.assert_allclose(score.numpy() * edge, distance, rtol=1e-3)
    everything = measure(features[:, :, None, None])
    assert (everything > 1).float().mean() == pytest.approx(0.05, abs=0.002)


def test_the_score_separates_other_pictures_in_many_dimensions() -> None:
    generator = torch.Generator().manual_seed(0)
    mixing = torch.randn(96, 96, generator=generator) * torch.logspace(0, -3, 96)[:, None]
    known = torch.randn(4000, 96, generator=generator) @ mixing
    others = torch.randn(500, 96, generator=generator) @ mixing + 0.5 * torch.randn(
        500, 96, generator=generator
    )
    score = OutOfDomainScore(96)
    score.fit(known[:3500])
    scores = score(torch.cat([known[3500:], others])[:, :, None, None])
    assert roc_auc_score([0] * 500 + [1] * 500, scores.numpy()) > 0.95


def test_before_it_is_fitted_the_score_is_nan() -> None:
    assert OutOfDomainScore(16)(torch.rand(3, 16, 2, 2)).isnan().all()


def test_constant_features_stay_finite() -> None:
    score = OutOfDomainScore(40)
    features = torch.zeros(100, 40)
    features[:, 0] = torch.arange(100)
    score.fit(features)
    assert score(features[:, :, None, None]).isfinite().all()
