"""Checkpoints: a killed training run loses at most a minute, and its result is the same."""

import hashlib
import io
import json
import logging
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.errors import DeepGalaxyError

log = logging.getLogger(__name__)

EVERY_S = 60.0
"""Wall time between two checkpoints."""
KEEP = 2
"""How many are kept by default."""


class Checkpoint:
    """The folder in which a run keeps its last states until it is done.

    Parameters
    ----------
    folder : Path
        Gets a numbered file for each state, written as a whole or not at all.
    run : dict
        What identifies the run: its configuration, architecture and data, as JSON values. A checkpoint of
        another run is refused.
    keep : int
        How many states, 1 or more: if the newest is damaged, the one before it is used.
    """

    def __init__(self, folder: Path, run: dict[str, Any], keep: int = KEEP) -> None:
        self._folder = folder
        self._run = hashlib.sha256(json.dumps(run, sort_keys=True).encode()).hexdigest()
        self._keep = keep
        self._tried_at = time.monotonic()

    def write_if_due(self, state: Callable[[], dict[str, Any]]) -> None:
        """Write the state if the last one is older than `EVERY_S`; a failure is logged and the run goes on.

        Parameters
        ----------
        state : callable
            Gives the state, as `write` takes it; called only if it is written.
        """
        if time.monotonic() - self._tried_at >= EVERY_S:
            try:
                self.write(state())
            except DeepGalaxyError as problem:
                log.warning("%s; the training goes on, and tries again in %g s", problem, EVERY_S)

    def write(self, state: dict[str, Any]) -> None:
        """Write a state and delete the oldest.

        Parameters
        ----------
        state : dict
            Of tensors, numbers, strings, lists and dictionaries.

        Raises
        ------
        DeepGalaxyError
            If the disk is full, or cannot be written to. Earlier states are still there.
        """
        self._tried_at = time.monotonic()
        content = io.BytesIO()  # written by torch itself, a system error would lose its reason
        torch.save({"run": self._run, "state": state}, content)
        kept = self._files()
        number = int(kept[-1].stem) + 1 if kept else 1
        try:
            with replacing(self._folder / f"{number:06d}.pt") as draft:
                draft.write_bytes(content.getbuffer())
        except OSError as error:
            raise DeepGalaxyError(
                f"{self._folder}: no checkpoint could be written: {error.strerror}"
            ) from error
        for file in (*kept[: len(kept) + 1 - self._keep], *self._folder.glob(".*.tmp")):
            file.unlink()  # the hidden ones are left by processes that were killed while writing

    def read(self) -> dict[str, Any] | None:
        """Read the newest undamaged state. Nothing in the file is executed.

        Returns
        -------
        dict or None
            As it was given to `write`; None if there is no checkpoint.

        Raises
        ------
        DeepGalaxyError
            If all are damaged, or of a run with other settings or data.
        """
        remedy = f"remove {self._folder} to start anew"
        files = self._files()
        for file in reversed(files):
            # torch.load does not verify the checksums that torch.save writes.
            if not zipfile.is_zipfile(file) or zipfile.ZipFile(file).testzip():
                log.warning("the checkpoint %s is damaged and left out", file)
                continue
            saved = torch.load(file, weights_only=True, map_location="cpu")
            if saved["run"] != self._run:
                raise DeepGalaxyError(
                    "an earlier run for this model was stopped that had other settings or data; "
                    f"repeat its command to finish it, or {remedy}"
                )
            for damaged in files[files.index(file) + 1 :]:
                damaged.unlink()
            state: dict[str, Any] = saved["state"]
            return state
        if files:
            raise DeepGalaxyError(f"all checkpoints of an earlier run are damaged; {remedy}")
        return None

    def remove(self) -> None:
        """Delete the folder, when the run is done."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _files(self) -> list[Path]:
        """Files of the states, the newest last."""
        return sorted(self._folder.glob("*.pt"))
