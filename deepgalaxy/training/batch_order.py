"""Which pictures make a step, and which worker takes which: it does not depend on the number of workers."""

import math

import numpy as np
import torch
from torch import Tensor


def epoch_order(count: int, seed: int, epoch: int) -> Tensor:
    """Shuffle the rows of an epoch.

    Parameters
    ----------
    count : int
        Rows in an epoch.
    seed : int
        Of the run.
    epoch : int
        Number of the epoch, from 0.

    Returns
    -------
    Tensor
        All rows in random order, int64, shape (count,).
    """
    return torch.randperm(count, generator=torch.Generator().manual_seed(mixed_seed(seed, epoch)))


def next_batch(order: Tensor, seen: int, batch_rows: int) -> Tensor:
    """Rows of the next step; the steps that are left in the epoch get nearly equal numbers of rows.

    Parameters
    ----------
    order : Tensor
        Rows of the epoch, int64.
    seen : int
        How many of them earlier steps have used.
    batch_rows : int
        Largest size of a batch, over all workers.

    Returns
    -------
    Tensor
        Rows, int64; empty at the end of the epoch.
    """
    left = len(order) - seen
    steps = max(1, math.ceil(left / batch_rows))
    return order[seen : seen + math.ceil(left / steps)]


def shares(batch: Tensor, count: int, rank: int, size: int) -> list[Tensor]:
    """Parts of a batch that one worker computes.

    Parameters
    ----------
    batch : Tensor
        Rows of the step, int64.
    count : int
        Number of nearly equal parts into which the batch is divided, over all workers.
    rank : int
        Of the worker.
    size : int
        Number of workers.

    Returns
    -------
    list of Tensor
        Rows of each part; the last parts may be empty.
    """
    return list(batch.tensor_split(count)[rank::size])


def mixed_seed(*numbers: int) -> int:
    """Hash several numbers to one seed.

    Parameters
    ----------
    *numbers : int
        Such as seed, epoch and row; not negative.

    Returns
    -------
    int
        64 bits. Neighbouring numbers give unrelated seeds.
    """
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0])
