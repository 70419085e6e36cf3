"""A run that is killed and started again ends with the weights of one that was not."""

import logging
import os
import random
import signal
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
import torch

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.training import checkpoint as checkpoint_module
from deepgalaxy.training.checkpoint import Checkpoint
from tests.training.toys import CHECKPOINTS, start

MODEL = Path("model") / "weights.safetensors"
LEFT = ["log", "model", "toys.h5"]


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("uninterrupted")
    start(folder).join()
    assert sorted(p.name for p in folder.iterdir()) == LEFT, log(folder)
    return (folder / MODEL).read_bytes()


def log(folder: Path) -> str:
    return (folder / "log").read_text()


def goes_on_to_the_same(folder: Path, weights: bytes) -> None:
    assert not (folder / MODEL).exists()
    start(folder).join()
    assert (folder / MODEL).read_bytes() == weights, log(folder)
    assert sorted(p.name for p in folder.iterdir()) == LEFT


def start_and_wait_for_checkpoint(folder: Path) -> ForkServerProcess:
    """Return once the process has written one of its own."""
    before = set((folder / CHECKPOINTS).glob("*.pt"))
    process = start(folder)
    while not set((folder / CHECKPOINTS).glob("*.pt")) - before:
        assert process.is_alive(), "it ended before it wrote a checkpoint"
        time.sleep(0.005)
    return process


def test_killed_at_random_moments_it_ends_with_the_same_weights(tmp_path: Path, uninterrupted: bytes) -> None:
    chance = random.Random(1)
    for _ in range(3):
        process = start_and_wait_for_checkpoint(tmp_path)
        time.sleep(chance.uniform(0, 0.05))  # in a step or in the middle of a save: a step takes some 0.04
        process.kill()
        process.join()
        assert not (tmp_path / MODEL).exists()
    goes_on_to_the_same(tmp_path, uninterrupted)


def test_killed_in_the_middle_of_a_save_it_ends_with_the_same_weights(
    tmp_path: Path, uninterrupted: bytes
) -> None:
    left = []
    for when, number in (("half", "1"), ("half", "4"), ("written", "3"), ("renamed", "2")):
        process = start(tmp_path, "killed", when, number)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        names = sorted(p.name for p in (tmp_path / CHECKPOINTS).iterdir())
        left.append(["draft" if name.endswith(".tmp") else name for name in names])
    assert left == [
        ["draft"],
        ["draft", "000002.pt", "000003.pt"],
        ["draft", "000004.pt", "000005.pt"],
        ["000005.pt", "000006.pt", "000007.pt"],
    ]
    goes_on_to_the_same(tmp_path, uninterrupted)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1])
def test_asked_to_stop_it_saves_and_says_so(
    tmp_path: Path, uninterrupted: bytes, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPGALAXY_STOP_SIGNAL", "USR1")
    process = start_and_wait_for_checkpoint(tmp_path)
    assert process.pid is not None
    os.kill(process.pid, number)
    process.join()
    assert process.exitcode == 75
    assert "the same command goes on" in log(tmp_path)
    goes_on_to_the_same(tmp_path, uninterrupted)


def test_a_full_disk_does_not_end_a_run_that_is_not_told_to_stop(
    tmp_path: Path, uninterrupted: bytes
) -> None:
    """The limit of a file's size stands for the end of the disk: the system refuses in mid-write."""
    process = start(tmp_path, "limited", "200000")
    process.join()
    assert "no checkpoint could be written: File too large; the training goes on" in log(tmp_path)
    assert process.exitcode == 1, "there is no room for the model either"
    goes_on_to_the_same(tmp_path, uninterrupted)


def test_the_last_ones_are_kept_and_damage_costs_no_more_than_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / CHECKPOINTS
    mine = Checkpoint(folder, {"epochs": 3}, keep=3)
    assert mine.read() is None
    for batch in range(5):
        mine.write({"batch": batch, "weights": {"a": torch.full((1000,), batch)}})
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["000003.pt", "000004.pt", "000005.pt"]

    def batch_read() -> int:
        state = Checkpoint(folder, {"epochs": 3}).read()
        assert state is not None
        assert torch.equal(state["weights"]["a"], torch.full((1000,), state["batch"]))
        return int(state["batch"])

    assert batch_read() == 4
    files[2].write_bytes(files[2].read_bytes()[:-100])
    assert batch_read() == 3
    assert f"the checkpoint {files[2]} is damaged and left out" in caplog.text
    content = bytearray(files[1].read_bytes())
    content[len(content) // 2] ^= 1
    files[1].write_bytes(content)
    assert batch_read() == 2, "one bit is noticed"
    files[0].write_bytes(b"")
    for _ in range(2):
        with pytest.raises(DeepGalaxyError, match="all checkpoints of an earlier run are damaged; remove"):
            mine.read()


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    mine = Checkpoint(tmp_path / CHECKPOINTS, {"epochs": 3})
    mine.write({"batch": 7})
    with pytest.raises(DeepGalaxyError, match="other settings or data"):
        Checkpoint(tmp_path / CHECKPOINTS, {"epochs": 4}).read()
    mine.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_cannot_be_written_to_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    mine = Checkpoint(tmp_path / "file" / CHECKPOINTS, {})
    with pytest.raises(DeepGalaxyError, match="no checkpoint could be written: Not a directory"):
        mine.write({})
    monkeypatch.setattr(checkpoint_module, "EVERY_S", 0.0)
    with caplog.at_level(logging.WARNING):
        mine.write_if_due(dict)
    assert "the training goes on" in caplog.text
