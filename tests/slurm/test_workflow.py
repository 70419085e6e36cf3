"""The workflow through a real Slurm, and trainings that it takes off the machine and gives back."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pytest

from deepgalaxy.catalog.embedded_server import start_server

ROOT = Path(__file__).parents[2]
DEEPGALAXY = f"{sys.executable} -m deepgalaxy"
SNAKEMAKE = [
    *(str(Path(sys.prefix) / "bin" / "snakemake"), "--snakefile", str(ROOT / "pipelines/Snakefile")),
    *("--workflow-profile", str(ROOT / "pipelines/profiles/slurm")),
    *("--default-resources", "runtime=10", "cpus_per_task=1", "mem_mb=1000"),
    *("--set-resources", "simulate:cpus_per_task=1", "train:cpus_per_task=1"),
    *("--slurm-init-seconds-before-status-checks", "2", "--latency-wait", "5", "--nocolor"),
]
SIMULATE = "--particles 800 --softening-kpc 1 --engine direct --size 16 --cameras 1"
CONFIG = [f"deepgalaxy={DEEPGALAXY}", "samples=False", f"simulate={SIMULATE}"]
LESSON = "results/runs/demo-01.h5"
TRAIN = "--epochs 30 --parts classifier,vae --latent-size 4 --batch-size 32"
PATIENCE_S = 600


def slurm_answers() -> bool:
    return (
        bool(shutil.which("sinfo"))
        and not subprocess.run(["sinfo"], capture_output=True, check=False).returncode
    )


pytestmark = [
    pytest.mark.skipif(not slurm_answers(), reason="no Slurm answers here: .ci/slurm starts one"),
    pytest.mark.timeout(1200),
]


def write_merger(file: Path) -> None:
    """A spot of light that grows with the stage, for two cameras: quicker than a simulation."""
    stages, axis = np.arange(71), np.arange(16) - 7.5
    light = np.exp(-(axis**2 + axis[:, None] ** 2) / (1 + 0.5 * stages[:, None, None]))
    file.parent.mkdir(parents=True)
    with h5py.File(file, "w") as h5:
        for camera in range(2):
            group = h5.require_group("s_1_m_1")
            group[f"images_camera_{camera:02d}"] = (250 * light / (1 + camera)).astype(np.uint8)[..., None]
            group[f"t_myr_camera_{camera:02d}"] = (5.0 * stages).astype(np.float32)


@dataclass
class Cluster:
    """A user's folder on a cluster."""

    folder: Path
    environment: dict[str, str]

    def run(self, *words: str, given: str | None = None) -> str:
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def deepgalaxy(self, *words: str) -> str:
        return self.run(*DEEPGALAXY.split(), *words)

    def until(self, what: str, happens: Callable[[], str | bool]) -> str | bool:
        end = time.monotonic() + PATIENCE_S
        while not (answer := happens()):
            assert time.monotonic() < end, (
                f"{what}: not within {PATIENCE_S} s\n{self.run('squeue', '--long')}"
            )
            time.sleep(0.5)
        return answer

    def restarts(self, job: str) -> int:
        found = re.search(r"Restarts=(\d+)", self.run("scontrol", "show", "job", job))
        return int(found[1]) if found else -1

    def has_told(self, words: str, logs: str) -> bool:
        return any(words in log.read_text() for log in self.folder.glob(logs))

    def weights(self, model: str) -> bytes:
        return (self.folder / model / "weights.safetensors").read_bytes()


@pytest.fixture(scope="module")
def cluster(short_folder: Path) -> Iterator[Cluster]:
    folder = short_folder / "cluster"
    write_merger(folder / LESSON)
    environment = os.environ | {"DEEPGALAXY_DATA_DIR": str(folder / "data")}
    with start_server(folder / "data" / "postgres", linger_s=0):  # a job's own server would end with the job
        yield Cluster(folder, environment)


@pytest.fixture(scope="module")
def workflow(cluster: Cluster) -> Cluster:
    """The workflow from nothing to its report; its training is taken off the machine after an epoch."""
    command = [*SNAKEMAKE, "--config", *CONFIG, "runs=2", f"train={TRAIN}"]
    with (cluster.folder / "snakemake.log").open("w") as log:
        running = subprocess.Popen(
            command, cwd=cluster.folder, env=cluster.environment, stdout=log, stderr=log
        )
    snakemake_log = cluster.folder / "snakemake.log"
    logs = ".snakemake/slurm_logs/rule_train/**/*.log"
    try:
        cluster.until("an epoch", lambda: running.poll() is not None or cluster.has_told("epoch 1,", logs))
        assert running.poll() is None, snakemake_log.read_text()
        job = cluster.run("squeue", "--noheader", "--format=%i %k").split()
        job_id = job[job.index("rule_train") - 1]
        cluster.run("scontrol", "requeue", job_id)
        cluster.until("its checkpoint", (cluster.folder / "results" / ".model.checkpoints").exists)
        assert cluster.restarts(job_id) == 1
        assert not (cluster.folder / "results/model/weights.safetensors").exists()
        running.wait(PATIENCE_S)
        assert running.returncode == 0, snakemake_log.read_text()
        assert cluster.restarts(job_id) == 1
    finally:
        running.terminate()
        running.wait()
    return cluster


def test_a_preempted_training_ends_with_the_weights_of_one_that_was_not(workflow: Cluster) -> None:
    workflow.deepgalaxy("train", LESSON, "--output", "alone", *TRAIN.split())
    assert workflow.weights("alone") == workflow.weights("results/model")


def test_the_report_tells_of_all_that_was_made(workflow: Cluster) -> None:
    report = (workflow.folder / "results" / "report.txt").read_text()
    assert re.search(r"images +213\n", report)
    assert re.search(r"embeddings +213\n", report)
    assert "unseen" in report
    assert "recall" in report


def test_a_batch_script_goes_on_by_itself_after_a_signal(workflow: Cluster) -> None:
    words = ["train", LESSON, "--output", "batch/model", *TRAIN.split()]
    (workflow.folder / "batch").mkdir()
    script = workflow.deepgalaxy(*["jobs", "sbatch", "--cpus-per-task", "1", "--time", "10"], *words)
    job = workflow.run("sbatch", "--parsable", given=script).strip()
    workflow.until("an epoch", lambda: workflow.has_told("epoch 1,", f"deepgalaxy-train-{job}.log"))
    workflow.run("scancel", "--signal=USR2", job)
    workflow.until("its checkpoint", (workflow.folder / "batch" / ".model.checkpoints").exists)
    workflow.until("the model", (workflow.folder / "batch" / "model" / "weights.safetensors").exists)
    state = ("sacct", "--noheader", "--allocations", "--format=State", "--jobs", job)
    workflow.until("the end of the job", lambda: workflow.run(*state).split()[-1:] == ["COMPLETED"])
    log = (workflow.folder / f"deepgalaxy-train-{job}.log").read_text()
    assert f"run 0 of job {job}" in log
    assert f"run 1 of job {job}" in log
    assert workflow.weights("batch/model") == workflow.weights("results/model")


def test_several_workers_train_in_one_job_of_the_workflow(cluster: Cluster) -> None:
    """They end with the weights of as many that torchrun started."""
    write_merger(cluster.folder / "together/runs/demo-01.h5")
    train = "--epochs 2 --parts classifier --batch-size 16"
    words = ["folder=together", "runs=2", f"train={train}", "launcher=srun --ntasks 2", "workers=2"]
    cluster.run(*SNAKEMAKE, "together/model/model.json", "--config", *CONFIG, *words)
    assert "2" in cluster.run("sacct", "--noheader", "--format=NTasks").split(), "one step of two"
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--standalone"]
    cluster.run(
        *torchrun, "-m", "deepgalaxy", "train", LESSON, "--output", "together/torchrun", *train.split()
    )
    assert cluster.weights("together/model") == cluster.weights("together/torchrun")
