"""What a user calls: simulations in, trained model out."""

import json
import logging
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import torch

from deepgalaxy.core.merger_file import Simulation
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import ModelCard, TrainedModel, check_model_folder, save_model
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.augment import augment
from deepgalaxy.training.batch_order import epoch_order, mixed_seed
from deepgalaxy.training.checkpoint import KEEP, Checkpoint
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import (
    fingerprint,
    random_frames,
    simulation_blocks,
    split_simulations,
    stage_times,
    time_scatter,
    unlabelled_blocks,
    without_repeats,
)
from deepgalaxy.training.distributed import ALONE, Workers
from deepgalaxy.training.epoch_log import Record
from deepgalaxy.training.loader import Block, TrainingPictures
from deepgalaxy.training.loop import TrainingLoop
from deepgalaxy.training.validation import predict_probabilities

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
    workers: Workers = ALONE,
    keep_checkpoints: int = KEEP,
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
    workers : Workers
        Who trains together. Process 0 writes.
    keep_checkpoints : int
        How many there are beside the model while it is trained.

    Raises
    ------
    DeepGalaxyError
        If the folder holds something else, nothing can be read, the loss is no longer a number, or a
        checkpoint of another run is there, or other processes were given other settings or pictures.
    Stopped
        If SIGTERM or SIGUSR2 came; the same call goes on from there, with the same weights in the end.
    """
    check_model_folder(folder)
    preprocessing = Preprocessing(size_px=architecture.size_px)
    chosen = without_repeats(simulations)
    by_frames = config.split == "random frames"
    training, validation = split_simulations(chosen, config.held_out, config.seed)
    if by_frames:
        training, validation = chosen, chosen if config.held_out else []
        log.warning("frames are held out, not simulations: what this measures is memory")
    if not validation:
        log.warning("no simulation is held out: nothing here tells how well other mergers are dated")
    settings = {
        "config": config.model_dump(mode="json"),
        "architecture": architecture.model_dump(mode="json"),
    }
    seen = [fingerprint(s) for s in (*training, *validation)]
    workers.check_same("the settings", json.dumps(settings))
    workers.check_same("the simulations", " ".join(seen))
    torch.manual_seed(config.seed)
    network = Network(architecture, config.first_weights)
    if config.save_memory:
        network.save_memory()

    def labelled(simulations: Sequence[Simulation], *, held_out: bool) -> Iterator[Block]:
        blocks = simulation_blocks(simulations, preprocessing)
        if not by_frames:
            return blocks
        return random_frames(blocks, config.held_out, config.seed, held_out=held_out)

    others = unlabelled_blocks(unlabelled, preprocessing, config.unlabelled_repeats)
    blocks = labelled(training, held_out=False), others
    pictures = TrainingPictures(chain(*blocks), preprocessing.size_px, workers)
    unseen = None
    if validation:
        blocks_unseen = labelled(validation, held_out=True)
        unseen = TrainingPictures(blocks_unseen, preprocessing.size_px, workers)
    checkpoint = Checkpoint(
        folder.with_name(f".{folder.name}.checkpoints"),
        settings | {"pictures": pictures.sha256},
        keep_checkpoints,
    )
    fitting = TrainingLoop(network, pictures, unseen, preprocessing, config, workers)
    with Record(record if workers.rank == 0 else None) as told:
        fitting.run(told, checkpoint if workers.rank == 0 else None)
    network.out_of_domain.cpu().fit(known_features(network, pictures, preprocessing, config, workers))
    times, scatter = stage_times(training), time_scatter(training)
    calibration = None
    if unseen is not None and network.classifier is not None:
        # MAPIE and scikit-learn take two seconds to import: a run that is not through yet goes without.
        from deepgalaxy.training.calibrate import calibrate

        said = predict_probabilities(network, unseen, preprocessing, workers)
        calibration = calibrate(said, unseen.time_myr, times, scatter, [s.id for s in validation])
    network.cpu()
    card = ModelCard(
        name=folder.name,
        architecture=architecture,
        preprocessing=preprocessing,
        training={
            "config": config.model_dump(mode="json"),
            "simulations": [s.id for s in training],
            "held_out_simulations": [s.id for s in validation],
            "unlabelled_pictures": int(pictures.stage.isnan().sum()),
            "seen": seen,
            "split": config.split,
        },
        stage_clock="event",
        stage_time_myr=times,
        time_scatter=scatter,
        calibration=calibration,
        metrics={"epochs": fitting.history, "kept": fitting.best()},
    )
    sha256 = ""
    if workers.rank == 0:
        sha256 = save_model(folder, network, card).sha256
        checkpoint.remove()
    return TrainedModel(network, card, workers.broadcast(sha256), folder)


@torch.inference_mode()
def known_features(
    network: Network,
    pictures: TrainingPictures,
    preprocessing: Preprocessing,
    config: TrainingConfig,
    workers: Workers,
) -> torch.Tensor:
    """What the network sees in pictures that it learnt to date, varied as they were, (n, channels)."""
    network.eval()
    labelled = pictures.stage.isfinite().nonzero().flatten()
    chosen = labelled[epoch_order(len(labelled), config.seed, config.epochs)[:SAMPLE]]
    features = torch.zeros(len(chosen), len(network.out_of_domain.mean))
    for place in torch.split(torch.arange(len(chosen)), 256)[workers.rank :: workers.size]:
        generator = torch.Generator().manual_seed(mixed_seed(config.seed, int(place[0])))
        varied, _ = augment(pictures.read(chosen[place]).float() / 255, config, generator)
        shown = preprocessing(varied).to(network.device)
        features[place] = network.encoder(shown).mean(dim=(2, 3)).cpu()
    return workers.total(features)
