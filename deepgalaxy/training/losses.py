"""The loss of each part of the network."""

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, mse_loss

from deepgalaxy.networks.network import Network, Outputs
from deepgalaxy.networks.properties import PROPERTIES, PropertyName
from deepgalaxy.networks.vae import kl_divergence
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.labels import column

WEIGHTS: Mapping[PropertyName, float] = {
    "stage": 1,
    "time_myr": 0.5,
    "coalescence_myr": 0.5,
    "mass_ratio": 0.3,
}
"""Of the properties in the classifier's loss; that of p_interacting is 1."""


def soft_labels(position: Tensor, softness: float, bins: int) -> Tensor:
    """Gaussians around the true bins: neighbouring bins are nearly right.

    Parameters
    ----------
    position : Tensor
        From `Property.to_bins`, shape (B,).
    softness : float
        Standard deviation in bins.
    bins : int
        How many there are.

    Returns
    -------
    Tensor
        Shape (B, bins), rows sum to 1.
    """
    distance = torch.arange(bins, device=position.device) - position[:, None]
    return torch.softmax(-0.5 * (distance / softness).square(), dim=1)


def part_losses(
    network: Network,
    outputs: Outputs,
    pictures: Tensor,
    labels: Tensor,
    config: TrainingConfig,
    twice: int = 0,
) -> dict[str, Tensor]:
    """Weighted loss of each part that the network has; their sum is minimised.

    Parameters
    ----------
    network : Network
        Whose classifier names its properties.
    outputs : Outputs
        Of the network.
    pictures : Tensor
        Target of the reconstruction, shape (B, 1, H, W): the network's input without stars, sky and noise.
    labels : Tensor
        Shape (B, 6); NaN where unknown: the classifier's loss ignores what is.
    config : TrainingConfig
        Weights of the losses and softness of the labels.
    twice : int
        So many pictures at the end are the first ones again, observed differently.

    Returns
    -------
    dict of str to Tensor
        Scalar loss by part: ``classifier``, ``fcae``, ``vae``.
    """
    losses = {}
    if outputs.logits is not None and network.classifier is not None:
        parts = [
            WEIGHTS[name] * _property_loss(name, logits, column(labels, name), config)
            for name, logits in network.classifier.split(outputs.logits).items()
        ]
        if outputs.interacting is not None:
            truth = column(labels, "interacting")
            known = truth.isfinite()
            logits = outputs.interacting[known].float()
            parts.append(binary_cross_entropy_with_logits(logits, truth[known], reduction="sum"))
        # The mean is over the whole batch: the few labels of a mostly unlabelled one get no extra weight.
        losses["classifier"] = torch.stack(parts).sum() / len(labels)
    if outputs.picture is not None:
        losses["fcae"] = config.fcae_weight * _relative_error(
            outputs.picture, pictures[: len(outputs.picture)]
        )
    if outputs.rebuilt_map is not None and outputs.z is not None and outputs.log_variance is not None:
        # M is the target and must not shrink to please the VAE: it is detached, and the error is relative.
        error = _relative_error(outputs.rebuilt_map, outputs.feature_map.detach())
        if outputs.picture_of_z is not None:  # M alone does not make z keep, e.g., where a tail points
            rebuilt = pictures[: len(outputs.picture_of_z)]
            error = error + _relative_error(outputs.picture_of_z, rebuilt)
        divergence = kl_divergence(outputs.z.float(), outputs.log_variance.float()).mean()
        losses["vae"] = config.vae_weight * (error + config.kl_weight * divergence)
        if twice:
            losses["vae"] = losses["vae"] + config.contrast_weight * contrast(outputs.z.float(), twice)
    return losses


def contrast(z: Tensor, twice: int) -> Tensor:
    """Measure how well two observations of one picture find each other among all of a batch.

    InfoNCE (van den Oord et al. 2018). The logits are the squares of the distances that searches compare,
    with a minus.

    Parameters
    ----------
    z : Tensor
        Shape (B, latent_size).
    twice : int
        So many at the end are of the first pictures again.

    Returns
    -------
    Tensor
        Mean cross entropy, nats.
    """
    first, again = torch.arange(twice), torch.arange(len(z) - twice, len(z))
    rows, partners = torch.cat([first, again]).to(z.device), torch.cat([again, first]).to(z.device)
    # By products: the gradient of a distance is infinite at 0.
    squared = z.square().sum(dim=1)
    distance = squared[rows, None] + squared - 2 * z[rows] @ z.T
    logits = (-distance).scatter(1, rows[:, None], -torch.inf)
    return cross_entropy(logits, partners)


def _property_loss(name: PropertyName, logits: Tensor, values: Tensor, config: TrainingConfig) -> Tensor:
    known, of = values.isfinite(), PROPERTIES[name]
    softness = config.label_softness if name == "stage" else 1.0
    soft = soft_labels(of.to_bins(values[known]), softness, of.bins).float()
    return cross_entropy(logits[known].float(), soft, reduction="sum")


def _relative_error(rebuilt: Tensor, target: Tensor) -> Tensor:
    """Mean square error over the variance of the target."""
    target = target.float()
    return mse_loss(rebuilt.float(), target) / target.var().clamp_min(1e-6)
