"""How well a model dates simulations, told apart by whether it was trained on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.inference.dating import date_pictures
from deepgalaxy.mergers.dataset import Simulation
from deepgalaxy.networks.weights import TrainedModel
from deepgalaxy.progress import track
from deepgalaxy.training.data import fingerprint

FloatArray = npt.NDArray[np.float64]

COALESCENCE_STAGE = 45.0
"""Where a simulation does not say when its nuclei became one."""


@dataclass(frozen=True)
class Score:
    """How well a group of pictures is dated; shares are of 1."""

    group: str
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
    out_of_domain: float
    """Share with a score above 1."""


@dataclass(frozen=True)
class Judged:
    """Truth and answer for N pictures."""

    stage: FloatArray
    time_myr: FloatArray
    said_stage: FloatArray
    said_time_myr: FloatArray
    low68: FloatArray
    high68: FloatArray
    low90: FloatArray
    high90: FloatArray
    out_of_domain: FloatArray
    mass_ratio: FloatArray
    coalesced: npt.NDArray[np.bool_]
    simulation: npt.NDArray[np.str_]

    def chosen(self, rows: npt.NDArray[np.bool_]) -> "Judged":
        """Those of the pictures."""
        return Judged(**{name: values[rows] for name, values in vars(self).items()})


def unseen_simulations(model: TrainedModel, simulations: Sequence[Simulation]) -> list[Simulation]:
    """Those of the simulations that had no part in the training: neither as lessons nor to judge epochs by.

    Raises
    ------
    DeepGalaxyError
        If none is left.
    """
    known = set(model.card.training["seen"])
    unseen = [s for s in simulations if fingerprint(s) not in known]
    if not unseen:
        raise DeepGalaxyError(
            f"the model has seen all {len(simulations)} of these simulations; give others, or --seen to look "
            "at how well it remembers"
        )
    return unseen


def judge(model: TrainedModel, simulations: Sequence[Simulation]) -> Judged:
    """Let the model date every picture of the simulations."""
    parts = [
        _judge_view(model, simulation, camera)
        for simulation, camera in track([(s, c) for s in simulations for c in s.cameras], "dating")
    ]
    return Judged(**{name: np.concatenate([vars(p)[name] for p in parts]) for name in vars(parts[0])})


def _judge_view(model: TrainedModel, simulation: Simulation, camera: int) -> Judged:
    dated = date_pictures(model, simulation.read(camera, slice(None)))
    said, n = dated.predictions, simulation.n_frames
    coalescence = simulation.attributes.get("stage_coalescence", COALESCENCE_STAGE)
    return Judged(
        stage=simulation.stage,
        time_myr=simulation.time_myr,
        said_stage=said.stage.astype(np.float64),
        said_time_myr=said.time_myr.astype(np.float64),
        low68=said.time_lo68.astype(np.float64),
        high68=said.time_hi68.astype(np.float64),
        low90=said.time_lo90.astype(np.float64),
        high90=said.time_hi90.astype(np.float64),
        out_of_domain=dated.out_of_domain.astype(np.float64),
        mass_ratio=np.full(n, simulation.mass_ratio),
        coalesced=simulation.stage >= coalescence,
        simulation=np.full(n, simulation.id),
    )


def scores(judged: Judged) -> list[Score]:
    """Scores of all pictures, before and after coalescence, by mass ratio, by simulation."""
    return [_score(name, judged.chosen(rows)) for name, rows in _groups(judged) if rows.any()]


def _groups(judged: Judged) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    yield "all", np.ones(len(judged.stage), bool)
    yield "two nuclei", ~judged.coalesced
    yield "one nucleus", judged.coalesced
    for ratio in np.unique(judged.mass_ratio):
        yield f"mass ratio {ratio:.3g}", judged.mass_ratio == ratio
    for name in np.unique(judged.simulation):
        yield str(name), judged.simulation == name


def _score(group: str, judged: Judged) -> Score:
    stages = np.abs(judged.said_stage - judged.stage)
    myr = np.abs(judged.said_time_myr - judged.time_myr)
    truth = judged.time_myr
    return Score(
        group=group,
        pictures=len(stages),
        accuracy=float(np.mean(np.rint(judged.said_stage) == np.rint(judged.stage))),
        within_1=float(np.mean(stages <= 1)),
        within_2=float(np.mean(stages <= 2)),
        median_stages=float(np.median(stages)),
        median_myr=float(np.median(myr)),
        mean_myr=float(np.mean(myr)),
        covered_68=float(np.mean((judged.low68 <= truth) & (truth <= judged.high68))),
        covered_90=float(np.mean((judged.low90 <= truth) & (truth <= judged.high90))),
        out_of_domain=float(np.mean(judged.out_of_domain > 1)),
    )
