"""What bfloat16 changes: the time of a prediction, vectors, neighbours and stages, against float32.

``python -m benchmarks.bfloat16 FOLDER`` dates and embeds pictures of a folder in both, in turns.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

import deepgalaxy as dg
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.picture_sources import read_pictures_of
from deepgalaxy.inference.predict import PicturePredictions, choose_channels, predict_pictures
from deepgalaxy.networks.model_folder import TrainedModel

BATCH = 64
K = 10


def predict_all(model: TrainedModel, batches: list[np.ndarray]) -> tuple[float, list[PicturePredictions]]:
    """Return seconds, and the predictions of each batch."""
    began = time.perf_counter()
    predicted = [predict_pictures(model, batch, bands=model.card.preprocessing.bands) for batch in batches]
    return time.perf_counter() - began, predicted


def neighbours(z: np.ndarray) -> np.ndarray:
    """Return the indices of the K nearest others of each vector, (n, K)."""
    distances = np.linalg.norm(z[:, None] - z[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    nearest: np.ndarray = distances.argsort(axis=1)[:, :K]
    return nearest


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="pictures")
    parser.add_argument("--model", default="deepgalaxy-small")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--pictures", type=int, default=1000, help="at most")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    wide = dg.load_model(options.model, options.device).trained
    narrow = wide.in_bf16()
    files = sorted(options.folder.iterdir())[: options.pictures]
    by_shape: dict[tuple[int, ...], list[np.ndarray]] = {}
    for _, found in read_pictures_of(files):
        if isinstance(found, Cutout):
            pixels = choose_channels(wide, found)
            by_shape.setdefault(pixels.shape, []).append(pixels)
    alike = max(by_shape.values(), key=len)
    batches = [np.stack(alike[start : start + BATCH]) for start in range(0, len(alike), BATCH)]
    for model in (wide, narrow):
        predict_all(model, batches[:1])
    rounds = [(predict_all(wide, batches), predict_all(narrow, batches)) for _ in range(options.rounds)]
    seconds = np.median([[each[0] for each in both] for both in rounds], axis=0)
    predictions = [both[1] for both in rounds[-1]]
    z, again = (np.concatenate([p.z for p in each if p.z is not None]) for each in predictions)
    stages = [np.concatenate([p.predictions.stage for p in each]) for each in predictions]
    times = [np.concatenate([p.predictions.time_myr for p in each]) for each in predictions]
    cosine = (z * again).sum(1) / np.linalg.norm(z, axis=1) / np.linalg.norm(again, axis=1)
    apart = np.linalg.norm(z - again, axis=1) / np.linalg.norm(z, axis=1)
    kept = [len({*a} & {*b}) / K for a, b in zip(neighbours(z), neighbours(again), strict=True)]
    where = torch.cuda.get_device_name() if wide.network.device.type == "cuda" else "CPU"
    print(f"| {len(z)} pictures, {where} | median | worst |\n| --- | ---: | ---: |")
    print(f"| pictures/s, float32 | {len(z) / seconds[0]:.0f} | |")
    print(f"| pictures/s, bfloat16 | {len(z) / seconds[1]:.0f} | |")
    print(f"| cosine of z | {np.median(cosine):.6f} | {cosine.min():.6f} |")
    print(f"| distance of z, of its length | {np.median(apart):.4f} | {apart.max():.4f} |")
    print(f"| recall of {K} neighbours (mean) | {np.mean(kept):.3f} | {np.min(kept):.1f} |")
    for name, (of_wide, of_narrow), unit in (("stage", stages, "stages"), ("time", times, "Myr")):
        off = np.abs(of_wide - of_narrow)
        print(f"| difference of {name}, {unit} | {np.nanmedian(off):.2f} | {np.nanmax(off):.1f} |")


if __name__ == "__main__":
    main()
