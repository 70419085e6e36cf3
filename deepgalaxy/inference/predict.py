"""What a trained model says of pictures, as arrays for the catalogue or rows for a person."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from deepgalaxy.catalog.vectors import PredictionArrays
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction import LEVELS, interval_ends
from deepgalaxy.networks.interval_calibration import AS_THEY_ARE
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
def predict_pictures(
    model: TrainedModel, pictures: Float32Array, kpc_per_px: Float32Array | None = None
) -> PicturePredictions:
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
    kpc_per_px : ndarray of float32, shape (n,), optional
        Kiloparsecs across a pixel of each picture, NaN where unknown. No model uses it yet.

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
    card = model.card
    calibration = card.calibration or AS_THEY_ARE
    stage = stage_quantile(probabilities, 0.5)
    given = {
        "stage": stage,
        "time_myr": stage_to_time(stage, card.stage_time_myr),
        "out_of_domain": unlike,
    }
    for level in LEVELS:
        tail = (1 - level / 100) / 2
        stages = [stage_quantile(probabilities, at) for at in (tail, 1 - tail)]
        stretch = calibration.of(level, unlike)
        times = time_interval(probabilities, level, card.stage_time_myr, card.time_scatter, stretch)
        given |= zip(interval_ends("stage", level), stages, strict=True)
        given |= zip(interval_ends("time_myr", level), times, strict=True)
    arrays = {name: values.float().numpy() for name, values in given.items()}
    return PicturePredictions(
        z=network.vae.encode(features)[0].numpy() if network.vae else None,
        predictions=PredictionArrays.of(probabilities.numpy(), **arrays),
        out_of_domain=arrays["out_of_domain"],
    )


def embed_pictures(
    model: TrainedModel, pictures: Float32Array, kpc_per_px: Float32Array | None = None
) -> tuple[Float32Array, PredictionArrays]:
    """Vectors and predictions of pictures, as `predict_pictures`, for the catalogue.

    Parameters
    ----------
    model : TrainedModel
        With a classifier and a VAE.
    pictures : ndarray of float32, shape (n, 1 or 3, H, W)
        In [0, 1], as stored.
    kpc_per_px : ndarray of float32, shape (n,), optional
        As for `predict_pictures`.

    Returns
    -------
    (ndarray of float32, PredictionArrays)
        Vectors, (n, latent size), and predictions.

    Raises
    ------
    DeepGalaxyError
        If the model has no classifier or no VAE.
    """
    predicted = predict_pictures(model, pictures, kpc_per_px)
    if predicted.z is None:
        raise DeepGalaxyError(f"the model in {model.folder} has no VAE; train one that has (`parts=`)")
    return predicted.z, predicted.predictions
