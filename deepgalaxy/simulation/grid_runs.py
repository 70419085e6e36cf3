"""A grid of mergers into a folder, a file a run."""

import logging
from pathlib import Path
from typing import Any

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.progress import track
from deepgalaxy.simulation.grid import GridName, make_grid
from deepgalaxy.simulation.mock_observation import Observation
from deepgalaxy.simulation.parallel_runs import Job, run_parallel
from deepgalaxy.simulation.run_status import run_name

log = logging.getLogger(__name__)

CHANGEABLE = ("particles", "softening_kpc", "start_separation_kpc", "engine")
"""What may be asked of all runs of a grid."""


def plan_grid(
    name: GridName,
    folder: Path,
    changes: dict[str, Any],
    size_px: int,
    cameras: int,
    observation: Observation | None = None,
    bands: str = "",
) -> list[Job]:
    """Say what is to be done for a grid.

    Parameters
    ----------
    name : {"demo", "paper", "survey"}
    folder : Path
        Where its files go: ``demo-01.h5`` and so on.
    changes : dict
        Fields of all its recipes.
    size_px, cameras, observation, bands
        As :func:`deepgalaxy.simulation.merger_run.simulate` takes them.

    Raises
    ------
    DeepGalaxyError
        If a change is one that would make its runs the same, or a number is out of its range.
    """
    if fixed := sorted(set(changes) - set(CHANGEABLE)):
        raise DeepGalaxyError(f"simulate: the grid {name} sets {', '.join(fixed)} itself; leave that out")
    return [
        Job(recipe, folder / f"{run_name(name, number)}.h5", size_px, cameras, number, observation, bands)
        for number, recipe in enumerate(make_grid(name, **changes), start=1)
    ]


def run_one(jobs: list[Job], number: int) -> None:
    """Do one run of a plan, counted from 1, in this process and on all its cores."""
    if not 1 <= number <= len(jobs):
        raise DeepGalaxyError(f"simulate: --run {number}: the grid has runs 1 to {len(jobs)}")
    jobs[number - 1].do()


def run_all(jobs: list[Job], workers: int) -> None:
    """Do all runs of a plan that are not done yet, and say at the end which failed.

    Raises
    ------
    DeepGalaxyError
        If a run failed, when all others are done.
    """
    failed = []
    for done in track(run_parallel(jobs, workers), "runs", len(jobs)):
        name = done.job.output.stem
        if done.reason:
            failed.append(name)
            log.error("%s failed: %s", name, done.reason)
        else:
            log.info("%s: done, %.0f s of processor time", done.job.output, done.cpu_s)
    if failed:
        raise DeepGalaxyError(
            f"{len(failed)} of {len(jobs)} runs failed: {', '.join(failed)}; run it again to try these again"
        )
