"""Date pictures that lie on disk, without a catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.core.prediction import Predicted
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_files
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.model_folder import TrainedModel

BATCH = 32
"""Pictures dated at once."""


@dataclass(frozen=True, kw_only=True)
class _File:
    file: str


@dataclass(frozen=True, kw_only=True)
class FilePrediction(Predicted[float | None], _File):
    """What a model says of one picture; None where it does not say."""

    model: str
    """First 12 digits of the model's sha256."""


@dataclass
class FileReport:
    """What became of the files."""

    predictions: list[FilePrediction] = field(default_factory=list)
    refused: list[RefusedInput] = field(default_factory=list)


def predict_files(model: TrainedModel, files: Sequence[Path]) -> FileReport:
    """Date every picture in ``files`` (an HDF5 file has many); what cannot be read is listed.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    files : sequence of Path
        Pictures on disk.

    Returns
    -------
    FileReport
        Predictions and refusals, in the order of the files.
    """
    found = read_files(track(files, "dating"))
    return predict_named(
        model, ((f"{path}{name.removeprefix(path.name)}", each) for path, name, each in found)
    )


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
            said = predict_pictures(model, pixels).predictions.of_mergers()
            report.predictions += [
                FilePrediction(file=name, model=model.sha256[:12], **said.row(n))
                for n, (name, _) in enumerate(good)
            ]
    return report
