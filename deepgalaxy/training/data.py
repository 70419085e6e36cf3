"""Pictures as tensors, and the split into training and validation by whole simulations."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from deepgalaxy.core.clock import MYR_PER_STAGE, N_STAGES
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.bands import red_to_blue
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_files
from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.imaging.visible_files import visible_files
from deepgalaxy.networks.preprocessing import Preprocessing, resize
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.labelled_pictures import LabelledSimulation, log_refused, read_labelled
from deepgalaxy.training.labels import column, is_interacting, make_labels, merger_labels
from deepgalaxy.training.loader import Block, TrainingPictures

log = logging.getLogger(__name__)

Simulation = TypeVar("Simulation")
AnySimulation = TypeVar("AnySimulation", bound=Merger | LabelledSimulation)


def make_preprocessing(
    config: TrainingConfig, size_px: int, bands: Sequence[str] | None = None
) -> Preprocessing:
    """Return how a new network's pictures are prepared.

    Parameters
    ----------
    config : TrainingConfig
        Its distances of companions.
    size_px : int
        Side of the network's picture.
    bands : sequence of str, optional
        Which the network gets, in any order; by default the luminance.

    Returns
    -------
    Preprocessing
        Framed by their light.
    """
    return Preprocessing(
        size_px=size_px,
        framing="light",
        companion_distance=config.companion_distance,
        near_distance=config.near_distance,
        colour=red_to_blue(bands) if bands else "luminance",
    )


def load_simulations(simulations: Sequence[Merger], preprocessing: Preprocessing) -> TrainingPictures:
    """Load every frame that has a stage, by every camera, for this process alone.

    Parameters
    ----------
    simulations : sequence of Merger
        At least one.
    preprocessing : Preprocessing
        Of the network.

    Returns
    -------
    TrainingPictures
        In 8 bits.
    """
    size_px = training_px(simulations, preprocessing)
    return TrainingPictures(simulation_blocks(simulations, size_px), size_px)


def training_px(simulations: Sequence[Merger], preprocessing: Preprocessing) -> int:
    """Side at which whole pictures are kept for training.

    Parameters
    ----------
    simulations : sequence of Merger
        None where all pictures are files of their own, which are read in any size.
    preprocessing : Preprocessing
        Of the network.

    Returns
    -------
    int
        The network's, or, where it sees a part of each picture only, the pictures' own up to twice as much.
    """
    if preprocessing.framing == "whole":
        return preprocessing.size_px
    largest = 2 * preprocessing.size_px
    return min(max((simulation.size_px for simulation in simulations), default=largest), largest)


def simulation_blocks(
    simulations: Sequence[Merger], size_px: int, bands: Sequence[str] | None = None
) -> Iterator[Block]:
    """Read each frame that has a stage, by every camera, in one size and in 8 bits.

    Parameters
    ----------
    simulations : sequence of Merger
        At least one.
    size_px : int
        Side of the pictures.
    bands : sequence of str, optional
        The channels that are wanted; files that have not all of them give their grey pictures.

    Yields
    ------
    Block
        Pictures of one camera and their labels.

    """
    views = [(simulation, camera) for simulation in simulations for camera in simulation.cameras]
    for simulation, camera in track(views, "reading simulations"):
        for frames, pictures in simulation.read_blocks(
            camera, simulation.staged, simulation.bands_for(bands)
        ):
            yield (
                _eight_bit(torch.from_numpy(pictures), size_px),
                merger_labels(simulation, torch.as_tensor(frames)),
            )


def labelled_blocks(
    simulations: Sequence[LabelledSimulation],
    size_px: int,
    bands: Sequence[str] | None = None,
    refuse: Callable[[RefusedInput], None] = log_refused,
) -> Iterator[Block]:
    """Read labelled pictures in one size and in 8 bits.

    Parameters
    ----------
    simulations : sequence of LabelledSimulation
        Any.
    size_px : int
        Side of the pictures.
    bands : sequence of str, optional
        As for `picture_blocks`.
    refuse : callable
        Gets what cannot be read, or has other bands; by default the log names it.

    Yields
    ------
    Block
        One picture and what is known of it. Whether it interacts is told by its stage where it is not told.
    """
    for _, picture, cutout in read_labelled(simulations, size_px, bands, refuse):
        try:
            pixels = _fitting(picture.name, cutout, size_px, bands)
        except RefusedInput as refused:
            refuse(refused)
            continue
        labels = picture.labels(cutout)
        interacting = column(labels, "interacting")
        by_stage = is_interacting(column(labels, "stage"))
        interacting.copy_(torch.where(interacting.isnan(), by_stage, interacting))
        yield pixels, labels


def random_frames(blocks: Iterable[Block], share: float, seed: int, *, held_out: bool) -> Iterator[Block]:
    """Take a random share of the frames of each block, or all others.

    Parameters
    ----------
    blocks : iterable of Block
        Pictures with their labels.
    share : float
        Share of the frames that is held out, 0 to 1.
    seed : int
        Of the choice.
    held_out : bool
        Whether to take the held-out frames or the others.

    Yields
    ------
    Block
        Part of each block.
    """
    generator = torch.Generator().manual_seed(seed)
    for pictures, labels in blocks:
        chosen = (torch.rand(len(labels), generator=generator) < share) == held_out
        yield pictures[chosen], labels[chosen]


def picture_blocks(
    paths: Sequence[Path],
    size_px: int,
    repeats: int = 1,
    bands: Sequence[str] | None = None,
    **known: float,
) -> Iterator[Block]:
    """Read pictures that are no simulated mergers; refused files are named in the log.

    Parameters
    ----------
    paths : sequence of Path
        Files, and folders of them.
    size_px : int
        Side of the pictures.
    repeats : int
        How often each picture is given.
    bands : sequence of str, optional
        Which bands of FITS files to take, a channel a band; pictures that have others are refused, and grey
        ones are given to each. By default, the luminance of all.
    **known : float
        Labels of all of them, such as ``interacting=0``.

    Yields
    ------
    Block
        One picture ``repeats`` times.

    Raises
    ------
    DeepGalaxyError
        If paths are given, and nothing there can be read.
    """
    files: list[Path] = []
    for path in paths:
        inside, refused = visible_files(path) if path.is_dir() else ([path], [])
        files += inside
        for closed in refused:
            log.warning("refused %s/%s", path, closed)
    count = 0
    for _, name, found in read_files(track(files, "reading pictures"), bands=bands):
        try:
            if isinstance(found, RefusedInput):
                raise found
            picture = _fitting(name, found, size_px, bands)
        except RefusedInput as refused:
            log_refused(refused)
            continue
        count += 1
        yield picture.repeat(repeats, 1, 1, 1), make_labels(repeats, **known)
    if paths and not count:
        raise DeepGalaxyError(f"no picture to train on in {', '.join(map(str, paths))}")


def _fitting(name: str, cutout: Cutout, size_px: int, bands: Sequence[str] | None) -> Tensor:
    """Return a picture as it is trained on, (1, channels, size_px, size_px); refuse one that lacks a band."""
    wanted = Preprocessing(size_px=size_px, colour=red_to_blue(bands) if bands else "luminance")
    if reason := wanted.misfit(len(cutout.pixels), cutout.bands):
        raise RefusedInput(name, reason)
    return _eight_bit(wanted.choose(torch.from_numpy(cutout.pixels)[None], cutout.bands), size_px)


def _eight_bit(pictures: Tensor, size_px: int) -> Tensor:
    return (resize(pictures, size_px) * 255).round().byte()


def fingerprint(simulation: Merger) -> str:
    """Identify a simulation by its content, whatever its file is called.

    Parameters
    ----------
    simulation : Merger
        Any.

    Returns
    -------
    str
        sha256 of three of its pictures and all its times, 64 hexadecimal digits.
    """
    frames = np.array([0, simulation.n_frames // 2, simulation.n_frames - 1])
    labels = simulation.t_myr / MYR_PER_STAGE
    digest = hashlib.sha256((labels - np.nanmin(np.trunc(labels))).tobytes())
    digest.update(simulation.read(simulation.cameras[0], frames).tobytes())
    return digest.hexdigest()


def fingerprints(simulation: Merger | LabelledSimulation) -> tuple[str, ...]:
    """Return what a simulation is known by in the list of those that a model has seen.

    Parameters
    ----------
    simulation : Merger or LabelledSimulation
        Any.

    Returns
    -------
    tuple of str
        One of them is enough to know it.
    """
    return simulation.digests if isinstance(simulation, LabelledSimulation) else (fingerprint(simulation),)


def labels_of(simulation: Merger | LabelledSimulation) -> Tensor:
    """Return what is known of a simulation's pictures, without a look at them.

    Parameters
    ----------
    simulation : Merger or LabelledSimulation
        Any.

    Returns
    -------
    Tensor
        float32, shape (n, 6); of a merger file a row a frame.
    """
    if isinstance(simulation, LabelledSimulation):
        return simulation.labels
    return merger_labels(simulation, torch.from_numpy(simulation.staged))


def split_unseen(
    simulations: Sequence[AnySimulation], config: TrainingConfig, seen: Set[str]
) -> tuple[list[AnySimulation], list[AnySimulation]]:
    """Split simulations as `split_simulations` does; those that the first weights come from validate nothing.

    Parameters
    ----------
    simulations : sequence of Merger or of LabelledSimulation
        Each once.
    config : TrainingConfig
        Its ``held_out`` and ``seed``.
    seen : set of str
        Fingerprints of those that a model was trained with, from whose weights the training starts.

    Returns
    -------
    training, validation : list
        All.
    """
    before: list[AnySimulation] = []
    others: list[AnySimulation] = []
    for each in simulations:
        (others if not seen or seen.isdisjoint(fingerprints(each)) else before).append(each)
    if before:
        log.info(
            "%d simulations have been seen by the first model: they do not validate this one", len(before)
        )
    training, held_out = split_simulations(others, config.held_out, config.seed)
    return [*before, *training], held_out


def without_repeats(simulations: Sequence[Merger]) -> list[Merger]:
    """Remove copies of a simulation: they could be on both sides of a split.

    Parameters
    ----------
    simulations : sequence of Merger
        Perhaps with copies under other names, or a file given twice.

    Returns
    -------
    list of Merger
        The first of each; the others are named in the log.
    """
    first: dict[str, Merger] = {}
    for simulation in simulations:
        original = first.setdefault(fingerprint(simulation), simulation)
        if original is not simulation:
            log.warning("%s is the same merger as %s and left out", simulation.id, original.id)
    return list(first.values())


def split_simulations(
    simulations: Sequence[Simulation], held_out: float, seed: int
) -> tuple[list[Simulation], list[Simulation]]:
    """Split simulations into training and validation; a merger is never in both.

    Frames 5 Myr apart, and pictures of one frame by other cameras, are near-copies: a split over frames
    measures memory.

    Parameters
    ----------
    simulations : sequence of Merger or of LabelledSimulation
        Each once.
    held_out : float
        Share to keep for validation: at least one of two or more, none of one.
    seed : int
        Of the choice.

    Returns
    -------
    training, validation : list
        In the order in which they were given.
    """
    order = np.random.default_rng(seed).permutation(len(simulations))
    n_held = min(max(1, round(held_out * len(simulations))), max(len(simulations) - 1, 0)) if held_out else 0
    return [simulations[i] for i in sorted(order[n_held:])], [simulations[i] for i in sorted(order[:n_held])]


def stage_times(simulations: Sequence[Merger]) -> tuple[float, ...]:
    """Median time since first pericentre at each stage.

    Parameters
    ----------
    simulations : sequence of Merger
        At least one; flybys are left out if there are mergers.

    Returns
    -------
    tuple of float
        Times in Myr at stages 0 to 70.
    """
    stages = np.arange(N_STAGES)
    mergers = [s for s in simulations if s.outcome == "merger"] or simulations
    times = [np.interp(stages, s.stage[s.staged], s.time_myr[s.staged]) for s in mergers]
    return tuple(float(t) for t in np.median(times, axis=0))


def time_scatter(simulations: Sequence[Merger]) -> float:
    """Measure how much mergers differ in their time per stage.

    Parameters
    ----------
    simulations : sequence of Merger
        At least one.

    Returns
    -------
    float
        Standard deviation of ln(Myr per stage).
    """
    myr_per_stage = [np.polyfit(s.stage[s.staged], s.time_myr[s.staged], 1)[0] for s in simulations]
    return float(np.std(np.log(myr_per_stage)))
