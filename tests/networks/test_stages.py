"""Quantiles of the stage's distribution, and times."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.networks.stage_estimate import bin_quantile, stage_to_time, time_interval


def gaussian(mean: float, sigma: float) -> torch.Tensor:
    stages = torch.arange(N_STAGES, dtype=torch.float64)
    return torch.softmax(-0.5 * ((stages - mean) / sigma) ** 2, dim=0)[None].float()


@given(mean=st.floats(15, 55), sigma=st.floats(1, 4))
def test_quantiles_invert_the_cumulative_distribution(mean: float, sigma: float) -> None:
    probabilities = gaussian(mean, sigma)
    edges = np.arange(N_STAGES + 1) - 0.5
    cumulative = np.concatenate([[0], np.cumsum(probabilities[0].double().numpy())])
    for quantile in (0.05, 0.16, 0.5, 0.84, 0.95):
        wanted = np.interp(quantile, cumulative, edges)
        assert abs(bin_quantile(probabilities, quantile).item() - wanted) < 1e-4
    assert abs(bin_quantile(probabilities, 0.5).item() - mean) < 0.05


@given(st.lists(st.floats(0, 1), min_size=N_STAGES, max_size=N_STAGES).filter(lambda p: sum(p) > 1e-3))
def test_quantiles_are_ordered_and_in_range(weights: list[float]) -> None:
    probabilities = torch.tensor(weights, dtype=torch.float64)[None]
    probabilities = (probabilities / probabilities.sum()).float()
    found = [bin_quantile(probabilities, q).item() for q in (0.05, 0.16, 0.5, 0.84, 0.95)]
    assert found == sorted(found)
    assert found[0] >= 0
    assert found[-1] <= N_STAGES - 1


def test_certainty_gives_the_stage_itself() -> None:
    probabilities = torch.zeros(3, N_STAGES)
    probabilities[[0, 1, 2], [0, 37, 70]] = 1
    assert bin_quantile(probabilities, 0.5).tolist() == [0, 37, 70]


def test_time_is_interpolated_between_stages() -> None:
    table = [20.0 * (k - 19.5) for k in range(N_STAGES)]
    assert stage_to_time(torch.tensor([19.5, 0.0, 70.0]), table).tolist() == [0.0, -390.0, 1010.0]


@pytest.mark.parametrize("level", [68, 90])
def test_intervals_of_time_hold_what_they_promise_where_mergers_differ_in_pace(level: int) -> None:
    rng = np.random.default_rng(1)
    truth, scatter, error = rng.uniform(0, 70, 20_000), 0.25, 2.0
    time = 20 * np.exp(scatter * rng.standard_normal(20_000)) * (truth - 19.5)
    predicted = torch.from_numpy(truth + error * rng.standard_normal(20_000)).clamp(0, 70)
    probabilities = torch.softmax(-0.5 * ((torch.arange(71) - predicted[:, None]) / error).square(), dim=1)
    table = [20.0 * (k - 19.5) for k in range(N_STAGES)]
    low, high = (t.numpy() for t in time_interval(probabilities, level, table, scatter))
    assert np.mean((low <= time) & (time <= high)) == pytest.approx(level / 100, abs=0.03)
    low, high = (t.numpy() for t in time_interval(probabilities, level, table, 0.0))
    assert np.mean((low <= time) & (time <= high)) < level / 100 - 0.1, "stages alone are too sure"
