import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import psutil
import pytest

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.lock import failed_path, hold_lock
from deepgalaxy.imaging.merger_file import read_simulations, trusted_simulations
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.simulation.grid_runs import plan_grid, run_all, run_one
from deepgalaxy.simulation.parallel_runs import Job
from deepgalaxy.simulation.run_state import run_state_path
from deepgalaxy.simulation.run_status import RunStatus, folder_status

SMALL = {"particles": 640, "softening_kpc": 1.0, "engine": "direct"}


def plan(folder: Path) -> list[Job]:
    return plan_grid("demo", folder, SMALL, size_px=16, cameras=1)


def states(folder: Path) -> dict[str, str]:
    return {status.name: status.state for status in folder_status(folder)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo grid, of which the first run cannot succeed and the second is being made by somebody else."""
    folder = tmp_path_factory.mktemp("grid")
    jobs = plan(folder)
    with h5py.File(jobs[0].output, "w") as file:
        file["not/a/merger"] = 1
    with (
        hold_lock(jobs[1].output),
        pytest.raises(DeepGalaxyError, match=r"2 of 6 runs failed: demo-0[12], demo-0[12]"),
    ):
        run_all(jobs, workers=2)
    return folder


def test_a_run_that_fails_does_not_stop_the_others(folder: Path) -> None:
    assert sorted(path.name for path in folder.glob("*.h5")) == [
        *("demo-01.h5", "demo-03.h5", "demo-04.h5", "demo-05.h5", "demo-06.h5")
    ]
    (run,) = read_simulations(folder / "demo-04.h5")
    assert (run.group, run.id) == ("s_0.707_m_0.5__run_4", "demo-04/s_0.707_m_0.5__run_4")
    assert list(run.attributes["disk1_deg"]) == [130.0, 120.0]


def test_a_run_in_a_worker_is_the_same_as_alone(folder: Path, tmp_path: Path) -> None:
    run_one(plan(tmp_path), 3)
    with h5py.File(folder / "demo-03.h5") as there, h5py.File(tmp_path / "demo-03.h5") as here:
        (one,), (other,) = there.values(), here.values()
        assert one.name == other.name
        for name in one:
            np.testing.assert_array_equal(one[name][...], other[name][...], err_msg=name)


def test_the_status_of_a_folder_says_what_is_there(folder: Path) -> None:
    rows = {status.name: status for status in folder_status(folder)}
    assert list(rows) == [f"demo-0{number}" for number in range(1, 7)]
    assert rows["demo-01"] == RunStatus(
        "demo-01", "failed", reason="no group named s_<size ratio>_m_<mass ratio>[__run_<n>]"
    )
    assert rows["demo-02"] == RunStatus("demo-02", "queued")
    done = rows["demo-03"]
    attributes = read_simulations(folder / "demo-03.h5")[0].attributes
    assert (done.state, done.percent, done.trusted) == ("done", 100.0, attributes["trusted"])
    assert done.energy_drift == attributes["energy_drift"]
    with hold_lock(folder / "demo-02.h5") as lock:
        lock.beat(35.0, 70)
        running = {status.name: status for status in folder_status(folder)}["demo-02"]
    assert (running.state, running.stage, running.percent) == ("running", 35.0, 50.0)
    assert running.heartbeat_s is not None
    assert 0 <= running.heartbeat_s < 5


def test_what_is_done_is_not_done_again(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    done = [job for job in plan(folder) if job.number > 4]
    before = [job.output.stat().st_mtime_ns for job in done]
    with caplog.at_level(logging.INFO, "deepgalaxy"):
        run_all(done, workers=1)
    assert [job.output.stat().st_mtime_ns for job in done] == before
    assert caplog.text.count(": done") == 2


def test_numba_is_not_loaded_before_a_worker_has_counted_its_threads() -> None:
    loads = "import sys, deepgalaxy.simulation.parallel_runs; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], check=False).returncode == 0


def test_a_failed_run_is_said_to_have_failed_until_it_is_tried_again(tmp_path: Path) -> None:
    output = plan(tmp_path)[4].output
    with pytest.raises(DeepGalaxyError), hold_lock(output):
        raise DeepGalaxyError("simulate: no first pericentre")
    assert folder_status(tmp_path)[4] == RunStatus(
        "demo-05", "failed", reason="simulate: no first pericentre"
    )
    with hold_lock(output):
        assert states(tmp_path)["demo-05"] == "running"


def test_a_folder_that_is_not_there_has_no_status(tmp_path: Path) -> None:
    assert folder_status(tmp_path) == []
    with pytest.raises(DeepGalaxyError, match="no such folder"):
        folder_status(tmp_path / "none")


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_run_that_the_grid_has_not_is_refused(tmp_path: Path, number: int) -> None:
    with pytest.raises(DeepGalaxyError, match="the grid has runs 1 to 6"):
        run_one(plan(tmp_path), number)


def test_what_a_grid_sets_itself_is_not_changed(tmp_path: Path) -> None:
    with pytest.raises(DeepGalaxyError, match="the grid demo sets mass_ratio, seed itself"):
        plan_grid("demo", tmp_path, {"seed": 3, "mass_ratio": 1.0}, 16, 1)


GRID = """
import sys
from deepgalaxy.cli import main

sys.argv = ["deepgalaxy", "simulate", "--grid", "demo", "--particles", "1500", "--softening-kpc", "1",
            "--engine", "direct", "--size", "16", "--cameras", "1", "--workers", "2", "--output", sys.argv[1]]
if __name__ == "__main__":
    main()
"""


def until(happened: Callable[[], Any]) -> None:
    """Wait for something that other processes do."""
    ends = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < ends, "it did not happen within two minutes"
        time.sleep(0.1)


def running(folder: Path) -> list[RunStatus]:
    return [status for status in folder_status(folder) if status.state == "running" and status.stage]


def test_a_killed_worker_is_named_and_a_killed_parent_takes_its_workers_along(tmp_path: Path) -> None:
    script = tmp_path / "grid.py"
    script.write_text(GRID)
    folder = tmp_path / "runs"
    folder.mkdir()
    with subprocess.Popen([sys.executable, str(script), str(folder)], stderr=subprocess.PIPE) as parent:
        try:
            until(lambda: len(running(folder)) == 2)
            children = psutil.Process(parent.pid).children()
            victim = next(c for c in children if any("demo-01" in f.path for f in c.open_files()))
            os.kill(victim.pid, signal.SIGKILL)
            until(lambda: states(folder)["demo-01"] == "failed")
            assert "its process was killed (SIGKILL)" in failed_path(folder / "demo-01.h5").read_text()
            until(lambda: len(running(folder)) == 2)
        finally:
            parent.kill()
    until(lambda: not running(folder))
    assert set(states(folder).values()) <= {"failed", "queued", "stopped", "done"}


def test_a_stopped_run_says_where_it_goes_on(tmp_path: Path) -> None:
    output = plan(tmp_path)[0].output
    with run_state_path(output).open("wb") as file:
        np.savez(file, stage=np.array([21.0, 70.0]))
    assert folder_status(tmp_path)[0] == RunStatus("demo-01", "stopped", 21.0, 30.0)
    run_state_path(output).write_bytes(b"no zip")
    assert folder_status(tmp_path)[0] == RunStatus("demo-01", "queued")


def test_untrusted_runs_stay_out_of_training(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    simulations = [s for number in (3, 4, 5, 6) for s in read_simulations(folder / f"demo-0{number}.h5")]
    for simulation in simulations:
        simulation.attributes["trusted"] = simulation.group.endswith(("3", "5"))
    del simulations[2].attributes["trusted"]  # the published ones say nothing
    assert [s.group[-1] for s in trusted_simulations(simulations)] == ["3", "5"]
    assert "demo-04/s_0.707_m_0.5__run_4, demo-06/s_0.5_m_0.25__run_6" in caplog.text
    with pytest.raises(DeepGalaxyError, match=r"in all simulations \(demo-04/.*`include_untrusted=True`"):
        trusted_simulations([simulations[1], simulations[3]])
    assert trusted_simulations([]) == []


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Job]]:
    """The survey grid, of which one galaxy alone and one chance pair are made."""
    folder = tmp_path_factory.mktemp("survey")
    jobs = plan_grid("survey", folder, {"particles": 1000}, size_px=32, cameras=2, bands="gri")
    run_all(jobs[120:122], workers=2)
    return folder, jobs


def test_galaxies_that_do_not_merge_are_made_by_a_grid_too(survey: tuple[Path, list[Job]]) -> None:
    folder, jobs = survey
    assert len(jobs) == 150
    for number, group in ((121, "isolated__run_121"), (122, "chance_pair__run_122")):
        with h5py.File(folder / f"survey-{number}.h5") as file:
            assert list(file) == [group]
            names = [f"{kind}_camera_0{k}" for kind in ("images", "images_gri") for k in range(2)]
            assert sorted(file[group]) == sorted([*names, "time_physical_myr"])
            assert file[group]["images_camera_01"].shape == (71, 32, 32, 1)
            assert file[group]["images_gri_camera_01"].shape == (71, 32, 32, 3)
            assert file[group].attrs["outcome"] == group.partition("__")[0]


def test_the_status_of_galaxies_that_do_not_merge_is_said_too(survey: tuple[Path, list[Job]]) -> None:
    rows = {status.name: status for status in folder_status(survey[0])}
    assert len(rows) == 150
    assert rows["survey-001"].state == "queued"
    for name in ("survey-121", "survey-122"):
        assert rows[name] == RunStatus(name, "done", percent=100.0)


def test_no_merger_is_trained_on_and_any_picture_is_read(survey: tuple[Path, list[Job]]) -> None:
    for name in ("survey-121.h5", "survey-122.h5"):
        path = survey[0] / name
        with pytest.raises(RefusedInput, match="galaxies that do not merge: they have no stages") as refused:
            read_simulations(path)
        assert "`non_mergers=`" in refused.value.reason
        cutouts = dict(read_cutouts(path, 32))
        assert len(cutouts) == 2 * 71
        assert all(cutout.pixels.shape == (1, 32, 32) for cutout in cutouts.values())  # the grey ones
        assert (
            f"{name}::{survey[1][int(name[7:10]) - 1].recipe.group}__run_{name[7:10]}/images_camera_00[3]"
            in cutouts
        )
