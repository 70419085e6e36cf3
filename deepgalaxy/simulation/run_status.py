"""The progress of the runs in a folder."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.lock import failed_path, read_heartbeat
from deepgalaxy.imaging.merger_file import group_attributes
from deepgalaxy.simulation.grid import GridName, make_grid
from deepgalaxy.simulation.run_state import run_state_path


@dataclass(frozen=True)
class RunStatus:
    """One run of a folder."""

    name: str
    state: str
    """``queued``, ``running``, ``stopped`` (it can go on where it was), ``done`` or ``failed``."""
    stage: float | None = None
    """Reached; of a stopped run, where it goes on."""
    percent: float | None = None
    heartbeat_s: float | None = None
    """Age (s) of the last heartbeat of a running one."""
    energy_drift: float | None = None
    trusted: bool | None = None
    reason: str = ""
    """Why it failed."""


def run_name(grid: str, number: int) -> str:
    """Return the name of a grid's run.

    Parameters
    ----------
    grid : str
        Name of the grid.
    number : int
        Of the run, from 1.

    Returns
    -------
    str
        Such as ``demo-03`` or ``survey-007``.
    """
    return f"{grid}-{number:0{3 if grid == 'survey' else 2}d}"


def folder_status(folder: Path) -> list[RunStatus]:
    """List the runs in a folder, and those still missing of the grids that were begun there.

    Parameters
    ----------
    folder : Path
        Where the files of the runs are.

    Returns
    -------
    list of RunStatus
        By name.

    Raises
    ------
    DeepGalaxyError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise DeepGalaxyError(f"{folder}: no such folder")
    names = set()
    for path in folder.iterdir():
        if found := re.fullmatch(r"\.(.+)\.h5\.(lock|checkpoint\.npz)|(?!\.)(.+)\.(h5|failed)", path.name):
            names.add(found[1] or found[3])
    for grid in get_args(GridName):
        if any(re.fullmatch(rf"{grid}-\d+", name) for name in names):
            names |= {run_name(grid, number + 1) for number in range(len(make_grid(grid)))}
    return [_run_status(folder / f"{name}.h5") for name in sorted(names)]


def _run_status(output: Path) -> RunStatus:
    name = output.stem
    if output.exists():
        try:
            attributes = group_attributes(output)
        except RefusedInput as problem:
            return RunStatus(name, "failed", reason=problem.reason)
        return RunStatus(
            name,
            "done",
            percent=100.0,
            energy_drift=attributes.get("energy_drift"),
            trusted=attributes.get("trusted"),
        )
    heartbeat = read_heartbeat(output)
    if heartbeat:
        percent = _percent(heartbeat.stage, heartbeat.last_stage)
        return RunStatus(name, "running", heartbeat.stage, percent, heartbeat.age_s)
    stage, last_stage = _checkpoint_stage(run_state_path(output))
    percent = _percent(stage, last_stage)
    if failed_path(output).exists():
        reason = failed_path(output).read_text().strip()
        return RunStatus(name, "failed", stage, percent, reason=reason)
    return RunStatus(name, "queued" if stage is None else "stopped", stage, percent)


def _percent(stage: float | None, last_stage: float | None) -> float | None:
    return None if stage is None or not last_stage else 100 * stage / last_stage


def _checkpoint_stage(path: Path) -> tuple[float | None, float | None]:
    """Return the stage from which a checkpoint goes on and the last one, or None if it is of no use."""
    try:
        with path.open("rb") as stream, np.load(stream) as saved:
            stage, last_stage = saved["stage"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None, None
    return float(stage), float(last_stage)
