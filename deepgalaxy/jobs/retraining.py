"""When to train anew, on what, and whether the outcome is the better model."""

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
    """A training to be done, over as many nights as it takes."""

    folder: str
    """Name of the model's, which follows from simulations and settings: a training goes on in its own."""
    simulations: list[str]
    """Their fingerprints, sorted."""


class ModelComparison(BaseModel):
    """Whether a new model is to serve, and why."""

    promoted: bool
    why: str


def next_plan(
    engine: Engine, job: str, config: NightlyConfig, serving: TrainedModel | None, found: set[str]
) -> RetrainingPlan | None:
    """Return the training that waits for its end, or a new one if enough is new; else None.

    Parameters
    ----------
    engine : Engine
        Of the catalogue, which knows what was planned before.
    job : str
        Whose plans.
    config : NightlyConfig
    serving : TrainedModel or None
    found : set of str
        Fingerprints of the simulations that there are to train on.
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
    """Train on these simulations, or go on with it, or load what is done."""
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
    """Let both models date the simulations that neither has seen: the one with the smaller error is to serve.

    Parameters
    ----------
    candidate : TrainedModel
    serving : TrainedModel or None
        With none, the candidate is to serve.
    examination : mapping
        Simulations by their fingerprints.
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
