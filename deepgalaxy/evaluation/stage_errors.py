"""Errors of a model's stages and times on simulations: seen in training, unseen, and foreign ones."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch

from deepgalaxy.core.clock import COALESCENCE_STAGE
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.bands import Bands
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.inference.predict import choose_channels, predict_pictures
from deepgalaxy.inference.predict_files import BATCH
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.training.data import fingerprints
from deepgalaxy.training.labelled_pictures import (
    LabelledPicture,
    LabelledSimulation,
    log_refused,
    read_labelled,
)
from deepgalaxy.training.labels import LABELS, merger_labels

log = logging.getLogger(__name__)

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]
Simulation = TypeVar("Simulation", bound=Merger | LabelledSimulation)

CUTOUT_PX = 128
"""Side at which labelled pictures are read: that of what `predict` reads."""

UNSEEN, FOREIGN, SEEN = "unseen", "foreign", "seen"
"""Our own mergers without a part in the training, other people's mergers, and those of the training."""
STAGES_TOGETHER = 10
"""Stages in one group of scores."""
SHARES = np.arange(0.05, 0.96, 0.05)
"""Quantiles at which the calibration is measured."""


@dataclass(frozen=True)
class Score:
    """Errors of a group of pictures; shares are between 0 and 1; None where truth or answer is not told."""

    dataset: str
    """``unseen``, ``foreign`` or ``seen``."""
    group: str
    """``all``, a phase, a range of stages, a mass ratio or a simulation."""
    split: str
    """How training and validation were split; after a split over frames, ``seen`` mergers are in both."""
    pictures: int
    """How many."""
    accuracy: float | None
    """Share whose stage, rounded, is right."""
    within_1: float | None
    """Share with an error of at most one stage."""
    within_2: float | None
    """Share with an error of at most two stages."""
    median_stages: float | None
    """Absolute error of the stage."""
    median_myr: float | None
    """Absolute error of the time, Myr."""
    mean_myr: float | None
    """Absolute error of the time, Myr."""
    covered_68: float | None
    """Share whose true time is in the 68 % interval."""
    covered_90: float | None
    """Share whose true time is in the 90 % interval."""
    width_90_myr: float | None
    """Median width of the 90 % interval of time, Myr."""
    stage_covered_90: float | None
    """Share whose true stage is in the 90 % interval."""
    stage_width_90: float | None
    """Median width of the 90 % interval of the stage."""
    coalescence_myr: float | None
    """Median absolute error of the time to coalescence, Myr; None where the model or the file has none."""
    mass_ratio: float | None
    """Median absolute error of the mass ratio; None from a model that does not tell it."""
    interacting: float | None
    """Area under the ROC curve of p_interacting: the probability that a picture of a merger has a higher one
    than a picture of none; None where the truths are not of both kinds."""
    calibration_error: float | None
    """Mean difference between a predicted quantile and the share of the true stages below it (Kuleshov et al.
    2018): of the stages' probabilities themselves, before the intervals were calibrated."""
    out_of_domain: float
    """Share with a score above 1."""


@dataclass(frozen=True)
class StagePredictions:
    """True and predicted stages and times of N pictures; arrays of shape (N,)."""

    stage: FloatArray
    """Truth, 0 to 70; like any truth, and any answer, NaN where it is not told."""
    time_myr: FloatArray
    """Truth, since first pericentre."""
    predicted_stage: FloatArray
    """On the event clock."""
    predicted_time_myr: FloatArray
    """Since first pericentre."""
    low68: FloatArray
    """Lower end of the 68 % interval of time, Myr."""
    high68: FloatArray
    """Upper end of it."""
    low90: FloatArray
    """Lower end of the 90 % interval of time, Myr."""
    high90: FloatArray
    """Upper end of it."""
    stage_low90: FloatArray
    """Lower end of the 90 % interval of the stage, on the model's clock."""
    stage_high90: FloatArray
    """Upper end of it."""
    coalescence_error_myr: FloatArray
    """Predicted minus true time to coalescence; NaN where either is unknown."""
    mass_ratio_error: FloatArray
    """Predicted minus true mass ratio; NaN where the model does not tell it."""
    interacting: FloatArray
    """Truth: 1 where the picture shows a merger, 0 where it shows none."""
    p_interacting: FloatArray
    """As predicted."""
    probability_below: FloatArray
    """Predicted probability below the true stage: uniform in [0, 1] if the probabilities are right."""
    out_of_domain: FloatArray
    """Score; above 1 is out of domain."""
    z: Float32Array
    """Embeddings, (N, latent_size); (N, 0) from a model without a VAE."""
    mass_ratio: FloatArray
    """Of the merger."""
    coalesced: Rows
    """Whether the nuclei have merged."""
    simulation: npt.NDArray[np.str_]
    """Id; empty where it is not told which it is."""
    dataset: npt.NDArray[np.str_]
    """``unseen``, ``foreign`` or ``seen``."""
    split: npt.NDArray[np.str_]
    """Of the model's training."""

    @property
    def stage_error(self) -> FloatArray:
        """Predicted minus true stage.

        Returns
        -------
        ndarray of float64, shape (N,)
            Negative where the prediction is too early.
        """
        return self.predicted_stage - self.stage

    def select(self, rows: Rows) -> "StagePredictions":
        """Select pictures.

        Parameters
        ----------
        rows : ndarray of bool, shape (N,)
            True for those to keep.

        Returns
        -------
        StagePredictions
            Of these pictures.
        """
        return StagePredictions(**{name: values[rows] for name, values in vars(self).items()})


def dataset_of(model: TrainedModel, simulation: Merger | LabelledSimulation) -> str:
    """Name the dataset of a simulation.

    Parameters
    ----------
    model : TrainedModel
        Its card lists the simulations of its training.
    simulation : Merger or LabelledSimulation
        Foreign mergers have the attribute ``origin`` (see `deepgalaxy.simulation.snapshot_pictures`);
        labelled pictures are foreign too.

    Returns
    -------
    str
        ``seen`` in the training, ``foreign`` (other people's) or ``unseen``.
    """
    if not set(fingerprints(simulation)).isdisjoint(model.card.training["seen"]):
        return SEEN
    is_foreign = isinstance(simulation, LabelledSimulation) or "origin" in simulation.attributes
    return FOREIGN if is_foreign else UNSEEN


def unseen_simulations(model: TrainedModel, simulations: Sequence[Simulation]) -> list[Simulation]:
    """Select the simulations that had no part in the training, not even for validation.

    Parameters
    ----------
    model : TrainedModel
        Its card lists the simulations of its training.
    simulations : sequence of Merger or LabelledSimulation
        To select from.

    Returns
    -------
    list
        Unseen and foreign ones.

    Raises
    ------
    DeepGalaxyError
        If none is left.
    """
    unseen = [s for s in simulations if dataset_of(model, s) != SEEN]
    if not unseen:
        raise DeepGalaxyError(
            f"the model has seen all {len(simulations)} of these simulations; give others, or "
            "`seen=True` to look at the errors on those that it was trained on"
        )
    return unseen


def predict_stages(
    model: TrainedModel, simulations: Sequence[Merger], *, scaled: bool = True
) -> StagePredictions:
    """Predict the properties of each picture that has a true stage.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    simulations : sequence of Merger
        All cameras are taken.
    scaled : bool
        Whether the model is told the size of a pixel in kpc, where the file tells it.

    Returns
    -------
    StagePredictions
        All stages are on the event clock, whatever the model's own; in the order of simulations, cameras and
        frames.

    Raises
    ------
    DeepGalaxyError
        If no picture has a true stage.
    """
    views = [(s, dataset_of(model, s), c) for s in simulations for c in s.cameras]
    parts = [
        _predict_frames(model, simulation, frames, pictures, dataset, scaled)
        for simulation, dataset, camera in track(views, "dating")
        for frames, pictures in simulation.read_blocks(
            camera, simulation.staged, simulation.bands_for(model.card.preprocessing.bands)
        )
    ]
    if not parts:
        raise DeepGalaxyError("no picture of these simulations has a stage to compare with")
    return join_predictions(parts)


def predict_labelled(
    model: TrainedModel, simulations: Sequence[LabelledSimulation], bands: Sequence[str] | None = None
) -> StagePredictions:
    """Predict the properties of pictures with labels.

    Parameters
    ----------
    model : TrainedModel
        With a classifier.
    simulations : sequence of LabelledSimulation
        At least one.
    bands : sequence of str, optional
        Which bands of FITS files to keep, each by itself.

    Returns
    -------
    StagePredictions
        In their order; truths that no label tells are NaN.

    Raises
    ------
    DeepGalaxyError
        If no picture can be read.
    """
    wanted = model.card.preprocessing

    def _fits(item: tuple[LabelledSimulation, LabelledPicture, Cutout]) -> bool:
        if reason := wanted.misfit(len(item[2].pixels), item[2].bands):
            log_refused(RefusedInput(item[1].name, reason))
        return not reason

    found = filter(_fits, read_labelled(simulations, CUTOUT_PX, bands))
    parts = []
    while batch := list(islice(found, BATCH)):
        pictures = np.stack([choose_channels(model, cutout) for _, _, cutout in batch])
        labels = torch.cat([picture.labels(cutout) for _, picture, cutout in batch])
        names = [simulation.id if simulation.is_named else "" for simulation, _, _ in batch]
        datasets = [dataset_of(model, simulation) for simulation, _, _ in batch]
        parts.append(_compare(model, pictures, labels, names, datasets, wanted.bands))
    if not parts:
        raise DeepGalaxyError("none of the pictures with labels can be read")
    return join_predictions(parts)


def join_predictions(parts: Sequence[StagePredictions]) -> StagePredictions:
    """Put predictions one after the other.

    Parameters
    ----------
    parts : sequence of StagePredictions
        At least one, of one model.

    Returns
    -------
    StagePredictions
        Of all pictures.
    """
    return StagePredictions(
        **{name: np.concatenate([vars(p)[name] for p in parts]) for name in vars(parts[0])}
    )


def _predict_frames(
    model: TrainedModel,
    simulation: Merger,
    frames: npt.NDArray[np.integer],
    pictures: Float32Array,
    dataset: str,
    scaled: bool,
) -> StagePredictions:
    labels, n = merger_labels(simulation, torch.as_tensor(frames)), len(frames)
    if not scaled:
        labels[:, LABELS.index("whole_kpc")] = np.nan
    bands = simulation.bands_for(model.card.preprocessing.bands)
    compared = _compare(model, pictures, labels, [simulation.id] * n, [dataset] * n, bands)
    return replace(
        compared,
        stage=simulation.stage[frames],
        time_myr=simulation.time_myr[frames],
        predicted_stage=simulation.on_event_clock(compared.predicted_stage, model.card.stage_clock),
        mass_ratio=np.full(n, simulation.mass_ratio),
    )


def _compare(
    model: TrainedModel,
    pictures: Float32Array,
    labels: torch.Tensor,
    simulations: Sequence[str],
    datasets: Sequence[str],
    bands: Bands | None = None,
) -> StagePredictions:
    """Predict pictures, (n, C, H, W), of which this is known, (n, 6), and set it beside what is known."""
    stage, time_myr, coalescence_myr, mass_ratio, interacting, whole_kpc = labels.double().numpy().T
    kpc_per_px = (whole_kpc / max(pictures.shape[-2:])).astype(np.float32)
    outputs = predict_pictures(model, pictures, kpc_per_px, bands)
    predicted, n = outputs.predictions, len(labels)
    below = share_below(predicted.probabilities, stage) if "stage" in model.card.tells else np.full(n, np.nan)
    return StagePredictions(
        stage=stage,
        time_myr=time_myr,
        predicted_stage=predicted.stage.astype(np.float64),
        predicted_time_myr=predicted.time_myr.astype(np.float64),
        low68=predicted.time_lo68.astype(np.float64),
        high68=predicted.time_hi68.astype(np.float64),
        low90=predicted.time_lo90.astype(np.float64),
        high90=predicted.time_hi90.astype(np.float64),
        stage_low90=predicted.stage_lo90.astype(np.float64),
        stage_high90=predicted.stage_hi90.astype(np.float64),
        coalescence_error_myr=predicted.coalescence_myr - coalescence_myr,
        mass_ratio_error=predicted.mass_ratio.astype(np.float64) - mass_ratio,
        interacting=interacting,
        p_interacting=predicted.p_interacting.astype(np.float64),
        probability_below=np.where(np.isnan(stage), np.nan, below),
        out_of_domain=outputs.out_of_domain.astype(np.float64),
        z=np.empty((n, 0), np.float32) if outputs.z is None else outputs.z,
        mass_ratio=mass_ratio,
        coalesced=stage >= COALESCENCE_STAGE,
        simulation=np.array(simulations),
        dataset=np.array(datasets),
        split=np.full(n, model.card.training.get("split", "unknown")),
    )


def share_below(probabilities: Float32Array, stage: FloatArray) -> FloatArray:
    """Compute the predicted probability below each true stage.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (N, 71)
        Of the stages; that of a stage is spread evenly over its bin of width one.
    stage : ndarray of float64, shape (N,)
        True stages.

    Returns
    -------
    ndarray of float64, shape (N,)
        0 to 1.
    """
    edges = np.arange(probabilities.shape[1] + 1) - 0.5
    cumulative = np.cumsum(probabilities, axis=1, dtype=np.float64)
    return np.array(
        [np.interp(s, edges, np.append(0, row)) for s, row in zip(stage, cumulative, strict=True)]
    )


def scores(predicted: StagePredictions) -> list[Score]:
    """Score each dataset: all, before and after coalescence, by stage, mass ratio and simulation.

    Parameters
    ----------
    predicted : StagePredictions
        Of any datasets.

    Returns
    -------
    list of Score
        One for each group that has pictures.
    """
    return [
        _score(name, predicted.select(in_dataset & in_group))
        for in_dataset in (predicted.dataset == name for name in (UNSEEN, FOREIGN, SEEN))
        for name, in_group in _groups(predicted)
        if (in_dataset & in_group).any()
    ]


def _groups(predicted: StagePredictions) -> Iterator[tuple[str, Rows]]:
    yield "all", np.ones(len(predicted.stage), bool)
    yield "two nuclei", ~predicted.coalesced & np.isfinite(predicted.stage)
    yield "one nucleus", predicted.coalesced
    stage = np.rint(predicted.stage)
    for first in range(0, 70, STAGES_TOGETHER):
        last = first + STAGES_TOGETHER - 1 if first < 60 else 70
        yield f"stages {first} to {last}", (first <= stage) & (stage <= last)
    for ratio in np.unique(predicted.mass_ratio[np.isfinite(predicted.mass_ratio)].round(2)):
        yield f"mass ratio {ratio:.3g}", predicted.mass_ratio.round(2) == ratio
    for name in np.unique(predicted.simulation[predicted.simulation != ""]):
        yield str(name), predicted.simulation == name


def _score(group: str, predicted: StagePredictions) -> Score:
    stages, truth = np.abs(predicted.stage_error), predicted.time_myr
    myr = np.abs(predicted.predicted_time_myr - truth)
    dated, timed = np.isfinite(stages), np.isfinite(myr)
    below = truths_below(predicted)
    return Score(
        dataset=str(predicted.dataset[0]),
        group=group,
        split=str(predicted.split[0]),
        pictures=len(stages),
        accuracy=_share(np.rint(predicted.predicted_stage) == np.rint(predicted.stage), dated),
        within_1=_share(stages <= 1, dated),
        within_2=_share(stages <= 2, dated),
        median_stages=_median_of_known(stages),
        median_myr=_median_of_known(myr),
        mean_myr=float(np.mean(myr[timed])) if timed.any() else None,
        covered_68=_share((predicted.low68 <= truth) & (truth <= predicted.high68), timed),
        covered_90=_share((predicted.low90 <= truth) & (truth <= predicted.high90), timed),
        width_90_myr=_median_of_known(np.where(timed, predicted.high90 - predicted.low90, np.nan)),
        stage_covered_90=_share(
            (predicted.stage_low90 <= predicted.stage) & (predicted.stage <= predicted.stage_high90), dated
        ),
        stage_width_90=_median_of_known(
            np.where(dated, predicted.stage_high90 - predicted.stage_low90, np.nan)
        ),
        coalescence_myr=_median_of_known(np.abs(predicted.coalescence_error_myr)),
        mass_ratio=_median_of_known(np.abs(predicted.mass_ratio_error)),
        interacting=_auroc(predicted.p_interacting, predicted.interacting),
        calibration_error=float(np.mean(np.abs(below - SHARES))) if np.isfinite(below).all() else None,
        out_of_domain=float(np.mean(predicted.out_of_domain > 1)),
    )


def _share(right: Rows, known: Rows) -> float | None:
    return float(np.mean(right[known])) if known.any() else None


def _auroc(p_interacting: FloatArray, truth: FloatArray) -> float | None:
    known = np.isfinite(truth) & np.isfinite(p_interacting)
    if len(np.unique(truth[known])) < 2:
        return None
    from sklearn.metrics import roc_auc_score  # takes a second

    return float(roc_auc_score(truth[known], p_interacting[known]))


def _median_of_known(values: FloatArray) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else None


def truths_below(predicted: StagePredictions) -> FloatArray:
    """Compute the share of the true stages below each predicted quantile: the calibration curve.

    Parameters
    ----------
    predicted : StagePredictions
        At least one picture.

    Returns
    -------
    ndarray of float64
        One for each of `SHARES`; equal to them if the probabilities are right; NaN where no stage is known.
    """
    below = predicted.probability_below[np.isfinite(predicted.probability_below)]
    return np.array([np.mean(below <= share) if len(below) else np.nan for share in SHARES])
