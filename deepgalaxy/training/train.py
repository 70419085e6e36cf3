"""Train a model: from simulations to a model folder."""

import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import torch

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.backbones import BACKBONES, check_encoder
from deepgalaxy.networks.model_folder import ModelCard, TrainedModel, check_model_folder, save_model
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.properties import PROPERTY_NAMES
from deepgalaxy.training.checkpoint import KEEP, Checkpoint
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import (
    fingerprints,
    labelled_blocks,
    labels_of,
    make_preprocessing,
    picture_blocks,
    random_frames,
    simulation_blocks,
    split_unseen,
    stage_times,
    time_scatter,
    training_px,
    without_repeats,
)
from deepgalaxy.training.distributed import ALONE, Workers
from deepgalaxy.training.epoch_log import EpochLog
from deepgalaxy.training.fine_tuning import FineTuning
from deepgalaxy.training.known_features import fit_interacting, fit_out_of_domain
from deepgalaxy.training.labelled_pictures import LabelledSimulation, LabelReport, log_refused
from deepgalaxy.training.labels import LabelName, column, shows_mergers, told
from deepgalaxy.training.loader import Block, TrainingPictures
from deepgalaxy.training.loop import TrainingLoop
from deepgalaxy.training.undisturbed_galaxies import undisturbed_galaxies
from deepgalaxy.training.validation import predict_probabilities

log = logging.getLogger(__name__)


def train(
    simulations: Sequence[Merger],
    folder: Path,
    architecture: Architecture,
    config: TrainingConfig,
    *,
    labelled: Sequence[LabelledSimulation] = (),
    unlabelled: Sequence[Path] = (),
    non_mergers: Sequence[Path] = (),
    bands: Sequence[str] | None = None,
    report: LabelReport | None = None,
    start: FineTuning | None = None,
    record: Path | None = None,
    workers: Workers = ALONE,
    keep_checkpoints: int = KEEP,
) -> TrainedModel:
    """Train a network on simulated mergers, and on further pictures with and without labels, and save it.

    Parameters
    ----------
    simulations : sequence of Merger
        A share of them, `TrainingConfig.held_out`, is kept for validation. A single one leaves nothing to
        validate on: the metrics have no such entries then.
    folder : Path
        Of the model to come.
    architecture : Architecture
        Of the network; its channels become those of ``bands``.
    config : TrainingConfig
        All settings.
    labelled : sequence of LabelledSimulation
        Pictures with labels: the same share of their simulations is kept for validation.
    unlabelled : sequence of Path
        Pictures, or folders of them, that only the autoencoder and the VAE learn from.
    non_mergers : sequence of Path
        Pictures, or folders of them, of galaxies that do not merge: simulated ones above all, for what
        differs between simulated and real pictures must not tell mergers from others.
    bands : sequence of str, optional
        Which bands the network gets, a channel each: those of FITS pictures, and of merger files that have
        them. Grey pictures are given to every channel. By default it gets the luminance.
    report : LabelReport, optional
        Of the labelled pictures: those that cannot be read are added, and it is written beside ``folder``.
    start : FineTuning, optional
        The model to start from, of the same architecture and bands, and what of it is trained; by default
        none.
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
    preprocessing = make_preprocessing(config, architecture.size_px, bands)
    if start and start.preprocessing.colour != preprocessing.colour:
        wants = ", ".join(start.preprocessing.bands or ["luminance, and no bands"])
        raise WrongUse(f"`bands=`: the model to start from wants {wants}: say the same")
    if start:
        _check_framing(start.preprocessing, config)
        preprocessing = start.preprocessing
    architecture = architecture.model_copy(update={"channels": preprocessing.channels})
    if architecture.backbone not in BACKBONES:
        check_encoder(architecture.backbone, architecture.channels)
    grey = [each for each in simulations if not each.bands_for(preprocessing.bands)]
    if preprocessing.bands and grey and (non_mergers or len(grey) < len(simulations)):
        log.warning(
            "%d of %d simulations are grey in every band: pictures of galaxies that do not merge must be so"
            " too, or their colours tell them from mergers (`simulate` with `bands=gri` makes g, r and i)",
            len(grey),
            len(simulations),
        )
    distinct = without_repeats(simulations)
    by_frames = config.split == "random frames"
    known_before = start.seen if start else frozenset()
    training, validation = split_unseen(distinct, config, known_before)
    own_pictures, own_validation = split_unseen(labelled, config, known_before)
    if by_frames:
        training, own_pictures = distinct, list(labelled)
        validation, own_validation = (training, own_pictures) if config.held_out else ([], [])
        log.warning("frames are held out, not simulations: what this measures is memory")
    held_out: list[Merger | LabelledSimulation] = [*validation, *own_validation]
    if not held_out:
        log.warning("no simulation is held out: how well other mergers are dated is not measured")
    if start:
        config = start.at_its_rate(config)
    settings = {
        "config": config.model_dump(mode="json"),
        "architecture": architecture.model_dump(mode="json"),
    }
    if start:
        settings["from"] = start.origin
    if preprocessing.bands:
        settings["bands"] = {"red_to_blue": list(preprocessing.bands)}
    seen = [digest for each in [*held_out, *training, *own_pictures] for digest in fingerprints(each)]
    workers.check_same("the settings", json.dumps(settings))
    workers.check_same("the simulations", " ".join(seen))
    size_px = training_px(distinct, preprocessing)
    torch.manual_seed(config.seed)
    network = Network(architecture, config.first_weights)
    if start:
        start.load_into(network)
    if config.save_memory:
        network.save_memory()

    def _labelled(
        simulations: Sequence[Merger], pictures: Sequence[LabelledSimulation], *, held_out: bool
    ) -> Iterator[Block]:
        blocks = chain(
            simulation_blocks(simulations, size_px, preprocessing.bands),
            labelled_blocks(pictures, size_px, bands, report.refuse if report else log_refused),
        )
        if not by_frames:
            return blocks
        return random_frames(blocks, config.held_out, config.seed, held_out=held_out)

    blocks = chain(
        _labelled(training, own_pictures, held_out=False),
        picture_blocks(non_mergers, size_px, bands=bands, interacting=0),
        undisturbed_galaxies(config.undisturbed_galaxies, size_px, config.seed),
        picture_blocks(unlabelled, size_px, config.unlabelled_repeats, bands),
    )
    pictures = TrainingPictures(blocks, size_px, workers, preprocessing.channels)
    unseen = None
    if held_out:
        unseen_blocks = _labelled(validation, own_validation, held_out=True)
        unseen = TrainingPictures(unseen_blocks, size_px, workers, preprocessing.channels)
    if report and not report.is_clean and workers.rank == 0:
        listed = folder.with_name(f"{folder.name}-labels.csv")
        report.write(listed)
        log.warning("what did not go together is listed in %s", listed)
    if not len(pictures):
        raise DeepGalaxyError("nothing to train on: give merger files, or pictures with labels")
    learnt = learnable(pictures.labels, architecture)
    if start:
        start.freeze(network, learnt)
    tells = start.tells(learnt) if start else learnt
    untold = sorted({*architecture.properties, "interacting"} - tells)
    if network.classifier is not None and untold:
        log.warning("no label tells %s: nor will the model", ", ".join(untold))
    checkpoint = Checkpoint(
        folder.with_name(f".{folder.name}.checkpoints"),
        settings | {"pictures": pictures.sha256},
        keep_checkpoints,
    )
    loop = TrainingLoop(network, pictures, unseen, preprocessing, config, workers)
    with EpochLog(record if workers.rank == 0 else None) as epoch_log:
        try:
            loop.run(epoch_log, checkpoint if workers.rank == 0 else None)
        except torch.cuda.OutOfMemoryError as error:
            raise DeepGalaxyError(
                f"the GPU has no room for batches of {config.batch_size} pictures: give a smaller"
                " `batch_size=`, or `bf16=True` or `save_memory=True`"
            ) from error
    if not (start and start.dates_as_before(learnt)):  # else it is of the pictures that it learnt to date
        fit_out_of_domain(network, pictures, preprocessing, config, workers)
    if not start and "interacting" in learnt:
        fit_interacting(network, pictures, preprocessing, config, workers)
    calibration = None
    if unseen is not None and len(unseen) and network.classifier is not None:
        # MAPIE and scikit-learn take two seconds to import: only a run that comes to its end needs them.
        from deepgalaxy.training.calibrate import calibrate

        probabilities = predict_probabilities(network, unseen, preprocessing, workers)
        knowing = Counter(name for each in held_out for name in told(labels_of(each)))
        calibration = calibrate(probabilities, unseen.labels, [s.id for s in held_out], knowing)
    if start:
        calibration = start.calibration(calibration, learnt)
    network.cpu()
    card = ModelCard(
        name=folder.name,
        architecture=architecture,
        preprocessing=preprocessing,
        training={
            "config": config.model_dump(mode="json"),
            "simulations": [s.id for s in training] + [s.id for s in own_pictures],
            "held_out_simulations": [s.id for s in held_out],
            "labelled_pictures": sum(len(each.pictures) for each in own_pictures),
            "unlabelled_pictures": int(pictures.labels.isnan().all(dim=1).sum()),
            "non_mergers": int(
                (~shows_mergers(pictures.labels) & (column(pictures.labels, "interacting") == 0)).sum()
            ),
            "seen": sorted({*seen, *known_before}),
            "split": config.split,
            "from": start.origin if start else None,
        },
        stage_clock="event",
        stage_time_myr=stage_times(training) if training else None,
        time_scatter=time_scatter(training) if training else 0.0,
        tells=tuple(name for name in (*PROPERTY_NAMES, "interacting") if name in tells),
        calibration=calibration,
        metrics={"epochs": loop.history, "kept": loop.best()},
    )
    sha256 = ""
    if workers.rank == 0:
        sha256 = save_model(folder, network, card).sha256
        checkpoint.remove()
    return TrainedModel(network, card, workers.broadcast(sha256), folder)


def _check_framing(preprocessing: Preprocessing, config: TrainingConfig) -> None:
    """Refuse another framing than that of the model to start from."""
    for name in ("companion_distance", "near_distance"):
        known = getattr(preprocessing, name)
        if name in config.model_fields_set and getattr(config, name) != known:
            raise WrongUse(f"`{name}=`: that of the model to start from is {known}; leave it out")


def learnable(labels: torch.Tensor, architecture: Architecture) -> set[LabelName]:
    """Return which answers of a classifier can be learnt from labels.

    Parameters
    ----------
    labels : Tensor
        Of all training pictures, shape (N, 6).
    architecture : Architecture
        Of the network.

    Returns
    -------
    set of str
        The properties that some label tells; and ``interacting`` where both mergers and others are there.
    """
    if "classifier" not in architecture.parts:
        return set()
    interacting = column(labels, "interacting")
    both = bool((interacting == 1).any() and (interacting == 0).any())
    return told(labels) & {
        *architecture.properties,
        *(("interacting",) if both and architecture.scaled else ()),
    }
