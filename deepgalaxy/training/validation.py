"""How well a network dates pictures of simulations that it was not trained on, after each epoch."""

import torch
from torch import Tensor

from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.properties import PROPERTIES, PropertyName
from deepgalaxy.networks.stage_estimate import bin_quantile
from deepgalaxy.training.distributed import ALONE, Workers
from deepgalaxy.training.epoch_log import Metrics
from deepgalaxy.training.labels import column
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
        Loss (nats), median errors (stages, Myr) and share within two stages; empty without unseen pictures
        or without a classifier.
    """
    if unseen is None or network.classifier is None:
        return {}
    probabilities = predict_probabilities(network, unseen, preprocessing, workers)
    stages = probabilities["stage"]
    error = (bin_quantile(stages, 0.5) - unseen.stage).abs()
    of_truth = stages.gather(1, unseen.stage.round().long()[:, None])
    time = PROPERTIES["time_myr"].from_bins(bin_quantile(probabilities["time_myr"], 0.5))
    return {
        "held_out_loss": round(-of_truth.clamp_min(1e-12).log().mean().item(), 4),
        VALIDATED_BY: round(error.median().item(), 3),
        "held_out_median_myr": round((time - column(unseen.labels, "time_myr")).abs().median().item(), 1),
        "held_out_within_2_stages": round((error <= 2).float().mean().item(), 4),
    }


@torch.inference_mode()
def predict_probabilities(
    network: Network, data: TrainingPictures, preprocessing: Preprocessing, workers: Workers = ALONE
) -> dict[PropertyName, Tensor]:
    """Predict the probabilities of the properties, without augmentation.

    Every other picture is given with its size in kpc, where that is known: of users' pictures some have it.

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
    dict of str to Tensor
        Of each property's bins, float32, on the CPU, shape (N, bins); rows sum to 1.
    """
    network.eval()
    assert network.classifier is not None
    found = {name: torch.zeros(len(data), PROPERTIES[name].bins) for name in network.classifier.properties}
    for rows in torch.split(torch.arange(len(data)), 256)[workers.rank :: workers.size]:
        prepared = preprocessing.prepare(data.read(rows).float() / 255)
        shown_kpc = column(data.labels[rows], "whole_kpc") * prepared.window
        shown_kpc[rows % 2 == 1] = torch.nan
        features = network.encoder(prepared.pictures.to(network.device))
        probabilities, _ = network.classifier.probabilities(features, shown_kpc.to(network.device))
        for name, of_bins in probabilities.items():
            found[name][rows] = of_bins.cpu()
    return {name: workers.total(of_bins) for name, of_bins in found.items()}
