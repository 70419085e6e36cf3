"""What a trained model says of pictures, as arrays for the catalogue or rows for a person."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from deepgalaxy.catalog.vectors import PredictionArrays
from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.networks.calibration import LEVELS, stage_interval
from deepgalaxy.networks.stages import stage_quantile, stage_to_time
from deepgalaxy.networks.weights import TrainedModel

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Dated:
    """Vectors and predictions of n pictures, in their order."""

    z: Float32Array | None
    """Embeddings, (n, latent_size); None from a model without a VAE."""
    predictions: PredictionArrays
    out_of_domain: Float32Array
    """Above 1 a picture is unlike those the network learnt to date, (n,); NaN if that was never measured."""


@torch.inference_mode()
def date_pictures(model: TrainedModel, pictures: Float32Array) -> Dated:
    """Embed pictures and date them.

    The stage is the median of its probabilities; the intervals are their quantiles as the model's calibration
    moved them, wider where a picture is out of domain (see `deepgalaxy.networks.calibration`), in time.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    pictures : ndarray
        (n, 1 or 3, H, W) in [0, 1], as stored.

    Raises
    ------
    DeepGalaxyError
        If the model has no classifier.
    """
    network = model.network
    if network.classifier is None:
        raise DeepGalaxyError(f"the model in {model.folder} has no classifier; train one that has (--parts)")
    features = network.encoder(model.card.preprocessing(torch.from_numpy(pictures)))
    probabilities = torch.softmax(network.classifier(features), dim=1)
    unlike = network.familiarity(features)
    out_of_domain = unlike.float().numpy()
    intervals = {
        level: stage_interval(probabilities, level, model.card.calibration, unlike) for level in LEVELS
    }

    def time_at(stage: Tensor) -> Float32Array:
        return stage_to_time(stage, model.card.stage_time_myr).float().numpy()

    stage = stage_quantile(probabilities, 0.5)
    return Dated(
        z=network.vae.encode(features)[0].numpy() if network.vae else None,
        predictions=PredictionArrays(
            stage=stage.float().numpy(),
            time_myr=time_at(stage),
            time_lo68=time_at(intervals[68][0]),
            time_hi68=time_at(intervals[68][1]),
            time_lo90=time_at(intervals[90][0]),
            time_hi90=time_at(intervals[90][1]),
            probabilities=probabilities.numpy(),
            out_of_domain=out_of_domain,
        ),
        out_of_domain=out_of_domain,
    )


def embed_pictures(model: TrainedModel, pictures: Float32Array) -> tuple[Float32Array, PredictionArrays]:
    """Vectors and predictions of pictures, as `date_pictures`, for the catalogue.

    Raises
    ------
    DeepGalaxyError
        If the model has no classifier or no VAE.
    """
    dated = date_pictures(model, pictures)
    if dated.z is None:
        raise DeepGalaxyError(f"the model in {model.folder} has no VAE; train one that has (--parts)")
    return dated.z, dated.predictions
