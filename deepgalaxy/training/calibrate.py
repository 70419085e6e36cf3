"""Calibrate a trained network's intervals on simulations that it was not trained on."""

import logging
from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from mapie.regression import ConformalizedQuantileRegressor
from sklearn.base import BaseEstimator, RegressorMixin
from torch import Tensor

from deepgalaxy.core.prediction import LEVELS
from deepgalaxy.networks.interval_calibration import Calibration
from deepgalaxy.networks.properties import PROPERTIES, PROPERTY_NAMES, PropertyName
from deepgalaxy.networks.stage_estimate import bin_interval, bin_quantile
from deepgalaxy.training.labels import LabelName, column

log = logging.getLogger(__name__)

FloatArray = npt.NDArray[np.float64]
NARROWEST = 0.05
"""Half of the narrowest interval that is stretched, in bins."""
FEWEST = 20
"""Pictures on which a property is calibrated: of fewer, there is no quantile of 95 %."""

TOO_FEW = "the intervals of %s are not calibrated: it is known of %d held-out pictures, fewer than %d"


def calibrate(
    probabilities: Mapping[LabelName, Tensor],
    labels: Tensor,
    simulations: Sequence[str],
    knowing: Mapping[LabelName, int] | None = None,
) -> Calibration:
    """Measure by how much intervals must be widened, by split conformal prediction.

    Conformalised quantile regression (Romano, Patterson & Candès 2019, algorithm 1; by MAPIE) of the errors
    relative to the half of the interval on whose side the truth lies: its quantile is the factor for every
    interval. Pictures of one merger have correlated errors and only mergers are exchangeable, so of K mergers
    (K + 1) / K times the nominal level is asked (Lee, Barber & Willett 2023, "Distribution-free inference
    with hierarchical data"): then the nominal level holds for a picture of another merger. With few mergers
    this would pass 100 %, so the level asked is at most half-way between the nominal one and 100 %.

    Parameters
    ----------
    probabilities : mapping of str to Tensor
        The network's probabilities of each property's bins for pictures of simulations it was not trained on,
        shape (N, bins).
    labels : Tensor
        What is known of these pictures, shape (N, 6); see `deepgalaxy.training.labels`.
    simulations : sequence of str
        Ids of these simulations, kept in the result.
    knowing : mapping of str to int, optional
        In how many of them a property is known; by default in all.

    Returns
    -------
    Calibration
        A factor for each property that is known of `FEWEST` pictures or more, and level.
    """
    stretch: dict[PropertyName, dict[int, float]] = {}
    for name in PROPERTY_NAMES:
        truth = column(labels, name)
        known = truth.isfinite()
        if name not in probabilities or not known.any():
            continue
        of_bins = probabilities[name]
        mergers = len(simulations) if knowing is None else knowing[name]
        if known.sum() < FEWEST:
            log.warning(TOO_FEW, name, known.sum(), FEWEST)
            continue
        position, of_known = PROPERTIES[name].to_bins(truth[known]), of_bins[known]
        middle = bin_quantile(of_known, 0.5)
        error = position - middle
        stretch[name] = {}
        for level in LEVELS:
            low, high = bin_interval(of_known, level)
            half = torch.where(error < 0, middle - low, high - middle).clamp_min(NARROWEST)
            nominal = level / 100
            asked = min(nominal * (1 + 1 / mergers), (1 + nominal) / 2)
            stretch[name][level] = _stretch((error / half).numpy(), asked)
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
