"""From stored pictures to the encoder's input: the same for simulations and surveys."""

from typing import Literal

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from deepgalaxy.imaging.cutout import LUMINANCE_WEIGHTS


class Preprocessing(BaseModel):
    """How pictures are brought to one size, colour and level for the network; part of a model's identity."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size_px: int = Field(gt=0, le=2048)
    """Side of the square picture."""
    colour: Literal["luminance"] = "luminance"
    """Colour pictures become one channel (Rec. 709 luminance): simulations have no colour."""
    level: Literal["sky-to-peak"] = "sky-to-peak"
    """The sky (median of the border) becomes 0 and the brightest thousandth of the pixels 1."""

    def __call__(self, pictures: Tensor) -> Tensor:
        """Prepare pictures for the network.

        Parameters
        ----------
        pictures : Tensor
            Shape (B, 1 or 3, H, W), in [0, 1].

        Returns
        -------
        Tensor
            float32, shape (B, 1, size_px, size_px), in [0, 1].
        """
        return _sky_to_peak(self.resize(pictures))

    def resize(self, pictures: Tensor) -> Tensor:
        """Bring pictures to the network's size and to one channel, without a change of their level.

        Parameters
        ----------
        pictures : Tensor
            Shape (B, 1 or 3, H, W).

        Returns
        -------
        Tensor
            Shape (B, 1, size_px, size_px).
        """
        if pictures.shape[1] == 3:
            weights = torch.tensor(LUMINANCE_WEIGHTS, dtype=pictures.dtype).view(1, 3, 1, 1)
            pictures = (pictures * weights).sum(dim=1, keepdim=True)
        if pictures.shape[-2:] != (self.size_px, self.size_px):
            pictures = torch.nn.functional.interpolate(
                pictures, size=(self.size_px, self.size_px), mode="bilinear", antialias=True
            )
        return pictures


def _sky_to_peak(pictures: Tensor) -> Tensor:
    border = torch.cat(
        [pictures[..., 0, :], pictures[..., -1, :], pictures[..., :, 0], pictures[..., :, -1]], dim=-1
    )
    sky = border.median(dim=-1).values[..., None, None]
    peak = _upper_quantile(pictures.flatten(2), 0.999)[..., None, None]
    return ((pictures - sky) / (peak - sky).clamp_min(1e-3)).clamp(0, 1)


def _upper_quantile(values: Tensor, quantile: float) -> Tensor:
    """Quantile along the last axis: bit for bit that of `torch.quantile`, without a sort of all values."""
    rank = torch.tensor(quantile, dtype=values.dtype) * (values.shape[-1] - 1)
    top = values.topk(values.shape[-1] - int(rank), dim=-1).values
    return torch.lerp(top[..., -1], top[..., max(top.shape[-1] - 2, 0)], rank - rank.floor())
