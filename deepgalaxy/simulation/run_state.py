"""Checkpoints: the state of a run on disk, from which a killed run goes on."""

import logging
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.atomic import replacing

log = logging.getLogger(__name__)

EVERY_S = 60.0
"""Seconds between two checkpoints: the work that a killed run loses at most."""
EVERY_WRITES = 20.0
"""Where writing one takes long, it is this many times as long between two of them."""

Saved = Mapping[str, NDArray[Any]]


class RunState:
    """The checkpoint of one file that is being made: ``.<name>.checkpoint.npz`` beside it.

    Only the holder of the file's lock may write one.

    Parameters
    ----------
    output : Path
        The merger file to be.
    run : str
        Fingerprint of the run: a checkpoint of another run is not used.
    """

    def __init__(self, output: Path, run: str) -> None:
        self._path = run_state_path(output)
        self._run = run
        self._next = time.monotonic() + EVERY_S

    def load(self) -> Saved | None:
        """Read the checkpoint; a damaged one, or that of another run, is a warning.

        Returns
        -------
        dict of ndarray, or None
            What was saved; None where there is nothing to use.
        """
        self._remove_partial()
        if not self._path.exists():
            return None
        try:
            with self._path.open("rb") as stream, np.load(stream) as file:
                saved = {name: file[name] for name in file.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            log.warning("%s: damaged (%s); the run starts again", self._path, error)
            return None
        if str(saved.pop("run", "")) != self._run:
            log.warning("%s: of another run; this one starts again", self._path)
            return None
        return saved

    def save_if_due(self, state: Callable[[], Saved]) -> None:
        """Write a checkpoint if the last one is a minute old or more; a failure is a warning.

        Parameters
        ----------
        state : callable
            Returns the arrays to save, by name.
        """
        if time.monotonic() < self._next:
            return
        start = time.monotonic()
        try:
            with replacing(self._path) as temporary, temporary.open("wb") as file:
                np.savez(file, allow_pickle=False, run=np.array(self._run), **state())
        except OSError as error:
            log.warning("%s: not written (%s); the run goes on", self._path, error.strerror)
        now = time.monotonic()
        self._next = now + max(EVERY_S, EVERY_WRITES * (now - start))

    def remove(self) -> None:
        """Remove the checkpoint: the run is done."""
        self._path.unlink(missing_ok=True)

    def _remove_partial(self) -> None:
        """Remove the temporary files of processes that were killed while they wrote a checkpoint."""
        for path in self._path.parent.iterdir():
            if path.name.startswith(f".{self._path.name}."):
                path.unlink(missing_ok=True)


def run_state_path(output: Path) -> Path:
    """Return where the checkpoint of a run is.

    Parameters
    ----------
    output : Path
        The merger file to be.

    Returns
    -------
    Path
        A hidden file beside it.
    """
    return output.with_name(f".{output.name}.checkpoint.npz")
