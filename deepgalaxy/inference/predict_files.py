"""Date pictures without a catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput, WrongUse
from deepgalaxy.core.physical_scale import check_pixel_scale, check_redshift, kpc_per_px
from deepgalaxy.core.prediction import NO_MERGER_BELOW, Predicted, is_no_merger
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.inference.predict import choose_channels, predict_pictures
from deepgalaxy.networks.model_folder import TrainedModel

if TYPE_CHECKING:
    from astropy.units import Quantity

BATCH = 32
"""Pictures dated at once."""
NAMED = 5
"""Pictures named in a sentence."""


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
    without_scale: list[str] = field(default_factory=list)
    """Pictures with a redshift whose pixel scale is not known."""

    nothing_seen: list[str] = field(default_factory=list)
    """Pictures in which nothing stands out of the sky."""

    def notes(self) -> list[str]:
        """Say in plain words what a user should know of the pictures.

        Returns
        -------
        list of str
            A sentence on those that show nothing, one on those that are probably no mergers, and one on those
            whose redshift is of no use.
        """
        notes = []
        if self.nothing_seen:
            notes.append(f"nothing stands out of the sky, so nothing is dated: {_some(self.nothing_seen)}")
        empty = set(self.nothing_seen)
        galaxies = [row for row in self.predictions if row.file not in empty]
        if doubtful := [row for row in galaxies if is_no_merger(row.p_interacting)]:
            what = (
                "no stage, time or mass ratio is given (`stage_anyway=True` gives them)"
                if all(row.stage is None for row in doubtful)
                else "dated as if it were one"
            )
            names = _some([row.file for row in doubtful])
            notes.append(f"probably no merger, p_interacting below {NO_MERGER_BELOW}: {what}: {names}")
        if self.without_scale:
            names = _some(self.without_scale)
            notes.append(f"redshift not used, for no pixel scale is known (`pixel_scale=` tells it): {names}")
        return notes


def _some(names: list[str]) -> str:
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return ", ".join(names[:NAMED] + more)


@dataclass(frozen=True)
class HowToPredict:
    """What is known of all pictures beside their pixels, and what is wanted of them."""

    redshift: float | None = None
    """From 0 to 10; by default what the header of each says."""
    pixel_scale_arcsec: float | None = None
    """Of a pixel of the pictures as they are given; by default what their headers say."""
    stage_anyway: bool = False
    """Whether stage, times and mass ratio are given of pictures that are probably no mergers, too."""

    @classmethod
    def of(
        cls,
        redshift: "float | Quantity | None" = None,
        pixel_scale: "float | Quantity | None" = None,
        stage_anyway: bool = False,
    ) -> Self:
        """Check what a user gives.

        Parameters
        ----------
        redshift : float or Quantity, optional
            From 0 to 10.
        pixel_scale : float or Quantity, optional
            An angle; a bare number is arcsec per pixel.
        stage_anyway : bool, default False
            As the field.

        Returns
        -------
        HowToPredict
            The same, checked.

        Raises
        ------
        WrongUse
            If one of them cannot be, or there is a pixel scale and no redshift.
        """
        scale = None if pixel_scale is None else check_pixel_scale(pixel_scale)
        if redshift is None and scale is not None:
            raise WrongUse(f"`pixel_scale={scale:g}` says nothing without a redshift: give `redshift=` too")
        return cls(None if redshift is None else check_redshift(redshift), scale, stage_anyway)

    def kpc_per_px(self, cutouts: Sequence[Cutout]) -> NDArray[np.float32] | None:
        """Return how wide the pixels of cutouts are at their galaxies' distance.

        Parameters
        ----------
        cutouts : sequence of Cutout
            Of pictures that this is known of.

        Returns
        -------
        ndarray of float32, shape (n,), or None
            Kiloparsecs, NaN where the pixel scale or the redshift is unknown; None where no redshift is.
        """
        redshifts = [self.redshift_of(cutout) for cutout in cutouts]
        if not any(redshifts):
            return None
        given = self.pixel_scale_arcsec
        scales = [cutout.shrunk * given if given else cutout.pixel_scale_arcsec for cutout in cutouts]
        return kpc_per_px(np.array(scales, np.float64), np.array(redshifts, np.float64))

    def redshift_of(self, cutout: Cutout) -> float | None:
        """Return the redshift of a picture: the one that was given, else that of its header.

        Parameters
        ----------
        cutout : Cutout
            The picture.

        Returns
        -------
        float or None
            None where it is not known.
        """
        return cutout.redshift if self.redshift is None else self.redshift


AS_THEY_COME = HowToPredict()


def predict_named(
    model: TrainedModel,
    pictures: Iterable[tuple[str, Cutout | RefusedInput]],
    how: HowToPredict = AS_THEY_COME,
) -> FileReport:
    """Date pictures in batches of `BATCH`.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    pictures : iterable of (str, Cutout or RefusedInput)
        Pictures of one size with their names; a refusal is passed on.
    how : HowToPredict
        What is known of them, and wanted.

    Returns
    -------
    FileReport
        Predictions and refusals, in their order; refused are also pictures without the bands that the model
        wants.
    """
    report = FileReport()
    named = iter(pictures)
    while batch := list(islice(named, BATCH)):
        good: list[tuple[str, Cutout]] = []
        channels: list[NDArray[np.float32]] = []
        for name, found in batch:
            if isinstance(found, RefusedInput):
                report.refused.append(found)
                continue
            try:
                channels.append(choose_channels(model, found))
            except DeepGalaxyError as error:
                report.refused.append(RefusedInput(name, str(error)))
            else:
                good.append((name, found))
        if good:
            cutouts = [cutout for _, cutout in good]
            if not how.pixel_scale_arcsec:
                report.without_scale += [
                    name for name, cutout in good if how.redshift_of(cutout) and not cutout.pixel_scale_arcsec
                ]
            bands = model.card.preprocessing.bands
            outputs = predict_pictures(model, np.stack(channels), how.kpc_per_px(cutouts), bands)
            said = outputs.predictions
            report.nothing_seen += [
                name for (name, _), found in zip(good, outputs.found, strict=True) if not found
            ]
            for n, (name, _) in enumerate(good):
                row = said.row(n, stage_anyway=how.stage_anyway and bool(outputs.found[n]))
                report.predictions.append(FilePrediction(file=name, model=model.sha256[:12], **row))
    return report
