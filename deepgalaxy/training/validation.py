"""How well a network dates pictures of simulations it has not seen."""

import torch
from torch import Tensor

from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.stage_estimate import stage_quantile
from deepgalaxy.training.distributed import ALONE, Workers
from deepgalaxy.training.epoch_log import Metrics
from deepgalaxy.training.loader import TrainingPictures

VALIDATED_BY = "held_out_median_stages"
"""The metric by which an epoch is better than another: less is better."""


def validate(
    network: Network, unseen: TrainingPictures | None, preprocessing: Preprocessing, workers: Workers
) -> Metrics:
    """Metrics on unseen pictures: none where there are none, or the network does not date."""
    if unseen is None or network.classifier is None:
        return {}
    probabilities = predict_probabilities(network, unseen, preprocessing, workers)
    error = (stage_quantile(probabilities, 0.5) - unseen.stage).abs()
    of_truth = probabilities.gather(1, unseen.stage.round().long()[:, None])
    return {
        "held_out_loss": round(-of_truth.clamp_min(1e-12).log().mean().item(), 4),
        VALIDATED_BY: round(error.median().item(), 3),
        "held_out_within_2_stages": round((error <= 2).float().mean().item(), 4),
    }


@torch.inference_mode()
def predict_probabilities(
    network: Network, data: TrainingPictures, preprocessing: Preprocessing, workers: Workers = ALONE
) -> Tensor:
    """Probabilities of the stages of pictures as they are, (N, 71), by a network with a classifier."""
    network.eval()
    assert network.classifier is not None
    said = torch.zeros(len(data), N_STAGES)
    for rows in torch.split(torch.arange(len(data)), 256)[workers.rank :: workers.size]:
        shown = preprocessing(data.read(rows).float() / 255).to(network.device)
        said[rows] = torch.softmax(network.classifier(network.encoder(shown)), dim=1).cpu()
    return workers.total(said)
