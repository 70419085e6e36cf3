"""Date pictures without a catalogue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import isfinite

import numpy as np

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.inference.predict import PicturePredictions, predict_pictures
from deepgalaxy.networks.model_folder import TrainedModel

BATCH = 32
"""Pictures dated at once."""


@dataclass(frozen=True)
class FilePrediction:
    """One picture dated."""

    file: str
    stage: float
    """0 furthest apart, 19.5 first pericentre, 70 virialised."""
    time_myr: float
    """Since first pericentre."""
    time_lo68: float
    time_hi68: float
    time_lo90: float
    time_hi90: float
    out_of_domain: float | None
    """Above 1 the picture is unlike those the network learnt to date."""
    model: str
    """First 12 digits of the model's sha256."""


@dataclass
class FileReport:
    """What became of the files."""

    predictions: list[FilePrediction] = field(default_factory=list)
    refused: list[RefusedInput] = field(default_factory=list)


def predict_named(model: TrainedModel, pictures: Iterable[tuple[str, Cutout | RefusedInput]]) -> FileReport:
    """Date pictures in batches of `BATCH`.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    pictures : iterable of (str, Cutout or RefusedInput)
        Pictures of one size with their names; a refusal is passed on.

    Returns
    -------
    FileReport
        Predictions and refusals, in their order.
    """
    report = FileReport()
    named = iter(pictures)
    while batch := list(islice(named, BATCH)):
        report.refused += [found for _, found in batch if isinstance(found, RefusedInput)]
        good = [(name, found) for name, found in batch if not isinstance(found, RefusedInput)]
        if good:
            pixels = np.stack([cutout.luminance() for _, cutout in good])
            report.predictions += _rows([name for name, _ in good], predict_pictures(model, pixels), model)
    return report


def _rows(
    files: Sequence[str], predicted: PicturePredictions, model: TrainedModel
) -> Iterator[FilePrediction]:
    p = predicted.predictions
    for n, file in enumerate(files):
        unlike = float(predicted.out_of_domain[n])
        yield FilePrediction(
            file=file,
            stage=round(float(p.stage[n]), 2),
            time_myr=round(float(p.time_myr[n]), 1),
            time_lo68=round(float(p.time_lo68[n]), 1),
            time_hi68=round(float(p.time_hi68[n]), 1),
            time_lo90=round(float(p.time_lo90[n]), 1),
            time_hi90=round(float(p.time_hi90[n]), 1),
            out_of_domain=round(unlike, 2) if isfinite(unlike) else None,
            model=model.sha256[:12],
        )
