"""When to train a new model, on which simulations, and whether it is better than the serving one."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel
from sqlalchemy import Engine

from deepgalaxy.catalog.job_runs import last_note
from deepgalaxy.evaluation.stage_errors import predict_stages
from deepgalaxy.imaging.merger_file import Simulation
from deepgalaxy.jobs.nightly_config import NightlyConfig
from deepgalaxy.networks.architecture import make_architecture
from deepgalaxy.networks.model_folder import CARD, TrainedModel, load_model
from deepgalaxy.training.train import train


class RetrainingPlan(BaseModel):
    """A training to do, over as many nights as it takes."""

    folder: str
    """Name of the model's folder, made from simulations and settings: a stopped training goes on there."""
    simulations: list[str]
    """Fingerprints of the simulations, sorted."""


class ModelComparison(BaseModel):
    """Whether a new model is to serve, and why."""

    promoted: bool
    why: str


def next_plan(
    engine: Engine, job: str, config: NightlyConfig, serving: TrainedModel | None, found: set[str]
) -> RetrainingPlan | None:
    """Return the unfinished training, or a new one if enough simulations are new.

    Parameters
    ----------
    engine : Engine
        Of the catalogue, which has the plans of earlier runs.
    job : str
        Name of the job.
    config : NightlyConfig
        When and how to train.
    serving : TrainedModel or None
        The serving model, which knows its own simulations.
    found : set of str
        Fingerprints of all simulations to train on.

    Returns
    -------
    RetrainingPlan or None
        None where too few simulations are new.
    """
    last, verdict = (last_note(engine, job, name) for name in ("plan", "verdict"))
    planned = set(last["simulations"]) if last else set()
    is_decided = bool(last and verdict and verdict["folder"] == last["folder"])
    if last and not is_decided and planned <= found:
        return _plan(config, planned)
    known = planned if is_decided else set()
    if serving:
        known |= set(serving.card.training["seen"])
    return _plan(config, found) if len(found - known) >= config.retrain_after else None


def _plan(config: NightlyConfig, simulations: set[str]) -> RetrainingPlan:
    what = config.model_dump_json(include={"network", "training"}) + " ".join(sorted(simulations))
    digest = hashlib.sha256(what.encode()).hexdigest()
    return RetrainingPlan(folder=f"nightly-{digest[:12]}", simulations=sorted(simulations))


def train_plan(config: NightlyConfig, simulations: Sequence[Simulation], folder: Path) -> TrainedModel:
    """Train a model, go on with a stopped training, or load the finished model.

    Parameters
    ----------
    config : NightlyConfig
        Network and training.
    simulations : sequence of Simulation
        To train on.
    folder : Path
        Folder of the model.

    Returns
    -------
    TrainedModel
        The finished model.
    """
    if (folder / CARD).exists():
        return load_model(folder)
    network = config.network
    architecture = make_architecture(
        backbone=network.backbone,
        size_px=network.size,
        pictures_px=simulations[0].size_px,
        latent_size=network.latent_size,
        parts=network.parts,
    )
    return train(simulations, folder, architecture, config.training)


def compare(
    candidate: TrainedModel, serving: TrainedModel | None, examination: Mapping[str, Simulation]
) -> ModelComparison:
    """Compare two models on simulations that neither was trained on: the smaller median error is better.

    Parameters
    ----------
    candidate : TrainedModel
        The new model.
    serving : TrainedModel or None
        The serving model; without one the new model is to serve.
    examination : mapping of str to Simulation
        Simulations by their fingerprints.

    Returns
    -------
    ModelComparison
        Whether the new model is to serve.
    """
    if serving is None:
        return ModelComparison(promoted=True, why="no model served")
    seen = {*candidate.card.training["seen"], *serving.card.training["seen"]}
    fair = [simulation for print_, simulation in examination.items() if print_ not in seen]
    if not fair:
        return ModelComparison(
            promoted=False, why="the examination has no simulation that neither model has seen"
        )
    new, old = (_median_error(model, fair) for model in (candidate, serving))
    why = f"median error {new:.3f} stages, of the serving one {old:.3f}, on {len(fair)} simulations"
    return ModelComparison(promoted=new < old, why=why)


def _median_error(model: TrainedModel, simulations: Sequence[Simulation]) -> float:
    predicted = predict_stages(model, simulations)
    return float(np.median(np.abs(predicted.stage_error)))
