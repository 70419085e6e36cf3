"""Hyperparameters by trial: which configuration dates the held-out simulations best?"""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass

import optuna
import torch
from optuna.trial import FrozenTrial, Trial, TrialState
from sqlalchemy import Engine

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.core.merger_file import Simulation
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import fingerprint, load_simulations, split_simulations, without_repeats
from deepgalaxy.training.epoch_log import Metrics, Record
from deepgalaxy.training.loop import TrainingLoop
from deepgalaxy.training.study import REASON, open_study, trials_begun
from deepgalaxy.training.validation import VALIDATED_BY

log = logging.getLogger(__name__)

SPREAD = {
    "learning_rate": 10,
    "batch_size": 4,
    "fcae_weight": 10,
    "vae_weight": 10,
    "kl_weight": 10,
    "label_softness": 3,
}
"""How far from the configuration's own value each is looked for: from a tenth of it to ten times, …"""


@dataclass(frozen=True)
class TrialRow:
    """What one trial tried, and what came of it; ``None`` is what was not tuned or is not known."""

    trial: int
    state: str
    """complete, pruned, fail or running."""
    held_out_median_stages: float | None
    """Of the best of its epochs."""
    epochs: int
    learning_rate: float | None
    batch_size: int | None
    fcae_weight: float | None
    vae_weight: float | None
    kl_weight: float | None
    label_softness: float | None
    reason: str | None
    """Why it failed."""


@dataclass(frozen=True)
class Tuned:
    """A study as it stands."""

    rows: list[TrialRow]
    best: TrialRow
    config: TrainingConfig
    """That of the best trial."""

    def toml(self) -> str:
        """The best configuration as ``deepgalaxy train --config`` takes it."""
        error = f"{self.best.held_out_median_stages:g} stages (median) on the held-out simulations"
        values = self.config.model_dump(mode="json", exclude_unset=True, exclude_none=True)
        lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        return "\n".join([f"# trial {self.best.trial} of {len(self.rows)}: {error}", *lines])


def tune(
    engine: Engine,
    simulations: Sequence[Simulation],
    architecture: Architecture,
    config: TrainingConfig,
    *,
    study: str,
    trials: int,
) -> Tuned:
    """Look for the configuration that dates the held-out simulations best, around the one given.

    The first trial is the configuration itself; Optuna's TPE sampler chooses the others. A trial whose
    epochs fall behind the median of the others is pruned; one that fails is noted with its reason, and the
    rest goes on. Any number of processes may work at one study, and a later call goes on with it. No model
    is saved: the held-out simulations, having chosen the configuration, flatter it.

    Parameters
    ----------
    engine : Engine
        From `deepgalaxy.catalog.engine.open_engine`; the study is kept in the schema ``optuna`` there.
    simulations : sequence of Simulation
        A share, `TrainingConfig.held_out`, judges the trials: the same one in each.
    architecture : Architecture
        With a classifier.
    config : TrainingConfig
        What is not in `SPREAD` stays as it is here; a loss weight of 0 stays 0.
    study : str
        Its name.
    trials : int
        How many make the study complete, whoever runs them. One whose worker was killed is made up for.

    Raises
    ------
    WrongUse
        If nothing could judge a trial, or the study of this name is of other simulations or settings.
    DeepGalaxyError
        If no trial came to its end, or the database is lost.
    Stopped
        If SIGTERM or SIGUSR2 came; the same call goes on.
    """
    if config.split != "by simulation":
        raise WrongUse("a random split over frames measures memory, and would tune it: leave out split")
    distinct = without_repeats(simulations)
    training, unseen = split_simulations(distinct, config.held_out, config.seed)
    if not unseen or "classifier" not in architecture.parts:
        raise WrongUse(
            "tuning judges by held-out simulations: it needs two mergers or more, and a classifier"
        )
    preprocessing = Preprocessing(size_px=architecture.size_px)
    pictures, judges = load_simulations(training, preprocessing), load_simulations(unseen, preprocessing)
    middle = _middle(architecture, config)

    def score(trial: Trial) -> float:
        tried = config.model_copy(update=_suggest(trial, middle))
        torch.manual_seed(tried.seed)
        network = Network(architecture, tried.first_weights)
        if tried.save_memory:
            network.save_memory()
        fitting = TrainingLoop(network, pictures, judges, preprocessing, tried)
        try:
            fitting.run(_TrialRecord(trial))
        except FAILURES as problem:
            trial.set_user_attr(REASON, str(problem))
            raise
        return fitting.best()[VALIDATED_BY]

    subject = _digest(distinct, architecture, config, middle)
    with open_study(engine, study, subject, middle, config.epochs) as opened:
        while trials_begun(opened) < trials:
            try:
                opened.optimize(score, n_trials=1, catch=FAILURES, callbacks=[_tell])
            except (ValueError, AssertionError) as error:
                if not str(error).startswith(TAKEN_FOR_DEAD):
                    raise
        return _summary(opened, config)


TAKEN_FOR_DEAD = ("Cannot tell", "Should not reach")
"""What Optuna says where another worker ended the trial, because this one slept and missed its beats."""
FAILURES = (DeepGalaxyError, RuntimeError, MemoryError)
"""What may befall one trial and spare the next: a loss that is no number, a batch too large for memory."""


class _TrialRecord(Record):
    """Tells the study of each epoch, and ends a trial that is hopeless."""

    def __init__(self, trial: Trial) -> None:
        super().__init__(None)
        self._trial = trial

    def add(self, metrics: Metrics) -> None:
        super().add(metrics)
        self._trial.report(metrics[VALIDATED_BY], int(metrics["epoch"]))
        if self._trial.should_prune():
            raise optuna.TrialPruned


def _middle(architecture: Architecture, config: TrainingConfig) -> dict[str, float]:
    """Return the values to look around: those that have an effect."""
    values = config.model_dump(include=set(SPREAD)) | {"learning_rate": config.peak_learning_rate}
    if "fcae" not in architecture.parts:
        del values["fcae_weight"]
    if "vae" not in architecture.parts:
        del values["vae_weight"], values["kl_weight"]
    return {name: values[name] for name in SPREAD if values.get(name)}


def _suggest(trial: Trial, middle: dict[str, float]) -> dict[str, float]:
    chosen: dict[str, float] = {}
    for name, value in middle.items():
        if isinstance(value, int):
            low, high = max(1, value // SPREAD[name]), value * SPREAD[name]
            chosen[name] = trial.suggest_int(name, low, high, log=True)
        else:
            chosen[name] = trial.suggest_float(name, value / SPREAD[name], value * SPREAD[name], log=True)
    return chosen


def _digest(
    simulations: Sequence[Simulation],
    architecture: Architecture,
    config: TrainingConfig,
    middle: dict[str, float],
) -> str:
    """What scores depend on beside the values tried: within one study they can be compared."""
    parts = [
        [fingerprint(simulation) for simulation in simulations],
        architecture.model_dump(mode="json"),
        config.model_dump(mode="json", exclude=set(SPREAD)),
        middle,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _tell(study: optuna.Study, trial: FrozenTrial) -> None:
    row = _row(trial)
    outcome = row.reason or f"{row.held_out_median_stages:g} stages"
    log.info("trial %d: %s, %s", row.trial, row.state, outcome)


def _row(trial: FrozenTrial) -> TrialRow:
    reason = trial.user_attrs.get(REASON, "its worker was stopped or killed")
    return TrialRow(
        trial=trial.number,
        state=trial.state.name.lower(),
        held_out_median_stages=min(trial.intermediate_values.values(), default=None),
        epochs=len(trial.intermediate_values),
        **{name: trial.params.get(name) for name in SPREAD},
        reason=reason if trial.state is TrialState.FAIL else None,
    )


def _summary(study: optuna.Study, config: TrainingConfig) -> Tuned:
    trials = study.get_trials(deepcopy=False)
    rows = [_row(trial) for trial in trials if trial.state is not TrialState.WAITING]
    done = [trial for trial in trials if trial.state is TrialState.COMPLETE]
    if not done:
        why = next((row.reason for row in rows if row.reason), "others are at work")
        raise DeepGalaxyError(f"study {study.study_name!r}: no trial came to its end: {why}")
    best = min(done, key=lambda trial: trial.values[0])
    return Tuned(rows, _row(best), config.model_copy(update=best.params))
