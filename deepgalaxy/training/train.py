"""Train a model: from simulations to a model folder."""

import json
import logging
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import torch

from deepgalaxy.imaging.merger_file import Merger
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
    picture_blocks,
    random_frames,
    simulation_blocks,
    split_simulations,
    stage_times,
    time_scatter,
    training_px,
    without_repeats,
)
from deepgalaxy.training.distributed import ALONE, Workers
from deepgalaxy.training.epoch_log import EpochLog
from deepgalaxy.training.labels import column
from deepgalaxy.training.loader import Block, TrainingPictures
from deepgalaxy.training.loop import TrainingLoop
from deepgalaxy.training.undisturbed_galaxies import undisturbed_galaxies
from deepgalaxy.training.validation import predict_probabilities

log = logging.getLogger(__name__)

SAMPLE = 20_000
"""Number of training pictures that the out-of-domain score is fitted to."""


def train(
    simulations: Sequence[Merger],
    folder: Path,
    architecture: Architecture,
    config: TrainingConfig,
    *,
    unlabelled: Sequence[Path] = (),
    non_mergers: Sequence[Path] = (),
    record: Path | None = None,
    workers: Workers = ALONE,
    keep_checkpoints: int = KEEP,
) -> TrainedModel:
    """Train a network on simulated mergers, and on further pictures without labels, and save it.

    Parameters
    ----------
    simulations : sequence of Merger
        A share of them, `TrainingConfig.held_out`, is kept for validation. A single one leaves nothing to
        validate on: the metrics have no such entries then.
    folder : Path
        Of the model to come.
    architecture : Architecture
        Of the network.
    config : TrainingConfig
        All settings.
    unlabelled : sequence of Path
        Pictures, or folders of them, that only the autoencoder and the VAE learn from.
    non_mergers : sequence of Path
        Pictures, or folders of them, of galaxies that do not merge: simulated ones above all, for what
        differs between simulated and real pictures must not tell mergers from others.
    record : Path, optional
        Folder for a JSON file per epoch and TensorBoard's event files.
    workers : Workers
        The processes that train together. Process 0 writes.
    keep_checkpoints : int
        How many checkpoints there are beside the model while it is trained.

    Returns
    -------
    TrainedModel
        The model, in all processes.

    Raises
    ------
    DeepGalaxyError
        If the folder has files that are not a model's, nothing can be read, the loss is no longer a number,
        a checkpoint of another run is there, or other processes were given other settings or pictures.
    Stopped
        If SIGTERM or SIGUSR2 came; the same call continues from there, to the same weights in the end.
    """
    check_model_folder(folder)
    preprocessing = Preprocessing(size_px=architecture.size_px, framing="light")
    distinct = without_repeats(simulations)
    by_frames = config.split == "random frames"
    training, validation = split_simulations(distinct, config.held_out, config.seed)
    if by_frames:
        training, validation = distinct, distinct if config.held_out else []
        log.warning("frames are held out, not simulations: what this measures is memory")
    if not validation:
        log.warning("no simulation is held out: how well other mergers are dated is not measured")
    settings = {
        "config": config.model_dump(mode="json"),
        "architecture": architecture.model_dump(mode="json"),
    }
    seen = [fingerprint(s) for s in (*training, *validation)]
    workers.check_same("the settings", json.dumps(settings))
    workers.check_same("the simulations", " ".join(seen))
    size_px = training_px(distinct, preprocessing)
    torch.manual_seed(config.seed)
    network = Network(architecture, config.first_weights)
    if config.save_memory:
        network.save_memory()

    def _labelled(simulations: Sequence[Merger], *, held_out: bool) -> Iterator[Block]:
        blocks = simulation_blocks(simulations, size_px)
        if not by_frames:
            return blocks
        return random_frames(blocks, config.held_out, config.seed, held_out=held_out)

    blocks = chain(
        _labelled(training, held_out=False),
        picture_blocks(non_mergers, size_px, interacting=0),
        undisturbed_galaxies(config.undisturbed_galaxies, size_px, config.seed),
        picture_blocks(unlabelled, size_px, config.unlabelled_repeats),
    )
    pictures = TrainingPictures(blocks, size_px, workers)
    unseen = None
    if validation:
        unseen_blocks = _labelled(validation, held_out=True)
        unseen = TrainingPictures(unseen_blocks, size_px, workers)
    checkpoint = Checkpoint(
        folder.with_name(f".{folder.name}.checkpoints"),
        settings | {"pictures": pictures.sha256},
        keep_checkpoints,
    )
    loop = TrainingLoop(network, pictures, unseen, preprocessing, config, workers)
    with EpochLog(record if workers.rank == 0 else None) as epoch_log:
        loop.run(epoch_log, checkpoint if workers.rank == 0 else None)
    network.out_of_domain.cpu().fit(known_features(network, pictures, preprocessing, config, workers))
    times, scatter = stage_times(training), time_scatter(training)
    calibration = None
    if unseen is not None and network.classifier is not None:
        # MAPIE and scikit-learn take two seconds to import: only a run that comes to its end needs them.
        from deepgalaxy.training.calibrate import calibrate

        probabilities = predict_probabilities(network, unseen, preprocessing, workers)
        calibration = calibrate(probabilities, unseen.labels, [s.id for s in validation])
    network.cpu()
    card = ModelCard(
        name=folder.name,
        architecture=architecture,
        preprocessing=preprocessing,
        training={
            "config": config.model_dump(mode="json"),
            "simulations": [s.id for s in training],
            "held_out_simulations": [s.id for s in validation],
            "unlabelled_pictures": int(pictures.labels.isnan().all(dim=1).sum()),
            "non_mergers": int(
                (pictures.stage.isnan() & (column(pictures.labels, "interacting") == 0)).sum()
            ),
            "seen": seen,
            "split": config.split,
        },
        stage_clock="event",
        stage_time_myr=times,
        time_scatter=scatter,
        calibration=calibration,
        metrics={"epochs": loop.history, "kept": loop.best()},
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
    """Features of the labelled training pictures, augmented as in training, for the out-of-domain score.

    Parameters
    ----------
    network : Network
        Trained.
    pictures : TrainingPictures
        At most `SAMPLE` of them are used.
    preprocessing : Preprocessing
        Of the network.
    config : TrainingConfig
        Its augmentation and seed.
    workers : Workers
        The processes that share the work.

    Returns
    -------
    Tensor
        Feature maps averaged over each picture, float32, shape (n, channels).
    """
    network.eval()
    labelled = pictures.stage.isfinite().nonzero().flatten()
    chosen = labelled[epoch_order(len(labelled), config.seed, config.epochs)[:SAMPLE]]
    features = torch.zeros(len(chosen), len(network.out_of_domain.mean))
    for rows in torch.split(torch.arange(len(chosen)), 256)[workers.rank :: workers.size]:
        generator = torch.Generator().manual_seed(mixed_seed(config.seed, int(rows[0])))
        shown = augment(pictures.read(chosen[rows]).float() / 255, preprocessing, config, generator)
        features[rows] = network.encoder(shown.observed.to(network.device)).mean(dim=(2, 3)).cpu()
    return workers.total(features)
