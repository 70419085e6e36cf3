"""What a trained model says of pictures, as arrays for the catalogue or rows for a person."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from deepgalaxy.catalog.vectors import PredictionArrays
from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.networks.stages import stage_quantile, stage_to_time
from deepgalaxy.networks.weights import TrainedModel

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Dated:
    """Vectors and predictions of n pictures, in their order."""

    z: Float32Array
    """Embeddings, (n, latent_size)."""
    predictions: PredictionArrays


@torch.inference_mode()
def date_pictures(model: TrainedModel, pictures: Float32Array) -> Dated:
    """Embed pictures and date them.

    The stage is the median of its probabilities; the intervals are their central 68 % and 90 %, in time.
    They are the network's own and not calibrated: they hold on pictures like those it was trained on.

    Parameters
    ----------
    model : TrainedModel
        With a classifier and a VAE.
    pictures : ndarray
        (n, 1 or 3, H, W) in [0, 1], as stored.

    Raises
    ------
    DeepGalaxyError
        If the model lacks one of the two parts.
    """
    outputs = model.network(model.card.preprocessing(torch.from_numpy(pictures)))
    if outputs.logits is None or outputs.z is None:
        raise DeepGalaxyError(
            f"the model in {model.folder} has parts {', '.join(model.card.architecture.parts)}, and this "
            "needs classifier and vae; train one with --parts classifier,fcae,vae"
        )
    probabilities = torch.softmax(outputs.logits, dim=1)

    def time_at(quantile: float) -> Float32Array:
        stage = stage_quantile(probabilities, quantile)
        return stage_to_time(stage, model.card.stage_time_myr).float().numpy()

    return Dated(
        z=outputs.z.numpy(),
        predictions=PredictionArrays(
            stage=stage_quantile(probabilities, 0.5).float().numpy(),
            time_myr=time_at(0.5),
            time_lo68=time_at(0.16),
            time_hi68=time_at(0.84),
            time_lo90=time_at(0.05),
            time_hi90=time_at(0.95),
            probabilities=probabilities.numpy(),
        ),
    )
