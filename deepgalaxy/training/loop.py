"""The training loop: it can stop anywhere and go on as if it had not."""

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from deepgalaxy.errors import DeepGalaxyError, Stopped
from deepgalaxy.networks.model import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.stages import stage_quantile
from deepgalaxy.progress import track
from deepgalaxy.training.augment import augment
from deepgalaxy.training.checkpoint import Checkpoint
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import TrainingPictures
from deepgalaxy.training.losses import part_losses
from deepgalaxy.training.record import Metrics, Record
from deepgalaxy.training.steps import make_optimizer, make_schedule
from deepgalaxy.training.stop import StopFlag

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
    ) -> None:
        self.network = network
        self.history: list[Metrics] = []
        self._pictures = pictures
        self._unseen = unseen
        self._preprocessing = preprocessing
        self._config = config
        self._optimizer = make_optimizer(network, config)
        self._batches = math.ceil(len(pictures) / config.batch_size)
        self._schedule = make_schedule(self._optimizer, config.epochs * self._batches, config)
        self._generator = torch.Generator().manual_seed(config.seed)
        self._best_weights: dict[str, Tensor] | None = None
        self._start_epoch()

    def run(self, record: Record, checkpoint: Checkpoint | None = None) -> None:
        """Train to the end, from where the checkpoint says.

        Raises
        ------
        DeepGalaxyError
            If the loss is no longer a number, or the checkpoint is of another run.
        Stopped
            If a signal asked for it; the checkpoint is written.
        """
        if checkpoint and (state := checkpoint.read()):
            self._restore(state)
        with StopFlag() as stop:
            for _ in track(self._remaining_steps(), "training steps", self._steps_left()):
                self._step()
                if self._batch == self._batches:
                    self._end_epoch(record)
                if checkpoint and (stop.is_set or checkpoint.is_due()):
                    checkpoint.write(self._state())
                if stop.is_set:
                    raise Stopped("stopped as asked; the same command goes on from here")
        if self._best_weights:
            self.network.load_state_dict(self._best_weights)

    def best(self) -> Metrics:
        """Metrics of the epoch whose weights are kept."""
        return self.history[self._best_epoch() - 1]

    def _start_epoch(self) -> None:
        self._order = torch.randperm(len(self._pictures), generator=self._generator)
        self._batch = 0
        self._losses: dict[str, float] = dict.fromkeys(self.network.architecture.parts, 0.0)

    def _steps_left(self) -> int:
        return (self._config.epochs - len(self.history)) * self._batches - self._batch

    def _remaining_steps(self) -> Iterator[None]:
        while len(self.history) < self._config.epochs and not self._is_patience_over():
            yield

    def _step(self) -> None:
        config, size = self._config, self._config.batch_size
        chosen = self._order[self._batch * size : (self._batch + 1) * size]
        varied = augment(self._pictures.pictures[chosen].float() / 255, config, self._generator)
        shown = self._preprocessing(varied)
        self.network.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bf16):
            outputs = self.network(shown)
        parts = part_losses(outputs, shown, self._pictures.stage[chosen], config)
        loss = torch.stack(list(parts.values())).sum()
        if not loss.isfinite():
            raise DeepGalaxyError(
                f"the loss is no longer a number in epoch {len(self.history) + 1}; try a lower learning rate "
                f"than {config.peak_learning_rate:g}"
            )
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), max_norm=5.0)
        self._optimizer.step()
        self._schedule.step()
        self._batch += 1
        for part, value in parts.items():
            self._losses[part] += value.item() * len(chosen) / len(self._pictures)

    def _end_epoch(self, record: Record) -> None:
        metrics: Metrics = {"epoch": len(self.history) + 1}
        metrics |= {f"{part}_loss": round(value, 5) for part, value in self._losses.items()}
        metrics |= _judge(self.network, self._unseen, self._preprocessing)
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
            "schedule": self._schedule.state_dict(),
            "generator": self._generator.get_state(),
            "torch_random": torch.get_rng_state(),
            "order": self._order,
            "batch": self._batch,
            "losses": self._losses,
            "history": self.history,
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.network.load_state_dict(state["network"])
        self._best_weights = state["best_weights"]
        self._optimizer.load_state_dict(state["optimizer"])
        self._schedule.load_state_dict(state["schedule"])
        self._generator.set_state(state["generator"])
        torch.set_rng_state(state["torch_random"])
        self._order, self._batch = state["order"], state["batch"]
        self._losses, self.history = state["losses"], state["history"]


def _judge(network: Network, unseen: TrainingPictures | None, preprocessing: Preprocessing) -> Metrics:
    if unseen is None or network.classifier is None:
        return {}
    probabilities = predict_probabilities(network, unseen, preprocessing)
    error = (stage_quantile(probabilities, 0.5) - unseen.stage).abs()
    return {
        JUDGE: round(error.median().item(), 3),
        "held_out_within_2_stages": round((error <= 2).float().mean().item(), 4),
    }


@torch.inference_mode()
def predict_probabilities(network: Network, data: TrainingPictures, preprocessing: Preprocessing) -> Tensor:
    """Probabilities of the stages of pictures as they are, (N, 71), by a network with a classifier."""
    network.eval()
    assert network.classifier is not None
    said = []
    for batch in torch.split(data.pictures, 256):
        logits = network.classifier(network.encoder(preprocessing(batch.float() / 255)))
        said.append(torch.softmax(logits, dim=1))
    return torch.cat(said)
