"""All settings of a training run, in one frozen object that is saved with the model."""

from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from deepgalaxy.core.settings import read_toml


class Optimizer(StrEnum):
    """The algorithm that updates the weights."""

    ADAMW = "adamw"
    ADADELTA = "adadelta"
    SGD = "sgd"

    @property
    def usual_learning_rate(self) -> float:
        """Learning rate if the configuration gives none.

        Returns
        -------
        float
            Peak of the schedule.
        """
        return {Optimizer.ADAMW: 2e-3, Optimizer.ADADELTA: 1.0, Optimizer.SGD: 0.05}[self]


class RateScaling(StrEnum):
    """How the learning rate grows with the number of batches in one step."""

    NONE = "none"
    SQUARE_ROOT = "square-root"
    """Usual for Adam (Krizhevsky 2014)."""
    LINEAR = "linear"
    """Usual for SGD (Goyal et al. 2017)."""

    def factor(self, batches: int) -> float:
        """Factor of the learning rate.

        Parameters
        ----------
        batches : int
            Batches whose gradients make one step, over all processes.

        Returns
        -------
        float
            1 or more.
        """
        power = {RateScaling.NONE: 0.0, RateScaling.SQUARE_ROOT: 0.5, RateScaling.LINEAR: 1.0}[self]
        return float(batches**power)


class TrainingConfig(BaseModel):
    """How a network is trained; its layers are in `deepgalaxy.networks.architecture.Architecture`."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    epochs: int = Field(default=20, ge=1)
    """How often each picture is shown."""
    patience: int | None = Field(default=None, ge=1)
    """Stop after so many epochs without a smaller error on the held-out simulations; None: never."""
    batch_size: int = Field(default=64, ge=1)
    """Pictures in one forward and backward pass of a process."""
    optimizer: Optimizer = Optimizer.ADAMW
    """The algorithm that updates the weights."""
    learning_rate: float | None = Field(default=None, gt=0)
    """Peak of the schedule; by default what is usual for the optimizer."""
    warm_up: float = Field(default=0.1, ge=0, lt=1)
    """Share of the training in which the learning rate rises, before it falls along a cosine."""
    weight_decay: float = Field(default=0.02, ge=0)
    """Strength of the L2 penalty that pulls weights towards 0 (decoupled from the gradients in AdamW)."""
    first_weights: str | None = None
    """Weights that the encoder starts from: a hub id, a local folder, a file of safetensors or ``imagenet``;
    None: random ones."""
    label_softness: float = Field(default=1.5, gt=0)
    """Standard deviation, in stages, of the Gaussian that replaces a label."""
    unknown_scale: float = Field(default=0.5, ge=0, le=1)
    """Share of the pictures whose size in kpc is kept from the network: those of users often have none."""
    undisturbed_galaxies: int = Field(default=0, ge=0)
    """So many drawn pictures of undisturbed galaxies are added to those that are no mergers."""
    companion_distance: float = Field(default=5.0, gt=0)
    """How far from the galaxy a companion is that the frame contains, at most, in sums of their radii, for
    stages, times and mass ratios."""
    near_distance: float = Field(default=1.5, gt=0)
    """The same for p_interacting and z. Pairs that have not met yet are farther apart, but so are most
    galaxies that only seem to be a pair."""
    noise: float = Field(default=0.06, ge=0)
    """Largest standard deviation of the Gaussian noise added to a picture in [0, 1]."""
    zoom: float = Field(default=0.2, ge=0, le=1.5)
    """Largest change of the frame's side, as a natural logarithm: 0.2 is from 0.8 to 1.2 times."""
    unlabelled_repeats: int = Field(default=1, ge=1)
    """How often an epoch shows each picture without a label: there are fewer of them."""
    fcae_weight: float = Field(default=3.0, ge=0)
    """Weight of the autoencoder's error in the loss; that of the classifier is 1."""
    vae_weight: float = Field(default=1.0, ge=0)
    """Weight of the VAE's error in the loss."""
    kl_weight: float = Field(default=2e-3, ge=0)
    """Weight of the VAE's divergence from the unit Gaussian, relative to its reconstruction error."""
    contrast_weight: float = Field(default=0.3, ge=0)
    """Weight of the contrast of z in the VAE's loss: two observations of one picture have to be nearer to
    each other than to other pictures."""
    shown_twice: float = Field(default=0.25, ge=0, le=1)
    """Share of the pictures of a batch that is shown twice for that, observed differently."""
    rebuilt: float = Field(default=1.0, gt=0, le=1)
    """Share of the pictures of a batch that the decoder rebuilds: it takes as long as the encoder."""
    held_out: float = Field(default=0.2, ge=0, lt=1)
    """Share of the simulations kept for validation, each with all of its pictures."""
    split: Literal["by simulation", "random frames"] = "by simulation"
    """What is held out. ``random frames`` is the published protocol (Cai et al. 2020) and measures memory:
    frames next to each other, and pictures of one frame by other cameras, are near-copies."""
    bf16: bool = False
    """Compute in bfloat16 where torch does so safely: half the memory, for large pictures."""
    save_memory: bool = False
    """Compute the encoder's activations again in the backward pass instead of storing them."""
    seed: int = Field(default=1, ge=0, lt=2**63)
    """Of all random numbers: first weights, order, augmentation, and which simulations are held out."""
    accumulate: int = Field(default=1, ge=1)
    """Batches of a process whose gradients make one step: large steps in the memory of a small batch."""
    rate_scaling: RateScaling = RateScaling.NONE
    """How the learning rate grows with the batches that make one step, over all processes."""
    compress: bool = False
    """Send gradients from process to process in 16 bits."""
    bucket_mb: float = Field(default=25, gt=0)
    """Size of one message of gradients (MB): smaller ones are sent sooner, larger ones are fewer."""

    @property
    def peak_learning_rate(self) -> float:
        """Highest learning rate of the schedule, before `RateScaling`.

        Returns
        -------
        float
            The configured one, or the usual one of the optimizer.
        """
        return self.learning_rate or self.optimizer.usual_learning_rate


def make_config(file: Path | None, options: dict[str, Any]) -> TrainingConfig:
    """Make a configuration from a TOML file and from options, which take precedence.

    Parameters
    ----------
    file : Path or None
        Keys are the fields of `TrainingConfig`.
    options : dict
        Values by field; ``None`` counts as not given.

    Returns
    -------
    TrainingConfig
        Fields in neither have their defaults.

    Raises
    ------
    WrongUse
        If the file is no TOML, or a value is impossible.
    """
    given = {field: value for field, value in options.items() if value is not None}
    return read_toml(TrainingConfig, file, given, "training")
