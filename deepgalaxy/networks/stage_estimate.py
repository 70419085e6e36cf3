"""From the probabilities of bins to one value and its interval."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import torch
from torch import Tensor

from deepgalaxy.core.clock import N_STAGES


def bin_quantile(probabilities: Tensor, quantile: float) -> Tensor:
    """Quantile of the probabilities of bins: of the stage, where each stage is a bin.

    Bin k reaches from k - 1/2 to k + 1/2, and the probability is spread evenly in it, so the result is
    continuous; the median is the estimate with the least expected absolute error.

    Parameters
    ----------
    probabilities : Tensor
        (B, bins), rows sum to 1.
    quantile : float
        In (0, 1); 0.5 is the median.

    Returns
    -------
    Tensor
        (B,), from 0 to bins - 1.
    """
    last = probabilities.shape[1] - 1
    cumulative = probabilities.double().cumsum(dim=1)
    upper = torch.searchsorted(cumulative, torch.full_like(cumulative[:, :1], quantile)).clamp(max=last)
    inside = probabilities.double().gather(1, upper)
    below = cumulative.gather(1, upper) - inside
    fraction = ((quantile - below) / inside.clamp_min(1e-12)).clamp(0, 1)
    return (upper + fraction - 0.5).squeeze(1).clamp(0, last)


def bin_interval(probabilities: Tensor, level: int, stretch: Tensor | float = 1.0) -> tuple[Tensor, Tensor]:
    """Interval between two quantiles of the probabilities of bins, stretched about the median.

    Parameters
    ----------
    probabilities : Tensor
        (B, bins), rows sum to 1.
    level : int
        Confidence level, per cent.
    stretch : Tensor or float
        Factor of the width, from the calibration; a tensor has shape (B,).

    Returns
    -------
    low, high : Tensor
        Positions in the bins, from 0 to bins - 1, shape (B,).
    """
    tail, last = (1 - level / 100) / 2, probabilities.shape[1] - 1
    low, middle, high = (bin_quantile(probabilities, at) for at in (tail, 0.5, 1 - tail))
    stretched = middle - stretch * (middle - low), middle + stretch * (high - middle)
    return stretched[0].clamp(0, last), stretched[1].clamp(0, last)


def time_interval(
    probabilities: Tensor,
    level: int,
    stage_time_myr: Sequence[float],
    scatter: float,
    stretch: Tensor | float = 1.0,
) -> tuple[Tensor, Tensor]:
    """Interval of the time since first pericentre (Myr) by a model that knows the stage only.

    Two mergers at one stage are not equally old: the time per stage of one may be twice the other's. The
    scatter of this time per stage is added in quadrature to the width of the stage's quantiles in time.

    Parameters
    ----------
    probabilities : Tensor
        (B, 71), rows sum to 1.
    level : int
        Confidence level, per cent.
    stage_time_myr : sequence of float
        `ModelCard.stage_time_myr`: time since first pericentre at each of the 71 stages.
    scatter : float
        `ModelCard.time_scatter`: standard deviation of ln(Myr per stage).
    stretch : Tensor or float
        Factor of the width, from the calibration; a tensor has shape (B,).

    Returns
    -------
    low, high : Tensor
        Ends of the interval around the time of the median stage, Myr, shape (B,).
    """
    tail = (1 - level / 100) / 2
    earliest, time, latest = (
        stage_to_time(bin_quantile(probabilities, at), stage_time_myr) for at in (tail, 0.5, 1 - tail)
    )
    pace = NormalDist().inv_cdf(1 - tail) * scatter * time.abs()
    below, above = torch.hypot(time - earliest, pace), torch.hypot(latest - time, pace)
    return time - stretch * below, time + stretch * above


def stage_to_time(stage: Tensor, stage_time_myr: Sequence[float]) -> Tensor:
    """Time since first pericentre at stages, by linear interpolation.

    Parameters
    ----------
    stage : Tensor
        Stages, 0 to 70, shape (B,).
    stage_time_myr : sequence of float
        `ModelCard.stage_time_myr`: time at each of the 71 stages.

    Returns
    -------
    Tensor
        Times in Myr, float64, shape (B,).
    """
    times = np.interp(stage.numpy(), np.arange(N_STAGES), np.asarray(stage_time_myr))
    return torch.from_numpy(times)
