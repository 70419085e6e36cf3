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
    """List the runs of a grid.

    Parameters
    ----------
    name : {"demo", "paper", "survey"}
        The grid.
    folder : Path
        Where its files go: ``demo-01.h5`` and so on.
    changes : dict
        Fields of all its recipes.
    size_px : int
        Side of the pictures, 16 to 4096.
    cameras : int
        Directions it is looked at from, 1 to 100.
    observation : Observation, optional
        The survey that takes the pictures.
    bands : {"", "gri"}
        Whether pictures in g, r and i are written beside the grey ones.

    Returns
    -------
    list of Job
        One a run, in order.

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
    """Do one run of a grid, in this process and on all its cores.

    Parameters
    ----------
    jobs : list of Job
        All runs of the grid.
    number : int
        Which of them, counted from 1.

    Raises
    ------
    DeepGalaxyError
        If there is no such run, or it fails.
    """
    if not 1 <= number <= len(jobs):
        raise DeepGalaxyError(f"simulate: `run={number}`: the grid has runs 1 to {len(jobs)}")
    jobs[number - 1].do()


def run_all(jobs: list[Job], workers: int) -> None:
    """Do all runs of a grid that are not done yet, and list at the end which failed.

    Parameters
    ----------
    jobs : list of Job
        All runs of the grid.
    workers : int
        Processes that share the cores.

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
