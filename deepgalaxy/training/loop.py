"""The training loop: it can stop anywhere and go on as if it had not, alone or among many."""

import logging
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor

from deepgalaxy.errors import DeepGalaxyError, Stopped
from deepgalaxy.networks.architecture import N_STAGES
from deepgalaxy.networks.model import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.stages import stage_quantile
from deepgalaxy.progress import track
from deepgalaxy.training.augment import augment
from deepgalaxy.training.checkpoint import Checkpoint
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.loader import TrainingPictures
from deepgalaxy.training.losses import part_losses
from deepgalaxy.training.order import epoch_order, mixed_seed, next_batch, shares
from deepgalaxy.training.record import Metrics, Record
from deepgalaxy.training.steps import make_optimizer, set_learning_rate, share_of_peak
from deepgalaxy.training.stop import StopFlag
from deepgalaxy.training.workers import ALONE, Workers

log = logging.getLogger(__name__)

JUDGE = "held_out_median_stages"
"""The metric by which an epoch is better than another: less is better."""


class Fitting:
    """A network on its way through its epochs.

    Parameters
    ----------
    network : Network
        Changed in place. It ends with the weights of its best epoch, or of the last where none can be judged.
    pictures : TrainingPictures
    unseen : TrainingPictures or None
        Of other simulations, to judge epochs by.
    preprocessing : Preprocessing
    config : TrainingConfig
    workers : Workers
        Who trains together.

    Attributes
    ----------
    history : list of dict
        Metrics of each epoch that is done.
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
        # oneDNN's float32 convolutions are faster with the channels last; in bfloat16 what lies between them
        # loses more than that.
        layout = torch.contiguous_format if config.bf16 else torch.channels_last
        self.network = network.to(memory_format=layout)  # type: ignore[call-overload]
        self.history: list[Metrics] = []
        self._pictures = pictures
        self._unseen = unseen
        self._preprocessing = preprocessing
        self._config = config
        self._workers = workers
        self._shared, self._optimizer = workers.share(network, make_optimizer(network, config), config)
        self._best_weights: dict[str, Tensor] | None = None
        self._start_epoch()

    def run(self, record: Record, checkpoint: Checkpoint | None = None) -> None:
        """Train to the end, from where process 0's checkpoint says.

        Raises
        ------
        DeepGalaxyError
            If the loss is no longer a number, or the checkpoint is of another run.
        Stopped
            If a signal asked one of the processes for it; the checkpoint is written.
        """
        saved = checkpoint.read() if checkpoint else None
        self._restore(self._workers.broadcast(saved or self._state()))
        with StopFlag() as stop:
            for _ in track(self._remaining_steps(), "training", self._steps_left()):
                is_asked_to_stop = self._step(stop)
                if self._seen == len(self._pictures):
                    self._end_epoch(record)
                if checkpoint and (is_asked_to_stop or checkpoint.is_due()):
                    checkpoint.write(self._state())
                if is_asked_to_stop:
                    self._workers.wait()  # until the checkpoint is on the disk
                    raise Stopped("stopped as asked; the same command goes on from here")
        if self._best_weights:
            self.network.load_state_dict(self._best_weights)

    def best(self) -> Metrics:
        """Metrics of the epoch whose weights are kept."""
        return self.history[self._best_epoch() - 1]

    def _start_epoch(self) -> None:
        self._order = epoch_order(len(self._pictures), self._config.seed, len(self.history))
        self._seen = 0
        self._losses = torch.zeros(len(self.network.architecture.parts))

    def _steps_left(self) -> int:
        """As many as there can be: patience may end them sooner."""
        rows = (self._config.epochs - len(self.history)) * len(self._pictures) - self._seen
        return -(-rows // self._batch_rows)

    @property
    def _batch_rows(self) -> int:
        return self._config.batch_size * self._shares

    @property
    def _shares(self) -> int:
        """Of a batch: each goes through the network by itself."""
        return self._config.accumulate * self._workers.size

    def _remaining_steps(self) -> Iterator[None]:
        while len(self.history) < self._config.epochs and not self._is_patience_over():
            yield

    def _step(self, stop: StopFlag) -> bool:
        """Take a step; return whether any process is to stop after it."""
        config, workers = self._config, self._workers
        batch = next_batch(self._order, self._seen, self._batch_rows)
        own = shares(batch, self._shares, workers.rank, workers.size)
        following = next_batch(self._order, self._seen + len(batch), self._batch_rows)
        for rows in shares(following, self._shares, workers.rank, workers.size):
            self._pictures.expect(rows)

        losses = torch.zeros(len(self._losses))
        for number, rows in enumerate(own, start=1):
            torch.manual_seed(self._seed(workers.rank + (number - 1) * workers.size))
            with workers.holding_back(self._shared) if number < len(own) else nullcontext():
                # Every process takes part in every step: one without a picture of its own with no weight.
                parts = self._part_losses(rows if len(rows) else batch[:1])
                (parts.sum() * len(rows) * workers.size / len(batch)).backward()  # type: ignore[no-untyped-call]
            losses += parts.detach() * len(rows) / len(self._pictures)
        done = len(self.history) * len(self._pictures) + self._seen + len(batch) / 2
        share = share_of_peak(done / (config.epochs * len(self._pictures)), config.warm_up)
        peak = config.peak_learning_rate * config.rate_scaling.factor(self._shares)
        set_learning_rate(self._optimizer, peak * share)
        with workers.averaged(self._optimizer):
            norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), max_norm=5.0)
            if not norm.isfinite():  # so is that of all processes: they end together
                raise DeepGalaxyError(
                    f"the loss is no longer a number in epoch {len(self.history) + 1}; try a lower learning "
                    f"rate than {peak:g}"
                )
            self._optimizer.step()
        self._optimizer.zero_grad()
        told = workers.total(torch.cat([losses, torch.tensor([float(stop.is_set)])]))
        self._losses += told[:-1]
        self._seen += len(batch)
        return bool(told[-1])

    def _seed(self, share: int) -> int:
        """Return the seed of all chance in a share of the coming batch, whichever process it falls to."""
        return mixed_seed(self._config.seed, len(self.history), self._seen, share)

    def _part_losses(self, rows: Tensor) -> Tensor:
        """Loss of each part, in the order of the architecture's, for these rows."""
        config = self._config
        pictures = self._pictures.read(rows).float() / 255
        observed, clean = augment(pictures, config, torch.default_generator)
        shown, wanted = self._preprocessing(observed), self._preprocessing(clean)
        self.network.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bf16):
            outputs = self._shared(shown)
        parts = part_losses(outputs, wanted, self._pictures.stage[rows], config)
        return torch.stack([parts[name] for name in self.network.architecture.parts])

    def _end_epoch(self, record: Record) -> None:
        workers = self._workers
        metrics: Metrics = {"epoch": len(self.history) + 1}
        parts = self.network.architecture.parts
        metrics |= {
            f"{part}_loss": round(value, 5) for part, value in zip(parts, self._losses.tolist(), strict=True)
        }
        # Batch normalisation's running means differ from process to process; those of process 0 are saved.
        self.network.load_state_dict(workers.broadcast(dict(self.network.named_buffers())), strict=False)
        metrics |= _judge(self.network, self._unseen, self._preprocessing, workers)
        self.history.append(metrics)
        record.add(metrics)
        if JUDGE in metrics and self._best_epoch() == len(self.history):
            self._best_weights = {name: w.clone() for name, w in self.network.state_dict().items()}
        self._start_epoch()

    def _best_epoch(self) -> int:
        if JUDGE not in self.history[-1]:
            return len(self.history)
        return 1 + min(range(len(self.history)), key=lambda i: self.history[i][JUDGE])

    def _is_patience_over(self) -> bool:
        patience = self._config.patience
        return bool(patience and self.history and len(self.history) - self._best_epoch() >= patience)

    def _state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "best_weights": self._best_weights,
            "optimizer": self._optimizer.state_dict(),
            "seen": self._seen,
            "losses": self._losses,
            "history": self.history,
            "workers": self._workers.size,
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.network.load_state_dict(state["network"])
        self._best_weights = state["best_weights"]
        self._optimizer.load_state_dict(state["optimizer"])
        self.history = state["history"]
        self._start_epoch()
        self._seen, self._losses = state["seen"], state["losses"]
        if state["workers"] != self._workers.size:
            log.warning(
                "begun by %d workers and gone on with by %d: batches are of %d pictures from now on",
                state["workers"],
                self._workers.size,
                self._batch_rows,
            )


def _judge(
    network: Network, unseen: TrainingPictures | None, preprocessing: Preprocessing, workers: Workers
) -> Metrics:
    if unseen is None or network.classifier is None:
        return {}
    probabilities = predict_probabilities(network, unseen, preprocessing, workers)
    error = (stage_quantile(probabilities, 0.5) - unseen.stage).abs()
    of_truth = probabilities.gather(1, unseen.stage.round().long()[:, None])
    return {
        "held_out_loss": round(-of_truth.clamp_min(1e-12).log().mean().item(), 4),
        JUDGE: round(error.median().item(), 3),
        "held_out_within_2_stages": round((error <= 2).float().mean().item(), 4),
    }


@torch.inference_mode()
def predict_probabilities(
    network: Network, data: TrainingPictures, preprocessing: Preprocessing, workers: Workers = ALONE
) -> Tensor:
    """Probabilities of the stages of pictures as they are, (N, 71), by a network with a classifier."""
    network.eval()
    assert network.classifier is not None
    said = torch.zeros(len(data), N_STAGES)
    for rows in torch.split(torch.arange(len(data)), 256)[workers.rank :: workers.size]:
        logits = network.classifier(network.encoder(preprocessing(data.read(rows).float() / 255)))
        said[rows] = torch.softmax(logits, dim=1)
    return workers.total(said)
