"""Date pictures that lie on disk, without a catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from deepgalaxy.errors import RefusedInput
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.inference.dating import Dated, date_pictures
from deepgalaxy.networks.weights import TrainedModel
from deepgalaxy.progress import track


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


def predict_files(model: TrainedModel, files: Sequence[Path]) -> FileReport:
    """Date every picture in ``files`` (an HDF5 file has many); what cannot be read is listed.

    Parameters
    ----------
    model : TrainedModel
    files : sequence of Path
    """
    report = FileReport()
    for path in track(files, "dating"):
        try:
            for name, cutout in read_cutouts(path):
                dated = date_pictures(model, cutout.pixels[None])
                named = str(path) + name.removeprefix(path.name)
                report.predictions.append(_row(named, dated, model))
        except RefusedInput as refused:
            report.refused.append(refused)
    return report


def _row(file: str, dated: Dated, model: TrainedModel) -> FilePrediction:
    p, unlike = dated.predictions, float(dated.out_of_domain[0])
    return FilePrediction(
        file=file,
        stage=round(float(p.stage[0]), 2),
        time_myr=round(float(p.time_myr[0]), 1),
        time_lo68=round(float(p.time_lo68[0]), 1),
        time_hi68=round(float(p.time_hi68[0]), 1),
        time_lo90=round(float(p.time_lo90[0]), 1),
        time_hi90=round(float(p.time_hi90[0]), 1),
        out_of_domain=round(unlike, 2) if isfinite(unlike) else None,
        model=model.sha256[:12],
    )
