"""What a trained model says of pictures, as arrays for the catalogue or rows for a person."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import torch

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction import LEVELS, interval_ends
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.imaging.bands import Bands
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.networks.interval_calibration import NOT_CALIBRATED
from deepgalaxy.networks.model_folder import ModelCard, TrainedModel
from deepgalaxy.networks.properties import PROPERTIES
from deepgalaxy.networks.stage_estimate import bin_interval, bin_quantile, stage_to_time, time_interval

log = logging.getLogger(__name__)

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class PicturePredictions:
    """Vectors and predictions of n pictures, in their order."""

    z: Float32Array | None
    """Embeddings, (n, latent_size); None from a model without a VAE."""
    predictions: PredictionArrays
    out_of_domain: Float32Array
    """Above 1 a picture is unlike those the network learnt to date, (n,); NaN if that was never measured."""
    found: npt.NDArray[np.bool_]
    """Whether any light stands out of the sky, (n,); otherwise p_interacting is 0."""


@torch.inference_mode()
def predict_pictures(
    model: TrainedModel,
    pictures: Float32Array,
    kpc_per_px: Float32Array | None = None,
    bands: Bands | None = None,
) -> PicturePredictions:
    """Embed pictures and date them.

    Each property is the median of its probabilities; the intervals are their quantiles, stretched by the
    model's calibration, and more where a picture is out of domain: see
    `deepgalaxy.networks.interval_calibration`.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    pictures : ndarray
        (n, C, H, W) in [0, 1], as stored.
    kpc_per_px : ndarray of float32, shape (n,), optional
        Kiloparsecs across a pixel of each picture, NaN where unknown.
    bands : tuple of str, optional
        Names of the C bands; by default the pictures are grey, or red, green and blue.

    Returns
    -------
    PicturePredictions
        In the order of the pictures.

    Raises
    ------
    DeepGalaxyError
        If the model has no classifier, its answer is no number, it wants a band that is not there, or a GPU
        is too full for one picture.
    """
    try:
        return _predict(model, pictures, kpc_per_px, bands)
    except torch.cuda.OutOfMemoryError as error:
        if len(pictures) == 1:
            raise DeepGalaxyError(
                "the GPU has no room for one picture: end what else uses it, or give `device=cpu`"
            ) from error
    _say_full()
    half = len(pictures) // 2
    parts = [
        predict_pictures(model, pictures[some], None if kpc_per_px is None else kpc_per_px[some], bands)
        for some in (slice(half), slice(half, None))
    ]
    return _join(parts)


@cache
def _say_full() -> None:
    log.warning("the GPU is full: fewer pictures are computed at once")


def _join(parts: Sequence[PicturePredictions]) -> PicturePredictions:
    fields = {
        name: [getattr(part.predictions, name) for part in parts] for name in vars(parts[0].predictions)
    }
    z = [part.z for part in parts if part.z is not None]
    return PicturePredictions(
        z=np.concatenate(z) if z else None,
        predictions=PredictionArrays(**{name: np.concatenate(each) for name, each in fields.items()}),
        out_of_domain=np.concatenate([part.out_of_domain for part in parts]),
        found=np.concatenate([part.found for part in parts]),
    )


def _predict(
    model: TrainedModel, pictures: Float32Array, kpc_per_px: Float32Array | None, bands: Bands | None
) -> PicturePredictions:
    network = model.network
    if network.classifier is None:
        raise DeepGalaxyError(f"the model in {model.folder} has no classifier; train one that has (`parts=`)")
    card = model.card
    prepared = card.preprocessing.prepare(torch.from_numpy(pictures).to(network.device), bands)
    with model.encoder_precision():
        features = network.encoder(prepared.pictures)
    near = features = features.float()  # the parts on it take next to no time
    shown_kpc = None
    if kpc_per_px is not None:
        shown_kpc = torch.from_numpy(kpc_per_px) * max(pictures.shape[-2:]) * prepared.window
        shown_kpc = shown_kpc.to(network.device)
    bins, p_interacting = network.classifier.probabilities(features, shown_kpc)
    if prepared.nearer.any():
        with model.encoder_precision():
            without_companions = network.encoder(prepared.near_pictures)
        near = features.clone()
        near[prepared.nearer.to(near.device)] = without_companions.float()
        _, p_interacting = network.classifier.probabilities(near)
    # What follows are a few numbers a picture: the CPU is quicker.
    probabilities = {name: each.cpu() for name, each in bins.items()}
    interacting = None if p_interacting is None else p_interacting.cpu()
    if not all(of_bins.isfinite().all() for of_bins in probabilities.values()):
        raise DeepGalaxyError(f"the model in {model.folder} gives no numbers; train or copy it again")
    unlike = network.out_of_domain(features).cpu()
    given = {"out_of_domain": unlike}
    if interacting is not None and "interacting" in card.tells:
        # Nothing that stands out of the sky is no merger either.
        given["p_interacting"] = torch.where(prepared.found, interacting, 0.0)
    calibration = card.calibration or NOT_CALIBRATED
    told = {name: of_bins for name, of_bins in probabilities.items() if name in card.tells}
    for name, of_bins in told.items():
        values = PROPERTIES[name].from_bins
        given[name] = values(bin_quantile(of_bins, 0.5))
        for level in LEVELS:
            ends = bin_interval(of_bins, level, calibration.of(name, level, unlike))
            given |= zip(interval_ends(name, level), map(values, ends), strict=True)
    if "time_myr" not in probabilities:
        given |= _times_by_stage(card, probabilities["stage"], unlike)
    arrays = {name: values.float().numpy() for name, values in given.items()}
    stages = probabilities["stage"]
    if "stage" not in told:
        stages = torch.zeros_like(stages)
    return PicturePredictions(
        z=network.vae.encode(near)[0].cpu().numpy() if network.vae else None,
        predictions=PredictionArrays.of(stages.numpy(), **arrays),
        out_of_domain=arrays["out_of_domain"],
        found=prepared.found.numpy(),
    )


def _times_by_stage(
    card: ModelCard, probabilities: torch.Tensor, unlike: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Return the times of a model of version 0.1, which knows the stage only."""
    calibration = card.calibration or NOT_CALIBRATED
    assert card.stage_time_myr is not None  # ModelCard sees to it
    given = {"time_myr": stage_to_time(bin_quantile(probabilities, 0.5), card.stage_time_myr)}
    for level in LEVELS:
        stretch = calibration.of("time_myr", level, unlike)
        ends = time_interval(probabilities, level, card.stage_time_myr, card.time_scatter, stretch)
        given |= zip(interval_ends("time_myr", level), ends, strict=True)
    return given


def choose_channels(model: TrainedModel, cutout: Cutout) -> Float32Array:
    """Make the channels that a model wants of the bands of a picture.

    Parameters
    ----------
    model : TrainedModel
        Any.
    cutout : Cutout
        Of any bands.

    Returns
    -------
    ndarray of float32, shape (channels, H, W)
        Of the bands of the model's preprocessing.

    Raises
    ------
    DeepGalaxyError
        If the picture lacks one.
    """
    pixels = torch.from_numpy(cutout.pixels)[None]
    chosen: Float32Array = model.card.preprocessing.choose(pixels, cutout.bands)[0].numpy()
    return chosen


def embed_pictures(
    model: TrainedModel,
    pictures: Float32Array,
    kpc_per_px: Float32Array | None = None,
    bands: Bands | None = None,
) -> tuple[Float32Array, PredictionArrays]:
    """Vectors and predictions of pictures, as `predict_pictures`, for the catalogue.

    Parameters
    ----------
    model : TrainedModel
        With a classifier and a VAE.
    pictures : ndarray of float32, shape (n, C, H, W)
        In [0, 1], as stored.
    kpc_per_px : ndarray of float32, shape (n,), optional
        As for `predict_pictures`.
    bands : tuple of str, optional
        As for `predict_pictures`.

    Returns
    -------
    (ndarray of float32, PredictionArrays)
        Vectors, (n, latent size), and predictions.

    Raises
    ------
    DeepGalaxyError
        If the model has no classifier or no VAE, or wants a band that is not there.
    """
    predicted = predict_pictures(model, pictures, kpc_per_px, bands)
    if predicted.z is None:
        raise DeepGalaxyError(f"the model in {model.folder} has no VAE; train one that has (`parts=`)")
    return predicted.z, predicted.predictions
