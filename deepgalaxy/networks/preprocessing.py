"""Stored pictures to what the encoder takes: the same for a simulation and for a survey."""

from typing import Literal

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from deepgalaxy.imaging.cutout import LUMINANCE_WEIGHTS


class Preprocessing(BaseModel):
    """How pictures are made alike before they meet the network; part of a model's identity."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size_px: int = Field(gt=0, le=2048)
    """Side of the square picture."""
    colour: Literal["luminance"] = "luminance"
    """Colour is folded to one channel: simulations have none."""
    level: Literal["sky-to-peak"] = "sky-to-peak"
    """The sky (median of the border) becomes 0 and the brightest thousandth of the pixels 1."""

    def __call__(self, pictures: Tensor) -> Tensor:
        """(B, 1 or 3, H, W) in [0, 1] to (B, 1, size_px, size_px) in [0, 1], float32."""
        return _sky_to_peak(self.resize(pictures))

    def resize(self, pictures: Tensor) -> Tensor:
        """(B, 1 or 3, H, W) to (B, 1, size_px, size_px), levels as they are."""
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
    """Quantile along the last axis, to the last bit that of `torch.quantile`, which sorts all to find few."""
    rank = torch.tensor(quantile, dtype=values.dtype) * (values.shape[-1] - 1)
    top = values.topk(values.shape[-1] - int(rank), dim=-1).values
    return torch.lerp(top[..., -1], top[..., max(top.shape[-1] - 2, 0)], rank - rank.floor())
