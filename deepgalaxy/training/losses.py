"""The loss of each part of the network."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.networks.network import Outputs
from deepgalaxy.networks.vae import kl_divergence
from deepgalaxy.training.config import TrainingConfig


def soft_labels(stage: Tensor, softness: float) -> Tensor:
    """Gaussians around the true stages: neighbouring stages are nearly right.

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
    """Weighted loss of each part that the network has; their sum is minimised.

    Parameters
    ----------
    outputs : Outputs
        Of the network.
    pictures : Tensor
        Target of the reconstruction, shape (B, 1, H, W): the network's input without stars, sky and noise.
    stage : Tensor
        True stages, shape (B,); NaN without a label: the classifier's loss ignores such pictures.
    config : TrainingConfig
        Weights of the losses and softness of the labels.

    Returns
    -------
    dict of str to Tensor
        Scalar loss by part: ``classifier``, ``fcae``, ``vae``.
    """
    losses = {}
    if outputs.logits is not None:
        known = stage.isfinite()
        logits, labels = outputs.logits[known].float(), soft_labels(stage[known], config.label_softness)
        # The mean is over the whole batch: the few labels of a mostly unlabelled one get no extra weight.
        losses["classifier"] = cross_entropy(logits, labels, reduction="sum") / len(stage)
    if outputs.picture is not None:
        losses["fcae"] = config.fcae_weight * _relative_error(outputs.picture, pictures)
    if outputs.rebuilt_map is not None and outputs.z is not None and outputs.log_variance is not None:
        # M is the target and must not shrink to please the VAE: it is detached, and the error is relative.
        error = _relative_error(outputs.rebuilt_map, outputs.feature_map.detach())
        if outputs.picture_of_z is not None:  # M alone does not make z keep, e.g., where a tail points
            error = error + _relative_error(outputs.picture_of_z, pictures)
        divergence = kl_divergence(outputs.z.float(), outputs.log_variance.float()).mean()
        losses["vae"] = config.vae_weight * (error + config.kl_weight * divergence)
    return losses


def _relative_error(rebuilt: Tensor, target: Tensor) -> Tensor:
    """Mean square error over the variance of the target."""
    target = target.float()
    return mse_loss(rebuilt.float(), target) / target.var().clamp_min(1e-6)
