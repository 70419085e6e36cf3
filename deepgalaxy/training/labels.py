"""What is known of each training picture, and what that makes of it."""

from typing import Literal, get_args

import torch
from torch import Tensor

from deepgalaxy.imaging.merger_file import Merger
from deepgalaxy.networks.properties import PROPERTY_NAMES

LabelName = Literal["stage", "time_myr", "coalescence_myr", "mass_ratio", "interacting", "whole_kpc"]
LABELS: tuple[LabelName, ...] = get_args(LabelName)
"""Columns of the labels: the properties (`deepgalaxy.networks.properties`), whether the picture shows an
interacting pair (1) or not (0), and the side of the whole picture in kpc; NaN where unknown."""
FIRST_TOUCH = 13.0
"""Stage from which a pair is seen to interact; before, it looks like two galaxies in one line of sight."""
LAST_TRACES, RELAXED = 58.0, 64.0
"""Stage to which a remnant is seen to be one, and from which it looks like any galaxy."""


def make_labels(count: int, **known: Tensor | float) -> Tensor:
    """Make the labels of some pictures.

    Parameters
    ----------
    count : int
        Number of pictures.
    **known : Tensor or float
        By a name of `LABELS`, of shape (count,) or one for all; the others are NaN.

    Returns
    -------
    Tensor
        float32, shape (count, 6).
    """
    labels = torch.full((count, len(LABELS)), torch.nan)
    for name, values in known.items():
        labels[:, LABELS.index(name)] = torch.as_tensor(values, dtype=torch.float32)
    return labels


def merger_labels(simulation: Merger, frames: Tensor) -> Tensor:
    """Labels of the frames of a simulation.

    Parameters
    ----------
    simulation : Merger
        Any.
    frames : Tensor
        int64, shape (n,).

    Returns
    -------
    Tensor
        float32, shape (n, 6).
    """
    stage = torch.from_numpy(simulation.stage)[frames]
    return make_labels(
        len(frames),
        stage=stage,
        time_myr=torch.from_numpy(simulation.time_myr)[frames],
        coalescence_myr=torch.from_numpy(simulation.coalescence_myr)[frames],
        mass_ratio=simulation.lighter_to_heavier,
        interacting=is_interacting(stage),
        whole_kpc=simulation.field_kpc,
    )


def is_interacting(stage: Tensor) -> Tensor:
    """Tell whether a picture of a merger shows that it is one.

    Parameters
    ----------
    stage : Tensor
        Of the merger, any shape.

    Returns
    -------
    Tensor
        1 from the first touch on, NaN before and where the last traces fade, 0 of a relaxed remnant.
    """
    seen = torch.ones_like(stage)
    seen[(stage < FIRST_TOUCH) | ((stage > LAST_TRACES) & (stage < RELAXED)) | stage.isnan()] = torch.nan
    seen[stage >= RELAXED] = 0
    return seen


def told(labels: Tensor) -> set[LabelName]:
    """Return which labels are known of some picture.

    Parameters
    ----------
    labels : Tensor
        Shape (N, 6).

    Returns
    -------
    set of str
        Of `LABELS`.
    """
    return {name for name in LABELS if column(labels, name).isfinite().any()}


def shows_mergers(labels: Tensor) -> Tensor:
    """Tell which pictures are known to be of mergers: what dates or describes one is known of them.

    Parameters
    ----------
    labels : Tensor
        Shape (N, 6).

    Returns
    -------
    Tensor
        Bool, shape (N,).
    """
    described = torch.stack([column(labels, name).isfinite() for name in PROPERTY_NAMES]).any(dim=0)
    return described | (column(labels, "interacting") == 1)


def column(labels: Tensor, name: LabelName) -> Tensor:
    """Select a label.

    Parameters
    ----------
    labels : Tensor
        Shape (N, 6).
    name : str
        One of `LABELS`.

    Returns
    -------
    Tensor
        Shape (N,).
    """
    return labels[:, LABELS.index(name)]
