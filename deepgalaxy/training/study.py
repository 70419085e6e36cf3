"""Optuna's study in the catalogue's database, shared by any number of workers."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse

try:
    import optuna
    from optuna.trial import TrialState
except ImportError as error:
    raise DeepGalaxyError("tuning needs Optuna: pip install 'deepgalaxy[tune]'") from error

SCHEMA = "optuna"
"""Schema of Optuna's tables, apart from ours and Alembic's."""
HEARTBEAT_S = 60
"""Interval of a worker's heartbeat; one that missed two is considered dead."""
REASON = "reason"
"""Attribute of a failed trial; the trial of a killed worker has none."""


@contextmanager
def open_study(
    engine: Engine, name: str, subject: str, first: dict[str, float], epochs: int
) -> Iterator[optuna.Study]:
    """Open a study, or make it if it is new; lower scores are better.

    Parameters
    ----------
    engine : Engine
        On the catalogue; the study is in the schema ``optuna`` there.
    name : str
        Of the study.
    subject : str
        Digest of simulations and settings: all trials of a study have the same.
    first : dict
        Values of the trial that a new study begins with.
    epochs : int
        Of a trial; no trial is pruned in the first third.

    Yields
    ------
    Study
        Of Optuna.

    Raises
    ------
    WrongUse
        If the study of this name is of another subject.
    DeepGalaxyError
        If the database is lost, here or while the study is open.
    """
    optuna.logging.set_verbosity(optuna.logging.ERROR)  # its warnings are tracebacks
    try:
        with _storage(engine) as storage:
            with _locked(engine):
                study = _study(storage, name, epochs)
                stored = study.user_attrs.get("subject")
                if stored is None:
                    study.enqueue_trial(first)
                    study.set_user_attr("subject", subject)
                elif stored != subject:
                    remedy = "repeat its command, or name another"
                    raise WrongUse(f"study {name!r} is of other simulations or settings: {remedy}")
            yield study
    except (optuna.exceptions.StorageInternalError, UnboundLocalError) as error:
        # Optuna 5.0 raises UnboundLocalError if the storage fails at the end of a trial.
        raise DeepGalaxyError(f"study {name!r}: the database is lost; the same command goes on") from error


def trials_begun(study: optuna.Study) -> int:
    """Count the trials that ended or are running; those whose worker died do not count.

    Parameters
    ----------
    study : Study
        Of `open_study`.

    Returns
    -------
    int
        Complete, pruned, failed with a reason, and running ones.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        optuna.storages.fail_stale_trials(study)
    return sum(
        trial.state is not TrialState.WAITING
        and (trial.state is not TrialState.FAIL or REASON in trial.user_attrs)
        for trial in study.get_trials(deepcopy=False)
    )


@contextmanager
def _locked(engine: Engine) -> Iterator[None]:
    """Make other workers wait: tables and studies are made once."""
    with engine.begin() as lock:
        lock.execute(text("SELECT pg_advisory_xact_lock(hashtext('deepgalaxy optuna'))"))
        yield


@contextmanager
def _storage(engine: Engine) -> Iterator[optuna.storages.RDBStorage]:
    with _locked(engine), warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        storage = optuna.storages.RDBStorage(
            engine.url.render_as_string(hide_password=False),
            engine_kwargs={
                "pool_pre_ping": True,
                "connect_args": {"options": f"-csearch_path={SCHEMA}", "application_name": "deepgalaxy"},
            },
            heartbeat_interval=HEARTBEAT_S,
        )
    try:
        yield storage
    finally:
        storage.remove_session()
        storage.engine.dispose()


def _study(storage: optuna.storages.RDBStorage, name: str, epochs: int) -> optuna.Study:
    return optuna.create_study(
        study_name=name,
        storage=storage,
        sampler=optuna.samplers.TPESampler(constant_liar=True),
        pruner=optuna.pruners.MedianPruner(n_warmup_steps=epochs // 3),
        load_if_exists=True,
    )
