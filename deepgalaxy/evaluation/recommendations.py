"""SSIM of pictures and those recommended for them, and how much recommendations depend on the graph's k."""

import numpy as np
import torch
from torch import Tensor

from deepgalaxy.core.progress import track
from deepgalaxy.evaluation.neighbours import nearest_others
from deepgalaxy.evaluation.retrieval import TEN, FrameSet, RetrievalScore
from deepgalaxy.similarity.recommend import NEIGHBOURHOOD
from deepgalaxy.similarity.spectral import rank_spectrally

RECOMMENDED = "spectral recommendation"
"""``RetrievalScore.found_by`` of these."""


def compare_recommendations(frame_set: FrameSet, queries: Tensor) -> list[RetrievalScore]:
    """Measure the SSIM of pictures and the ten that are recommended for each.

    Parameters
    ----------
    frame_set : FrameSet
        Pictures to recommend from.
    queries : Tensor
        Indices of the pictures to recommend others for, int64, shape (n,).

    Returns
    -------
    list of RetrievalScore
        Among all pictures and among other mergers' pictures.
    """
    rows = []
    for among, group in frame_set.groups.items():
        candidates = _neighbourhoods(frame_set, group, queries)
        pairs = track(list(zip(queries.tolist(), candidates, strict=True)), f"recommending, {among}")
        found = torch.stack([_recommend(frame_set, query, near) for query, near in pairs])
        rows.append(frame_set.score(RECOMMENDED, among, queries, found))
    return rows


def overlap(frame_set: FrameSet, queries: Tensor) -> float:
    """Measure which share of the ten is the same for k = 8 and k = 32 neighbours in the graph.

    Parameters
    ----------
    frame_set : FrameSet
        Pictures of two mergers or more: those of other mergers are recommended.
    queries : Tensor
        Indices of the pictures to recommend others for, int64, shape (n,).

    Returns
    -------
    float
        0 to 1, mean over the queries.
    """
    candidates = _neighbourhoods(frame_set, frame_set.merger, queries)
    shares = []
    for query, near in zip(queries.tolist(), candidates, strict=True):
        few, many = (set(_recommend(frame_set, query, near, k).tolist()) for k in (8, 32))
        shares.append(len(few & many) / TEN)
    return float(np.mean(shares))


def _recommend(frame_set: FrameSet, query: int, candidates: Tensor, k: int = 16) -> Tensor:
    """Recommend ten of the candidates (indices, ascending in distance), as the catalogue does."""
    ranking = rank_spectrally(frame_set.z[query].numpy(), frame_set.z[candidates].numpy(), k)
    ten = ranking.order[:TEN]
    if len(ten) < TEN:  # a small component of the graph: add the nearest, as a larger neighbourhood would
        ten = np.append(ten, np.setdiff1d(np.arange(len(candidates)), ten)[: TEN - len(ten)])
    return candidates[torch.from_numpy(ten)]


def _neighbourhoods(frame_set: FrameSet, group: Tensor, queries: Tensor) -> Tensor:
    """Return the candidates for recommendation of each query, nearest first."""
    fewest = int((group[queries][:, None] != group).sum(dim=1).min())
    return nearest_others(frame_set.z, min(NEIGHBOURHOOD, fewest), group, queries)
