"""What a second worker is worth: Horovod against torch's DistributedDataParallel, and where the time goes.

``python benchmarks/scaling.py --plot scaling.png`` trains on one core alone, then on two, in turns, each
worker pinned to a core of its own and with the same batch (weak scaling), and prints a Markdown table. The
time of an allreduce is taken by itself, at several sizes; through it goes a straight line, α + β × bytes, and
from that a projection to more workers than there are cores here: a ring allreduce that nothing hides.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import torch

from deepgalaxy.networks.architecture import make_architecture
from deepgalaxy.networks.model import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.loader import TrainingPictures
from deepgalaxy.training.loop import Fitting
from deepgalaxy.training.record import Record
from deepgalaxy.training.workers import find_workers

BIN = Path(sys.executable).parent
LAUNCHERS = {
    "alone": [sys.executable],
    "Horovod": [sys.executable, str(BIN / "horovodrun"), "-np", "2", "--gloo", sys.executable],
    "torch DDP": [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"],
}
REDUCED = (1_000, 100_000, 1_000_000, 4_000_000)
"""Numbers in the vectors whose sums are timed."""
WORKERS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


@dataclass(frozen=True)
class Measured:
    """One run, as its rank 0 saw it."""

    pictures_s: float
    """Of all workers together."""
    step_s: float
    load_s: float
    """Of a step: reading its pictures."""
    reduce_s: list[float]
    """Sums of as many numbers as `REDUCED` says."""
    gradient_bytes: int


def work(output: Path, steps: int, batch: int, size_px: int) -> None:
    """Train as one of the workers; rank 0 leaves what it measured."""
    torch.set_num_threads(1)
    with find_workers() as workers:
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[workers.local_rank % len(cores)]})
        count = steps * batch * workers.size
        shown = torch.randint(0, 256, (batch, 1, size_px, size_px), dtype=torch.uint8)
        stage = torch.linspace(0, 70, batch)
        blocks = ((shown, stage, 20 * stage) for _ in range(count // batch))
        data = TrainingPictures(blocks, size_px, workers)
        architecture = make_architecture(
            size_px=None, pictures_px=size_px, latent_size=32, parts="classifier,fcae,vae"
        )
        network, config = Network(architecture), TrainingConfig(epochs=1, batch_size=batch)
        Fitting(network, data, None, Preprocessing(size_px=size_px), config, workers).run(
            Record(None)
        )  # warm
        fitting = Fitting(network, data, None, Preprocessing(size_px=size_px), config, workers)
        workers.wait()
        start = perf_counter()
        fitting.run(Record(None))
        workers.wait()
        taken = perf_counter() - start
        start = perf_counter()
        for rows in torch.split(torch.randperm(count)[: count // workers.size], batch):
            data.read(rows)
        load_s = (perf_counter() - start) / steps
        reduce_s = []
        for size in REDUCED:
            times = []
            for _ in range(10):
                workers.wait()
                start = perf_counter()
                workers.total(torch.ones(size))
                times.append(perf_counter() - start)
            reduce_s.append(statistics.median(times))
        measured = Measured(
            pictures_s=count / taken,
            step_s=taken / steps,
            load_s=load_s,
            reduce_s=reduce_s,
            gradient_bytes=4 * sum(p.numel() for p in network.parameters()),
        )
        if workers.rank == 0:
            output.write_text(json.dumps(asdict(measured)))


def run(launcher: str, options: argparse.Namespace) -> Measured:
    """Run one launcher's workers."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "measured.json"
        sizes = [str(options.steps), str(options.batch), str(options.size)]
        command = [*LAUNCHERS[launcher], __file__, "--work", str(output), *sizes]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
        return Measured(**json.loads(output.read_text()))


def middle(runs: list[Measured]) -> Measured:
    """Medians of several runs."""
    return Measured(
        pictures_s=statistics.median(r.pictures_s for r in runs),
        step_s=statistics.median(r.step_s for r in runs),
        load_s=statistics.median(r.load_s for r in runs),
        reduce_s=[statistics.median(times) for times in zip(*(r.reduce_s for r in runs), strict=True)],
        gradient_bytes=runs[0].gradient_bytes,
    )


def projected(alone: Measured, two: Measured) -> list[float]:
    """Efficiency for each of `WORKERS`, by a ring allreduce after the backward pass."""
    beta, alpha = np.polyfit(4 * np.array(REDUCED), two.reduce_s, 1)
    alpha = max(alpha, min(two.reduce_s))  # a line through large sums may start below the small ones
    # Two workers take two rounds of half the vector each; p take 2 (p - 1) rounds of a p-th.
    return [
        alone.step_s
        / (alone.step_s + (p - 1) * alpha + 2 * (p - 1) / p * beta * alone.gradient_bytes * (p > 1))
        for p in WORKERS
    ]


def draw(path: Path, found: dict[str, Measured]) -> None:
    """Draw efficiency over workers: measured as dots, projected as broken lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    alone = found["alone"]
    for colour, (name, two) in enumerate((n, m) for n, m in found.items() if n != "alone"):
        measured = [1.0, two.pictures_s / (2 * alone.pictures_s)]
        axes.plot([1, 2], measured, "o", color=f"C{colour}", label=f"{name}, measured on one node")
        axes.plot(
            WORKERS,
            projected(alone, two),
            "--",
            color=f"C{colour}",
            label=f"{name}, projected (α + β × bytes)",
        )
    axes.set(xscale="log", xlabel="workers", ylabel="efficiency (weak scaling)", ylim=(0, 1.1))
    axes.set_xscale("log", base=2)
    axes.legend()
    figure.savefig(path, dpi=150)


def main() -> None:
    """Print the table, and draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--batch", type=int, default=32, help="pictures of one worker in a step")
    parser.add_argument("--size", type=int, default=128, help="side of the pictures, pixels")
    parser.add_argument("--plot", type=Path, help="PNG of measured and projected efficiency")
    parser.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        output, *sizes = options.work
        work(Path(output), *map(int, sizes))
        return
    runs: dict[str, list[Measured]] = defaultdict(list)
    for _ in range(options.rounds):
        for launcher in LAUNCHERS:
            runs[launcher].append(run(launcher, options))
    found = {launcher: middle(measured) for launcher, measured in runs.items()}
    print(f"`simple`, {options.size} px, {options.batch} pictures a worker and step\n")
    print("| | workers | pictures/s | efficiency | step, ms | loading, ms | allreduce of the gradients, ms |")
    print("| --- " + "| ---: " * 6 + "|")
    for launcher, two in found.items():
        n = 1 if launcher == "alone" else 2
        efficiency = two.pictures_s / (n * found["alone"].pictures_s)
        reduce_s = np.interp(two.gradient_bytes / 4, REDUCED, two.reduce_s)
        print(
            f"| {launcher} | {n} | {two.pictures_s:.1f} | {efficiency:.2f} | {1000 * two.step_s:.0f} "
            f"| {1000 * two.load_s:.1f} | {1000 * reduce_s * (n > 1):.1f} |"
        )
    print("\nProjected, not measured: efficiency by α + β × bytes of this node's loopback.\n")
    print("| workers |", " | ".join(map(str, WORKERS)), "|")
    print("| --- " + "| ---: " * len(WORKERS) + "|")
    for launcher, two in found.items():
        if launcher != "alone":
            print(f"| {launcher} |", " | ".join(f"{e:.2f}" for e in projected(found["alone"], two)), "|")
    if options.plot:
        draw(options.plot, found)


if __name__ == "__main__":
    main()
