"""A trained model, for Python."""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.output import to_table
from deepgalaxy.core.settings import get_settings
from deepgalaxy.imaging.bands import parse_bands
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.picture_sources import read_pictures_of
from deepgalaxy.inference.model_choice import find_model_folder
from deepgalaxy.inference.predict import choose_channels, embed_pictures
from deepgalaxy.inference.predict_files import BATCH, FilePrediction, FileReport, HowToPredict, predict_named
from deepgalaxy.networks.device import find_device
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.networks.model_folder import load_model as load_folder

if TYPE_CHECKING:
    from astropy.table import QTable
    from astropy.units import Quantity

    from deepgalaxy.networks.model_folder import ModelCard

log = logging.getLogger(__name__)


class Model:
    """A trained network: it dates mergers and turns pictures into vectors.

    Made by `load_model` and `train`.

    Parameters
    ----------
    trained : TrainedModel
        The network with its card.

    Attributes
    ----------
    trained : TrainedModel
        The same.
    """

    def __init__(self, trained: TrainedModel) -> None:
        self.trained = trained

    @property
    def name(self) -> str:
        """Name that it was given when it was trained.

        Returns
        -------
        str
            Not unique.
        """
        return self.trained.name

    @property
    def sha256(self) -> str:
        """Identity: hexadecimal sha256 of weights and preprocessing.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        return self.trained.sha256

    @property
    def card(self) -> "ModelCard":
        """Architecture, training simulations, calibration and metrics.

        Returns
        -------
        ModelCard
            What ``model.json`` holds.
        """
        return self.trained.card

    def predict(
        self,
        pictures: Any,
        *,
        redshift: "float | Quantity | None" = None,
        pixel_scale: "float | Quantity | None" = None,
        stage_anyway: bool = False,
        bands: str | Sequence[str] | None = None,
        pattern: str | None = None,
    ) -> "QTable":
        """Say of each picture whether it shows a merger, and date it.

        What is no picture is left out with a warning in the log. Which pictures are probably no mergers is
        said there too.

        Parameters
        ----------
        pictures : path, ndarray, NDData, HDU, HDUList, Cutout, Table, DataFrame, or an iterable of these
            See `deepgalaxy.imaging.picture_sources.read_pictures_of`.
        redshift : float or Quantity, optional
            Of the galaxies, from 0 to 10. With the pixel scale it gives the size of what is seen, to models
            that know sizes.
        pixel_scale : float or Quantity, optional
            Of the pictures as they are given: an angle a pixel, a bare number in arcsec. By default that of
            their headers.
        stage_anyway : bool, default False
            Whether a picture that is probably no merger (``p_interacting`` below 0.5) is dated too, as if it
            were one.
        bands : str or sequence of str, optional
            Which bands of FITS pictures to keep, ``"g,r,i,z"``: by their names in the file, or, where it has
            none, their names in the file's order. A picture with bands that the model does not want is
            brought to what it wants, or refused.
        pattern : str, optional
            Where each band is a file, how the files in a folder are called: ``"{name}_{band}.fits"``.

        Returns
        -------
        QTable
            A row a picture, in their order: ``file``; ``p_interacting``, the probability that it shows a
            merger; ``stage``, ``time_myr`` (since first pericentre), ``coalescence_myr`` (still to come) and
            ``mass_ratio``, each with its 68 % and 90 % intervals; ``out_of_domain`` and ``model``. What is
            not given is masked. ``meta["refused"]`` has the name of what was left out, and the reason.

        Raises
        ------
        RefusedInput
            If every picture is refused: the first reason.
        WrongUse
            If something given is no picture at all, or redshift or pixel scale cannot be.
        DeepGalaxyError
            If the model has no classifier.
        """
        from astropy.table import QTable

        report = self.predict_rows(
            pictures,
            redshift=redshift,
            pixel_scale=pixel_scale,
            stage_anyway=stage_anyway,
            bands=bands,
            pattern=pattern,
        )
        _warn(report.refused)
        for note in report.notes():
            log.info(note)
        if report.refused and not report.predictions:
            raise report.refused[0]
        table = QTable(to_table(report.predictions, FilePrediction))
        table.meta["refused"] = {refused.name: refused.reason for refused in report.refused}
        return table

    def predict_rows(
        self,
        pictures: Any,
        *,
        redshift: "float | Quantity | None" = None,
        pixel_scale: "float | Quantity | None" = None,
        stage_anyway: bool = False,
        bands: str | Sequence[str] | None = None,
        pattern: str | None = None,
    ) -> FileReport:
        """Date the merger in each picture, for programs that need no table.

        `predict` makes its table of these rows.

        Parameters
        ----------
        pictures : path, ndarray, NDData, HDU, HDUList, Cutout, Table, DataFrame, or an iterable of these
            As for `predict`.
        redshift, pixel_scale : float or Quantity, optional
            As for `predict`.
        stage_anyway : bool, default False
            As for `predict`.
        bands : str or sequence of str, optional
            As for `predict`.
        pattern : str, optional
            As for `predict`.

        Returns
        -------
        FileReport
            ``predictions``, dataclasses in the order of the pictures, and ``refused``, what is no picture.

        Raises
        ------
        WrongUse
            If something given is no picture at all, or redshift or pixel scale cannot be.
        DeepGalaxyError
            If the model has no classifier.
        """
        how = HowToPredict.of(redshift, pixel_scale, stage_anyway)
        found = read_pictures_of(pictures, progress="predicting", bands=parse_bands(bands), pattern=pattern)
        return predict_named(self.trained, found, how)

    def embed(
        self, pictures: Any, *, bands: str | Sequence[str] | None = None, pattern: str | None = None
    ) -> NDArray[np.float32]:
        """Turn pictures into vectors, whose distances are likeness.

        Parameters
        ----------
        pictures : path, ndarray, NDData, HDU, HDUList, Cutout, Table, DataFrame, or an iterable of these
            As for `predict`.
        bands : str or sequence of str, optional
            As for `predict`.
        pattern : str, optional
            As for `predict`.

        Returns
        -------
        ndarray of float32, shape (n, latent size)
            A vector a picture, in their order.

        Raises
        ------
        RefusedInput
            If one of them is no picture: a vector left out would shift the others.
        DeepGalaxyError
            If the model has no VAE, or wants a band that a picture lacks.
        """
        vectors = []
        found = read_pictures_of(pictures, progress="embedding", bands=parse_bands(bands), pattern=pattern)
        for pixels in self._batches(found):
            vectors.append(embed_pictures(self.trained, pixels, bands=self.card.preprocessing.bands)[0])
        if not vectors:
            raise DeepGalaxyError("no picture was given")
        return np.concatenate(vectors)

    def _batches(self, found: Iterable[tuple[str, Cutout | RefusedInput]]) -> Iterable[NDArray[np.float32]]:
        """Yield the channels that the model wants of `BATCH` pictures at a time, (n, channels, H, W)."""
        batch: list[NDArray[np.float32]] = []
        for _, picture in found:
            if isinstance(picture, RefusedInput):
                raise picture
            batch.append(choose_channels(self.trained, picture))
            if len(batch) == BATCH:
                yield np.stack(batch)
                batch.clear()
        if batch:
            yield np.stack(batch)

    def __repr__(self) -> str:
        made_of = self.card.training.get("simulations", [])
        return f"<Model {self.name} {self.sha256[:12]}: learnt from {len(made_of)} simulations>"


def load_model(name: str | Path | None = None, device: str | None = None, *, bf16: bool = False) -> Model:
    """Load a trained model.

    Parameters
    ----------
    name : str or Path, optional
        The folder of a model, or the name of one that lies in the data folder or comes with the package. By
        default that of the settings, else your own (``train``), else the one that comes with the package.
    device : str, optional
        Where it computes: ``auto`` (a GPU if there is one), ``cpu``, ``cuda``, or ``cuda:1`` and so on. By
        default that of the settings, which is ``auto``.
    bf16 : bool, default False
        Whether the encoder computes in bfloat16: quicker where the processor can, and a little different. In
        a catalogue it is a model of its own, called ``NAME-bf16``.

    Returns
    -------
    Model
        Ready to predict.

    Raises
    ------
    DeepGalaxyError
        If there is none, or it is damaged.
    WrongUse
        If there is no such device.
    """
    settings = get_settings()
    trained = load_folder(find_model_folder(settings, None if name is None else Path(name)))
    trained.to(find_device(device or settings.device))
    return Model(trained.in_bf16() if bf16 else trained)


def _warn(refused: Iterable[RefusedInput]) -> None:
    for each in refused:
        log.warning("left out: %s", each)
