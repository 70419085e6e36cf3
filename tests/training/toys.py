"""A short training on toy pictures, in a process of its own: a real one, to be stopped and killed."""

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import h5py
import numpy as np
import torch

from deepgalaxy.cli import main
from deepgalaxy.training import checkpoint

CHECKPOINTS = ".model.checkpoints"
COMMAND = "deepgalaxy train toys.h5 --output model --epochs 4 --batch-size 16"

# Most of such a process's time went into its imports: it is forked off one that has done them.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(
    ["deepgalaxy.training.train", "deepgalaxy.training.calibrate", "torch._dynamo"]
)


def start(folder: Path, *how: str) -> ForkServerProcess:
    """Start `COMMAND` in a folder; what it says is in ``log`` there.

    Parameters
    ----------
    folder : Path
    *how : str
        ``killed``, when and the number of a save (`_die_after`), or ``limited`` and the most bytes of a file.
    """
    process = _context.Process(target=_train, args=(folder, how, dict(os.environ)))
    process.start()
    return process


def _train(folder: Path, how: tuple[str, ...], environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    log = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    torch.set_num_threads(1)
    checkpoint.EVERY_S = 0.0
    write_toys(Path("toys.h5"))
    match how:
        case "killed", when, number:
            _die_after(int(number), when)
        case "limited", bytes_:
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(bytes_), resource.RLIM_INFINITY))
    sys.argv = COMMAND.split()
    main()


def write_toys(file: Path) -> None:
    if file.exists():
        return
    rng = np.random.default_rng(0)
    with h5py.File(file, "w") as h5:
        for run in range(2):
            for camera in range(2):
                name = f"s_1_m_1__run_{run}/images_camera_{camera:02d}"
                h5[name] = rng.integers(0, 256, (71, 16, 16, 1), dtype=np.uint8)
                h5[name.replace("images", "t_myr")] = 5 * np.arange(71, dtype=np.float32)


def _die_after(number: int, when: str) -> None:
    """Be killed in the save of this number: when half of it is written, before it is renamed, or after."""
    path, left = type(Path()), [number]
    written, renamed = path.write_bytes, path.replace

    def is_the_one(file: Path) -> bool:
        left[0] -= file.parent.name == CHECKPOINTS
        return left[0] == 0

    def write(file: Path, content: bytes) -> int:
        if when != "half" or not is_the_one(file):
            return written(file, content)
        written(file, content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    def rename(file: Path, target: Path) -> Path:
        it = when != "half" and is_the_one(file)
        if it and when == "written":
            os.kill(os.getpid(), signal.SIGKILL)
        moved = renamed(file, target)
        if it:
            os.kill(os.getpid(), signal.SIGKILL)
        return moved

    path.write_bytes, path.replace = write, rename  # type: ignore[method-assign, assignment]
