"""Which pictures meet in a step, and who takes which: the same whoever and however many there are."""

import math

import numpy as np
import torch
from torch import Tensor


def epoch_order(count: int, seed: int, epoch: int) -> Tensor:
    """All rows of an epoch, shuffled: (count,), int64."""
    return torch.randperm(count, generator=torch.Generator().manual_seed(mixed_seed(seed, epoch)))


def next_batch(order: Tensor, seen: int, most: int) -> Tensor:
    """Rows of the step after ``seen`` rows: as many as ``most`` at the most, the last step no smaller.

    Parameters
    ----------
    order : Tensor
        Rows of the epoch.
    seen : int
        How many have had their turn.
    most : int
        Size of a batch, over all workers.
    """
    left = len(order) - seen
    steps = max(1, math.ceil(left / most))
    return order[seen : seen + math.ceil(left / steps)]


def shares(batch: Tensor, count: int, rank: int, size: int) -> list[Tensor]:
    """Those of ``count`` nearly equal shares of a batch that fall to a worker; the last may be empty."""
    return list(batch.tensor_split(count)[rank::size])


def mixed_seed(*numbers: int) -> int:
    """One seed of several numbers, unlike those of their neighbours."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0])
