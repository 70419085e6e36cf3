"""How well a model dates simulations, told apart by whether it was trained on them and by who made them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepgalaxy.core.clock import COALESCENCE_STAGE
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.merger_file import Simulation
from deepgalaxy.core.progress import track
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.training.data import fingerprint

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]

UNSEEN, FOREIGN, SEEN = "unseen", "foreign", "seen"
"""Mergers of our making that had no part in the training, other people's, and those that had."""
STAGES_TOGETHER = 10
"""Of which one score is made."""
SHARES = np.arange(0.05, 0.96, 0.05)
"""Of the probability, at which the calibration is looked at."""


@dataclass(frozen=True)
class Score:
    """How well a group of pictures is dated; shares are of 1."""

    dataset: str
    """``unseen``, ``foreign`` or ``seen``."""
    group: str
    split: str
    """How the model's training and validation were parted; over frames, unseen is not unseen."""
    pictures: int
    accuracy: float
    """Share whose stage, rounded, is right."""
    within_1: float
    within_2: float
    """Shares that err by at most so many stages."""
    median_stages: float
    median_myr: float
    mean_myr: float
    """Absolute errors."""
    covered_68: float
    covered_90: float
    """Shares whose true time lies in the interval."""
    calibration_error: float
    """Mean distance between a share of the probability and that of the truths below it (Kuleshov et al.
    2018): of the stages' probabilities as they are, before the intervals were calibrated."""
    out_of_domain: float
    """Share with a score above 1."""


@dataclass(frozen=True)
class StagePredictions:
    """Truth and answer for N pictures."""

    stage: FloatArray
    time_myr: FloatArray
    said_stage: FloatArray
    said_time_myr: FloatArray
    low68: FloatArray
    high68: FloatArray
    low90: FloatArray
    high90: FloatArray
    below: FloatArray
    """Share of the probability below the true stage: even in [0, 1] if the probabilities are right."""
    out_of_domain: FloatArray
    z: Float32Array
    """Embeddings, (N, latent_size); (N, 0) from a model without a VAE."""
    mass_ratio: FloatArray
    coalesced: Rows
    simulation: npt.NDArray[np.str_]
    dataset: npt.NDArray[np.str_]
    split: npt.NDArray[np.str_]

    def chosen(self, rows: Rows) -> "StagePredictions":
        """Those of the pictures."""
        return StagePredictions(**{name: values[rows] for name, values in vars(self).items()})


def dataset_of(model: TrainedModel, simulation: Simulation) -> str:
    """Tell whether a simulation was seen in the training, or else is our own or other people's.

    Other people's name their files of ``origin`` (see `deepgalaxy.simulation.snapshot_pictures`).
    """
    if fingerprint(simulation) in model.card.training["seen"]:
        return SEEN
    return FOREIGN if "origin" in simulation.attributes else UNSEEN


def unseen_simulations(model: TrainedModel, simulations: Sequence[Simulation]) -> list[Simulation]:
    """Those of the simulations that had no part in the training: neither as lessons nor to judge epochs by.

    Raises
    ------
    DeepGalaxyError
        If none is left.
    """
    unseen = [s for s in simulations if dataset_of(model, s) != SEEN]
    if not unseen:
        raise DeepGalaxyError(
            f"the model has seen all {len(simulations)} of these simulations; give others, or --seen to look "
            "at how well it remembers"
        )
    return unseen


def predict_stages(model: TrainedModel, simulations: Sequence[Simulation]) -> StagePredictions:
    """Let the model date each picture that has a stage; all stages are on the clock of this package."""
    parts = [
        _predict_view(model, simulation, camera, dataset)
        for simulation, dataset, camera in track(
            [(s, dataset_of(model, s), c) for s in simulations for c in s.cameras], "dating"
        )
    ]
    return StagePredictions(
        **{name: np.concatenate([vars(p)[name] for p in parts]) for name in vars(parts[0])}
    )


def _predict_view(model: TrainedModel, simulation: Simulation, camera: int, dataset: str) -> StagePredictions:
    frames = simulation.staged
    dated = predict_pictures(model, simulation.read(camera, frames))
    said, n, stage = dated.predictions, len(frames), simulation.stage[frames]
    return StagePredictions(
        stage=stage,
        time_myr=simulation.time_myr[frames],
        said_stage=simulation.on_event_clock(said.stage.astype(np.float64), model.card.stage_clock),
        said_time_myr=said.time_myr.astype(np.float64),
        low68=said.time_lo68.astype(np.float64),
        high68=said.time_hi68.astype(np.float64),
        low90=said.time_lo90.astype(np.float64),
        high90=said.time_hi90.astype(np.float64),
        below=share_below(said.probabilities, stage),
        out_of_domain=dated.out_of_domain.astype(np.float64),
        z=np.empty((n, 0), np.float32) if dated.z is None else dated.z,
        mass_ratio=np.full(n, simulation.mass_ratio),
        coalesced=stage >= COALESCENCE_STAGE,
        simulation=np.full(n, simulation.id),
        dataset=np.full(n, dataset),
        split=np.full(n, model.card.training.get("split", "unknown")),
    )


def share_below(probabilities: Float32Array, stage: FloatArray) -> FloatArray:
    """Share of the probability, (N, 71), below each stage, (N,): a stage's own is spread over its bin."""
    edges = np.arange(probabilities.shape[1] + 1) - 0.5
    cumulative = np.cumsum(probabilities, axis=1, dtype=np.float64)
    return np.array(
        [np.interp(s, edges, np.append(0, row)) for s, row in zip(stage, cumulative, strict=True)]
    )


def scores(predicted: StagePredictions) -> list[Score]:
    """Scores of each dataset: all, before and after coalescence, by stage, mass ratio and simulation."""
    return [
        _score(name, predicted.chosen(of & rows))
        for of in (predicted.dataset == name for name in (UNSEEN, FOREIGN, SEEN))
        for name, rows in _groups(predicted)
        if (of & rows).any()
    ]


def _groups(predicted: StagePredictions) -> Iterator[tuple[str, Rows]]:
    yield "all", np.ones(len(predicted.stage), bool)
    yield "two nuclei", ~predicted.coalesced
    yield "one nucleus", predicted.coalesced
    stage = np.rint(predicted.stage)
    for first in range(0, 70, STAGES_TOGETHER):
        last = first + STAGES_TOGETHER - 1 if first < 60 else 70
        yield f"stages {first} to {last}", (first <= stage) & (stage <= last)
    for ratio in np.unique(predicted.mass_ratio.round(2)):
        yield f"mass ratio {ratio:.3g}", predicted.mass_ratio.round(2) == ratio
    for name in np.unique(predicted.simulation):
        yield str(name), predicted.simulation == name


def _score(group: str, predicted: StagePredictions) -> Score:
    stages = np.abs(predicted.said_stage - predicted.stage)
    myr = np.abs(predicted.said_time_myr - predicted.time_myr)
    truth = predicted.time_myr
    return Score(
        dataset=str(predicted.dataset[0]),
        group=group,
        split=str(predicted.split[0]),
        pictures=len(stages),
        accuracy=float(np.mean(np.rint(predicted.said_stage) == np.rint(predicted.stage))),
        within_1=float(np.mean(stages <= 1)),
        within_2=float(np.mean(stages <= 2)),
        median_stages=float(np.median(stages)),
        median_myr=float(np.median(myr)),
        mean_myr=float(np.mean(myr)),
        covered_68=float(np.mean((predicted.low68 <= truth) & (truth <= predicted.high68))),
        covered_90=float(np.mean((predicted.low90 <= truth) & (truth <= predicted.high90))),
        calibration_error=float(np.mean(np.abs(truths_below(predicted) - SHARES))),
        out_of_domain=float(np.mean(predicted.out_of_domain > 1)),
    )


def truths_below(predicted: StagePredictions) -> FloatArray:
    """Share of the truths that lie below each of `SHARES` of their probability."""
    return np.array([np.mean(predicted.below <= share) for share in SHARES])
