"""Intervals that were held against mergers the network had not seen."""

from pydantic import BaseModel, ConfigDict
from torch import Tensor

from deepgalaxy.networks.stages import stage_quantile

LEVELS = (68, 90)
"""Per cent of the truths that an interval is to hold."""


class Calibration(BaseModel):
    """By how much the network's own quantiles must be moved apart to hold what they promise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    widen_stages: dict[int, float]
    """By level (per cent): stages added at either end; negative where the network is too modest."""
    simulations: tuple[str, ...]
    """Those it was measured on."""


def stage_interval(
    probabilities: Tensor, level: int, calibration: Calibration | None, out_of_domain: Tensor
) -> tuple[Tensor, Tensor]:
    """Interval of the stage of each picture.

    Its ends are quantiles of the probabilities, moved by the calibration; where a picture is out of domain
    (score above 1) their distances from the median grow in proportion, for there nothing was measured.

    Parameters
    ----------
    probabilities : Tensor
        (B, 71).
    level : int
        68 or 90 (per cent).
    calibration : Calibration or None
        None: the network's own quantiles.
    out_of_domain : Tensor
        (B,), from `deepgalaxy.networks.familiarity.Familiarity`; NaN counts as in domain.

    Returns
    -------
    low, high : Tensor
        (B,), in [0, 70], around the median.
    """
    tail = (1 - level / 100) / 2
    middle = stage_quantile(probabilities, 0.5)
    widen = calibration.widen_stages[level] if calibration else 0.0
    stretch = out_of_domain.double().nan_to_num(1.0).clamp_min(1.0)
    below = (middle - stage_quantile(probabilities, tail) + widen).clamp_min(0) * stretch
    above = (stage_quantile(probabilities, 1 - tail) - middle + widen).clamp_min(0) * stretch
    return (middle - below).clamp_min(0), (middle + above).clamp_max(70)
