"""Does a model tell mergers from galaxies that do not merge, and does the size of a cutout matter?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepgalaxy.core.prediction import NO_MERGER_BELOW
from deepgalaxy.evaluation.non_mergers import auroc, predict_in_batches
from deepgalaxy.networks.model_folder import TrainedModel

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
CROPPED, PADDED = 0.7, 1.5
"""Sides of a smaller and a larger cutout, in sides of the picture."""


@dataclass(frozen=True)
class InteractionScore:
    """What a model takes the pictures of one kind for."""

    kind: str
    pictures: int
    median: float
    """Of p_interacting."""
    taken_for_mergers: float
    """Share at or above 0.5."""
    auroc: float | None
    """Probability that a merger has a higher p_interacting than one of them; None of mergers themselves."""


@dataclass(frozen=True)
class CutoutScore:
    """How far predictions move when the cutout of the same sky is smaller or larger."""

    side: float
    """Of the cutout, in sides of the picture."""
    pictures: int
    median_change: float
    """Of the stage, absolute."""
    changed_by_2: float
    """Share whose stage moves by more than two."""


def score_interacting(
    model: TrainedModel, mergers: tuple[str, Float32Array], others: Mapping[str, Float32Array]
) -> list[InteractionScore]:
    """Compare p_interacting of mergers with that of other galaxies.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    mergers : (str, ndarray of float32)
        Their name, and pictures of shape (n, 1 or 3, H, W) in [0, 1].
    others : mapping of str to ndarray
        Pictures by kind.

    Returns
    -------
    list of InteractionScore
        Of the mergers, of each other kind, and of all of these together; empty for a model that does not say.
    """
    name, pictures = mergers
    of_mergers = predict_in_batches(model, pictures, "p_interacting")
    if np.isnan(of_mergers).all():
        return []
    of_others = {kind: predict_in_batches(model, each, "p_interacting") for kind, each in others.items()}
    of_others["all but mergers"] = np.concatenate(list(of_others.values()))
    scores = [_score(name, of_mergers, None)]
    return scores + [_score(kind, p, auroc(p, of_mergers)) for kind, p in of_others.items()]


def score_cutouts(model: TrainedModel, pictures: Float32Array) -> list[CutoutScore]:
    """Measure how far the stage moves when a cutout is cropped or padded.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    pictures : ndarray of float32, shape (n, 1 or 3, H, H)
        In [0, 1].

    Returns
    -------
    list of CutoutScore
        Of `CROPPED` and `PADDED`.
    """
    size = pictures.shape[-1]
    border = round(size * (1 - CROPPED) / 2)
    cropped = pictures[..., border : size - border, border : size - border]
    more = round(size * (PADDED - 1) / 2)
    padded = np.pad(pictures, ((0, 0), (0, 0), (more, more), (more, more)), mode="edge")
    stage = predict_in_batches(model, pictures, "stage")
    found = []
    for side, other in ((CROPPED, cropped), (PADDED, padded)):
        change = np.abs(predict_in_batches(model, other, "stage") - stage)
        found.append(CutoutScore(side, len(stage), float(np.median(change)), float(np.mean(change > 2))))
    return found


def _score(kind: str, p: FloatArray, auroc: float | None) -> InteractionScore:
    return InteractionScore(kind, len(p), float(np.median(p)), float(np.mean(p >= NO_MERGER_BELOW)), auroc)
