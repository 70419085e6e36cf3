"""Intervals that were held against mergers the network had not seen."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict
from torch import Tensor

LEVELS = (68, 90)
"""Per cent of the truths that an interval is to hold."""


def _of_every_level(stretch: dict[int, float]) -> dict[int, float]:
    if set(stretch) != set(LEVELS) or min(stretch.values()) < 0:
        raise ValueError(f"wanted: a number for each of {LEVELS}, not below 0")
    return stretch


class Calibration(BaseModel):
    """How much wider intervals must be, to hold what they promise, than the network's quantiles make them."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    stretch: Annotated[dict[int, float], AfterValidator(_of_every_level)]
    """By level (per cent): times as wide; below 1 where the network is too modest."""
    simulations: tuple[str, ...]
    """Those it was measured on."""

    def of(self, level: int, out_of_domain: Tensor) -> Tensor:
        """How many times wider the interval of each picture must be, (B,).

        Where a picture is out of domain (score above 1) it grows in proportion, for there nothing was
        measured; a score of NaN counts as in domain.

        Parameters
        ----------
        level : int
            68 or 90 (per cent).
        out_of_domain : Tensor
            (B,), from `deepgalaxy.networks.out_of_domain.OutOfDomainScore`.
        """
        return self.stretch[level] * out_of_domain.double().nan_to_num(1.0).clamp_min(1.0)


AS_THEY_ARE = Calibration(stretch=dict.fromkeys(LEVELS, 1.0), simulations=())
"""Where no simulation was held out."""
