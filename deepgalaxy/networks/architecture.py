"""What a network is made of, as one frozen object that travels with its weights."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from deepgalaxy.errors import DeepGalaxyError

Part = Literal["classifier", "fcae", "vae"]
PARTS: tuple[Part, ...] = get_args(Part)
N_STAGES = 71
"""Stages of a merger: 0 is furthest apart, 19.5 first pericentre, 70 virialised."""


class Architecture(BaseModel):
    """Shape of a network: everything needed to build it, nothing about how it was trained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backbone: Literal["simple"] = "simple"
    size_px: int = Field(default=64, gt=0)
    """Side of the square picture that the classifier and the VAE are trained at."""
    widths: tuple[int, ...] = (32, 48, 64, 96)
    """Channels after each halving of the picture; the last is that of the feature map M."""
    latent_size: int = Field(default=32, ge=2)
    """Numbers in z, the vector whose distances are likeness."""
    parts: tuple[Part, ...] = PARTS
    """Which of the three heads are there."""

    @property
    def stride(self) -> int:
        """Picture pixels per pixel of the feature map."""
        return int(2 ** len(self.widths))

    @property
    def feature_shape(self) -> tuple[int, int, int]:
        """Channels, height and width of the feature map M at ``size_px``."""
        side = self.size_px // self.stride
        return self.widths[-1], side, side

    @model_validator(mode="after")
    def _stride_divides(self) -> "Architecture":
        if self.size_px % self.stride:
            raise ValueError(f"size_px {self.size_px} is not a multiple of the stride {self.stride}")
        if not self.parts:
            raise ValueError(f"no part to train: choose from {', '.join(PARTS)}")
        return self


def make_architecture(*, size_px: int | None, pictures_px: int, latent_size: int, parts: str) -> Architecture:
    """Architecture from what a user says.

    Parameters
    ----------
    size_px : int or None
        Side of the network's picture; by default that of the pictures, as far as the stride divides it.
    pictures_px : int
        Side of the pictures to train on.
    latent_size : int
    parts : str
        ``"classifier,fcae,vae"`` or some of these.

    Raises
    ------
    DeepGalaxyError
        If a part is unknown, or the size is not a multiple of the stride.
    """
    named = [part.strip() for part in parts.split(",") if part.strip()]
    if not named or set(named) - set(PARTS):
        raise DeepGalaxyError(f"parts {parts!r}: choose from {','.join(PARTS)}")
    default = Architecture(latent_size=latent_size, parts=tuple(p for p in PARTS if p in named))
    size = size_px if size_px is not None else pictures_px - pictures_px % default.stride
    if size < default.stride or size % default.stride:
        raise DeepGalaxyError(
            f"size {size}: the network halves a picture {len(default.widths)} times; "
            f"take a multiple of {default.stride}"
        )
    return default.model_copy(update={"size_px": size})
