"""The training loop, of one process or many: it can stop after any step and continue without a difference."""

import logging
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor

from deepgalaxy.core.errors import DeepGalaxyError, Stopped
from deepgalaxy.core.progress import track
from deepgalaxy.core.stop_signal import StopFlag
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.augment import augment
from deepgalaxy.training.batch_order import mixed_seed, next_batch, shares
from deepgalaxy.training.checkpoint import Checkpoint
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed import ALONE, Workers
from deepgalaxy.training.epoch_log import EpochLog, Metrics
from deepgalaxy.training.labels import column
from deepgalaxy.training.loader import TrainingPictures
from deepgalaxy.training.losses import part_losses
from deepgalaxy.training.optimizer import make_optimizer, set_learning_rate, share_of_peak
from deepgalaxy.training.training_state import TrainingState
from deepgalaxy.training.validation import criterion, validate

log = logging.getLogger(__name__)


class TrainingLoop:
    """Trains a network, epoch by epoch.

    Parameters
    ----------
    network : Network
        Changed in place. It ends with the weights of its best epoch, or of the last without validation.
    pictures : TrainingPictures
        Those to learn from.
    unseen : TrainingPictures or None
        Of other simulations, for validation.
    preprocessing : Preprocessing
        Of the network.
    config : TrainingConfig
        All settings.
    workers : Workers
        The processes that train together.
    """

    def __init__(
        self,
        network: Network,
        pictures: TrainingPictures,
        unseen: TrainingPictures | None,
        preprocessing: Preprocessing,
        config: TrainingConfig,
        workers: Workers = ALONE,
    ) -> None:
        # oneDNN's float32 convolutions are faster with the channels last; in bfloat16 the layers between them
        # lose more time than that.
        layout = torch.contiguous_format if config.bf16 else torch.channels_last
        self.network = network.to(device=workers.device, memory_format=layout)  # type: ignore[call-overload]
        self._pictures = pictures
        self._unseen = unseen
        self._preprocessing = preprocessing
        self._config = config
        self._workers = workers
        self._shared, self._optimizer = workers.share(network, make_optimizer(network, config), config)
        self._best_weights: dict[str, Tensor] | None = None
        self._state = TrainingState(len(pictures), len(network.architecture.parts), config)

    def run(self, epoch_log: EpochLog, checkpoint: Checkpoint | None = None) -> None:
        """Train to the end, starting from the last state in the checkpoint of process 0.

        Parameters
        ----------
        epoch_log : EpochLog
            Gets the metrics of each epoch.
        checkpoint : Checkpoint, optional
            Of process 0; the others have none.

        Raises
        ------
        DeepGalaxyError
            If the loss is no longer a number, or the checkpoint is of another run, or cannot be written when
            the run is asked to stop.
        Stopped
            If a signal asked one of the processes to stop; the checkpoint is written.
        """
        saved = checkpoint.read() if checkpoint else None
        self._restore(self._workers.broadcast(saved or self._state_to_save()))
        with StopFlag() as stop:
            for _ in track(
                self._remaining_steps(), "training", -(-self._state.rows_left // self._batch_rows)
            ):
                is_asked_to_stop = self._step(stop)
                if self._state.epoch_is_over:
                    self._end_epoch(epoch_log)
                if checkpoint and is_asked_to_stop:
                    checkpoint.write(self._state_to_save())
                elif checkpoint:
                    checkpoint.write_if_due(self._state_to_save)
                if is_asked_to_stop:
                    self._workers.wait()  # until the checkpoint is on the disk
                    raise Stopped("stopped as asked; the same command goes on from here")
        if self._best_weights:
            self.network.load_state_dict(self._best_weights)

    @property
    def history(self) -> list[Metrics]:
        """Metrics of the finished epochs.

        Returns
        -------
        list of dict
            One for each epoch, in order.
        """
        return self._state.history

    def best(self) -> Metrics:
        """Metrics of the epoch whose weights are kept.

        Returns
        -------
        dict of str to float
            By name.
        """
        return self.history[self._state.best_epoch - 1]

    @property
    def _batch_rows(self) -> int:
        return self._config.batch_size * self._shares

    @property
    def _shares(self) -> int:
        """Number of parts of a batch; each part is one forward and backward pass."""
        return self._config.accumulate * self._workers.size

    def _remaining_steps(self) -> Iterator[None]:
        while not self._state.is_over:
            yield

    def _step(self, stop: StopFlag) -> bool:
        """Take a step; return whether any process is to stop after it."""
        config, workers, state = self._config, self._workers, self._state
        batch = next_batch(state.order, state.seen, self._batch_rows)
        own = shares(batch, self._shares, workers.rank, workers.size)
        following = next_batch(state.order, state.seen + len(batch), self._batch_rows)
        for rows in shares(following, self._shares, workers.rank, workers.size):
            self._pictures.prefetch(rows)

        losses = torch.zeros(len(state.losses))
        for number, rows in enumerate(own, start=1):
            torch.manual_seed(self._seed(workers.rank + (number - 1) * workers.size))
            with workers.without_sync(self._shared) if number < len(own) else nullcontext():
                # Every process takes part in every step: one without pictures computes one with weight 0.
                parts = self._part_losses(rows if len(rows) else batch[:1])
                (parts.sum() * len(rows) * workers.size / len(batch)).backward()  # type: ignore[no-untyped-call]
            losses += parts.detach().cpu() * len(rows) / len(self._pictures)
        peak = config.peak_learning_rate * config.rate_scaling.factor(self._shares)
        share = share_of_peak(state.share_done(len(batch) / 2), config.warm_up)
        set_learning_rate(self._optimizer, peak * share)
        with workers.averaged(self._optimizer):
            norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), max_norm=5.0)
            if not norm.isfinite():  # it is the same in all processes: they end together
                raise DeepGalaxyError(
                    f"the loss is no longer a number in epoch {len(self.history) + 1}; try a lower learning "
                    f"rate than {peak:g}"
                )
            self._optimizer.step()
        self._optimizer.zero_grad()
        summed = workers.total(torch.cat([losses, torch.tensor([float(stop.is_set)])]))
        state.losses += summed[:-1]
        state.seen += len(batch)
        return bool(summed[-1])

    def _seed(self, share: int) -> int:
        """Return the seed of a part of the next batch, whichever process computes it."""
        return mixed_seed(self._config.seed, len(self.history), self._state.seen, share)

    def _part_losses(self, rows: Tensor) -> Tensor:
        """Loss of each part of the network, in the architecture's order, for these rows."""
        config, device = self._config, self._workers.device
        twice = round(config.shown_twice * len(rows)) if self.network.vae and config.contrast_weight else 0
        rebuilt = max(1, round(config.rebuilt * len(rows)))
        rows = torch.cat([rows, rows[:twice]])
        pictures = self._pictures.read(rows)
        if device.type == "cuda":
            pictures = pictures.pin_memory()
        pictures = pictures.to(device, non_blocking=True).float() / 255
        labels = self._pictures.labels[rows].to(device)
        shown = augment(pictures, self._preprocessing, config, torch.default_generator)
        is_unknown = (torch.rand(len(rows)) < config.unknown_scale).to(device)
        shown_kpc = torch.where(is_unknown, torch.nan, column(labels, "whole_kpc") * shown.window)
        self.network.train()
        with torch.autocast(device.type, torch.bfloat16, enabled=config.bf16):
            outputs = self._shared(shown.observed, shown_kpc, rebuilt)
        parts = part_losses(self.network, outputs, shown.clean, labels, config, twice)
        return torch.stack([parts[name] for name in self.network.architecture.parts])

    def _end_epoch(self, epoch_log: EpochLog) -> None:
        workers, state = self._workers, self._state
        metrics: Metrics = {"epoch": len(self.history) + 1}
        parts = self.network.architecture.parts
        metrics |= {
            f"{part}_loss": round(value, 5) for part, value in zip(parts, state.losses.tolist(), strict=True)
        }
        # Batch normalisation's running means differ from process to process; those of process 0 are saved.
        self.network.load_state_dict(workers.broadcast(dict(self.network.named_buffers())), strict=False)
        metrics |= validate(self.network, self._unseen, self._preprocessing, workers)
        state.end_epoch(metrics)
        epoch_log.add(metrics)
        if criterion(metrics) and state.best_epoch == len(self.history):
            self._best_weights = {name: w.clone() for name, w in self.network.state_dict().items()}

    def _state_to_save(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "best_weights": self._best_weights,
            "optimizer": self._optimizer.state_dict(),
            "workers": self._workers.size,
        } | self._state.state()

    def _restore(self, state: dict[str, Any]) -> None:
        self.network.load_state_dict(state["network"])
        self._best_weights = state["best_weights"]
        self._optimizer.load_state_dict(state["optimizer"])
        self._state.restore(state)
        if state["workers"] != self._workers.size:
            log.warning(
                "begun by %d workers and continued by %d: a step has %d pictures from now on",
                state["workers"],
                self._workers.size,
                self._batch_rows,
            )
