"""From gradients to weights: the optimizer and the schedule of its rate."""

import math

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR

from deepgalaxy.training.config import Optimizer, TrainingConfig


def make_optimizer(network: nn.Module, config: TrainingConfig) -> torch.optim.Optimizer:
    """Make the optimizer that the configuration names, at its peak rate."""
    weights, rate, decay = network.parameters(), config.peak_learning_rate, config.weight_decay
    match config.optimizer:
        case Optimizer.ADAMW:
            return torch.optim.AdamW(weights, rate, weight_decay=decay)
        case Optimizer.ADADELTA:
            return torch.optim.Adadelta(weights, rate, weight_decay=decay)
        case Optimizer.SGD:
            return torch.optim.SGD(weights, rate, momentum=0.9, nesterov=True, weight_decay=decay)


def make_schedule(optimizer: torch.optim.Optimizer, steps: int, config: TrainingConfig) -> LambdaLR:
    """Rise linearly over the warm-up, then fall along a cosine to zero at the last of ``steps``.

    See Loshchilov & Hutter (2017), eq. 5.
    """
    rising = round(config.warm_up * steps)

    def share_of_peak(step: int) -> float:
        if step < rising:
            return (step + 1) / (rising + 1)
        return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))

    return LambdaLR(optimizer, share_of_peak)
