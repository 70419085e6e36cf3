"""How much wider the intervals must be: measured on mergers the network was not trained on."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from torch import Tensor

from deepgalaxy.core.prediction import LEVELS
from deepgalaxy.networks.properties import PropertyName

AS_THEY_ARE = dict.fromkeys(LEVELS, 1.0)
"""No change of the intervals."""


def _of_every_level(stretch: dict[int, float]) -> dict[int, float]:
    if set(stretch) != set(LEVELS) or min(stretch.values()) < 0:
        raise ValueError(f"it needs a number for each of {LEVELS}, not below 0")
    return stretch


def _of_time_alone(stretch: Any) -> Any:
    """Read the calibration of a model of version 0.1, which had intervals of time only."""
    return (
        {"time_myr": stretch}
        if isinstance(stretch, dict) and {str(k) for k in stretch} == {"68", "90"}
        else stretch
    )


class Calibration(BaseModel):
    """How many times wider than the network's quantiles intervals must be to reach their nominal coverage."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    stretch: Annotated[
        dict[PropertyName, Annotated[dict[int, float], AfterValidator(_of_every_level)]],
        BeforeValidator(_of_time_alone),
    ]
    """By property and level (per cent): factor of the width; below 1 where the network's own intervals are
    too wide."""
    simulations: tuple[str, ...]
    """Ids of those it was measured on."""

    def of(self, name: PropertyName, level: int, out_of_domain: Tensor) -> Tensor:
        """How many times wider the interval of each picture must be.

        For a picture out of domain (score above 1) the factor grows in proportion to the score, because
        nothing was measured there; a score of NaN counts as in domain.

        Parameters
        ----------
        name : str
            Of the property; intervals of one that was not calibrated stay as they are.
        level : int
            68 or 90 (per cent).
        out_of_domain : Tensor
            Scores from `deepgalaxy.networks.out_of_domain.OutOfDomainScore`, shape (B,).

        Returns
        -------
        Tensor
            Factors, float64, shape (B,).
        """
        stretch = self.stretch.get(name, AS_THEY_ARE)[level]
        return stretch * out_of_domain.double().nan_to_num(1.0).clamp_min(1.0)


NOT_CALIBRATED = Calibration(stretch={}, simulations=())
"""For a model that was trained without held-out simulations."""
