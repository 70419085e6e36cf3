"""Everything that decides a training run, in one frozen object that is saved with the model."""

from pydantic import BaseModel, ConfigDict, Field


class TrainingConfig(BaseModel):
    """How a network is trained; what it is made of is its `Architecture`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: int = Field(default=20, ge=1)
    batch_size: int = Field(default=64, ge=1)
    learning_rate: float = Field(default=2e-3, gt=0)
    """Peak of a one-cycle schedule of AdamW."""
    weight_decay: float = Field(default=0.02, ge=0)
    label_softness: float = Field(default=1.5, gt=0)
    """Standard deviation, in stages, of the Gaussian that a label is softened to."""
    fcae_weight: float = Field(default=3.0, ge=0)
    vae_weight: float = Field(default=0.5, ge=0)
    kl_weight: float = Field(default=5e-3, ge=0)
    """Of the VAE's divergence from the unit Gaussian, beside its reconstruction."""
    held_out: float = Field(default=0.2, ge=0, lt=1)
    """Share of the simulations kept for validation, whole."""
    seed: int = 1
