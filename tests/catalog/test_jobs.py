"""Rows of jobs, and the right to do one."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import Engine

from deepgalaxy.catalog.job_runs import AlreadyRunning, job_run, last_note, list_runs
from deepgalaxy.core.errors import DeepGalaxyError, Stopped

HOLD = """
import sys, time
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.job_runs import job_run
from deepgalaxy.core.settings import Settings
with job_run(open_engine(Settings(database_url=sys.argv[1])), "nightly") as run:
    run.note(plan="half")
    print("held", flush=True)
    time.sleep(100)
"""


def test_each_end_is_told(catalog: Engine) -> None:
    with job_run(catalog, "nightly") as run:
        run.note(added=1)
        run.note(added=2, why="new")
    with pytest.raises(Stopped), job_run(catalog, "nightly"):
        raise Stopped
    with pytest.raises(DeepGalaxyError), job_run(catalog, "nightly"):
        raise DeepGalaxyError("the disk is full")
    failed, stopped, done = list_runs(catalog, 10)
    assert [run.outcome for run in (done, stopped, failed)] == ["done", "stopped", "failed"]
    assert done.details == '{"why": "new", "added": 2}'
    assert "the disk is full" in failed.details
    assert done.minutes == 0
    assert last_note(catalog, "nightly", "added") == 2
    assert last_note(catalog, "weekly", "added") is None


def test_one_at_a_time_and_a_killed_one_is_known(catalog: Engine, catalog_url: str) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLD, catalog_url], stdout=subprocess.PIPE, text=True)
    assert other.stdout
    assert other.stdout.readline() == "held\n"
    with pytest.raises(AlreadyRunning), job_run(catalog, "nightly"):
        pass
    with job_run(catalog, "weekly"):
        assert [(run.job, run.outcome) for run in list_runs(catalog, 2)] == [
            ("weekly", "running"),
            ("nightly", "running"),
        ]
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    for _ in range(100):  # until the server has noticed
        try:
            with job_run(catalog, "nightly"):
                break
        except AlreadyRunning:
            time.sleep(0.1)
    outcomes = [run.outcome for run in list_runs(catalog, 10) if run.job == "nightly"]
    assert outcomes == ["done", "killed"]
    assert last_note(catalog, "nightly", "plan") == "half"
