"""How far a training run has come."""

from typing import Any

import torch

from deepgalaxy.training.batch_order import epoch_order
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.epoch_log import Metrics
from deepgalaxy.training.validation import criterion


class TrainingState:
    """Position in the running epoch, and the metrics of the epochs before it.

    Parameters
    ----------
    count : int
        Pictures in an epoch.
    parts : int
        Number of losses that are summed separately.
    config : TrainingConfig
        Its epochs, patience and seed.

    Attributes
    ----------
    history : list of dict
        Metrics of each finished epoch.
    order : Tensor
        Rows of the running epoch in random order, int64, shape (count,).
    seen : int
        How many of them the steps have used.
    losses : Tensor
        The epoch's mean losses so far: sums over these rows, divided by ``count``; shape (parts,).
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
        """Finish the running epoch and start the next.

        Parameters
        ----------
        metrics : dict of str to float
            Of the finished epoch.
        """
        self.history.append(metrics)
        self._start_epoch()

    @property
    def epoch_is_over(self) -> bool:
        """Whether the steps have used all pictures.

        Returns
        -------
        bool
            True at the end of an epoch.
        """
        return self.seen == self._count

    @property
    def best_epoch(self) -> int:
        """Epoch whose weights are kept: the one with the smallest validation error.

        Returns
        -------
        int
            Number from 1; the last one if there is no validation.
        """
        validated_by = criterion(self.history[-1])
        if validated_by is None:
            return len(self.history)
        return 1 + min(range(len(self.history)), key=lambda i: self.history[i][validated_by])

    @property
    def is_over(self) -> bool:
        """Whether all epochs are done, or the last ``patience`` of them brought no smaller error.

        Returns
        -------
        bool
            True at the end of the run.
        """
        done, patience = len(self.history), self._config.patience
        return done == self._config.epochs or bool(patience and done and done - self.best_epoch >= patience)

    @property
    def rows_left(self) -> int:
        """Rows until the last epoch ends, if patience does not end the run sooner.

        Returns
        -------
        int
            Over all epochs that are left.
        """
        return (self._config.epochs - len(self.history)) * self._count - self.seen

    def share_done(self, further_rows: float) -> float:
        """Share of the whole training that is done after some further rows.

        Parameters
        ----------
        further_rows : float
            Rows from now on.

        Returns
        -------
        float
            0 to 1.
        """
        done = len(self.history) * self._count + self.seen + further_rows
        return done / (self._config.epochs * self._count)

    def state(self) -> dict[str, Any]:
        """State for a checkpoint.

        Returns
        -------
        dict
            What `restore` takes.
        """
        return {"history": self.history, "seen": self.seen, "losses": self.losses}

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from a state.

        Parameters
        ----------
        state : dict
            Of `state`; the order of the epoch follows from the seed.
        """
        self.history = state["history"]
        self._start_epoch()
        self.seen, self.losses = state["seen"], state["losses"]
