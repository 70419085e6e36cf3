"""The properties of a merger that a network estimates, each as probabilities of bins."""

from dataclasses import dataclass
from typing import Literal, get_args

import torch
from torch import Tensor

from deepgalaxy.core.clock import N_STAGES

PropertyName = Literal["stage", "time_myr", "coalescence_myr", "mass_ratio"]
PROPERTY_NAMES: tuple[PropertyName, ...] = get_args(PropertyName)
UNIT_MYR = 100.0
"""Times are binned in asinh(t / 100 Myr): evenly near an event, in proportion to the time far from it."""


@dataclass(frozen=True)
class Property:
    """A quantity whose probabilities a network gives, in bins of equal width on a scale of its own."""

    low: float
    """Lower edge of the first bin."""
    high: float
    """Upper edge of the last bin."""
    bins: int
    """How many."""
    is_time: bool = False
    """In Myr: the scale is asinh(t / 100 Myr)."""

    def to_bins(self, values: Tensor) -> Tensor:
        """Convert values to positions in the bins.

        Parameters
        ----------
        values : Tensor
            In the property's unit, any shape; NaN where unknown.

        Returns
        -------
        Tensor
            0 at the centre of the first bin, 1 at that of the second; values beyond the bins go into the last
            ones.
        """
        scaled, low, high = (self._scale(v) for v in (values.double(), *self._ends()))
        return ((scaled - low) / (high - low) * self.bins - 0.5).clamp(0, self.bins - 1)

    def from_bins(self, positions: Tensor) -> Tensor:
        """Convert positions in the bins to values, the inverse of `to_bins`.

        Parameters
        ----------
        positions : Tensor
            0 at the centre of the first bin.

        Returns
        -------
        Tensor
            float64, in the property's unit.
        """
        low, high = (self._scale(v) for v in self._ends())
        scaled = low + (positions.double() + 0.5) / self.bins * (high - low)
        return UNIT_MYR * torch.sinh(scaled) if self.is_time else scaled

    def _ends(self) -> tuple[Tensor, Tensor]:
        return torch.tensor(self.low, dtype=torch.float64), torch.tensor(self.high, dtype=torch.float64)

    def _scale(self, values: Tensor) -> Tensor:
        return torch.asinh(values / UNIT_MYR) if self.is_time else values


PROPERTIES: dict[PropertyName, Property] = {
    "stage": Property(-0.5, N_STAGES - 0.5, N_STAGES),
    "time_myr": Property(-1500, 4000, 64, is_time=True),
    "coalescence_myr": Property(-3000, 3000, 64, is_time=True),
    "mass_ratio": Property(0.1, 1.0, 18),
}
"""What they mean is in `deepgalaxy.core.prediction.MERGER_PROPERTIES`."""
