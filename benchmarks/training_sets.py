"""Compare two training sets: ``python -m benchmarks.training_sets --old FILES --new FILES …``.

Equal networks are trained on equally many mergers and pictures of either set, and one on as many pictures of
all new mergers. They are evaluated, with the shipped model; all stages are on the event clock.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from deepgalaxy.core.settings import get_settings
from deepgalaxy.evaluation.stage_errors import predict_stages
from deepgalaxy.imaging.merger_file import Simulation, read_all
from deepgalaxy.inference.model_choice import find_model_folder
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import TrainedModel, load_model
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.train import train


def learn(simulations: Sequence[Simulation], options: argparse.Namespace) -> TrainedModel:
    """Train a classifier on as many pictures as the options say."""
    few = [replace(s, cameras=s.cameras[: options.cameras]) for s in simulations]
    pictures = sum(len(s.staged) for s in few) * options.cameras
    config = TrainingConfig(epochs=max(1, round(options.shown / pictures)), held_out=0)
    with tempfile.TemporaryDirectory() as folder:
        architecture = Architecture(size_px=options.size, parts=("classifier",))
        return train(few, Path(folder) / "model", architecture, config)


def median_errors(model: TrainedModel, groups: Mapping[str, Sequence[Simulation]], cameras: int) -> list[str]:
    """Return the median absolute errors (stages) on each group, and those after first pericentre."""
    cells = []
    for simulations in groups.values():
        predicted = predict_stages(model, [replace(s, cameras=s.cameras[:cameras]) for s in simulations])
        error = np.abs(predicted.stage_error)
        cells.append(f"{np.median(error):.1f} ({np.median(error[predicted.stage > 19.5]):.1f})")
    return cells


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("old", "new", "held-out", "foreign"):
        parser.add_argument(f"--{name}", type=Path, nargs="+", required=True)
    parser.add_argument(
        "--mergers", type=int, default=9, help="of either set; a third network gets all new ones"
    )
    parser.add_argument(
        "--shown", type=int, default=60_000, help="pictures in each training, over all epochs"
    )
    parser.add_argument("--cameras", type=int, default=7, help="of each merger")
    parser.add_argument("--size", type=int, default=64, help="of the networks' pictures, pixels")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    new = [s for s in read_all(options.new) if s.outcome == "merger"]
    every = read_all(options.old)
    chosen = np.linspace(0, len(every) - 1, min(options.mergers, len(every))).round().astype(int)
    old, others = [every[i] for i in chosen], [s for i, s in enumerate(every) if i not in chosen]
    groups = {"unseen new mergers": [s for s in read_all(options.held_out) if s.outcome == "merger"]}
    groups |= {path.stem: read_all([path]) for path in options.foreign}
    groups |= {f"{len(others)} other old mergers": others} if others else {}
    groups |= {f"all {len(every)} old mergers": every}
    print(f"| trained on | {' | '.join(groups)} | minutes |")
    print("| --- " * (len(groups) + 2) + "|", flush=True)
    models: dict[str, Callable[[], TrainedModel]] = {
        f"{len(old)} old mergers": lambda: learn(old, options),
        f"{len(old)} new mergers": lambda: learn(new[: len(old)], options),
        f"{len(new)} new mergers": lambda: learn(new, options),
        "the shipped model": lambda: load_model(find_model_folder(get_settings(), None)),
    }
    for name, make in models.items():
        start = time.monotonic()
        model = make()
        minutes = (time.monotonic() - start) / 60
        cells = median_errors(model, groups, options.cameras)
        print(f"| {name} | {' | '.join(cells)} | {minutes:.1f} |", flush=True)


if __name__ == "__main__":
    main()
