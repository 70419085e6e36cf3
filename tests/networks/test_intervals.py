"""Calibrated intervals and the out-of-domain score, against oracles."""

import math

import numpy as np
import pytest
import torch
from scipy.spatial.distance import mahalanobis
from sklearn.metrics import roc_auc_score

from deepgalaxy.core.prediction import LEVELS
from deepgalaxy.networks.interval_calibration import NOT_CALIBRATED, Calibration
from deepgalaxy.networks.out_of_domain import OutOfDomainScore
from deepgalaxy.networks.properties import PROPERTIES, PropertyName
from deepgalaxy.networks.stage_estimate import bin_interval, bin_quantile
from deepgalaxy.training.calibrate import calibrate
from deepgalaxy.training.labels import make_labels

IN_DOMAIN = torch.tensor(torch.nan)
MANY = [str(k) for k in range(1000)]


def overconfident(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Probabilities whose width is a third of their true error, and the true stages."""
    rng = np.random.default_rng(seed)
    stage = rng.uniform(15, 55, count)
    guess = stage + rng.normal(0, 3, count)
    logits = -0.5 * (torch.arange(71) - torch.from_numpy(guess)[:, None]) ** 2
    return torch.softmax(logits, dim=1).float(), torch.from_numpy(stage).float()


def calibrated(probabilities: torch.Tensor, stage: torch.Tensor, simulations: list[str]) -> Calibration:
    return calibrate({"stage": probabilities}, make_labels(len(stage), stage=stage), simulations)


def coverage(probabilities: torch.Tensor, stage: torch.Tensor, level: int, by: Calibration) -> float:
    low, high = bin_interval(probabilities, level, by.of("stage", level, IN_DOMAIN))
    return ((low <= stage) & (stage <= high)).float().mean().item()


@pytest.mark.parametrize("level", LEVELS)
def test_calibration_makes_an_overconfident_network_honest(level: int) -> None:
    calibration = calibrated(*overconfident(3000, seed=1), MANY)
    fresh = overconfident(3000, seed=2)
    assert coverage(*fresh, level, NOT_CALIBRATED) < level / 100 - 0.1
    assert coverage(*fresh, level, calibration) == pytest.approx(level / 100, abs=0.025)


def test_of_mergers_that_err_each_in_its_way_another_is_held_as_often_as_promised() -> None:
    """Those of each merger err alike: what holds 68 % of twelve mergers' holds less of a thirteenth's."""
    rng, held = np.random.default_rng(1), []
    for _ in range(60):
        stage = rng.uniform(15, 55, (25, 40))
        guess = stage + rng.normal(0, 3, (25, 1)) + rng.normal(0, 0.5, stage.shape)
        logits = -0.5 * (torch.arange(71) - torch.from_numpy(guess)[..., None]) ** 2
        predicted, truth = torch.softmax(logits, dim=2), torch.from_numpy(stage).float()
        by = calibrated(predicted[:12].flatten(0, 1), truth[:12].flatten(), MANY[:12])
        low, high = bin_interval(predicted[12:].flatten(0, 1), 68, by.of("stage", 68, IN_DOMAIN))
        held.append(((low <= truth[12:].flatten()) & (truth[12:].flatten() <= high)).double().mean())
    assert 0.68 < np.mean(held) < 0.76


def test_a_modest_networks_intervals_shrink() -> None:
    probabilities, _ = overconfident(2000, seed=1)
    calibration = calibrated(probabilities, bin_quantile(probabilities, 0.5).float() + 0.1, MANY)
    assert all(0 < stretch < 0.2 for stretch in calibration.stretch["stage"].values())


@pytest.mark.parametrize(("simulations", "asked"), [(3, 0.95), (18, 0.95), (31, 0.92903), (1000, 0.9009)])
def test_the_stretch_is_the_conformal_quantile_that_mergers_allow(simulations: int, asked: float) -> None:
    probabilities, stage = overconfident(499, seed=3)
    calibration = calibrated(probabilities, stage, MANY[:simulations])
    assert calibration.simulations == tuple(MANY[:simulations])
    rank = math.ceil(asked * (len(stage) + 1))
    low, high = bin_interval(probabilities, 90)
    middle = bin_quantile(probabilities, 0.5)
    needed = torch.maximum((stage - middle) / (high - middle), (middle - stage) / (middle - low))
    assert calibration.stretch["stage"][90] == pytest.approx(needed.sort().values[rank - 1].item(), abs=1e-5)


def test_each_property_is_calibrated_by_what_is_known_of_it() -> None:
    probabilities, stage = overconfident(400, seed=4)
    labels = make_labels(400, stage=stage)
    labels[::2] = torch.nan
    both = calibrate({"stage": probabilities, "time_myr": probabilities[:, :64]}, labels, MANY)
    assert both.stretch == calibrated(probabilities[1::2], stage[1::2], MANY).stretch
    assert both.of("time_myr", 90, IN_DOMAIN) == 1


@pytest.mark.parametrize("name", PROPERTIES)
def test_bins_and_values_are_inverse(name: PropertyName) -> None:
    of, positions = PROPERTIES[name], torch.linspace(0, PROPERTIES[name].bins - 1, 200, dtype=torch.float64)
    values = of.from_bins(positions)
    assert (values.diff() > 0).all()
    torch.testing.assert_close(of.to_bins(values), positions)
    assert of.to_bins(torch.tensor([-1e9, 1e9])).tolist() == [0, of.bins - 1]


def test_intervals_nest_and_hold_the_median() -> None:
    probabilities = torch.softmax(3 * torch.randn(500, 71, generator=torch.Generator().manual_seed(1)), dim=1)
    unlike = torch.linspace(0, 3, 500)
    middle = bin_quantile(probabilities, 0.5)
    for stretch in (0.0, 1.0, 4.0):
        by = Calibration(stretch={"stage": dict.fromkeys(LEVELS, stretch)}, simulations=())
        (low68, high68), (low90, high90) = (
            bin_interval(probabilities, level, by.of("stage", level, unlike)) for level in LEVELS
        )
        for smaller, larger in ((low90, low68), (low68, middle), (middle, high68), (high68, high90)):
            assert (smaller <= larger).all()


def test_what_is_unlike_gets_wider_intervals_in_proportion() -> None:
    probabilities, _ = overconfident(4, seed=1)
    unlike = torch.tensor([torch.nan, 0.4, 1.0, 2.0])
    usual = bin_interval(probabilities, 68)
    low, high = bin_interval(probabilities, 68, NOT_CALIBRATED.of("stage", 68, unlike))
    times_wider = (high - low) / (usual[1] - usual[0])
    assert times_wider.tolist() == pytest.approx([1, 1, 1, 2])


def test_the_calibration_of_an_older_model_is_of_times() -> None:
    former = Calibration.model_validate_json('{"stretch": {"68": 1.2, "90": 1.4}, "simulations": ["a"]}')
    assert former.stretch == {"time_myr": {68: 1.2, 90: 1.4}}


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


@pytest.mark.parametrize("count", [5, 20, 50])
def test_a_few_pictures_do_not_make_all_others_strange(count: int) -> None:
    generator = torch.Generator().manual_seed(0)
    mixing = torch.randn(64, 64, generator=generator) * torch.logspace(0, -2, 64)
    score = OutOfDomainScore(64)
    score.fit(torch.randn(count, 64, generator=generator) @ mixing.T)
    alike = score((torch.randn(2000, 64, generator=generator) @ mixing.T)[:, :, None, None])
    assert 0.5 < float(alike.median()) < 1.5
    assert float(score(torch.full((1, 64, 1, 1), 100.0))) > 5


def test_before_it_is_fitted_the_score_is_nan() -> None:
    score = OutOfDomainScore(16)
    assert score(torch.rand(3, 16, 2, 2)).isnan().all()
    score.fit(torch.rand(1, 16))
    assert score(torch.rand(3, 16, 2, 2)).isnan().all(), "one picture tells no distance"


def test_constant_features_stay_finite() -> None:
    score = OutOfDomainScore(40)
    features = torch.zeros(100, 40)
    features[:, 0] = torch.arange(100)
    score.fit(features)
    assert score(features[:, :, None, None]).isfinite().all()
