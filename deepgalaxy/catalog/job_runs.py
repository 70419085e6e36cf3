"""Runs of the jobs that come back by themselves: one at a time, each with a row."""

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
    """Another process does this job now."""


class RunningJob:
    """A run under way; what it notes is in the database at once, whatever becomes of the run.

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
        """Write down what was done, by name, as JSON can hold it; the last value of a name stays."""
        with self._engine.begin() as connection:
            connection.execute(
                text("UPDATE job_run SET details = details || CAST(:details AS jsonb) WHERE id = :id"),
                {"id": self._id, "details": json.dumps(details)},
            )

    def end(self, outcome: str) -> None:
        """Write down how it ended."""
        with self._engine.begin() as connection:
            connection.execute(
                text("UPDATE job_run SET outcome = :outcome, ended_at = clock_timestamp() WHERE id = :id"),
                {"id": self._id, "outcome": outcome},
            )


@contextmanager
def job_run(engine: Engine, job: str) -> Iterator[RunningJob]:
    """Hold the sole right to do a job, and keep a row of how it went.

    The right is a lock of the database, which any death of the process ends; a run whose row has no end is
    then known to have been killed.

    Raises
    ------
    AlreadyRunning
        If another process holds it.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as turn:
        lock = {"job": job}
        if not turn.execute(
            text("SELECT pg_try_advisory_lock(hashtext('job'), hashtext(:job))"), lock
        ).scalar():
            raise AlreadyRunning(f"the {job} job is being done by another process")
        try:
            turn.execute(text(f"{KILLED} WHERE job = :job AND ended_at IS NULL"), lock)
            insert = text("INSERT INTO job_run (job, host) VALUES (:job, :host) RETURNING id")
            run = RunningJob(
                engine, turn.execute(insert, {"job": job, "host": os.uname().nodename}).scalar_one()
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
            turn.execute(text("SELECT pg_advisory_unlock(hashtext('job'), hashtext(:job))"), lock)


@dataclass(frozen=True)
class JobRunRow:
    """What the catalogue knows of one run."""

    id: int
    job: str
    host: str
    started_at: str
    """ISO 8601."""
    minutes: float | None
    outcome: str
    """``running``, ``done``, ``failed``, ``stopped`` or ``killed``."""
    details: str
    """What it noted, as JSON."""


def list_runs(engine: Engine, count: int) -> list[JobRunRow]:
    """Return the last runs of all jobs, the newest first."""
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
    """Return what a job last noted under a name, in whichever run; None where it never did."""
    query = text("""
        SELECT details -> :name FROM job_run WHERE job = :job AND details ? :name ORDER BY id DESC LIMIT 1
    """)
    with engine.connect() as connection:
        return connection.execute(query, {"job": job, "name": name}).scalar()


def _minutes(start: datetime, end: datetime | None) -> float | None:
    return round((end - start).total_seconds() / 60, 1) if end else None
