"""From the probabilities of 71 stages to one stage, its interval, and a time."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import torch
from torch import Tensor

from deepgalaxy.core.clock import N_STAGES


def stage_quantile(probabilities: Tensor, quantile: float) -> Tensor:
    """Quantile of the stage.

    Each stage k is a bin from k - 1/2 to k + 1/2 in which the probability is spread evenly, so the result
    is continuous; the median is the estimate with the least expected absolute error.

    Parameters
    ----------
    probabilities : Tensor
        (B, 71), rows sum to 1.
    quantile : float
        In (0, 1); 0.5 is the median.

    Returns
    -------
    Tensor
        (B,), in [0, 70].
    """
    cumulative = probabilities.double().cumsum(dim=1)
    upper = torch.searchsorted(cumulative, torch.full_like(cumulative[:, :1], quantile)).clamp(
        max=N_STAGES - 1
    )
    inside = probabilities.double().gather(1, upper)
    below = cumulative.gather(1, upper) - inside
    fraction = ((quantile - below) / inside.clamp_min(1e-12)).clamp(0, 1)
    return (upper + fraction - 0.5).squeeze(1).clamp(0, N_STAGES - 1)


def time_interval(
    probabilities: Tensor,
    level: int,
    stage_time_myr: Sequence[float],
    scatter: float,
    stretch: Tensor | float = 1.0,
) -> tuple[Tensor, Tensor]:
    """Interval of the time since first pericentre (Myr) of each picture.

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
        stage_to_time(stage_quantile(probabilities, at), stage_time_myr) for at in (tail, 0.5, 1 - tail)
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
