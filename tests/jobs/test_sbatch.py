"""Batch scripts and schedules, as they are printed."""

import subprocess
import sys
from pathlib import Path

import pytest

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.jobs.sbatch import Batch, batch_script
from deepgalaxy.jobs.schedule import nightly_entries

GOLDEN = Path(__file__).parent / "golden"
PROGRAM = ("/opt/deepgalaxy/bin/python", "-m", "deepgalaxy")
WIDE = Batch(
    nodes=4,
    tasks_per_node=2,
    cpus_per_task=8,
    time="12:00:00",
    signal="TERM",
    signal_s=300,
    requeues=3,
    directives=("--partition=long", "--account=galaxies"),
)


@pytest.mark.parametrize(
    ("name", "batch", "words"),
    [
        ("train", Batch(), ("train", "one.h5", "my mergers.h5", "--output", "$HOME/model")),
        ("train-wide", WIDE, ("train", "one.h5", "--epochs", "40")),
        ("embed-array", Batch(array=100, directives=("--gpus=1",)), ("embed", "--model", "my model")),
    ],
)
def test_scripts_are_as_people_read_them(name: str, batch: Batch, words: tuple[str, ...]) -> None:
    script = batch_script(words, batch, PROGRAM, Path("/data/my galaxies"))
    assert script == (GOLDEN / f"{name}.sbatch").read_text()


def test_only_embed_is_shared_among_an_array() -> None:
    with pytest.raises(WrongUse, match="only embed"):
        batch_script(("train", "one.h5"), Batch(array=2), PROGRAM, Path("/data"))


@pytest.mark.parametrize(
    ("status", "restarts", "requeued"),
    [(75, "0", True), (75, "19", True), (75, "20", False), (1, "0", False)],
)
def test_a_job_goes_on_while_it_may(tmp_path: Path, status: int, restarts: str, requeued: bool) -> None:
    """Run by bash, with programs in the place of Slurm's that do as they do."""
    (tmp_path / "srun").write_text(f'#!/bin/bash\necho "$*" > srun.printed\nexit {status}\n')
    (tmp_path / "scontrol").write_text('#!/bin/bash\necho "$*" > scontrol.printed\n')
    for program in ("srun", "scontrol"):
        (tmp_path / program).chmod(0o755)
    script = batch_script(("train", "a b.h5"), Batch(cpus_per_task=2), PROGRAM, tmp_path)
    slurm = {"SLURM_JOB_ID": "7", "SLURM_JOB_NODELIST": "n1", "SLURM_CPUS_PER_TASK": "2"}
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SLURM_RESTART_COUNT": restarts, **slurm}
    done = subprocess.run(
        ["bash"], input=script, text=True, env=environment, check=False, capture_output=True
    )
    assert done.returncode == status
    assert f"run {restarts} of job 7 on n1" in done.stdout
    printed = (tmp_path / "srun.printed").read_text()
    assert printed == f"--cpus-per-task=2 --kill-on-bad-exit=1 {' '.join(PROGRAM)} train a b.h5\n"
    requests = tmp_path / "scontrol.printed"
    assert (requests.read_text() if requests.exists() else None) == ("requeue 7\n" if requeued else None)


def test_entries_are_as_people_read_them() -> None:
    entries = nightly_entries(PROGRAM, Path("/data/100% galaxies/nightly.toml"), "2:05")
    assert entries == (GOLDEN / "schedule.txt").read_text()


@pytest.mark.parametrize("at", ["24:00", "2", "02:60", "noon", "02:30:00"])
def test_a_time_that_is_none_is_refused(at: str) -> None:
    with pytest.raises(WrongUse, match="not a time of day"):
        nightly_entries(PROGRAM, Path("/n.toml"), at)


def test_the_command_line_prints_them(tmp_path: Path) -> None:
    def printed(*words: str) -> str:
        command = [sys.executable, "-m", "deepgalaxy", "jobs", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    program = (sys.executable, "-m", "deepgalaxy")
    script = printed("sbatch", "--time", "1-0", "--directive", "--qos=low", "train", "x.h5", "--epochs", "3")
    batch = Batch(time="1-0", directives=("--qos=low",))
    assert script == batch_script(("train", "x.h5", "--epochs", "3"), batch, program, tmp_path.resolve())
    requests = printed("schedule", "--nightly", "--at", "03:15", "--config", "n.toml")
    assert requests == nightly_entries(program, tmp_path.resolve() / "n.toml", "03:15")
