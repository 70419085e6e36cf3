"""A run that is killed and started again ends with the weights of one that was not."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.training.checkpoint import Checkpoint

RUN = """
import sys, time
from pathlib import Path
import numpy as np, h5py, torch
from deepgalaxy.cli import main
from deepgalaxy.training import checkpoint, loop

torch.set_num_threads(1)
checkpoint.EVERY_S = 0.0
if not Path("toys.h5").exists():
    rng = np.random.default_rng(0)
    with h5py.File("toys.h5", "w") as file:
        for run in range(2):
            for camera in range(2):
                name = f"s_1_m_1__run_{run}/images_camera_{camera:02d}"
                file[name] = rng.integers(0, 256, (71, 16, 16, 1), dtype=np.uint8)
                file[name.replace("images", "t_myr")] = 5 * np.arange(71, dtype=np.float32)
Path("started").touch()
sys.argv = "deepgalaxy train toys.h5 --output model --epochs 4 --batch-size 16".split()
main()
"""
MODEL = Path("model") / "weights.safetensors"


def start(folder: Path) -> subprocess.Popen[str]:
    (folder / "started").unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    while not (folder / "started").exists():
        time.sleep(0.01)
    return process


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("uninterrupted")
    _, said = start(folder).communicate()
    assert (folder / MODEL).is_file(), said
    assert sorted(p.name for p in folder.iterdir()) == ["model", "started", "toys.h5"]
    return (folder / MODEL).read_bytes()


def wait_for_checkpoint(folder: Path, process: subprocess.Popen[str]) -> None:
    """Wait until the process has written one of its own."""
    file, begun = folder / ".model.checkpoint", time.time()
    while not (file.exists() and file.stat().st_mtime > begun):
        assert process.poll() is None, "it ended before it wrote a checkpoint"
        time.sleep(0.005)


def test_killed_at_random_moments_it_ends_with_the_same_weights(tmp_path: Path, uninterrupted: bytes) -> None:
    chance = random.Random(1)
    for _ in range(3):
        process = start(tmp_path)
        wait_for_checkpoint(tmp_path, process)
        time.sleep(chance.uniform(0, 0.2))  # in a step or in the middle of a save
        process.kill()
        process.communicate()
        assert not (tmp_path / MODEL).exists()
    _, said = start(tmp_path).communicate()
    assert (tmp_path / MODEL).read_bytes() == uninterrupted, said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model", "started", "toys.h5"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR2])
def test_asked_to_stop_it_saves_and_says_so(
    tmp_path: Path, uninterrupted: bytes, number: signal.Signals
) -> None:
    process = start(tmp_path)
    wait_for_checkpoint(tmp_path, process)
    process.send_signal(number)
    _, said = process.communicate()
    assert process.returncode == 75
    assert "the same command goes on" in said
    assert not (tmp_path / MODEL).exists()
    _, said = start(tmp_path).communicate()
    assert (tmp_path / MODEL).read_bytes() == uninterrupted


def test_a_checkpoint_of_another_run_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / ".model.checkpoint"
    mine = Checkpoint(file, {"epochs": 3})
    assert mine.read() is None
    mine.write({"batch": 7, "weights": {"a": torch.ones(3)}})
    state = Checkpoint(file, {"epochs": 3}).read()
    assert state is not None
    assert state["batch"] == 7
    assert torch.equal(state["weights"]["a"], torch.ones(3))
    with pytest.raises(DeepGalaxyError, match="other settings or data"):
        Checkpoint(file, {"epochs": 4}).read()
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(DeepGalaxyError, match="damaged; remove"):
        mine.read()
    mine.remove()
    assert list(tmp_path.iterdir()) == []
