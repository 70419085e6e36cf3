"""Few labelled pictures: fine-tuned against from nothing.

``python -m benchmarks.fine_tuning FILES --held-out GROUP …`` writes pictures of some mergers with a table of
their labels, as a user has them, and learns from these alone: from nothing, and from a model whose heads,
last blocks or all are tuned, in equally many steps. Each network, and the model itself, is evaluated on the
mergers that are named as held out: none of them has seen these.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.evaluation.stage_errors import SEEN, dataset_of, predict_stages
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.imaging.merger_file import Merger, read_all

LABELS = ("file", "simulation", "stage", "time_myr", "mass_ratio", "field_of_view_kpc")


def write_pictures(mergers: Sequence[Merger], count: int, folder: Path) -> Table:
    """Write so many frames, drawn at random, each by one camera; return their labels."""
    rng = np.random.default_rng(1)
    rows = []
    for number in range(count):
        merger = mergers[number % len(mergers)]
        frame, camera = int(rng.choice(merger.staged)), int(rng.choice(merger.cameras))
        name = f"{number:05d}.png"
        Image.fromarray(to_8bit(merger.read(camera, [frame])[0, 0])).save(folder / name)
        of_frame = (merger.stage[frame], merger.time_myr[frame])
        rows.append((name, merger.id, *of_frame, merger.lighter_to_heavier, merger.field_kpc))
    return Table(rows=rows, names=LABELS)


def errors(model: dg.Model, mergers: Sequence[Merger]) -> str:
    """Return median errors of stage and time, and how often the 90 % interval of time holds the truth."""
    predicted = predict_stages(model.trained, mergers)
    myr = np.abs(predicted.predicted_time_myr - predicted.time_myr)
    held = (predicted.low90 <= predicted.time_myr) & (predicted.time_myr <= predicted.high90)
    return (
        f"{np.median(np.abs(predicted.stage_error)):.1f} | {np.median(myr):.0f} | {100 * np.mean(held):.0f} %"
    )


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="merger datasets (HDF5)")
    parser.add_argument("--held-out", nargs="+", required=True, help="groups of the mergers to evaluate on")
    parser.add_argument("--base", default="deepgalaxy-small", help="model to start from")
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--epochs", type=int, default=50)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    mergers, base = read_all(options.files), dg.load_model(options.base)
    held_out = [merger for merger in mergers if merger.group in options.held_out]
    if missing := set(options.held_out) - {merger.group for merger in held_out}:
        raise WrongUse(f"no merger is called {min(missing)}")
    if seen := [merger.id for merger in held_out if dataset_of(base.trained, merger) == SEEN]:
        raise WrongUse(f"{options.base} was trained on {seen[0]}: hold out others")
    others = [merger for merger in mergers if merger.group not in options.held_out]
    print(f"| {options.pictures} pictures of {len(others)} mergers | stages | Myr | time in 90 % | minutes |")
    print("| --- | --- | --- | --- | --- |")
    print(f"| {options.base} as it is | {errors(base, held_out)} | |", flush=True)
    size_px = base.card.architecture.size_px
    starts: dict[str, dict[str, Any]] = {"from nothing": {"size_px": size_px}}
    starts |= {f"--tune {tune}": {"base": base, "tune": tune} for tune in ("heads", "last", "all")}
    with tempfile.TemporaryDirectory() as scratch:
        pictures = Path(scratch) / "pictures"
        pictures.mkdir()
        labels = write_pictures(others, options.pictures, pictures)
        for name, start in starts.items():
            began = time.monotonic()
            model = dg.train(
                output=Path(scratch) / "model",
                labels=labels,
                pictures=pictures,
                time_zero="pericentre",
                epochs=options.epochs,
                batch_size=32,
                **start,
            )
            minutes = (time.monotonic() - began) / 60
            print(f"| {name} | {errors(model, held_out)} | {minutes:.1f} |", flush=True)


if __name__ == "__main__":
    main()
