"""Two workers do what one does alone, stop together and say what is wrong: Horovod's and torchrun's."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.training.config import Optimizer, RateScaling
from deepgalaxy.training.distributed import ALONE, find_workers
from deepgalaxy.training.distributed.detect import _launcher
from deepgalaxy.training.distributed.torchrun import _torchrun_environment

BIN = Path(sys.executable).parent
LAUNCHERS = {
    "horovod": [sys.executable, str(BIN / "horovodrun"), "-np", "2", "--gloo", sys.executable],
    "torch": [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"],
}
needs_horovod = pytest.mark.skipif(
    importlib.util.find_spec("horovod") is None, reason="Horovod is not built: scripts/horovod builds it"
)
ENGINES = [pytest.param("horovod", marks=needs_horovod), "torch"]
pytestmark = pytest.mark.timeout(600)


def start(engine: str, folder: Path, script: Path, *arguments: str) -> subprocess.Popen[str]:
    port = ["--master-port", str(20_000 + os.getpid() % 9_000)] if engine == "torch" else []
    return subprocess.Popen(
        [*LAUNCHERS[engine], *port, str(script), *arguments],
        cwd=folder,
        env=os.environ | {"OMP_NUM_THREADS": "1", "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module", params=ENGINES)
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What two workers found of themselves."""
    folder = tmp_path_factory.mktemp("together")
    output, _ = start(request.param, folder, Path(__file__).with_name("together.py"), ".").communicate()
    assert (folder / "results.json").is_file(), output
    assert not list(folder.glob("deepgalaxy-*")), "the pictures' file has no name"
    found: dict[str, Any] = json.loads((folder / "results.json").read_text())
    return found


@pytest.mark.parametrize("optimizer", Optimizer)
def test_two_workers_take_the_steps_of_one_with_twice_the_batch(
    results: dict[str, Any], optimizer: Optimizer
) -> None:
    assert results["size"] == 2
    assert results[optimizer] <= 1e-6, "after 20 steps, in 64 bits"


def test_in_32_bits_they_differ_by_the_order_of_sums(results: dict[str, Any]) -> None:
    assert results["32 bits"]["sgd"] <= 1e-6
    assert max(results["32 bits"].values()) < 1e-2, (
        "where a gradient is nearly 0, Adam turns noise into steps"
    )


def test_two_workers_take_the_steps_of_one_that_accumulates(results: dict[str, Any]) -> None:
    assert results["accumulated"] <= 1e-6, "augmentation and the VAE's noise included"
    assert results["both accumulated"] <= 1e-6


def test_all_workers_have_the_weights_that_rank_0_began_with(results: dict[str, Any]) -> None:
    assert results["ranks"] == 0


def test_each_picture_is_seen_once_by_all_workers_together(results: dict[str, Any]) -> None:
    assert results["seen"] == [1.0]


def test_asked_to_stop_one_worker_stops_all_and_they_go_on_as_if_nothing_had_been(
    results: dict[str, Any],
) -> None:
    """Momentum included: Horovod's optimizer drops the state of the one that it wraps."""
    assert results["interrupted"] == 0


def test_gradients_may_travel_in_16_bits(results: dict[str, Any]) -> None:
    assert 0 < results["compressed"] < 0.1


def test_bfloat16_networks_train_together(results: dict[str, Any]) -> None:
    assert results["bf16"]


def test_other_settings_are_refused_by_name(results: dict[str, Any]) -> None:
    assert results["refusal"].startswith("the settings of rank 1 differ from those of rank 0; give the same")


COMMAND = """
import os, sys
from pathlib import Path
import numpy as np, h5py, torch
from deepgalaxy.cli import main
from deepgalaxy.training import checkpoint

torch.set_num_threads(1)
checkpoint.EVERY_S = 0.0
rank = os.environ.get("HOROVOD_RANK", os.environ.get("RANK", "0"))
toys = Path(f"toys-{rank}.h5")
if not toys.exists():
    rng = np.random.default_rng(int(rank) if "--differing" in sys.argv else 0)
    with h5py.File(toys, "w") as file:
        for run in range(2):
            name = f"s_1_m_1__run_{run}/images_camera_00"
            file[name] = rng.integers(0, 256, (71, 16, 16, 1), dtype=np.uint8)
            file[name.replace("images", "t_myr")] = 5 * np.arange(71, dtype=np.float32)
Path(f"pid-{rank}").write_text(str(os.getpid()))
sys.argv = f"deepgalaxy train {toys} --output model --batch-size 4 --size 16 --parts classifier".split()
sys.argv += "--epochs 200 --worker-timeout 20".split()
main()
"""


def start_command(engine: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a long ``deepgalaxy train``; return once it writes checkpoints, or has ended."""
    (folder / "train.py").write_text(COMMAND)
    process = start(engine, folder, folder / "train.py", *arguments)
    while process.poll() is None and not list(folder.glob(".model.checkpoints/*.pt")):
        time.sleep(0.05)
    return process


def worker(folder: Path, rank: int) -> psutil.Process:
    return psutil.Process(int((folder / f"pid-{rank}").read_text()))


@pytest.mark.parametrize(
    ("engine", "number", "words"),
    [
        pytest.param("horovod", signal.SIGUSR2, "exit with status code 75", marks=needs_horovod),
        ("torch", signal.SIGTERM, "exitcode  : 75"),
    ],
)
def test_a_signal_to_one_worker_saves_and_ends_all_with_75(
    tmp_path: Path, engine: str, number: signal.Signals, words: str
) -> None:
    process = start_command(engine, tmp_path)
    worker(tmp_path, 1).send_signal(number)
    output, _ = process.communicate()
    assert process.returncode != 0
    assert words in output
    assert "stopped as asked; the same command goes on from here" in output
    assert list(tmp_path.glob(".model.checkpoints/*.pt"))
    alone = subprocess.Popen(
        [sys.executable, "train.py"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    assert alone.stderr is not None
    warning = next(line for line in alone.stderr if "begun" in line)
    alone.kill()
    alone.communicate()
    assert "begun by 2 workers and continued by 1: a step has 4 pictures from now on" in warning


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_dies_or_hangs_ends_the_run_with_a_word(
    tmp_path: Path, engine: str, number: signal.Signals
) -> None:
    process = start_command(engine, tmp_path)
    lost = worker(tmp_path, 1)
    lost.send_signal(number)
    if number == signal.SIGSTOP:
        worker(tmp_path, 0).wait(timeout=300)
        lost.kill()
    output, _ = process.communicate()
    assert process.returncode != 0
    if number == signal.SIGSTOP:
        assert "rank 0 of 2 lost the others: one died, or was silent for 20 s" in output
        assert "the same command goes on from the last checkpoint" in output


@pytest.mark.parametrize("engine", ENGINES)
def test_workers_with_other_simulations_are_refused(tmp_path: Path, engine: str) -> None:
    output, _ = start_command(engine, tmp_path, "--differing").communicate()
    assert "the simulations of rank 1 differ from those of rank 0; give the same command" in output
    assert not (tmp_path / "model").exists()


def test_rates_grow_with_the_step_as_asked() -> None:
    assert [scaling.factor(16) for scaling in RateScaling] == [1, 4, 16]


def test_the_launcher_is_known_by_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("SLURM_", "OMPI_", "HOROVOD_"))]:
        monkeypatch.delenv(name)
    assert find_workers() is ALONE
    monkeypatch.setenv("SLURM_NTASKS", "4")
    assert _launcher() == "serial", "a batch script is one process, whatever its job has"
    monkeypatch.setenv("SLURM_STEP_NUM_TASKS", "4")
    assert _launcher() == "torch"
    assert find_workers("serial") is ALONE
    monkeypatch.setenv("HOROVOD_RANK", "0")
    assert _launcher() == "horovod"


def test_srun_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scontrol = tmp_path / "scontrol"
    scontrol.write_text('#!/bin/sh\n[ "$*" = "show hostnames node[3-4]" ] && printf "node3\\nnode4\\n"\n')
    scontrol.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    slurm = {
        "SLURM_PROCID": "3",
        "SLURM_LOCALID": "1",
        "SLURM_STEP_NUM_TASKS": "4",
        "SLURM_STEP_NODELIST": "node[3-4]",
        "SLURM_JOB_ID": "123456",
        "SLURM_STEP_ID": "0",
    }
    environment = _torchrun_environment(slurm)
    assert (environment["RANK"], environment["WORLD_SIZE"], environment["LOCAL_RANK"]) == ("3", "4", "1")
    assert environment["MASTER_ADDR"] == "node3"
    assert _torchrun_environment(slurm | {"SLURM_STEP_ID": "1"})["MASTER_PORT"] != environment["MASTER_PORT"]
    assert _torchrun_environment(slurm | environment) == slurm | environment, (
        "torchrun under srun knows better"
    )


def test_an_engine_without_its_launcher_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLURM_STEP_NUM_TASKS", raising=False)
    with pytest.raises(WrongUse, match=r"started by srun or torchrun"):
        find_workers("torch")
    with pytest.raises(WrongUse, match="no workers 'mpi'; there is serial, horovod, torch"):
        find_workers("mpi")
    monkeypatch.setitem(sys.modules, "horovod", None)
    with pytest.raises(DeepGalaxyError, match="scripts/horovod builds it"):
        find_workers("horovod")


@pytest.mark.parametrize("variable", ["GLOO_SOCKET_IFNAME", "HOROVOD_GLOO_IFACE"])
def test_a_missing_network_interface_is_reported(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "lo")
    assert find_workers("serial") is ALONE
    monkeypatch.setenv(variable, "ib7")
    with pytest.raises(DeepGalaxyError, match=rf"{variable} names the network interface ib7, .* it has .*lo"):
        find_workers("serial")
