"""From stored pictures to the encoder's input: the same for simulations and surveys."""

from dataclasses import dataclass
from typing import Literal

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor
from torch.nn.functional import interpolate, pad

from deepgalaxy.imaging.bands import luminance_weights
from deepgalaxy.imaging.framing import light_windows


@dataclass(frozen=True)
class Prepared:
    """What the encoder gets of pictures, and how they were framed."""

    pictures: Tensor
    """float32, shape (B, 1, size_px, size_px), in [0, 1]."""
    window: Tensor
    """Side of the square that is shown, in longer sides of the picture, shape (B,); 1 is all of it."""
    found: Tensor
    """Whether any light stands out of the sky, bool, shape (B,); true where nothing is framed."""


class Preprocessing(BaseModel):
    """How pictures are brought to one frame, size, colour and level; part of a model's identity."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size_px: int = Field(gt=0, le=2048)
    """Side of the square picture."""
    colour: Literal["luminance"] = "luminance"
    """Colour pictures become one channel (Rec. 709 luminance): simulations have no colour."""
    level: Literal["sky-to-peak"] = "sky-to-peak"
    """The sky (median of the border) becomes 0 and the brightest thousandth of the pixels 1."""
    framing: Literal["whole", "light"] = "whole"
    """What is shown: the whole picture, as in models of version 0.1, or a square around the galaxy and its
    companions (`deepgalaxy.imaging.framing`), so that the size of the cutout does not matter."""

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
        return self.prepare(pictures).pictures

    def prepare(self, pictures: Tensor) -> Prepared:
        """Prepare pictures for the network, and say how they were framed.

        Parameters
        ----------
        pictures : Tensor
            Shape (B, 1 or 3, H, W), in [0, 1].

        Returns
        -------
        Prepared
            In their order.
        """
        grey = to_grey(pictures)
        if self.framing == "whole":
            everywhere = torch.ones(len(grey))
            return Prepared(self.set_level(resize(grey, self.size_px)), everywhere, everywhere.bool())
        windows, found = (torch.from_numpy(each) for each in light_windows(grey[:, 0].numpy()))
        framed = torch.cat(
            [
                resize(_crop(one[None], window), self.size_px)
                for one, window in zip(grey, windows, strict=True)
            ]
        )
        return Prepared(self.set_level(framed), windows[:, 2], found)

    def set_level(self, pictures: Tensor) -> Tensor:
        """Scale the level of pictures: the sky becomes 0 and the brightest thousandth of the pixels 1.

        Parameters
        ----------
        pictures : Tensor
            Shape (B, 1, H, W).

        Returns
        -------
        Tensor
            Of the same shape, in [0, 1].
        """
        sky = sky_level(pictures)
        peak = _upper_quantile(pictures.flatten(2), 0.999)[..., None, None]
        return ((pictures - sky) / (peak - sky).clamp_min(1e-3)).clamp(0, 1)


def sky_level(pictures: Tensor) -> Tensor:
    """Measure the sky's level as the median of a picture's border.

    Parameters
    ----------
    pictures : Tensor
        Shape (B, C, H, W).

    Returns
    -------
    Tensor
        Shape (B, C, 1, 1).
    """
    border = torch.cat(
        [pictures[..., 0, :], pictures[..., -1, :], pictures[..., :, 0], pictures[..., :, -1]], dim=-1
    )
    return border.median(dim=-1).values[..., None, None]


def resize(pictures: Tensor, size_px: int) -> Tensor:
    """Bring pictures to a size and to one channel, without a change of their level.

    Parameters
    ----------
    pictures : Tensor
        Shape (B, 1 or 3, H, W).
    size_px : int
        Side of the result.

    Returns
    -------
    Tensor
        Shape (B, 1, size_px, size_px).
    """
    pictures = to_grey(pictures)
    if pictures.shape[-2:] != (size_px, size_px):
        pictures = interpolate(pictures, size=(size_px, size_px), mode="bilinear", antialias=True)
    return pictures


def to_grey(pictures: Tensor) -> Tensor:
    """Bring pictures to one channel, their luminance.

    Parameters
    ----------
    pictures : Tensor
        Shape (B, C, H, W), channels from red to blue.

    Returns
    -------
    Tensor
        Shape (B, 1, H, W).
    """
    if pictures.shape[1] == 1:
        return pictures
    weights = torch.tensor(luminance_weights(pictures.shape[1]), dtype=pictures.dtype).view(1, -1, 1, 1)
    return (pictures * weights).sum(dim=1, keepdim=True)


def _crop(picture: Tensor, window: Tensor) -> Tensor:
    """Cut a square out of a picture, (1, 1, H, W); beyond the picture is sky."""
    height, width = picture.shape[-2:]
    longer = max(height, width)
    side = max(1, round(float(window[2]) * longer))
    left = round(width / 2 + float(window[0]) * longer - side / 2)
    top = round(height / 2 + float(window[1]) * longer - side / 2)
    beyond = (max(0, -left), max(0, left + side - width), max(0, -top), max(0, top + side - height))
    if any(beyond):
        picture = pad(picture, beyond, value=float(sky_level(picture)))
    top, left = max(top, 0), max(left, 0)
    return picture[..., top : top + side, left : left + side]


def _upper_quantile(values: Tensor, quantile: float) -> Tensor:
    """Quantile along the last axis: bit for bit that of `torch.quantile`, without a sort of all values."""
    rank = torch.tensor(quantile, dtype=values.dtype) * (values.shape[-1] - 1)
    top = values.topk(values.shape[-1] - int(rank), dim=-1).values
    return torch.lerp(top[..., -1], top[..., max(top.shape[-1] - 2, 0)], rank - rank.floor())
