"""Optuna's study in the catalogue's own database, opened by any number of workers."""

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
"""Where Optuna keeps its tables, out of the way of ours and of Alembic."""
HEARTBEAT_S = 60
"""How often a worker says that it lives; one that missed two beats is taken for dead."""
REASON = "reason"
"""Attribute of a failed trial; one that was killed had no time to write it."""


@contextmanager
def open_study(
    engine: Engine, name: str, subject: str, first: dict[str, float], epochs: int
) -> Iterator[optuna.Study]:
    """Open a study, made where it is new; lower scores are better.

    Parameters
    ----------
    engine : Engine
        On the catalogue; the study lies in the schema ``optuna`` there.
    name : str
    subject : str
        What is tuned, as a digest: a study holds one subject.
    first : dict
        Values of the trial that a new study begins with.
    epochs : int
        Of a trial; no trial is pruned in the first third.

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
            with _alone(engine):
                study = _study(storage, name, epochs)
                held = study.user_attrs.get("subject")
                if held is None:
                    study.enqueue_trial(first)
                    study.set_user_attr("subject", subject)
                elif held != subject:
                    remedy = "repeat its command, or name another"
                    raise WrongUse(f"study {name!r} is of other simulations or settings: {remedy}")
            yield study
    except (optuna.exceptions.StorageInternalError, UnboundLocalError) as error:
        # The second is how Optuna 5.0 stumbles over the first at the end of a trial.
        raise DeepGalaxyError(f"study {name!r}: the database is lost; the same command goes on") from error


def trials_begun(study: optuna.Study) -> int:
    """Trials that came to an end or are being worked at; those whose worker died do not count."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        optuna.storages.fail_stale_trials(study)
    return sum(
        trial.state is not TrialState.WAITING
        and (trial.state is not TrialState.FAIL or REASON in trial.user_attrs)
        for trial in study.get_trials(deepcopy=False)
    )


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Keep other workers waiting: tables and studies are made once."""
    with engine.begin() as lock:
        lock.execute(text("SELECT pg_advisory_xact_lock(hashtext('deepgalaxy optuna'))"))
        yield


@contextmanager
def _storage(engine: Engine) -> Iterator[optuna.storages.RDBStorage]:
    with _alone(engine), warnings.catch_warnings():
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
