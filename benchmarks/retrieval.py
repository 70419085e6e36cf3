"""How alike are the images that are recommended? ``python benchmarks/retrieval.py MODEL FILES``.

The protocol of the DeepGalaxy papers: the structural similarity (SSIM) of every simulated image and the ten
found for it, by spectral recommendation, nearest vectors, nearest pixels, and at random. Most of the ten
are neighbours in time and near-copies, so the same is asked with images of the query's own merger left out.
Also: how much of the ten is kept when the graph's k goes from 8 to 32.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from deepgalaxy.core.merger_file import read_all
from deepgalaxy.core.output import OutputFormat, print_rows
from deepgalaxy.core.progress import track
from deepgalaxy.evaluation.neighbours import nearest_others
from deepgalaxy.evaluation.retrieval import TEN, FrameSet, RetrievalScore, compare_neighbours, make_frame_set
from deepgalaxy.evaluation.stage_errors import predict_stages
from deepgalaxy.networks.model_folder import load_model
from deepgalaxy.similarity.recommend import NEIGHBOURHOOD
from deepgalaxy.similarity.spectral import rank_spectrally


def some(n: int, count: int) -> Tensor:
    """Indices of ``count`` of n pictures, the same at each call; all if there are no more."""
    return torch.randperm(n, generator=torch.Generator().manual_seed(0))[:count]


def recommend(gallery: FrameSet, query: int, around: Tensor, k: int = 16) -> Tensor:
    """Recommend ten of the neighbourhood, indices ascending in distance, as the catalogue would."""
    ranking = rank_spectrally(gallery.z[query].numpy(), gallery.z[around].numpy(), k)
    ten = ranking.order[:TEN]
    if len(ten) < TEN:  # a small piece of the graph: go on with the nearest, as a larger neighbourhood would
        ten = np.append(ten, np.setdiff1d(np.arange(len(around)), ten)[: TEN - len(ten)])
    return around[torch.from_numpy(ten)]


def compare_recommendations(gallery: FrameSet, asked: Tensor) -> list[RetrievalScore]:
    """Likeness of the pictures asked about to the ten that are recommended for them."""
    rows = []
    for among, family in gallery.families.items():
        around = neighbourhoods(gallery, family, asked)
        queries = track(list(zip(asked.tolist(), around, strict=True)), f"recommending, {among}")
        found = torch.stack([recommend(gallery, query, others) for query, others in queries])
        rows.append(gallery.row("spectral recommendation", among, asked, found))
    return rows


def neighbourhoods(gallery: FrameSet, family: Tensor, asked: Tensor) -> Tensor:
    """Those among whom to recommend, for each picture asked about, nearest first."""
    fewest = int((family[asked][:, None] != family).sum(dim=1).min())
    return nearest_others(gallery.z, min(NEIGHBOURHOOD, fewest), family, asked)


def kept(gallery: FrameSet, asked: Tensor) -> float:
    """Share of the ten that is kept when the graph's k goes from 8 to 32."""
    around = neighbourhoods(gallery, gallery.merger, asked)
    shares = []
    for query, others in zip(asked.tolist(), around, strict=True):
        few, many = (set(recommend(gallery, query, others, k).tolist()) for k in (8, 32))
        shares.append(len(few & many) / TEN)
    return float(np.mean(shares))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of a trained model")
    parser.add_argument("files", type=Path, nargs="+", help="merger datasets (HDF5)")
    parser.add_argument("--asked", type=int, default=10**9, help="queries; by default every image")
    parser.add_argument("--recommended", type=int, default=500, help="of these, with recommendations")
    given = parser.parse_args()
    simulations = read_all(given.files)
    z = torch.from_numpy(predict_stages(load_model(given.model), simulations).z)
    gallery = make_frame_set(simulations, z)
    rows = compare_recommendations(gallery, some(len(z), given.recommended))
    print_rows(
        [*rows, *compare_neighbours(gallery, some(len(z), given.asked))], RetrievalScore, OutputFormat.TABLE
    )
    if len(simulations) > 1:
        share = kept(gallery, some(len(z), min(100, given.recommended)))
        print(f"\noverlap@10 from k = 8 to 32: {share:.3f} by recommendation, 0.800 by kNN (8 of 10)")


if __name__ == "__main__":
    main()
