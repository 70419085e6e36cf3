"""How far a training has come, and what comes next."""

from typing import Any

import torch

from deepgalaxy.training.batch_order import epoch_order
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.epoch_log import Metrics
from deepgalaxy.training.validation import VALIDATED_BY


class TrainingState:
    """The way through the epochs: the pictures of this one in their order, the metrics of those before.

    Parameters
    ----------
    count : int
        Pictures of an epoch.
    parts : int
        Losses that are kept apart.
    config : TrainingConfig

    Attributes
    ----------
    history : list of dict
        Metrics of each epoch that is done.
    order : Tensor
        Rows of the running epoch, (count,), int64.
    seen : int
        How many of them have had their turn.
    losses : Tensor
        Their share of the epoch's losses, (parts,).
    """

    def __init__(self, count: int, parts: int, config: TrainingConfig) -> None:
        self._count = count
        self._parts = parts
        self._config = config
        self.history: list[Metrics] = []
        self._start_epoch()

    def _start_epoch(self) -> None:
        self.order = epoch_order(self._count, self._config.seed, len(self.history))
        self.seen = 0
        self.losses = torch.zeros(self._parts)

    def end_epoch(self, metrics: Metrics) -> None:
        """Note the metrics of the running epoch and start another."""
        self.history.append(metrics)
        self._start_epoch()

    @property
    def epoch_is_over(self) -> bool:
        """Whether all pictures have had their turn."""
        return self.seen == self._count

    @property
    def best_epoch(self) -> int:
        """Number, from 1, of the epoch whose weights are kept: the last, where none can be judged."""
        if VALIDATED_BY not in self.history[-1]:
            return len(self.history)
        return 1 + min(range(len(self.history)), key=lambda i: self.history[i][VALIDATED_BY])

    @property
    def is_over(self) -> bool:
        """Whether no epoch is left, or none has been better for so many as patience lasts."""
        done, patience = len(self.history), self._config.patience
        return done == self._config.epochs or bool(patience and done and done - self.best_epoch >= patience)

    @property
    def rows_left(self) -> int:
        """As many as there can be: patience may end them sooner."""
        return (self._config.epochs - len(self.history)) * self._count - self.seen

    def share_done(self, after: float) -> float:
        """Share of the whole training that is done, 0 to 1, after so many rows more."""
        done = len(self.history) * self._count + self.seen + after
        return done / (self._config.epochs * self._count)

    def state(self) -> dict[str, Any]:
        """Return what `restore` goes on from."""
        return {"history": self.history, "seen": self.seen, "losses": self.losses}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self.history = state["history"]
        self._start_epoch()
        self.seen, self.losses = state["seen"], state["losses"]
