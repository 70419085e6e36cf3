"""A worker that is killed does not end a run whose launcher may lose one."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
HOROVODRUN = [sys.executable, str(BIN / "horovodrun"), "-np", "2", "--gloo"]
# One machine as two hosts: Horovod gives up the whole host of a worker that dies.
ELASTIC = [*HOROVODRUN, "--min-np", "1", "-H", "localhost:1,127.0.0.1:1", "--network-interface", "lo"]
RUN = """
import os, signal, sys
from pathlib import Path
import numpy as np, h5py, torch
from deepgalaxy.cli import main
from deepgalaxy.training import checkpoint
from deepgalaxy.training.loader import TrainingPictures

torch.set_num_threads(1)
checkpoint.EVERY_S = 0.0
rank = os.environ.get("HOROVOD_RANK")
read, reads = TrainingPictures.read, [0]


def read_and_signal(self, rows):
    reads[0] += 1
    if reads[0] == step:
        os.kill(os.getpid(), number)
    return read(self, rows)


match sys.argv[1:]:
    case "dies", name if name == rank:
        TrainingPictures.read, step, number = read_and_signal, 7, signal.SIGKILL
    case "is-asked", name if name == rank:
        TrainingPictures.read, step, number = read_and_signal, 6, signal.SIGUSR2
toys = f"toys-{rank}.h5"
rng = np.random.default_rng(0)
with h5py.File(toys, "w") as file:
    for run in range(2):
        name = f"s_1_m_1__run_{run}/images_camera_00"
        file[name] = rng.integers(0, 256, (71, 16, 16, 1), dtype=np.uint8)
        file[name.replace("images", "t_myr")] = 5 * np.arange(71, dtype=np.float32)
sys.argv = f"deepgalaxy train {toys} --output model --epochs 2 --batch-size 4 --size 16".split()
sys.argv += "--parts classifier --worker-timeout 60".split()
main()
"""

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("horovod") is None, reason="Horovod is not built: scripts/horovod builds it"
    ),
    pytest.mark.timeout(600),
]


def run(folder: Path, launcher: list[str], *words: str) -> tuple[int, str]:
    folder.mkdir(exist_ok=True)
    (folder / "train.py").write_text(RUN)
    done = subprocess.run(
        [*launcher, *([sys.executable] if "--gloo" in launcher else []), "train.py", *words],
        cwd=folder,
        env=os.environ | {"OMP_NUM_THREADS": "1", "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def weights(folder: Path) -> bytes:
    return (folder / "model" / "weights.safetensors").read_bytes()


def test_horovod_goes_on_with_those_that_are_left(tmp_path: Path) -> None:
    """It ends with the weights of one worker that goes on from where two were asked to stop."""
    status, output = run(tmp_path / "elastic", ELASTIC, "dies", "0")
    assert status == 0, output
    assert "Process 0 exit with status code 137" in output
    assert "1 of 2 workers are left: continuing from the last checkpoint" in output
    assert "begun by 2 workers and continued by 1" in output
    _, output = run(tmp_path / "asked", HOROVODRUN, "is-asked", "0")
    assert "stopped as asked" in output
    status, output = run(tmp_path / "asked", [sys.executable])
    assert status == 0, output
    assert weights(tmp_path / "elastic") == weights(tmp_path / "asked")
