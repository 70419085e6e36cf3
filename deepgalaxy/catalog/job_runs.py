"""Runs of scheduled jobs: one at a time, each with a row."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, text

from deepgalaxy.core.errors import DeepGalaxyError, Stopped

KILLED = "UPDATE job_run SET outcome = 'killed', ended_at = now()"


class AlreadyRunning(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """Another process runs this job now."""


class RunningJob:
    """A run in progress; its notes are in the database at once, however the run ends.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    run_id : int
        Its row of ``job_run``.
    """

    def __init__(self, engine: Engine, run_id: int) -> None:
        self._engine = engine
        self._id = run_id

    def note(self, **details: Any) -> None:
        """Write down what was done; of two notes of a name the last one stays.

        Parameters
        ----------
        **details : Any
            Values that JSON can hold, by name.
        """
        with self._engine.begin() as connection:
            connection.execute(
                text("UPDATE job_run SET details = details || CAST(:details AS jsonb) WHERE id = :id"),
                {"id": self._id, "details": json.dumps(details)},
            )

    def end(self, outcome: str) -> None:
        """Write down how it ended.

        Parameters
        ----------
        outcome : str
            ``done``, ``failed`` or ``stopped``.
        """
        with self._engine.begin() as connection:
            connection.execute(
                text("UPDATE job_run SET outcome = :outcome, ended_at = clock_timestamp() WHERE id = :id"),
                {"id": self._id, "outcome": outcome},
            )


@contextmanager
def job_run(engine: Engine, job: str) -> Iterator[RunningJob]:
    """Lock a job for this process, and keep a row of how the run went.

    The lock is the database's, and any end of the process releases it; a run whose row has no end was
    killed.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    job : str
        Name of the job.

    Yields
    ------
    RunningJob
        To take notes in the row.

    Raises
    ------
    AlreadyRunning
        If another process holds the lock.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as locking:
        lock = {"job": job}
        if not locking.execute(
            text("SELECT pg_try_advisory_lock(hashtext('job'), hashtext(:job))"), lock
        ).scalar():
            raise AlreadyRunning(f"the {job} job is being done by another process")
        try:
            locking.execute(text(f"{KILLED} WHERE job = :job AND ended_at IS NULL"), lock)
            insert = text("INSERT INTO job_run (job, host) VALUES (:job, :host) RETURNING id")
            run = RunningJob(
                engine, locking.execute(insert, {"job": job, "host": os.uname().nodename}).scalar_one()
            )
            try:
                yield run
            except Stopped:
                run.end("stopped")
                raise
            except BaseException as error:
                run.note(failed=str(error) or repr(error))
                run.end("failed")
                raise
            run.end("done")
        finally:
            locking.execute(text("SELECT pg_advisory_unlock(hashtext('job'), hashtext(:job))"), lock)


@dataclass(frozen=True)
class JobRunRow:
    """One run, as the catalogue has it."""

    id: int
    job: str
    host: str
    started_at: str
    """ISO 8601."""
    minutes: float | None
    outcome: str
    """``running``, ``done``, ``failed``, ``stopped`` or ``killed``."""
    details: str
    """Its notes, as JSON."""


def list_runs(engine: Engine, count: int) -> list[JobRunRow]:
    """Return the last runs of all jobs.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    count : int
        The most to return.

    Returns
    -------
    list of JobRunRow
        The newest first.
    """
    query = text("SELECT * FROM job_run ORDER BY id DESC LIMIT :count")
    with engine.connect() as connection:
        return [
            JobRunRow(
                id=row.id,
                job=row.job,
                host=row.host,
                started_at=row.started_at.isoformat(timespec="seconds"),
                minutes=_minutes(row.started_at, row.ended_at),
                outcome=row.outcome or "running",
                details=json.dumps(row.details),
            )
            for row in connection.execute(query, {"count": count})
        ]


def last_note(engine: Engine, job: str, name: str) -> Any:
    """Return the last note of a job under a name, of whichever run.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    job : str
        Name of the job.
    name : str
        Name of the note.

    Returns
    -------
    Any
        The value as JSON holds it; None where there is no such note.
    """
    query = text("""
        SELECT details -> :name FROM job_run WHERE job = :job AND details ? :name ORDER BY id DESC LIMIT 1
    """)
    with engine.connect() as connection:
        return connection.execute(query, {"job": job, "name": name}).scalar()


def _minutes(start: datetime, end: datetime | None) -> float | None:
    return round((end - start).total_seconds() / 60, 1) if end else None
