"""Who is nearest to whom, where some may not be counted: brute force, for evaluation."""

import torch
from torch import Tensor

BLOCK = 512
"""Vectors asked about at once."""


def nearest_others(vectors: Tensor, count: int, family: Tensor, asked: Tensor | None = None) -> Tensor:
    """Find the nearest vectors that are of another family.

    Parameters
    ----------
    vectors : Tensor
        (n, d), float32.
    count : int
        How many; at most as many as every family has others.
    family : Tensor
        (n,), whole numbers: ``arange(n)`` excludes each vector itself and no other.
    asked : Tensor, optional
        Indices of those whose neighbours are wanted, (m,); by default all.

    Returns
    -------
    Tensor
        Indices (m, count), nearest first.
    """
    away = vectors - vectors.mean(dim=0)  # small numbers: their squares lose less
    length = away.square().sum(dim=1)
    found = []
    for block in torch.split(torch.arange(len(away)) if asked is None else asked, BLOCK):
        distance = length - 2 * away[block] @ away.T
        distance[family[block][:, None] == family] = torch.inf
        found.append(distance.topk(count, largest=False).indices)
    return torch.cat(found)
