"""How well a network dates pictures of simulations that it was not trained on, after each epoch."""

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
"""The metric by which epochs are compared: smaller is better."""


def validate(
    network: Network, unseen: TrainingPictures | None, preprocessing: Preprocessing, workers: Workers
) -> Metrics:
    """Compute the metrics of an epoch on unseen pictures.

    Parameters
    ----------
    network : Network
        Put into evaluation mode.
    unseen : TrainingPictures or None
        Of simulations that it is not trained on.
    preprocessing : Preprocessing
        Of the network.
    workers : Workers
        The processes that share the work.

    Returns
    -------
    dict of str to float
        Loss (nats), median error (stages) and share within two stages; empty without unseen pictures or
        without a classifier.
    """
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
    """Predict the probabilities of the stages, without augmentation.

    Parameters
    ----------
    network : Network
        With a classifier; put into evaluation mode.
    data : TrainingPictures
        N pictures.
    preprocessing : Preprocessing
        Of the network.
    workers : Workers
        The processes that share the work.

    Returns
    -------
    Tensor
        float32, on the CPU, shape (N, 71); rows sum to 1.
    """
    network.eval()
    assert network.classifier is not None
    probabilities = torch.zeros(len(data), N_STAGES)
    for rows in torch.split(torch.arange(len(data)), 256)[workers.rank :: workers.size]:
        prepared = preprocessing(data.read(rows).float() / 255).to(network.device)
        probabilities[rows] = torch.softmax(network.classifier(network.encoder(prepared)), dim=1).cpu()
    return workers.total(probabilities)
