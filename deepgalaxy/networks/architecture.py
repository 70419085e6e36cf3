"""What a network is made of, as one frozen object that travels with its weights."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.imaging.bands import MOST_BANDS
from deepgalaxy.networks.backbones import find_backbone, import_backbone
from deepgalaxy.networks.properties import PROPERTY_NAMES, PropertyName

Part = Literal["classifier", "fcae", "vae"]
PARTS: tuple[Part, ...] = get_args(Part)
MOST_PX = 2048
"""Side of the largest picture that a network may take."""


class Architecture(BaseModel):
    """Shape of a network: everything needed to build it, nothing about how it was trained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backbone: str = "simple"
    """As for `deepgalaxy.networks.backbones.find_backbone`."""
    size_px: int = Field(default=64, gt=0, le=MOST_PX)
    """Side of the square picture that the classifier and the VAE are trained at."""
    channels: int = Field(default=1, ge=1, le=MOST_BANDS)
    """Of the picture: luminance, or a channel a band (`deepgalaxy.networks.preprocessing.Preprocessing`)."""
    latent_size: int = Field(default=32, ge=2, le=1024)
    """Length of z, the vector whose distances measure how alike pictures are."""
    parts: tuple[Part, ...] = Field(default=PARTS, min_length=1)
    """Which of the three heads are there."""
    properties: tuple[PropertyName, ...] = Field(default=PROPERTY_NAMES, min_length=1)
    """What the classifier estimates; models of version 0.1 only the stage."""
    scaled: bool = True
    """Whether the classifier takes the size of what is shown (kpc), and says whether it is a merger at all:
    not in models of version 0.1."""

    @property
    def feature_shape(self) -> tuple[int, int, int]:
        """Shape of the feature map M of a picture of ``size_px``.

        Returns
        -------
        tuple of int
            Channels, height and width.
        """
        backbone = find_backbone(self.backbone)
        side = self.size_px // backbone.stride
        return backbone.widths[-1], side, side


def make_architecture(
    *, backbone: str = "simple", size_px: int | None, pictures_px: int, latent_size: int, parts: str
) -> Architecture:
    """Make an architecture from a user's options.

    Parameters
    ----------
    backbone : str
        As for `deepgalaxy.networks.backbones.import_backbone`.
    size_px : int or None
        Side of the network's picture; by default ``pictures_px``, rounded down to a multiple of the stride.
    pictures_px : int
        Side of the pictures to train on.
    latent_size : int
        Length of z.
    parts : str
        ``"classifier,fcae,vae"`` or some of these.

    Returns
    -------
    Architecture
        That of the options.

    Raises
    ------
    WrongUse
        If the backbone or a part is unknown, or the size is not a multiple of the stride.
    """
    names = [part.strip() for part in parts.split(",") if part.strip()]
    if not names or set(names) - set(PARTS):
        raise WrongUse(f"parts {parts!r}: choose from {','.join(PARTS)}")
    stride = import_backbone(backbone).stride
    size = size_px if size_px is not None else pictures_px - pictures_px % stride
    if size < stride or size % stride:
        raise WrongUse(f"size {size}: {backbone} needs a multiple of {stride}")
    return Architecture(
        backbone=backbone,
        size_px=size,
        latent_size=latent_size,
        parts=tuple(part for part in PARTS if part in names),
    )
