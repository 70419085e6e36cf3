"""Nearest neighbours by brute force, with some vectors excluded, for evaluation."""

import torch
from torch import Tensor

BLOCK = 512
"""Queries at once."""


def nearest_others(vectors: Tensor, count: int, group: Tensor, queries: Tensor | None = None) -> Tensor:
    """Find the nearest vectors that are of another group.

    Parameters
    ----------
    vectors : Tensor
        (n, d), float32.
    count : int
        How many; every group must have as many vectors outside it.
    group : Tensor
        Group of each vector, int64, shape (n,): ``arange(n)`` excludes only each vector itself.
    queries : Tensor, optional
        Indices of the vectors whose neighbours are searched for, int64, shape (m,); by default all.

    Returns
    -------
    Tensor
        Indices, int64, shape (m, count), nearest first.
    """
    centred = vectors - vectors.mean(dim=0)  # squares of smaller numbers lose fewer digits
    norm = centred.square().sum(dim=1)
    found = []
    for block in torch.split(torch.arange(len(centred)) if queries is None else queries, BLOCK):
        distance = norm - 2 * centred[block] @ centred.T
        distance[group[block][:, None] == group] = torch.inf
        found.append(distance.topk(count, largest=False).indices)
    return torch.cat(found)
