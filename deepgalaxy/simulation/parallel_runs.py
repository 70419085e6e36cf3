"""Several mergers at a time, each in a process of its own."""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, parent_process
from pathlib import Path
from typing import cast

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.disk_space import saying_full_disks
from deepgalaxy.core.lock import failed_path
from deepgalaxy.core.progress import console
from deepgalaxy.simulation.isolated_recipe import IsolatedRecipe
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.recipe import MergerRecipe


@dataclass(frozen=True)
class Job:
    """One file to be made: the arguments of :func:`deepgalaxy.simulation.merger_run.simulate`."""

    recipe: MergerRecipe | IsolatedRecipe
    output: Path
    size_px: int
    cameras: int
    number: int
    observation: Observation | None = None
    bands: str = ""

    def do(self) -> None:
        """Make the file, unless it is there."""
        # numba's threads must be counted before it loads
        pictures = self.size_px, self.cameras, self.observation, self.bands
        if isinstance(self.recipe, IsolatedRecipe):
            from deepgalaxy.simulation.isolated import simulate_isolated

            simulate_isolated(self.recipe, self.output, *pictures, number=self.number)
        else:
            from deepgalaxy.simulation.merger_run import simulate

            simulate(self.recipe, self.output, *pictures, number=self.number)


@dataclass(frozen=True)
class Done:
    """A job that has ended."""

    job: Job
    reason: str | None
    """Why it failed; None if it did not."""
    cpu_s: float = float("nan")
    """Processor time that it took here; little where its file was there."""


def run_parallel(jobs: Iterable[Job], workers: int) -> Iterator[Done]:
    """Do jobs in processes that share the processor's cores; one that fails or dies does not stop the others.

    Parameters
    ----------
    jobs : iterable of Job
        In the order in which they begin.
    workers : int
        Number of processes.

    Yields
    ------
    Done
        One a job, as they end.
    """
    waiting = deque(jobs)
    threads = max(1, len(os.sched_getaffinity(0)) // workers)
    idle = [_Worker(threads) for _ in range(min(workers, len(waiting)))]
    busy: dict[Connection, tuple[_Worker, Job]] = {}
    try:
        while waiting or busy:
            while waiting and idle:
                worker, job = idle.pop(), waiting.popleft()
                if not worker.process.is_alive():
                    worker = _Worker(threads)
                worker.connection.send(job)
                busy[worker.connection] = worker, job
            for connection in wait(list(busy)):
                worker, job = busy.pop(cast("Connection", connection))
                try:
                    reason, cpu_s = worker.connection.recv()
                    idle.append(worker)
                except EOFError:
                    reason, cpu_s = worker.end_reason(), float("nan")
                    with suppress(OSError), replacing(failed_path(job.output)) as draft:
                        draft.write_text(f"{reason}\n")
                    idle += [_Worker(threads)] if waiting else []
                yield Done(job, reason, cpu_s)
    finally:
        for worker in [*idle, *(worker for worker, _ in busy.values())]:
            worker.process.terminate()
            worker.process.join()


class _Worker:
    """A process that does one job after another."""

    def __init__(self, threads: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.connection, theirs = spawn.Pipe()
        self.process: BaseProcess = spawn.Process(target=_work, args=(theirs, threads))
        self.process.start()
        theirs.close()

    def end_reason(self) -> str:
        """Return how it ended."""
        self.process.join()
        code = self.process.exitcode or 0
        if code < 0:
            return f"its process was killed ({signal.Signals(-code).name}); out of memory?"
        return f"its process ended by itself (exit status {code})"


def _work(connection: Connection, threads: int) -> None:
    """Do each job that is received, and send why it failed, or None, and its processor time."""
    os.environ["NUMBA_NUM_THREADS"] = str(threads)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Control-C is for the parent process
    console.quiet = True  # several bars would draw over each other
    threading.Thread(target=_die_with_parent, daemon=True).start()
    while True:
        job: Job = connection.recv()
        start, reason = time.process_time(), None
        try:
            with saying_full_disks():
                job.do()
        except Exception as error:  # whatever it is, it must not end the other runs
            reason = str(error) or repr(error)
        connection.send((reason, time.process_time() - start))


def _die_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
