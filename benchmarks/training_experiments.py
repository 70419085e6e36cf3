"""Ways to train, compared: ``python -m benchmarks.training_experiments VARIANTS.toml RUNS… --output FOLDER``.

Each table of the TOML file is a way to train: a name, and what differs from the usual training (keys of
``deepgalaxy train --config``; keys above the first table are for all). Each is trained on the same merger
files, and its model kept in the folder: a run that was stopped goes on, one that is there is only measured.
Prints Markdown: errors on held-out or other mergers, and with ``--galaxies`` what it makes of real galaxies.
Of these, every second row of the table is used, so that the others are left to test what was chosen.
"""

import argparse
import logging
import resource
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.model_card import spread, tell_mergers
from deepgalaxy.evaluation.class_purity import LabelledGalaxies, purities, read_galaxies
from deepgalaxy.evaluation.stage_errors import predict_stages, unseen_simulations
from deepgalaxy.imaging.merger_file import Merger, read_all, trusted_simulations
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.architecture import make_architecture
from deepgalaxy.networks.model_folder import TrainedModel, load_model
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import split_simulations, without_repeats
from deepgalaxy.training.train import train

CAMERAS = 2
"""Of each merger."""
TOGETHER = 64
HEADS = (
    "way to train",
    "CPU, minutes",
    "median, stages",
    "two nuclei",
    "one nucleus",
    "median, Myr",
    "AUROC of p_interacting",
    "spirals taken for mergers",
    "purity of z",
    "mergers near mergers",
)


def main() -> None:
    """Train each way that is not there yet, measure all, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("variants", type=Path, help="TOML file: a table for each way to train")
    parser.add_argument("files", type=Path, nargs="+", help="merger datasets (HDF5)")
    parser.add_argument("--output", type=Path, required=True, help="folder for the models")
    parser.add_argument(
        "--test",
        type=Path,
        nargs="+",
        default=[],
        help="merger datasets to measure errors on, not the held-out ones",
    )
    parser.add_argument("--size", type=int, default=64, help="side of the network's picture, pixels")
    parser.add_argument("--non-mergers", type=Path, action="append", default=[])
    parser.add_argument("--unlabelled", type=Path, action="append", default=[])
    parser.add_argument("--galaxies", type=Path, help="folder of JPEGs with labels.csv of Galaxy Zoo classes")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    simulations = trusted_simulations(read_all(options.files))
    galaxies = every_second(read_galaxies(options.galaxies)) if options.galaxies else None
    print("| " + " | ".join(HEADS) + " |\n|" + " --- |" * len(HEADS))
    for name, config in read_variants(options.variants).items():
        folder = options.output / name
        minutes = "–"
        if not folder.is_dir():
            before = cpu_minutes()
            architecture = make_architecture(
                size_px=options.size, pictures_px=options.size, latent_size=32, parts="classifier,fcae,vae"
            )
            train(
                simulations,
                folder,
                architecture,
                config,
                unlabelled=options.unlabelled,
                non_mergers=options.non_mergers,
            )
            minutes = f"{cpu_minutes() - before:.0f}"
        model = load_model(folder)
        held_out = split_simulations(without_repeats(simulations), config.held_out, config.seed)[1]
        others = unseen_simulations(model, read_all(options.test)) if options.test else held_out
        figures = measure(model, others, galaxies)
        print(f"| {name} | {minutes} | " + " | ".join(figures) + " |", flush=True)


def read_variants(file: Path) -> Mapping[str, TrainingConfig]:
    """Return the configuration of each table, with the keys above all tables."""
    content: dict[str, Any] = tomllib.loads(file.read_text())
    shared = {key: value for key, value in content.items() if not isinstance(value, dict)}
    return {name: TrainingConfig(**(shared | own)) for name, own in content.items() if isinstance(own, dict)}


def every_second(galaxies: LabelledGalaxies) -> LabelledGalaxies:
    """Return every second row, of those whose class is known."""
    chosen = (np.arange(len(galaxies.kind)) % 2 == 0) & (galaxies.kind != "")
    return LabelledGalaxies(galaxies.pictures[chosen], galaxies.kind[chosen], galaxies.field[chosen])


def cpu_minutes() -> float:
    """Return the processor time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) / 60


def measure(model: TrainedModel, simulations: list[Merger], galaxies: LabelledGalaxies | None) -> list[str]:
    """Return the figures of a row, as text."""
    seen = predict_stages(model, [replace(s, cameras=spread(s.cameras, CAMERAS)) for s in simulations])
    error, late = np.abs(seen.stage_error), seen.coalesced
    myr = np.abs(seen.predicted_time_myr - seen.time_myr)
    figures = [f"{np.median(some):.2f}" for some in (error, error[~late], error[late])]
    figures.append(f"{np.median(myr):.0f}")
    if galaxies is None:
        return [*figures, "–", "–", "–", "–"]
    scores = {score.kind: score for score in tell_mergers(model, galaxies)}
    batches = np.split(galaxies.pictures, range(TOGETHER, len(galaxies.pictures), TOGETHER))
    z = [predict_pictures(model, (batch / 255).astype(np.float32)).z for batch in batches]
    purity = purities(
        {"z": torch.from_numpy(np.concatenate([part for part in z if part is not None]))},
        galaxies.kind,
        galaxies.field,
    )[0]
    figures.append(f"{scores['all but mergers'].auroc or np.nan:.3f}")
    figures.append(f"{100 * scores['spiral'].taken_for_mergers:.0f} %")
    return [*figures, f"{purity.balanced:.3f}", f"{purity.by_class['merger']:.3f}"]


if __name__ == "__main__":
    main()
