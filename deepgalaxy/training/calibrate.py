"""Hold a trained network's intervals against simulations it was not trained on."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from mapie.regression import ConformalizedQuantileRegressor
from sklearn.base import BaseEstimator, RegressorMixin
from torch import Tensor

from deepgalaxy.networks.calibration import LEVELS, Calibration
from deepgalaxy.networks.stages import stage_quantile

FloatArray = npt.NDArray[np.float64]


def calibrate(probabilities: Tensor, stage: Tensor, simulations: Sequence[str]) -> Calibration:
    """Measure by how much quantiles must be moved, by split conformal prediction.

    Conformalised quantile regression (Romano, Patterson & Candès 2019, algorithm 1), as MAPIE does it. The
    promise holds for pictures exchangeable with these; frames of one merger are not independent, so the more
    simulations the better.

    Parameters
    ----------
    probabilities : Tensor
        (N, 71), what the network says of pictures of simulations it was not trained on.
    stage : Tensor
        (N,), the truth.
    simulations : sequence of str
        Their ids, for the record.
    """
    return Calibration(
        widen_stages={level: _widening(probabilities, stage, level / 100) for level in LEVELS},
        simulations=tuple(simulations),
    )


def _widening(probabilities: Tensor, stage: Tensor, level: float) -> float:
    quantiles = ((1 - level) / 2, (1 + level) / 2, 0.5)
    said = torch.stack([stage_quantile(probabilities, q) for q in quantiles], dim=1).numpy()
    conformal = ConformalizedQuantileRegressor(
        [_Column(i) for i in range(3)], confidence_level=level, prefit=True
    )
    conformal.conformalize(said, stage.double().numpy())
    _, interval = conformal.predict_interval(np.zeros((1, 3)), symmetric_correction=True)
    return float(interval[0, 1, 0])


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
