"""Metrics of a training run, epoch by epoch: in the log, as JSON files, and for TensorBoard."""

import json
import logging
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.errors import DeepGalaxyError

log = logging.getLogger(__name__)

Metrics = dict[str, float]


class EpochLog:
    """Writes metrics to the log and, if one is given, to a folder.

    Parameters
    ----------
    folder : Path or None
        Gets ``epoch-0001.json``, … and TensorBoard's event files.

    Raises
    ------
    DeepGalaxyError
        If there is a folder and TensorBoard is not installed.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._events: Any = None
        if folder is not None:
            try:
                from torch.utils.tensorboard import SummaryWriter
            except ImportError as error:
                raise DeepGalaxyError(
                    "a record of the run needs TensorBoard: pip install 'deepgalaxy[tensorboard]'"
                ) from error
            self._events = SummaryWriter(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._events is not None:
            self._events.close()

    def add(self, metrics: Metrics) -> None:
        """Write the metrics of an epoch.

        Parameters
        ----------
        metrics : dict of str to float
            By name; ``metrics["epoch"]`` counts from 1.
        """
        log.info("  %s", ", ".join(f"{name} {value:.4g}" for name, value in metrics.items()))
        if self._folder is None:
            return
        epoch = int(metrics["epoch"])
        with replacing(self._folder / f"epoch-{epoch:04d}.json") as draft:
            draft.write_text(json.dumps(metrics, indent=1) + "\n")
        for name, value in metrics.items():
            self._events.add_scalar(name, value, epoch)
        self._events.flush()
