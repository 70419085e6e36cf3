"""Compare the clocks by which stages can be counted: ``python -m benchmarks.clocks FILES``.

Some mergers in the files are held out. For each clock, one network is trained on the others' stages; its
predictions are converted to the event clock, by the held-out mergers' own events, and compared by phase.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.clock import (
    COALESCENCE_STAGE,
    FIRST_PERICENTRE_STAGE,
    LAST_STAGE,
    SECOND_PERICENTRE_STAGE,
    ClockName,
    half_light_radii_kpc,
)
from deepgalaxy.imaging.merger_file import Simulation, read_simulations, trusted_simulations
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.train import train

CLOCKS: tuple[ClockName, ...] = get_args(ClockName)[::-1]
PHASES = {
    "before first pericentre": (0.0, FIRST_PERICENTRE_STAGE),
    "first to second": (FIRST_PERICENTRE_STAGE, SECOND_PERICENTRE_STAGE),
    "second to coalescence": (SECOND_PERICENTRE_STAGE, COALESCENCE_STAGE),
    "one nucleus": (COALESCENCE_STAGE, LAST_STAGE + 1),
}

Array = NDArray[np.float64]


def on_clock(simulation: Simulation, clock: ClockName) -> Simulation:
    """Return the simulation with the stages of another clock; NaN outside 0 to 70, which that clock lacks."""
    if clock == "event":
        return simulation
    assert simulation.events is not None
    pace = simulation.events.pace_myr(clock, half_light_radii_kpc(simulation.attributes))
    stage = FIRST_PERICENTRE_STAGE + simulation.time_myr / pace
    return replace(simulation, stage=np.where((stage >= 0) & (stage <= LAST_STAGE), stage, np.nan))


def spread(simulations: Sequence[Simulation], clock: ClockName) -> str:
    """Return a table row: the stages of second pericentre and coalescence on a clock."""
    cells = []
    for event in ("second_pericentre_myr", "coalescence_myr"):
        stages = []
        for simulation in simulations:
            events = simulation.events
            assert events is not None
            since = getattr(events, event) - events.first_pericentre_myr
            if clock == "event":
                stages.append(float(events.stage(getattr(events, event))))
            else:
                pace = events.pace_myr(clock, half_light_radii_kpc(simulation.attributes))
                stages.append(FIRST_PERICENTRE_STAGE + since / pace)
        cells.append("{:.1f} to {:.1f} ({:.1f} to {:.1f})".format(*np.quantile(stages, [0, 1, 0.16, 0.84])))
    return f"| {clock} | " + " | ".join(cells) + " |"


def errors(
    training: Sequence[Simulation],
    held_out: Sequence[Simulation],
    clock: ClockName,
    architecture: Architecture,
    config: TrainingConfig,
    cameras: int,
) -> tuple[Array, Array, float]:
    """Train on one clock; return true stages and absolute errors on the event clock, and the last loss."""
    with tempfile.TemporaryDirectory() as folder:
        few = [replace(on_clock(s, clock), cameras=s.cameras[:cameras]) for s in training]
        model = train(few, Path(folder) / "model", architecture, config)
    truth, error = [], []
    for simulation in held_out:
        frames = simulation.staged
        for camera in simulation.cameras[:cameras]:
            outputs = predict_pictures(model, simulation.read(camera, frames))
            predicted = outputs.predictions.stage.astype(np.float64)
            stages = simulation.stage[frames]
            radii = half_light_radii_kpc(simulation.attributes)
            assert simulation.events is not None
            truth.append(stages)
            error.append(np.abs(simulation.events.stage_of(predicted, clock, radii) - stages))
    loss = float(model.card.metrics["epochs"][-1]["classifier_loss"])
    return np.concatenate(truth), np.concatenate(error), loss


def main() -> None:
    """Print both tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "files", type=Path, nargs="+", help="merger files with events (simulate --grid survey)"
    )
    parser.add_argument("--held-out", type=int, default=8, help="mergers, taken evenly from the files")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--cameras", type=int, default=7, help="of each merger")
    parser.add_argument("--size", type=int, default=64, help="of the networks' pictures, pixels")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    found = trusted_simulations([s for path in options.files for s in read_simulations(path)])
    mergers = [s for s in found if s.outcome == "merger"]
    held_out = [mergers[round(i)] for i in np.linspace(1, len(mergers) - 1, options.held_out)]
    training = [s for s in mergers if s not in held_out]
    print(f"{len(mergers)} mergers, {len(found) - len(mergers)} other outcomes\n")
    print("| clock | second pericentre: all (68 %) | coalescence: all (68 %) |\n| --- | --- | --- |")
    print("\n".join(spread(mergers, clock) for clock in CLOCKS), flush=True)
    print(f"\n{len(training)} training mergers, {len(held_out)} held out, {options.epochs} epochs:\n")
    print("| clock | all | " + " | ".join(PHASES) + " | training loss (nats) | minutes |")
    print("| --- " * (len(PHASES) + 4) + "|", flush=True)
    architecture = Architecture(size_px=options.size, parts=("classifier",))
    config = TrainingConfig(epochs=options.epochs, held_out=0)
    for clock in CLOCKS:
        start = time.monotonic()
        truth, error, loss = errors(training, held_out, clock, architecture, config, options.cameras)
        phases = [error[(low <= truth) & (truth < high)] for low, high in PHASES.values()]
        medians = " | ".join(f"{np.median(part):.1f}" for part in (error, *phases))
        minutes = (time.monotonic() - start) / 60
        print(f"| {clock} | {medians} | {loss:.2f} | {minutes:.1f} |", flush=True)


if __name__ == "__main__":
    main()
