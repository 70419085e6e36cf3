"""Everything that decides a training run, in one frozen object that is saved with the model."""

from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from deepgalaxy.core.settings import read_toml


class Optimizer(StrEnum):
    """How weights follow their gradients."""

    ADAMW = "adamw"
    ADADELTA = "adadelta"
    SGD = "sgd"

    @property
    def usual_learning_rate(self) -> float:
        """The rate where none is asked for."""
        return {Optimizer.ADAMW: 2e-3, Optimizer.ADADELTA: 1.0, Optimizer.SGD: 0.05}[self]


class RateScaling(StrEnum):
    """How the learning rate follows the size of a step."""

    NONE = "none"
    SQUARE_ROOT = "square-root"
    """Usual for Adam (Krizhevsky 2014)."""
    LINEAR = "linear"
    """Usual for SGD (Goyal et al. 2017)."""

    def factor(self, batches: int) -> float:
        """By what the rate is multiplied where so many batches make one step."""
        power = {RateScaling.NONE: 0.0, RateScaling.SQUARE_ROOT: 0.5, RateScaling.LINEAR: 1.0}[self]
        return float(batches**power)


class TrainingConfig(BaseModel):
    """How a network is trained; what it is made of is its `Architecture`."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    epochs: int = Field(default=20, ge=1)
    """How often each picture is shown."""
    patience: int | None = Field(default=None, ge=1)
    """Stop after so many epochs in which the held-out simulations were dated no better; None: never."""
    batch_size: int = Field(default=64, ge=1)
    """Pictures that a process takes at a time."""
    optimizer: Optimizer = Optimizer.ADAMW
    """How weights follow their gradients."""
    learning_rate: float | None = Field(default=None, gt=0)
    """Peak of the schedule; by default what is usual for the optimizer."""
    warm_up: float = Field(default=0.1, ge=0, lt=1)
    """Share of the steps in which the rate rises, before it falls along a cosine."""
    weight_decay: float = Field(default=0.02, ge=0)
    """How much weights shrink towards 0 by themselves, beside their gradients."""
    first_weights: str | None = None
    """Weights that the encoder starts from: a hub id, a local folder or ``imagenet``; None: random ones."""
    label_softness: float = Field(default=1.5, gt=0)
    """Standard deviation, in stages, of the Gaussian that a label is softened to."""
    noise: float = Field(default=0.06, ge=0)
    """Largest standard deviation of the Gaussian noise added to a picture in [0, 1]."""
    zoom: float = Field(default=0.35, ge=0, le=1.5)
    """Largest change of the field of view, as a natural logarithm: 0.35 is from 0.7 to 1.4 times."""
    unlabelled_repeats: int = Field(default=1, ge=1)
    """How often an epoch shows each picture without a label: there are fewer of them."""
    fcae_weight: float = Field(default=3.0, ge=0)
    """Of the autoencoder's error in the loss; the classifier's weighs 1."""
    vae_weight: float = Field(default=1.0, ge=0)
    """Of the VAE's error in the loss."""
    kl_weight: float = Field(default=2e-3, ge=0)
    """Of the VAE's divergence from the unit Gaussian, beside its reconstruction."""
    held_out: float = Field(default=0.2, ge=0, lt=1)
    """Share of the simulations kept for validation, whole."""
    split: Literal["by simulation", "random frames"] = "by simulation"
    """What is held out. ``random frames`` is the published protocol (Cai et al. 2020) and measures memory:
    frames next to each other, and sibling cameras, are near-copies."""
    bf16: bool = False
    """Compute in bfloat16 where torch does so safely: half the memory, for large pictures."""
    save_memory: bool = False
    """Compute the encoder's activations again in the backward pass instead of keeping them."""
    seed: int = Field(default=1, ge=0, lt=2**63)
    """Of all chance: first weights, order, augmentation, and which simulations are held out."""
    accumulate: int = Field(default=1, ge=1)
    """Batches of a process whose gradients make one step: large steps in the memory of small ones."""
    rate_scaling: RateScaling = RateScaling.NONE
    """How the learning rate grows with the batches that make one step, over all processes."""
    compress: bool = False
    """Send gradients from process to process in 16 bits."""
    bucket_mb: float = Field(default=25, gt=0)
    """Gradients that travel together: less begins to travel sooner, more needs fewer messages."""

    @property
    def peak_learning_rate(self) -> float:
        """The rate asked for, or what is usual."""
        return self.learning_rate or self.optimizer.usual_learning_rate


def make_config(file: Path | None, said: dict[str, Any]) -> TrainingConfig:
    """Configuration from a TOML file and from what was said beside it, which wins.

    Parameters
    ----------
    file : Path or None
        Keys are the fields of `TrainingConfig`.
    said : dict
        Values by field; ``None`` counts as not said.

    Raises
    ------
    WrongUse
        If the file is no TOML, or a value is impossible.
    """
    known = {field: value for field, value in said.items() if value is not None}
    return read_toml(TrainingConfig, file, known, "training")
