"""The training loop."""

import copy
import math

import torch
from torch import Tensor

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.networks.model import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.stages import stage_quantile
from deepgalaxy.progress import track
from deepgalaxy.training.augment import augment
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import TrainingPictures
from deepgalaxy.training.losses import part_losses
from deepgalaxy.training.record import Metrics, Record
from deepgalaxy.training.steps import make_optimizer, make_schedule

JUDGE = "held_out_median_stages"
"""The metric by which an epoch is better than another: less is better."""


def fit(
    network: Network,
    pictures: TrainingPictures,
    unseen: TrainingPictures | None,
    preprocessing: Preprocessing,
    config: TrainingConfig,
    record: Record,
) -> list[Metrics]:
    """Train a network; it ends with the weights of its best epoch, or of the last where none can be judged.

    Parameters
    ----------
    network : Network
        Changed in place.
    pictures : TrainingPictures
    unseen : TrainingPictures or None
        Of other simulations, to judge epochs by.
    preprocessing : Preprocessing
    config : TrainingConfig
    record : Record
        Told of each epoch.

    Returns
    -------
    list of dict
        Metrics of each epoch.

    Raises
    ------
    DeepGalaxyError
        If the loss is no longer a number.
    """
    steps = config.epochs * math.ceil(len(pictures) / config.batch_size)
    optimizer = make_optimizer(network, config)
    schedule = make_schedule(optimizer, steps, config)
    generator = torch.Generator().manual_seed(config.seed)
    history: list[Metrics] = []
    best, best_weights = math.inf, None
    for epoch in track(range(1, config.epochs + 1), "training epochs"):
        network.train()
        losses: dict[str, float] = dict.fromkeys(network.architecture.parts, 0.0)
        order = torch.randperm(len(pictures), generator=generator)
        for chosen in torch.split(order, config.batch_size):
            shown = preprocessing(augment(pictures.pictures[chosen].float() / 255, config.noise, generator))
            with torch.autocast("cpu", torch.bfloat16, enabled=config.bf16):
                outputs = network(shown)
            parts = part_losses(outputs, shown, pictures.stage[chosen], config)
            loss = torch.stack(list(parts.values())).sum()
            if not loss.isfinite():
                raise DeepGalaxyError(
                    f"the loss is no longer a number in epoch {epoch}; try a lower learning rate "
                    f"than {config.peak_learning_rate:g}"
                )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), max_norm=5.0)
            optimizer.step()
            schedule.step()
            for part, value in parts.items():
                losses[part] += value.item() * len(chosen) / len(pictures)
        metrics = {"epoch": epoch} | {f"{part}_loss": round(v, 5) for part, v in losses.items()}
        metrics |= _judge(network, unseen, preprocessing)
        record.add(metrics)
        history.append(metrics)
        if metrics.get(JUDGE, math.inf) < best:
            best, best_weights = metrics[JUDGE], copy.deepcopy(network.state_dict())
        elif best_weights and config.patience and epoch - _best_epoch(history) >= config.patience:
            break
    if best_weights:
        network.load_state_dict(best_weights)
    return history


def best_metrics(history: list[Metrics]) -> Metrics:
    """Metrics of the epoch whose weights were kept."""
    return history[_best_epoch(history) - 1]


def _best_epoch(history: list[Metrics]) -> int:
    if JUDGE not in history[-1]:
        return len(history)
    return 1 + min(range(len(history)), key=lambda i: history[i][JUDGE])


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
