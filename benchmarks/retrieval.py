"""How similar are recommended images? ``python benchmarks/retrieval.py MODEL FILES``.

The protocol of the DeepGalaxy papers: the structural similarity (SSIM) of every simulated image and the ten
found for it, by spectral recommendation, nearest vectors, nearest pixels, and at random. Most of the ten
are neighbours in time and near-copies, so all is repeated without images of the query's own merger.
Also: which share of the ten is the same for k = 8 and k = 32 neighbours in the graph.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.evaluation.recommendations import compare_recommendations, overlap
from deepgalaxy.evaluation.retrieval import RetrievalScore, compare_neighbours, make_frame_set
from deepgalaxy.evaluation.stage_errors import predict_stages
from deepgalaxy.imaging.merger_file import read_all
from deepgalaxy.networks.model_folder import load_model


def some(n: int, count: int) -> Tensor:
    """Draw the indices of ``count`` of n pictures, the same at each call; all if there are fewer."""
    return torch.randperm(n, generator=torch.Generator().manual_seed(0))[:count]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of a trained model")
    parser.add_argument("files", type=Path, nargs="+", help="merger datasets (HDF5)")
    parser.add_argument("--queries", type=int, default=10**9, help="by default every image")
    parser.add_argument("--recommended", type=int, default=500, help="of these, with recommendations")
    options = parser.parse_args()
    simulations = read_all(options.files)
    z = torch.from_numpy(predict_stages(load_model(options.model), simulations).z)
    frame_set = make_frame_set(simulations, z)
    rows = compare_recommendations(frame_set, some(len(z), options.recommended))
    rows += compare_neighbours(frame_set, some(len(z), options.queries))
    print_rows(rows, RetrievalScore, OutputFormat.TABLE)
    if len(simulations) > 1:
        share = overlap(frame_set, some(len(z), min(100, options.recommended)))
        print(f"\noverlap@10 from k = 8 to 32: {share:.3f} by recommendation, 0.800 by kNN (8 of 10)")


if __name__ == "__main__":
    main()
