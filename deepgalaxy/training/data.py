"""Simulations to tensors, and the split that keeps each simulation whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.mergers.dataset import Simulation
from deepgalaxy.networks.architecture import N_STAGES
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.progress import track


@dataclass(frozen=True)
class LabelledPictures:
    """Pictures of simulated mergers, in memory."""

    pictures: Tensor
    """(N, 1, size_px, size_px), uint8."""
    stage: Tensor
    """(N,), float32, 0 to 70."""

    def __len__(self) -> int:
        return len(self.stage)


def load_pictures(simulations: Sequence[Simulation], preprocessing: Preprocessing) -> LabelledPictures:
    """Read every frame of every camera, resized for the network and kept in 8 bits.

    Raises
    ------
    DeepGalaxyError
        If there is nothing to read.
    """
    if not simulations:
        raise DeepGalaxyError("no simulation to train on")
    views = [(simulation, camera) for simulation in simulations for camera in simulation.cameras]
    pictures = [
        (preprocessing.resize(torch.from_numpy(simulation.read(camera, slice(None)))) * 255).round().byte()
        for simulation, camera in track(views, "reading pictures")
    ]
    stage = np.concatenate([simulation.stage for simulation, _ in views]).clip(0, N_STAGES - 1)
    return LabelledPictures(torch.cat(pictures), torch.from_numpy(stage.astype(np.float32)))


def split_simulations(
    simulations: Sequence[Simulation], held_out: float, seed: int
) -> tuple[list[Simulation], list[Simulation]]:
    """Training and validation simulations; a merger is never in both.

    Frames 5 Myr apart and sibling cameras are near-copies: a split over frames measures memory.

    Parameters
    ----------
    simulations : sequence of Simulation
    held_out : float
        Share to keep for validation: at least one where there are two or more, none where there is one.
    seed : int
    """
    order = np.random.default_rng(seed).permutation(len(simulations))
    n_held = min(max(1, round(held_out * len(simulations))), len(simulations) - 1) if held_out else 0
    return [simulations[i] for i in sorted(order[n_held:])], [simulations[i] for i in sorted(order[:n_held])]


def stage_times(simulations: Sequence[Simulation]) -> tuple[float, ...]:
    """Time since first pericentre (Myr) at each of the 71 stages: the median over simulations."""
    grid = np.arange(N_STAGES)
    times = [np.interp(grid, simulation.stage, simulation.time_myr) for simulation in simulations]
    return tuple(float(t) for t in np.median(times, axis=0))
