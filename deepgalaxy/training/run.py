"""What a user calls: simulations in, trained model out."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import torch

from deepgalaxy.mergers.dataset import Simulation
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.weights import ModelCard, TrainedModel, check_model_folder, save_model
from deepgalaxy.training.augment import augment
from deepgalaxy.training.calibrate import calibrate
from deepgalaxy.training.checkpoint import Checkpoint
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import (
    TrainingPictures,
    fingerprint,
    load_simulations,
    load_unlabelled,
    split_simulations,
    stage_times,
    without_repeats,
)
from deepgalaxy.training.loop import Fitting, predict_probabilities
from deepgalaxy.training.record import Record

log = logging.getLogger(__name__)

SAMPLE = 20_000
"""Training pictures by which the network remembers what it knows."""


def train(
    simulations: Sequence[Simulation],
    folder: Path,
    architecture: Architecture,
    config: TrainingConfig,
    *,
    unlabelled: Sequence[Path] = (),
    record: Path | None = None,
) -> TrainedModel:
    """Train a network on simulated mergers, and on pictures without labels beside them, and save it.

    Parameters
    ----------
    simulations : sequence of Simulation
        A share of them, `TrainingConfig.held_out`, is kept whole for validation. With a single one there is
        nothing to validate on, and the metrics say so by not being there.
    folder : Path
        Where the model goes.
    architecture : Architecture
    config : TrainingConfig
    unlabelled : sequence of Path
        Pictures, or folders of them, that only the autoencoder and the VAE learn from.
    record : Path, optional
        Folder for a JSON an epoch and TensorBoard's events.

    Raises
    ------
    DeepGalaxyError
        If the folder holds something else, nothing can be read, the loss is no longer a number, or a
        checkpoint of another run is there.
    Stopped
        If SIGTERM or SIGUSR2 came; the same call goes on from there, with the same weights in the end.
    """
    check_model_folder(folder)
    preprocessing = Preprocessing(size_px=architecture.size_px)
    training, validation = split_simulations(without_repeats(simulations), config.held_out, config.seed)
    if not validation:
        log.warning("no simulation is held out: nothing here tells how well other mergers are dated")
    torch.manual_seed(config.seed)
    network = Network(architecture, config.first_weights)
    if config.save_memory:
        network.save_memory()
    pictures = load_simulations(training, preprocessing)
    unseen = load_simulations(validation, preprocessing) if validation else None
    if unlabelled:
        pictures = pictures.joined(load_unlabelled(unlabelled, preprocessing))
    checkpoint = Checkpoint(
        folder.with_name(f".{folder.name}.checkpoint"),
        {
            "config": config.model_dump(mode="json"),
            "architecture": architecture.model_dump(mode="json"),
            "pictures": _digest(pictures.pictures),
            "stages": _digest(pictures.stage),
        },
    )
    fitting = Fitting(network, pictures, unseen, preprocessing, config)
    with Record(record) as told:
        fitting.run(told, checkpoint)
    _learn_what_is_known(network, pictures, preprocessing, config)
    calibration = None
    if unseen is not None and network.classifier is not None:
        said = predict_probabilities(network, unseen, preprocessing)
        calibration = calibrate(said, unseen.stage, [s.id for s in validation])
    card = ModelCard(
        name=folder.name,
        architecture=architecture,
        preprocessing=preprocessing,
        training={
            "config": config.model_dump(mode="json"),
            "simulations": [s.id for s in training],
            "held_out_simulations": [s.id for s in validation],
            "unlabelled_pictures": int(pictures.stage.isnan().sum()),
            "seen": [fingerprint(s) for s in (*training, *validation)],
            "split": "by simulation",
        },
        stage_time_myr=stage_times(training),
        calibration=calibration,
        metrics={"epochs": fitting.history, "kept": fitting.best()},
    )
    model = save_model(folder, network, card)
    checkpoint.remove()
    return model


def _digest(tensor: torch.Tensor) -> str:
    return hashlib.sha256(tensor.numpy().tobytes()).hexdigest()


@torch.inference_mode()
def _learn_what_is_known(
    network: Network, pictures: TrainingPictures, preprocessing: Preprocessing, config: TrainingConfig
) -> None:
    """Let the network remember what the pictures looked like that it learnt to date, varied as they were."""
    network.eval()
    generator = torch.Generator().manual_seed(config.seed)
    labelled = pictures.pictures[pictures.stage.isfinite()]
    chosen = labelled[torch.randperm(len(labelled), generator=generator)[:SAMPLE]]
    features = [
        network.encoder(preprocessing(augment(batch.float() / 255, config, generator))).mean(dim=(2, 3))
        for batch in torch.split(chosen, 256)
    ]
    network.familiarity.fit(torch.cat(features))
