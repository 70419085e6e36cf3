"""What each part is asked to get right."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.networks.network import Outputs
from deepgalaxy.networks.vae import kl_divergence
from deepgalaxy.training.config import TrainingConfig


def soft_labels(stage: Tensor, softness: float) -> Tensor:
    """Gaussians around the true stages: neighbours in time are nearly right.

    Parameters
    ----------
    stage : Tensor
        (B,), 0 to 70.
    softness : float
        Standard deviation in stages.

    Returns
    -------
    Tensor
        (B, 71), rows sum to 1.
    """
    distance = torch.arange(N_STAGES, device=stage.device) - stage[:, None]
    return torch.softmax(-0.5 * (distance / softness).square(), dim=1)


def part_losses(
    outputs: Outputs, pictures: Tensor, stage: Tensor, config: TrainingConfig
) -> dict[str, Tensor]:
    """Weighted loss of each part that the network has; their sum is what is minimised.

    Parameters
    ----------
    outputs : Outputs
    pictures : Tensor
        What is to be rebuilt, (B, 1, H, W): what the network was shown, without stars, sky and noise.
    stage : Tensor
        True stages, (B,); NaN where there is no label, which the classifier then passes over.
    config : TrainingConfig
    """
    losses = {}
    if outputs.logits is not None:
        known = stage.isfinite()
        logits, labels = outputs.logits[known].float(), soft_labels(stage[known], config.label_softness)
        # Of the batch, unlabelled pictures too: a batch with few labels must not shout.
        losses["classifier"] = cross_entropy(logits, labels, reduction="sum") / len(stage)
    if outputs.picture is not None:
        losses["fcae"] = config.fcae_weight * _relative_error(outputs.picture, pictures)
    if outputs.rebuilt_map is not None and outputs.z is not None and outputs.log_variance is not None:
        # M is the target and must not shrink to please the VAE: it is detached, and the error is relative.
        error = _relative_error(outputs.rebuilt_map, outputs.feature_map.detach())
        if outputs.picture_of_z is not None:  # likeness is of pictures, too: which way a tail points
            error = error + _relative_error(outputs.picture_of_z, pictures)
        divergence = kl_divergence(outputs.z.float(), outputs.log_variance.float()).mean()
        losses["vae"] = config.vae_weight * (error + config.kl_weight * divergence)
    return losses


def _relative_error(rebuilt: Tensor, wanted: Tensor) -> Tensor:
    """Mean square error over the variance of what is wanted."""
    wanted = wanted.float()
    return mse_loss(rebuilt.float(), wanted) / wanted.var().clamp_min(1e-6)
