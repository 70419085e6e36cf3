"""The training loop, and what a user calls: simulations in, trained model out."""

import logging
import math
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.dataset import Simulation
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.classifier import StageClassifier
from deepgalaxy.networks.model import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.stages import stage_quantile
from deepgalaxy.networks.weights import ModelCard, TrainedModel, check_model_folder, save_model
from deepgalaxy.progress import track
from deepgalaxy.training.augment import augment
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import LabelledPictures, load_pictures, split_simulations, stage_times
from deepgalaxy.training.losses import part_losses

log = logging.getLogger(__name__)

Metrics = dict[str, float]


def train(
    simulations: Sequence[Simulation],
    folder: Path,
    architecture: Architecture,
    config: TrainingConfig,
) -> TrainedModel:
    """Train a network on simulated mergers and save it.

    Parameters
    ----------
    simulations : sequence of Simulation
        A share of them, `TrainingConfig.held_out`, is kept whole for validation. With a single one there is
        nothing to validate on, and the metrics say so by not being there.
    folder : Path
        Where the model goes.
    architecture : Architecture
    config : TrainingConfig

    Raises
    ------
    DeepGalaxyError
        If the folder holds something else, or the loss is no longer a number.
    """
    check_model_folder(folder)
    preprocessing = Preprocessing(size_px=architecture.size_px)
    training, validation = split_simulations(simulations, config.held_out, config.seed)
    if not validation:
        log.warning("no simulation is held out: nothing here tells how well other mergers are dated")
    pictures = load_pictures(training, preprocessing)
    unseen = load_pictures(validation, preprocessing) if validation else None
    torch.manual_seed(config.seed)
    network = Network(architecture)
    history = _fit(network, pictures, unseen, preprocessing, config)
    card = ModelCard(
        name=folder.name,
        architecture=architecture,
        preprocessing=preprocessing,
        training={
            "config": config.model_dump(),
            "simulations": [s.id for s in training],
            "held_out_simulations": [s.id for s in validation],
            "split": "by simulation",
        },
        stage_time_myr=stage_times(training),
        metrics={"epochs": history, "last": history[-1]},
    )
    return save_model(folder, network, card)


def _fit(
    network: Network,
    pictures: LabelledPictures,
    unseen: LabelledPictures | None,
    preprocessing: Preprocessing,
    config: TrainingConfig,
) -> list[Metrics]:
    batches = math.ceil(len(pictures) / config.batch_size)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, total_steps=config.epochs * batches, pct_start=0.15
    )
    generator = torch.Generator().manual_seed(config.seed)
    history = []
    for epoch in track(range(config.epochs), "training epochs"):
        network.train()
        sums: dict[str, float] = {}
        order = torch.randperm(len(pictures), generator=generator)
        for chosen in torch.split(order, config.batch_size):
            shown = preprocessing(augment(pictures.pictures[chosen].float() / 255, generator))
            losses = part_losses(network(shown), shown, pictures.stage[chosen], config)
            loss = torch.stack(list(losses.values())).sum()
            if not loss.isfinite():
                raise DeepGalaxyError(
                    f"the loss is no longer a number in epoch {epoch + 1}; try a lower learning rate "
                    f"than {config.learning_rate}"
                )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), max_norm=5.0)
            optimizer.step()
            schedule.step()
            for part, value in losses.items():
                sums[part] = sums.get(part, 0.0) + value.item() * len(chosen) / len(pictures)
        history.append(_epoch_metrics(epoch + 1, network, sums, unseen, preprocessing))
    return history


def _epoch_metrics(
    epoch: int,
    network: Network,
    losses: dict[str, float],
    unseen: LabelledPictures | None,
    preprocessing: Preprocessing,
) -> Metrics:
    metrics: Metrics = {"epoch": epoch} | {f"{part}_loss": round(v, 5) for part, v in losses.items()}
    if unseen is not None and network.classifier is not None:
        error = (_predict_stages(network, network.classifier, unseen, preprocessing) - unseen.stage).abs()
        metrics["held_out_median_stages"] = round(error.median().item(), 3)
        metrics["held_out_within_2_stages"] = round((error <= 2).float().mean().item(), 4)
    log.info("  %s", ", ".join(f"{name} {value:.4g}" for name, value in metrics.items()))
    return metrics


@torch.inference_mode()
def _predict_stages(
    network: Network, classifier: StageClassifier, data: LabelledPictures, preprocessing: Preprocessing
) -> Tensor:
    network.eval()
    stages = []
    for batch in torch.split(data.pictures, 256):
        logits = classifier(network.encoder(preprocessing(batch.float() / 255)))
        stages.append(stage_quantile(torch.softmax(logits, dim=1), 0.5))
    return torch.cat(stages).float()
