"""Hold a trained network's intervals against simulations it was not trained on."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from mapie.regression import ConformalizedQuantileRegressor
from sklearn.base import BaseEstimator, RegressorMixin
from torch import Tensor

from deepgalaxy.networks.interval_calibration import LEVELS, Calibration
from deepgalaxy.networks.stage_estimate import stage_quantile, stage_to_time, time_interval

FloatArray = npt.NDArray[np.float64]


def calibrate(
    probabilities: Tensor,
    time_myr: Tensor,
    stage_time_myr: Sequence[float],
    scatter: float,
    simulations: Sequence[str],
) -> Calibration:
    """Measure by how much intervals of time must be stretched, by split conformal prediction.

    Conformalised quantile regression (Romano, Patterson & Candès 2019, algorithm 1), as MAPIE does it, of
    errors in units of the half of the interval in which the truth lies: as many times as that half is too
    short, so many times must every interval be stretched. Pictures of one merger err alike and only mergers
    are exchangeable, so the level asked of K of them is (K + 1) / K of the one promised (Lee, Barber &
    Willett 2023, "Distribution-free inference with hierarchical data"): then it holds for a picture of
    another. Few mergers cannot promise that; what is asked of them is at most half of the way to certainty.

    Parameters
    ----------
    probabilities : Tensor
        (N, 71), what the network says of pictures of simulations it was not trained on.
    time_myr : Tensor
        (N,), the truth, since first pericentre.
    stage_time_myr : sequence of float
        Time since first pericentre at each stage, as the model will tell it.
    scatter : float
        Standard deviation of ln(Myr a stage).
    simulations : sequence of str
        Their ids, for the record.
    """
    time = stage_to_time(stage_quantile(probabilities, 0.5), stage_time_myr)
    error = time_myr.double() - time
    stretch = {}
    for level in LEVELS:
        low, high = time_interval(probabilities, level, stage_time_myr, scatter)
        half = torch.where(error < 0, time - low, high - time).clamp_min(1.0)
        share = level / 100
        asked = min(share * (1 + 1 / len(simulations)), (1 + share) / 2)
        stretch[level] = _stretch((error / half).numpy(), asked)
    return Calibration(stretch=stretch, simulations=tuple(simulations))


def _stretch(relative_error: FloatArray, level: float) -> float:
    said = np.tile([-1.0, 1.0, 0.0], (len(relative_error), 1))  # all intervals, in their own units
    conformal = ConformalizedQuantileRegressor(
        [_Column(i) for i in range(3)], confidence_level=level, prefit=True
    )
    conformal.conformalize(said, relative_error)
    _, interval = conformal.predict_interval(said[:1], symmetric_correction=True)
    return max(float(interval[0, 1, 0]), 0.0)


class _Column(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A regressor that has answered already: its answer is a column of what it is asked."""

    is_fitted = True

    def __init__(self, index: int) -> None:
        self.index = index

    def fit(self, said: FloatArray, _stage: FloatArray) -> Self:
        """Nothing: that was done when the network was trained."""
        del said
        return self

    def predict(self, said: FloatArray) -> FloatArray:
        answer: FloatArray = said[:, self.index]
        return answer
