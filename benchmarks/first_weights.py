"""Start weights from ImageNet compared with random ones: epochs to the same loss on held-out simulations.

``python -m benchmarks.first_weights RUNS…`` trains the same network twice on merger files, from ImageNet
weights (extra ``imagenet``) and from random ones. It prints the loss on the held-out simulations after each
epoch, and after how many epochs each first reached the lowest loss of the random start.
"""

import argparse
import logging
import tempfile
from dataclasses import replace
from pathlib import Path

from deepgalaxy.imaging.merger_file import Simulation, read_all, trusted_simulations
from deepgalaxy.networks.architecture import make_architecture
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.train import train


def losses(
    simulations: list[Simulation], backbone: str, size_px: int, epochs: int, first_weights: str | None
) -> list[float]:
    """Return the loss on the held-out simulations (nats) after each epoch."""
    architecture = make_architecture(
        backbone=backbone, size_px=size_px, pictures_px=size_px, latent_size=32, parts="classifier"
    )
    config = TrainingConfig(epochs=epochs, first_weights=first_weights, bf16=True)
    with tempfile.TemporaryDirectory() as scratch:
        model = train(simulations, Path(scratch) / "model", architecture, config)
    return [epoch["held_out_loss"] for epoch in model.card.metrics["epochs"]]


def epochs_to(goal: float, history: list[float]) -> int | None:
    """Return after how many epochs the loss was first as low as ``goal``."""
    return next((n for n, loss in enumerate(history, start=1) if loss <= goal), None)


def main() -> None:
    """Train twice and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="merger datasets (HDF5)")
    parser.add_argument("--backbone", default="efficientnet_lite0")
    parser.add_argument("--size", type=int, default=64, help="side of the network's picture, pixels")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--cameras", type=int, default=4, help="of each merger")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    simulations = [
        replace(s, cameras=s.cameras[: options.cameras]) for s in trusted_simulations(read_all(options.files))
    ]
    starts = {"ImageNet": "imagenet", "random": None}
    history = {
        name: losses(simulations, options.backbone, options.size, options.epochs, first)
        for name, first in starts.items()
    }
    goal = min(history["random"])
    print(
        f"| {options.backbone}, first weights | "
        + " | ".join(map(str, range(1, options.epochs + 1)))
        + " | epochs to"
    )
    print("| --- " * (options.epochs + 2) + "|")
    for name, run in history.items():
        reached = epochs_to(goal, run)
        print(f"| {name} | " + " | ".join(f"{loss:.2f}" for loss in run) + f" | {reached} ({goal:.2f}) |")


if __name__ == "__main__":
    main()
