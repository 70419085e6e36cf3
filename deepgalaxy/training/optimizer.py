"""The optimizer and the schedule of its learning rate."""

import math

import torch
from torch import nn

from deepgalaxy.training.config import Optimizer, TrainingConfig


def make_optimizer(network: nn.Module, config: TrainingConfig) -> torch.optim.Optimizer:
    """Make the optimizer that the configuration names, at its peak learning rate.

    Parameters
    ----------
    network : Module
        Its parameters are optimised, but those that are frozen.
    config : TrainingConfig
        Optimizer, learning rate and weight decay.

    Returns
    -------
    Optimizer
        Of torch.
    """
    weights = [each for each in network.parameters() if each.requires_grad]
    rate, decay = config.peak_learning_rate, config.weight_decay
    match config.optimizer:
        case Optimizer.ADAMW:
            return torch.optim.AdamW(weights, rate, weight_decay=decay)
        case Optimizer.ADADELTA:
            return torch.optim.Adadelta(weights, rate, weight_decay=decay)
        case Optimizer.SGD:
            return torch.optim.SGD(weights, rate, momentum=0.9, nesterov=True, weight_decay=decay)


def share_of_peak(progress: float, warm_up: float) -> float:
    """Learning rate over its peak: it rises linearly in the warm-up, then falls along a cosine to zero.

    See Loshchilov & Hutter (2017), eq. 5. It is a function of the share of the pictures, not of the number of
    the step as torch's schedulers are: so it needs no state, and stays right if a run is continued by another
    number of workers, whose steps are larger or smaller.

    Parameters
    ----------
    progress : float
        Share of the training that is done, 0 to 1.
    warm_up : float
        Share of the training in which the rate rises.

    Returns
    -------
    float
        0 to 1.
    """
    if progress < warm_up:
        return progress / warm_up
    return 0.5 * (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up)))


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Set the learning rate of the next step.

    Parameters
    ----------
    optimizer : Optimizer
        Changed in place.
    rate : float
        For all its parameters.
    """
    for group in optimizer.param_groups:
        group["lr"] = rate
