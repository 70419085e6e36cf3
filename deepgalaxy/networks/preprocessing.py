"""From stored pictures to the encoder's input: the same for simulations and surveys."""

from dataclasses import dataclass
from typing import Annotated, Literal

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor
from torch.nn.functional import interpolate, pad

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.bands import MOST_BANDS, Bands, luminance_weights
from deepgalaxy.imaging.framing import light_windows


@dataclass(frozen=True)
class Prepared:
    """What the encoder gets of pictures, and how they were framed."""

    pictures: Tensor
    """float32, shape (B, channels, size_px, size_px), in [0, 1], on the device of the given ones."""
    window: Tensor
    """Side of the square that is shown, in longer sides of the picture, shape (B,); 1 is all of it. On the
    CPU, where light is looked for."""
    found: Tensor
    """Whether any light stands out of the sky, bool, shape (B,); true where nothing is framed. On the CPU."""
    nearer: Tensor
    """Which pictures have companions beyond `Preprocessing.near_distance`, bool, shape (B,). On the CPU."""
    near_pictures: Tensor
    """These without them, for p_interacting and z: as ``pictures``, in their order."""


class Preprocessing(BaseModel):
    """How pictures are brought to one frame, size, colour and level; part of a model's identity."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size_px: int = Field(gt=0, le=2048)
    """Side of the square picture."""
    colour: Literal["luminance"] | Annotated[Bands, Field(min_length=1, max_length=MOST_BANDS)] = "luminance"
    """What the channels are: one, the luminance of whatever bands there are
    (`deepgalaxy.imaging.bands.luminance_weights`); or the bands that the network wants, from red to blue."""
    level: Literal["sky-to-peak"] = "sky-to-peak"
    """The sky (median of the border) becomes 0 and its brightest thousandth 1, in each channel."""
    framing: Literal["whole", "light"] = "whole"
    """What is shown: the whole picture, as in models of version 0.1, or a square around the galaxy and its
    companions (`deepgalaxy.imaging.framing`), so that the size of the cutout does not matter."""
    companion_distance: float = Field(default=5.0, gt=0)
    """How far a companion is that the square contains, at most, in sums of the radii. By default as in models
    whose card does not say it."""
    near_distance: float | None = Field(default=None, gt=0)
    """The same of what p_interacting and z are made from: whether a galaxy merges, and what it looks like,
    does not depend on what is far from it. None: as far as the others."""

    def near(self) -> "Preprocessing":
        """Return how pictures are framed for p_interacting and z.

        Returns
        -------
        Preprocessing
            With that distance for all.
        """
        if self.near_distance is None:
            return self
        return self.model_copy(update={"companion_distance": self.near_distance, "near_distance": None})

    @property
    def bands(self) -> Bands | None:
        """Names of the channels; None of luminance.

        Returns
        -------
        tuple of str or None
            From red to blue.
        """
        return None if self.colour == "luminance" else self.colour

    @property
    def channels(self) -> int:
        """Number of channels that the network gets.

        Returns
        -------
        int
            1 of luminance.
        """
        return len(self.bands or "1")

    def choose(self, pictures: Tensor, bands: Bands | None = None) -> Tensor:
        """Make the network's channels of the bands of pictures, or refuse them.

        Luminance is made of any bands. A network that wants bands gets them by their names; a grey picture,
        as those of simulated mergers are, is given to each of its channels.

        Parameters
        ----------
        pictures : Tensor
            Shape (B, C, H, W), from red to blue.
        bands : tuple of str, optional
            Names of the C bands; by default the pictures are grey, or red, green and blue.

        Returns
        -------
        Tensor
            Shape (B, channels, H, W).

        Raises
        ------
        DeepGalaxyError
            If a band that the network wants is not among them.
        """
        if self.bands is None:
            return to_grey(pictures)
        if bands is None and pictures.shape[1] == 1:
            return pictures.expand(-1, self.channels, -1, -1)
        if reason := self.misfit(pictures.shape[1], bands):
            raise DeepGalaxyError(reason)
        there = bands or ("red", "green", "blue")
        return pictures[:, [there.index(band) for band in self.bands]]

    def misfit(self, channels: int, bands: Bands | None) -> str | None:
        """Say why pictures of some bands are not for this network.

        Parameters
        ----------
        channels : int
            Of the pictures.
        bands : tuple of str or None
            Their names, as for `choose`.

        Returns
        -------
        str or None
            What is lacking; None where nothing is.
        """
        there = bands or (("grey",) if channels == 1 else ("red", "green", "blue"))
        lacking = [band for band in self.bands or () if band not in there]
        if not lacking or there == ("grey",):
            return None
        return (
            f"no band {', '.join(lacking)}: it has {', '.join(there)}, and the model wants"
            f" {', '.join(self.bands or ())}; `bands=` keeps the bands of FITS files when they are read"
        )

    def __call__(self, pictures: Tensor, bands: Bands | None = None) -> Tensor:
        """Prepare pictures for the network.

        Parameters
        ----------
        pictures : Tensor
            Shape (B, C, H, W), in [0, 1].
        bands : tuple of str, optional
            Names of the C bands, as for `choose`.

        Returns
        -------
        Tensor
            float32, shape (B, channels, size_px, size_px), in [0, 1].
        """
        return self.prepare(pictures, bands).pictures

    def prepare(self, pictures: Tensor, bands: Bands | None = None) -> Prepared:
        """Prepare pictures for the network, and say how they were framed.

        Parameters
        ----------
        pictures : Tensor
            Shape (B, C, H, W), in [0, 1].
        bands : tuple of str, optional
            Names of the C bands, as for `choose`.

        Returns
        -------
        Prepared
            In their order.

        Raises
        ------
        DeepGalaxyError
            If they lack a band that the network wants.
        """
        chosen = self.choose(pictures, bands)
        if self.framing == "whole":
            everywhere = torch.ones(len(chosen))
            level = self.set_level(resize(chosen, self.size_px))
            return Prepared(level, everywhere, everywhere.bool(), ~everywhere.bool(), level[:0])
        grey = to_grey(chosen)[:, 0].cpu().numpy()
        windows, found = map(torch.from_numpy, light_windows(grey, self.companion_distance))
        near = windows
        if self.near_distance is not None:
            near = torch.from_numpy(light_windows(grey, self.near_distance)[0])
        nearer = (near != windows).any(dim=1)
        return Prepared(
            self._framed(chosen, windows),
            windows[:, 2],
            found,
            nearer,
            self._framed(chosen[nearer.to(chosen.device)], near[nearer]),
        )

    def _framed(self, pictures: Tensor, windows: Tensor) -> Tensor:
        """Cut a square out of each picture, and bring it to the network's size and level."""
        if not len(pictures):
            return pictures.new_empty(0, pictures.shape[1], self.size_px, self.size_px)
        squares = [
            resize(_crop(one[None], window), self.size_px)
            for one, window in zip(pictures, windows, strict=True)
        ]
        return self.set_level(torch.cat(squares))

    def set_level(self, pictures: Tensor) -> Tensor:
        """Scale the level of pictures: the sky becomes 0 and the brightest thousandth of the pixels 1.

        Parameters
        ----------
        pictures : Tensor
            Shape (B, C, H, W).

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
    """Bring pictures to a size, without a change of their level.

    Parameters
    ----------
    pictures : Tensor
        Shape (B, C, H, W).
    size_px : int
        Side of the result.

    Returns
    -------
    Tensor
        Shape (B, C, size_px, size_px).
    """
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
    weights = pictures.new_tensor(luminance_weights(pictures.shape[1])).view(1, -1, 1, 1)
    return (pictures * weights).sum(dim=1, keepdim=True)


def _crop(picture: Tensor, window: Tensor) -> Tensor:
    """Cut a square out of a picture, (1, C, H, W); beyond the picture is the sky of each channel."""
    height, width = picture.shape[-2:]
    longer = max(height, width)
    side = max(1, round(float(window[2]) * longer))
    left = round(width / 2 + float(window[0]) * longer - side / 2)
    top = round(height / 2 + float(window[1]) * longer - side / 2)
    beyond = (max(0, -left), max(0, left + side - width), max(0, -top), max(0, top + side - height))
    if any(beyond):
        levels = sky_level(picture).flatten().tolist()
        channels = torch.split(picture, 1, dim=1)
        padded = [pad(one, beyond, value=sky) for one, sky in zip(channels, levels, strict=True)]
        picture = torch.cat(padded, dim=1)
    top, left = max(top, 0), max(left, 0)
    return picture[..., top : top + side, left : left + side]


def _upper_quantile(values: Tensor, quantile: float) -> Tensor:
    """Quantile along the last axis: bit for bit that of `torch.quantile`, without a sort of all values."""
    rank = torch.tensor(quantile, dtype=values.dtype) * (values.shape[-1] - 1)  # on the CPU: it is an index
    top = values.topk(values.shape[-1] - int(rank), dim=-1).values
    return torch.lerp(top[..., -1], top[..., max(top.shape[-1] - 2, 0)], rank - rank.floor())
