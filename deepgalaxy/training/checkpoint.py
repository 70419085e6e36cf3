"""A training run on disk, so that a kill costs a minute and changes nothing."""

import hashlib
import json
import pickle
import time
from pathlib import Path
from typing import Any

import torch

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.imaging.atomic import replacing

EVERY_S = 60.0
"""Wall time between two checkpoints."""


class Checkpoint:
    """The one file in which a run keeps its state until it is done.

    Parameters
    ----------
    file : Path
        Written whole or not at all; a kill in mid-write leaves the one before.
    run : dict
        What the run is: its configuration, architecture and data, as JSON can hold it. A checkpoint of
        another run is refused.
    """

    def __init__(self, file: Path, run: dict[str, Any]) -> None:
        self._file = file
        self._run = hashlib.sha256(json.dumps(run, sort_keys=True).encode()).hexdigest()
        self._written_at = time.monotonic()

    def is_due(self) -> bool:
        """Whether the last one is old enough to write another."""
        return time.monotonic() - self._written_at >= EVERY_S

    def write(self, state: dict[str, Any]) -> None:
        """Replace the checkpoint by this state: tensors, numbers, strings, lists and dictionaries."""
        with replacing(self._file) as draft:
            torch.save({"run": self._run, "state": state}, draft)
        self._written_at = time.monotonic()

    def read(self) -> dict[str, Any] | None:
        """Return the state to go on from, or None at the start. Nothing in the file is run.

        Raises
        ------
        DeepGalaxyError
            If the file is damaged, or of a run with other settings or data.
        """
        if not self._file.exists():
            return None
        remedy = f"remove {self._file} to start anew"
        try:
            saved = torch.load(self._file, weights_only=True)
        except (RuntimeError, pickle.UnpicklingError, EOFError) as error:
            raise DeepGalaxyError(f"the checkpoint of an earlier run is damaged; {remedy}") from error
        if saved["run"] != self._run:
            raise DeepGalaxyError(
                "an earlier run for this model was stopped that had other settings or data; "
                f"repeat its command to finish it, or {remedy}"
            )
        state: dict[str, Any] = saved["state"]
        return state

    def remove(self) -> None:
        """Forget the run: it is done."""
        for file in (self._file, *self._file.parent.glob(f".{self._file.name}.*.tmp")):
            file.unlink(missing_ok=True)  # the others are what kills in mid-write left
