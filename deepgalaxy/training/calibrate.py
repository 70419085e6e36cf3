"""Calibrate a trained network's intervals on simulations that it was not trained on."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from mapie.regression import ConformalizedQuantileRegressor
from sklearn.base import BaseEstimator, RegressorMixin
from torch import Tensor

from deepgalaxy.core.prediction import LEVELS
from deepgalaxy.networks.interval_calibration import Calibration
from deepgalaxy.networks.stage_estimate import stage_quantile, stage_to_time, time_interval

FloatArray = npt.NDArray[np.float64]


def calibrate(
    probabilities: Tensor,
    time_myr: Tensor,
    stage_time_myr: Sequence[float],
    scatter: float,
    simulations: Sequence[str],
) -> Calibration:
    """Measure by how much intervals of time must be widened, by split conformal prediction.

    Conformalised quantile regression (Romano, Patterson & Candès 2019, algorithm 1; by MAPIE) of the errors
    relative to the half of the interval on whose side the truth lies: its quantile is the factor for every
    interval. Pictures of one merger have correlated errors and only mergers are exchangeable, so of K mergers
    (K + 1) / K times the nominal level is asked (Lee, Barber & Willett 2023, "Distribution-free inference
    with hierarchical data"): then the nominal level holds for a picture of another merger. With few mergers
    this would pass 100 %, so the level asked is at most half-way between the nominal one and 100 %.

    Parameters
    ----------
    probabilities : Tensor
        The network's probabilities of the stages for pictures of simulations it was not trained on, shape
        (N, 71).
    time_myr : Tensor
        True times since first pericentre, shape (N,).
    stage_time_myr : sequence of float
        Time since first pericentre at each of the 71 stages, as the model will have it.
    scatter : float
        Standard deviation of ln(Myr per stage).
    simulations : sequence of str
        Ids of these simulations, kept in the result.

    Returns
    -------
    Calibration
        A factor for each level.
    """
    time = stage_to_time(stage_quantile(probabilities, 0.5), stage_time_myr)
    error = time_myr.double() - time
    stretch = {}
    for level in LEVELS:
        low, high = time_interval(probabilities, level, stage_time_myr, scatter)
        half = torch.where(error < 0, time - low, high - time).clamp_min(1.0)
        nominal = level / 100
        asked = min(nominal * (1 + 1 / len(simulations)), (1 + nominal) / 2)
        stretch[level] = _stretch((error / half).numpy(), asked)
    return Calibration(stretch=stretch, simulations=tuple(simulations))


def _stretch(relative_error: FloatArray, level: float) -> float:
    # Low end, high end and middle of every interval, relative to its own half width.
    predicted = np.tile([-1.0, 1.0, 0.0], (len(relative_error), 1))
    conformal = ConformalizedQuantileRegressor(
        [_Column(i) for i in range(3)], confidence_level=level, prefit=True
    )
    conformal.conformalize(predicted, relative_error)
    _, interval = conformal.predict_interval(predicted[:1], symmetric_correction=True)
    return max(float(interval[0, 1, 0]), 0.0)


class _Column(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A regressor whose prediction is one column of its input: the network has predicted before."""

    is_fitted = True

    def __init__(self, index: int) -> None:
        self.index = index

    def fit(self, _predicted: FloatArray, _truth: FloatArray) -> Self:
        """Do nothing: the network is trained."""
        return self

    def predict(self, predicted: FloatArray) -> FloatArray:
        column: FloatArray = predicted[:, self.index]
        return column
