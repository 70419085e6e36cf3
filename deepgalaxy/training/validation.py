"""How well a network dates pictures of simulations that it was not trained on, after each epoch."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy

from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.properties import PROPERTIES, PropertyName
from deepgalaxy.networks.stage_estimate import bin_quantile
from deepgalaxy.training.distributed import ALONE, Workers
from deepgalaxy.training.epoch_log import Metrics
from deepgalaxy.training.labels import LabelName, column
from deepgalaxy.training.loader import TrainingPictures

VALIDATED_BY = "held_out_median_stages"
"""The metric by which epochs are compared where stages are known: smaller is better."""
CRITERIA = (
    VALIDATED_BY,
    "held_out_median_myr",
    "held_out_median_coalescence_myr",
    "held_out_median_mass_ratio",
    "held_out_interacting_loss",
)
"""The metrics by which epochs are compared, the first that there is: smaller is better."""
_ERRORS: dict[PropertyName, str] = {
    "time_myr": "held_out_median_myr",
    "coalescence_myr": "held_out_median_coalescence_myr",
    "mass_ratio": "held_out_median_mass_ratio",
}


def criterion(metrics: Metrics) -> str | None:
    """Return the name of the metric by which epochs are compared.

    Parameters
    ----------
    metrics : dict of str to float
        Of an epoch.

    Returns
    -------
    str or None
        One of `CRITERIA`; None where nothing was validated.
    """
    return next((name for name in CRITERIA if name in metrics), None)


def validate(
    network: Network, unseen: TrainingPictures | None, preprocessing: Preprocessing, workers: Workers
) -> Metrics:
    """Compute the metrics of an epoch on unseen pictures, each on those that its truth is known of.

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
        Loss (nats), median errors (stages, Myr, ratio) and share within two stages; empty without unseen
        pictures or without a classifier.
    """
    if unseen is None or network.classifier is None:
        return {}
    probabilities = predict_probabilities(network, unseen, preprocessing, workers)
    metrics: Metrics = {}
    for name in network.classifier.properties:
        truth = column(unseen.labels, name)
        known = truth.isfinite()
        if not known.any():
            continue
        truth, of_bins = truth[known], probabilities[name][known]
        error = (PROPERTIES[name].from_bins(bin_quantile(of_bins, 0.5)) - truth).abs()
        if name == "stage":
            of_truth = of_bins.gather(1, truth.round().long()[:, None])
            metrics["held_out_loss"] = round(-of_truth.clamp_min(1e-12).log().mean().item(), 4)
            metrics[VALIDATED_BY] = round(error.median().item(), 3)
            metrics["held_out_within_2_stages"] = round((error <= 2).float().mean().item(), 4)
        else:
            metrics[_ERRORS[name]] = round(error.median().item(), 1 if PROPERTIES[name].is_time else 4)
    truth = column(unseen.labels, "interacting")
    known = truth.isfinite()
    if "interacting" in probabilities and known.any():
        loss = binary_cross_entropy(probabilities["interacting"][known], truth[known])
        metrics["held_out_interacting_loss"] = round(loss.item(), 4)
    return metrics


@torch.inference_mode()
def predict_probabilities(
    network: Network, data: TrainingPictures, preprocessing: Preprocessing, workers: Workers = ALONE
) -> dict[LabelName, Tensor]:
    """Predict the probabilities of the properties, and that of a merger, without augmentation.

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
        Of each property's bins, float32, on the CPU, shape (N, bins), rows sum to 1; and ``interacting``,
        shape (N,), from a network that tells it.
    """
    network.eval()
    assert network.classifier is not None
    found: dict[LabelName, Tensor] = {
        name: torch.zeros(len(data), PROPERTIES[name].bins) for name in network.classifier.properties
    }
    if network.classifier.interacting is not None:
        found["interacting"] = torch.zeros(len(data))
    for rows in torch.split(torch.arange(len(data)), 256)[workers.rank :: workers.size]:
        pictures = data.read(rows).to(network.device).float() / 255
        prepared = preprocessing.prepare(pictures, preprocessing.bands)
        shown_kpc = column(data.labels[rows], "whole_kpc") * prepared.window
        shown_kpc[rows % 2 == 1] = torch.nan
        features = network.encoder(prepared.pictures)
        probabilities, interacting = network.classifier.probabilities(features, shown_kpc.to(network.device))
        for name, of_bins in probabilities.items():
            found[name][rows] = of_bins.cpu()
        if interacting is not None:
            found["interacting"][rows] = interacting.cpu()
    return {name: workers.total(of_bins) for name, of_bins in found.items()}
