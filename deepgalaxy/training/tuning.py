"""Hyperparameter search: which configuration dates the held-out simulations best?"""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass

import optuna
import torch
from optuna.trial import FrozenTrial, Trial, TrialState
from sqlalchemy import Engine

from deepgalaxy.core.disk_space import full_disk, raise_if_full
from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.network import Network
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import (
    fingerprint,
    load_simulations,
    make_preprocessing,
    split_simulations,
    without_repeats,
)
from deepgalaxy.training.epoch_log import EpochLog, Metrics
from deepgalaxy.training.loop import TrainingLoop
from deepgalaxy.training.study import REASON, open_study, trials_begun
from deepgalaxy.training.validation import VALIDATED_BY

log = logging.getLogger(__name__)

SEARCH_FACTORS = {
    "learning_rate": 10,
    "batch_size": 4,
    "fcae_weight": 10,
    "vae_weight": 10,
    "kl_weight": 10,
    "label_softness": 3,
}
"""Range of the search around the configuration's own value: 10 is from a tenth of it to ten times it."""


@dataclass(frozen=True)
class TrialRow:
    """Values and result of one trial; ``None`` is what was not tuned or is not known."""

    trial: int
    state: str
    """complete, pruned, fail or running."""
    held_out_median_stages: float | None
    """Median error (stages) on the held-out simulations, of the best epoch."""
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
class TuningResult:
    """All trials of a study so far, and the best of them."""

    rows: list[TrialRow]
    best: TrialRow
    config: TrainingConfig
    """That of the best trial."""

    def toml(self) -> str:
        """Write the best configuration as ``deepgalaxy train --config`` takes it.

        Returns
        -------
        str
            TOML, with a comment that gives its error.
        """
        error = f"{self.best.held_out_median_stages:g} stages (median) on the held-out simulations"
        values = self.config.model_dump(mode="json", exclude_unset=True, exclude_none=True)
        lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        return "\n".join([f"# trial {self.best.trial} of {len(self.rows)}: {error}", *lines])


def tune(
    engine: Engine,
    simulations: Sequence[Merger],
    architecture: Architecture,
    config: TrainingConfig,
    *,
    study: str,
    trials: int,
) -> TuningResult:
    """Search, around a configuration, for the one that dates the held-out simulations best.

    The first trial is the configuration itself; Optuna's TPE sampler chooses the others. A trial whose
    epochs fall behind the median of the others is pruned; a failed one is stored with its reason, and the
    search goes on. Any number of processes may work on one study, and a later call continues it. No model is
    saved: its error on the simulations by which the configuration was chosen would be too small.

    Parameters
    ----------
    engine : Engine
        From `deepgalaxy.catalog.engine.open_engine`; the study is stored in the schema ``optuna`` there.
    simulations : sequence of Merger
        A share, `TrainingConfig.held_out`, is for validation: the same in each trial.
    architecture : Architecture
        With a classifier.
    config : TrainingConfig
        Values that are not in `SEARCH_FACTORS` are the same in all trials; a loss weight of 0 stays 0.
    study : str
        Its name.
    trials : int
        How many make the study complete, in all processes together. Those of killed workers are replaced.

    Returns
    -------
    TuningResult
        Of all trials so far.

    Raises
    ------
    WrongUse
        If there is nothing to validate on, or the study of this name is of other simulations or settings.
    DeepGalaxyError
        If no trial came to its end, or the database is lost.
    DiskFull
        If the training pictures do not fit on their disk; the same call continues.
    Stopped
        If SIGTERM or SIGUSR2 came; the same call continues.
    """
    if config.split != "by simulation":
        raise WrongUse("a random split over frames measures memory, and would tune it: leave out split")
    distinct = without_repeats(simulations)
    training, unseen = split_simulations(distinct, config.held_out, config.seed)
    if not unseen or "classifier" not in architecture.parts:
        raise WrongUse(
            "tuning validates on held-out simulations: it needs two mergers or more, and a classifier"
        )
    preprocessing = make_preprocessing(config, architecture.size_px)
    pictures, validation = load_simulations(training, preprocessing), load_simulations(unseen, preprocessing)
    start = _start_values(architecture, config)

    def _error(trial: Trial) -> float:
        trial_config = config.model_copy(update=_suggest(trial, start))
        torch.manual_seed(trial_config.seed)
        try:
            network = Network(architecture, trial_config.first_weights)
            if trial_config.save_memory:
                network.save_memory()
            loop = TrainingLoop(network, pictures, validation, preprocessing, trial_config)
            loop.run(_TrialLog(trial))
        except FAILURES as problem:
            if full := full_disk(problem):  # which every further trial would meet
                raise _NoRoom from full
            trial.set_user_attr(REASON, str(problem))
            raise
        return loop.best()[VALIDATED_BY]

    subject = _digest(distinct, architecture, config, start)
    with open_study(engine, study, subject, start, config.epochs) as opened:
        while trials_begun(opened) < trials:
            try:
                opened.optimize(_error, n_trials=1, catch=FAILURES, callbacks=[_log_trial])
            except _NoRoom as error:
                raise_if_full(error)
            except (ValueError, AssertionError) as error:
                if not str(error).startswith(TAKEN_FOR_DEAD):
                    raise
        return _result(opened, config)


TAKEN_FOR_DEAD = ("Cannot tell", "Should not reach")
"""Optuna's messages if another worker ended the trial, because this one was paused without a heartbeat."""
FAILURES = (DeepGalaxyError, RuntimeError, MemoryError)
"""Errors that end one trial only: a loss that is no number, a batch too large for the memory."""


class _NoRoom(Exception):  # noqa: N818 - reads as what it is where it is raised
    """Ends the study, and not a trial only: what a full disk was met by is its cause."""


class _TrialLog(EpochLog):
    """Reports each epoch to the study, and ends a trial that has no prospect."""

    def __init__(self, trial: Trial) -> None:
        super().__init__(None)
        self._trial = trial

    def add(self, metrics: Metrics) -> None:
        super().add(metrics)
        self._trial.report(metrics[VALIDATED_BY], int(metrics["epoch"]))
        if self._trial.should_prune():
            raise optuna.TrialPruned


def _start_values(architecture: Architecture, config: TrainingConfig) -> dict[str, float]:
    """Return the values to search around: those that have an effect."""
    values = config.model_dump(include=set(SEARCH_FACTORS)) | {"learning_rate": config.peak_learning_rate}
    if "fcae" not in architecture.parts:
        del values["fcae_weight"]
    if "vae" not in architecture.parts:
        del values["vae_weight"], values["kl_weight"]
    return {name: values[name] for name in SEARCH_FACTORS if values.get(name)}


def _suggest(trial: Trial, start: dict[str, float]) -> dict[str, float]:
    suggested: dict[str, float] = {}
    for name, value in start.items():
        factor = SEARCH_FACTORS[name]
        if isinstance(value, int):
            suggested[name] = trial.suggest_int(name, max(1, value // factor), value * factor, log=True)
        else:
            suggested[name] = trial.suggest_float(name, value / factor, value * factor, log=True)
    return suggested


def _digest(
    simulations: Sequence[Merger],
    architecture: Architecture,
    config: TrainingConfig,
    start: dict[str, float],
) -> str:
    """All that errors depend on except the trials' values: within one study errors can be compared."""
    parts = [
        [fingerprint(simulation) for simulation in simulations],
        architecture.model_dump(mode="json"),
        config.model_dump(mode="json", exclude=set(SEARCH_FACTORS)),
        start,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _log_trial(_study: optuna.Study, trial: FrozenTrial) -> None:
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
        **{name: trial.params.get(name) for name in SEARCH_FACTORS},
        reason=reason if trial.state is TrialState.FAIL else None,
    )


def _result(study: optuna.Study, config: TrainingConfig) -> TuningResult:
    trials = study.get_trials(deepcopy=False)
    rows = [_row(trial) for trial in trials if trial.state is not TrialState.WAITING]
    done = [trial for trial in trials if trial.state is TrialState.COMPLETE]
    if not done:
        why = next((row.reason for row in rows if row.reason), "other workers are running them")
        raise DeepGalaxyError(f"study {study.study_name!r}: no trial came to its end: {why}")
    best = min(done, key=lambda trial: trial.values[0])
    return TuningResult(rows, _row(best), config.model_copy(update=best.params))
