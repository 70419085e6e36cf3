"""How alike are the images that are recommended? ``python benchmarks/likeness.py FILE --model DIR``.

The protocol of the DeepGalaxy papers: the structural similarity (SSIM) of every simulated image and the ten
found for it, by nearest vectors, by spectral recommendation, by nearest pixels, and at random. Images of the
query's own simulation and camera are not counted: its neighbours in time are near-copies. Also: how much of
the ten is kept when the graph's k goes from 8 to 32; and, with ``--labelled``, how many of the ten real
galaxies nearest to one are of its Galaxy Zoo class.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from deepgalaxy.errors import RefusedInput
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.inference.dating import embed_pictures
from deepgalaxy.mergers.dataset import read_simulations
from deepgalaxy.networks.weights import TrainedModel, load_model
from deepgalaxy.progress import track
from deepgalaxy.similarity.recommend import NEIGHBOURHOOD
from deepgalaxy.similarity.spectral import rank_spectrally

TEN = 10
SIZE_PX = 64
"""Side of the pictures that are compared; of the pixels that are neighbours, half of it."""
Floats = NDArray[np.float32]


def read_simulated(file: Path, model: TrainedModel) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Pictures (n, SIZE_PX, SIZE_PX), vectors, and which simulation and camera each is of."""
    pictures, vectors, series = [], [], []
    for number, simulation in enumerate(track(read_simulations(file), "embedding")):
        for camera in simulation.cameras:
            pixels = simulation.read(camera, np.arange(simulation.n_frames))
            vectors.append(embed_pictures(model, pixels)[0])
            pictures += [resize_to_square(picture, SIZE_PX)[0] for picture in pixels]
            series += [100 * number + camera] * len(pixels)
    return np.array(pictures), np.concatenate(vectors), np.array(series)


def nearest(vectors: Floats, query: int, others: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Which of ``others`` are nearest to ``query``, nearest first."""
    distance = np.linalg.norm(vectors[others] - vectors[query], axis=1)
    return others[np.argsort(distance, kind="stable")[:count]]


def recommended(vectors: Floats, query: int, others: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """The ten that spectral recommendation finds, with graphs of k neighbours."""
    around = nearest(vectors, query, others, NEIGHBOURHOOD)
    return around[rank_spectrally(vectors[query], vectors[around], k).order[:TEN]]


def compare(pictures: Floats, vectors: Floats, series: NDArray[np.int64], sample: int) -> None:
    """Print mean SSIM by method, and what is kept from k = 8 to 32."""
    rng = np.random.default_rng(0)
    half = pictures.reshape(len(pictures), SIZE_PX // 2, 2, SIZE_PX // 2, 2).mean((2, 4))
    pixels = half.reshape(len(pictures), -1)
    likeness: dict[str, list[float]] = {}
    kept = []
    queries = rng.permutation(len(pictures))[:sample].tolist()
    for query in track(queries, "comparing"):
        others = np.flatnonzero(series != series[query])
        found = {
            "spectral recommendation": recommended(vectors, query, others, 16),
            "nearest vectors": nearest(vectors, query, others, TEN),
            "nearest pixels": nearest(pixels, query, others, TEN),
            "random": rng.choice(others, TEN, replace=False),
        }
        for name, ten in found.items():
            ssim = [structural_similarity(pictures[query], pictures[i], data_range=1.0) for i in ten]  # type: ignore[no-untyped-call]
            likeness.setdefault(name, []).append(float(np.mean(ssim)))
        few, many = (set(recommended(vectors, query, others, k).tolist()) for k in (8, 32))
        kept.append(len(few & many) / TEN)
    print(f"| ten of {len(pictures)} images, {len(queries)} asked | mean SSIM | ± |\n| --- | --: | --: |")
    for name, values in likeness.items():
        print(f"| {name} | {np.mean(values):.4f} | {np.std(values) / np.sqrt(len(values)):.4f} |")
    print(f"\noverlap@10 from k = 8 to 32: {np.mean(kept):.3f} by recommendation, 0.800 by kNN (8 of 10)")


def precision(folder: Path, model: TrainedModel) -> None:
    """Print precision@10: how many of the nearest ten are of the query's class."""
    with (folder / "labels.csv").open() as table:
        known = {row["file"]: row["class_name"] for row in csv.DictReader(table) if row["class_name"]}
    vectors, classes = [], []
    for path in track(sorted(folder.glob("*.jpeg")), "embedding"):
        if path.name in known:
            try:
                _, cutout = next(iter(read_cutouts(path)))
            except RefusedInput:
                continue
            vectors.append(embed_pictures(model, cutout.pixels[None])[0][0])
            classes.append(known[path.name])
    z, of = np.array(vectors), np.array(classes)
    hits = [np.mean(of[nearest(z, i, np.delete(np.arange(len(z)), i), TEN)] == of[i]) for i in range(len(z))]
    by_chance = sum(np.mean(of == one) ** 2 for one in set(classes))
    print(
        f"\nprecision@10 of the class among {len(z)} galaxies: {np.mean(hits):.3f}, {by_chance:.3f} by chance"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path, help="merger dataset (HDF5)")
    parser.add_argument("--model", type=Path, required=True, help="folder of a trained model")
    parser.add_argument("--sample", type=int, default=10**9, help="queries; by default every image")
    parser.add_argument("--labelled", type=Path, help="folder of JPEGs with labels.csv (file, class_name)")
    given = parser.parse_args()
    model = load_model(given.model)
    with torch.inference_mode():
        compare(*read_simulated(given.file, model), given.sample)
        if given.labelled:
            precision(given.labelled, model)


if __name__ == "__main__":
    main()
