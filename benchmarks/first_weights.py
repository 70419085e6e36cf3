"""First weights from ImageNet compared with random ones: epochs to the same loss on held-out simulations.

``python -m benchmarks.first_weights RUNS…`` trains a network on merger files from ImageNet's weights (extra
``imagenet``), from random ones, and the usual small network beside it. It prints as Markdown the loss on the
held-out simulations after each epoch, the error in the end, the processor's time, and after how many epochs
each first reached the lowest loss of the random start.
"""

import argparse
import logging
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from deepgalaxy.imaging.merger_file import Merger, read_all, trusted_simulations
from deepgalaxy.networks.architecture import make_architecture
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.epoch_log import Metrics
from deepgalaxy.training.train import train
from deepgalaxy.training.validation import VALIDATED_BY


def epochs_of(
    simulations: list[Merger], backbone: str, size_px: int, epochs: int, first_weights: str | None
) -> list[Metrics]:
    """Train a classifier and return the metrics of its epochs."""
    architecture = make_architecture(
        backbone=backbone, size_px=size_px, pictures_px=size_px, latent_size=32, parts="classifier"
    )
    config = TrainingConfig(epochs=epochs, first_weights=first_weights)
    with tempfile.TemporaryDirectory() as scratch:
        model = train(simulations, Path(scratch) / "model", architecture, config)
    history: list[Metrics] = model.card.metrics["epochs"]
    return history


def main() -> None:
    """Train thrice and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="merger datasets (HDF5)")
    parser.add_argument("--backbone", default="lite16")
    parser.add_argument("--size", type=int, default=64, help="side of the network's picture, pixels")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--cameras", type=int, default=2, help="of each merger")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    simulations = [
        replace(s, cameras=s.cameras[: options.cameras]) for s in trusted_simulations(read_all(options.files))
    ]
    starts = [(options.backbone, "imagenet"), (options.backbone, None), ("simple", None)]
    runs = []
    for backbone, first in starts:
        begun = time.process_time()
        history = epochs_of(simulations, backbone, options.size, options.epochs, first)
        runs.append((history, (time.process_time() - begun) / 60))
    goal = min(epoch["held_out_loss"] for epoch in runs[1][0])
    numbers = " | ".join(map(str, range(1, options.epochs + 1)))
    print(f"| network | first weights | {numbers} | stages | CPU, minutes | epochs to {goal:.2f} |")
    print("| --- " * (options.epochs + 5) + "|")
    for (backbone, first), (history, minutes) in zip(starts, runs, strict=True):
        losses = [epoch["held_out_loss"] for epoch in history]
        reached = next((n for n, loss in enumerate(losses, start=1) if loss <= goal), "–")
        print(
            f"| {backbone} | {'random' if first is None else 'ImageNet'} | "
            + " | ".join(f"{loss:.2f}" for loss in losses)
            + f" | {history[-1][VALIDATED_BY]:.1f} | {minutes:.1f} | {reached} |"
        )


if __name__ == "__main__":
    main()
