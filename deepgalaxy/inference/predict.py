"""What a trained model says of pictures, as arrays for the catalogue or rows for a person."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from deepgalaxy.catalog.vectors import PredictionArrays
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.networks.interval_calibration import AS_THEY_ARE, LEVELS
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.networks.stage_estimate import stage_quantile, stage_to_time, time_interval

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class PicturePredictions:
    """Vectors and predictions of n pictures, in their order."""

    z: Float32Array | None
    """Embeddings, (n, latent_size); None from a model without a VAE."""
    predictions: PredictionArrays
    out_of_domain: Float32Array
    """Above 1 a picture is unlike those the network learnt to date, (n,); NaN if that was never measured."""


@torch.inference_mode()
def predict_pictures(model: TrainedModel, pictures: Float32Array) -> PicturePredictions:
    """Embed pictures and date them.

    The stage is the median of its probabilities; the intervals are their quantiles in time, stretched by the
    model's calibration, and more where a picture is out of domain: see
    `deepgalaxy.networks.interval_calibration`.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    pictures : ndarray
        (n, 1 or 3, H, W) in [0, 1], as stored.

    Returns
    -------
    PicturePredictions
        In the order of the pictures.

    Raises
    ------
    DeepGalaxyError
        If the model has no classifier, or its answer is no number.
    """
    network = model.network
    if network.classifier is None:
        raise DeepGalaxyError(f"the model in {model.folder} has no classifier; train one that has (`parts=`)")
    features = network.encoder(model.card.preprocessing(torch.from_numpy(pictures)))
    probabilities = torch.softmax(network.classifier(features), dim=1)
    if not probabilities.isfinite().all():
        raise DeepGalaxyError(f"the model in {model.folder} gives no numbers; train or copy it again")
    unlike = network.out_of_domain(features)
    out_of_domain = unlike.float().numpy()
    stage = stage_quantile(probabilities, 0.5)
    card = model.card
    calibration = card.calibration or AS_THEY_ARE
    times = {
        level: time_interval(
            probabilities, level, card.stage_time_myr, card.time_scatter, calibration.of(level, unlike)
        )
        for level in LEVELS
    }
    return PicturePredictions(
        z=network.vae.encode(features)[0].numpy() if network.vae else None,
        predictions=PredictionArrays(
            stage=stage.float().numpy(),
            time_myr=stage_to_time(stage, card.stage_time_myr).float().numpy(),
            time_lo68=times[68][0].float().numpy(),
            time_hi68=times[68][1].float().numpy(),
            time_lo90=times[90][0].float().numpy(),
            time_hi90=times[90][1].float().numpy(),
            probabilities=probabilities.numpy(),
            out_of_domain=out_of_domain,
        ),
        out_of_domain=out_of_domain,
    )


def embed_pictures(model: TrainedModel, pictures: Float32Array) -> tuple[Float32Array, PredictionArrays]:
    """Vectors and predictions of pictures, as `predict_pictures`, for the catalogue.

    Parameters
    ----------
    model : TrainedModel
        With a classifier and a VAE.
    pictures : ndarray of float32, shape (n, 1 or 3, H, W)
        In [0, 1], as stored.

    Returns
    -------
    (ndarray of float32, PredictionArrays)
        Vectors, (n, latent size), and predictions.

    Raises
    ------
    DeepGalaxyError
        If the model has no classifier or no VAE.
    """
    predicted = predict_pictures(model, pictures)
    if predicted.z is None:
        raise DeepGalaxyError(f"the model in {model.folder} has no VAE; train one that has (`parts=`)")
    return predicted.z, predicted.predictions
