"""Speed of two workers: Horovod compared with torch's DistributedDataParallel, and where the time goes.

On one machine, with a worker on each of two cores, all configurations in turns, written into a page:

    python -m benchmarks.scaling --page docs/cluster.md

On a cluster each number of workers is a separate job, and the page is made of their results:

    srun --ntasks 128 python -m benchmarks.scaling --measure results/torch-128.json
    python -m benchmarks.scaling --page scaling.md results/*.json

Each worker keeps its batch however many there are (weak scaling). The time of an allreduce is taken by
itself, for vectors of several sizes; see `benchmarks.scaling_page` for what is made of it.
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from time import perf_counter, process_time

import torch

from benchmarks.scaling_page import Measured, write_page
from deepgalaxy.networks.architecture import make_architecture
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed import Workers, find_workers
from deepgalaxy.training.epoch_log import EpochLog, Metrics
from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import TrainingPictures
from deepgalaxy.training.loop import TrainingLoop

HOROVOD = [str(Path(sys.executable).with_name("horovodrun")), "-np", "2", "--gloo", sys.executable]
TORCHRUN = ["-m", "torch.distributed.run", "--nproc-per-node", "2"]
WAYS: dict[str, tuple[list[str], list[str]]] = {
    "alone": ([], []),
    "two, each alone": ([], []),
    "torch": (TORCHRUN, []),
    "torch, buckets of 4 MB": (TORCHRUN, ["--bucket-mb", "4"]),
    "Horovod": (HOROVOD, []),
    "Horovod, buckets of 4 MB": (HOROVOD, ["--bucket-mb", "4"]),
}
"""Launcher and options of each way to train on this machine."""
REDUCED = (1_000, 30_000, 300_000, 1_000_000, 4_000_000)
"""Numbers in the vectors whose sums are timed."""
EPOCHS = 3
"""The first is to warm up."""


class Watch(EpochLog):
    """Records the times at which epochs end."""

    def __init__(self) -> None:
        super().__init__(None)
        self._seen: list[dict[Callable[[], float], float]] = []

    def add(self, _metrics: Metrics) -> None:
        """Read the clocks."""
        self._seen.append({clock: clock() for clock in (perf_counter, process_time)})

    def taken_s(self, clock: Callable[[], float]) -> float:
        """Time by this clock from the end of the first epoch to that of the last."""
        return self._seen[-1][clock] - self._seen[0][clock]


def machine() -> str:
    """Describe this machine."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    kind = cpu[1] if cpu else platform.machine()
    return f"{os.cpu_count()} cores ({kind}), torch {torch.__version__.split('+')[0]}"


def reduce_times(workers: Workers) -> list[float]:
    """Time the sums of vectors of several sizes."""
    medians = []
    for size in REDUCED:
        values, times = torch.ones(size), []
        for _ in range(15):
            workers.wait()
            start = perf_counter()
            workers.total(values)
            times.append(perf_counter() - start)
        medians.append(statistics.median(times))
    return medians


def measure(options: argparse.Namespace) -> None:
    """Train as one of the workers; rank 0 writes the result."""
    torch.set_num_threads(1)
    if options.pin:  # before the engine starts threads of its own
        local_rank = int(os.environ.get("HOROVOD_LOCAL_RANK", os.environ.get("LOCAL_RANK", "0")))
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[local_rank % len(cores)]})
    batch, size_px = options.batch, options.size
    config = TrainingConfig(epochs=EPOCHS, batch_size=batch, bucket_mb=options.bucket_mb)
    preprocessing = Preprocessing(size_px=size_px)
    architecture = make_architecture(
        size_px=None, pictures_px=size_px, latent_size=32, parts="classifier,fcae,vae"
    )
    with find_workers(bucket_mb=config.bucket_mb) as workers:

        def pictures(steps: int) -> TrainingPictures:
            shown = torch.randint(0, 256, (batch, 1, size_px, size_px), dtype=torch.uint8)
            stage = torch.linspace(0, 70, batch)
            blocks = (
                (shown, make_labels(batch, stage=stage, time_myr=20 * stage))
                for _ in range(steps * workers.size)
            )
            return TrainingPictures(blocks, size_px, workers)

        data = pictures(options.steps)
        network, watch = Network(architecture), Watch()
        TrainingLoop(network, data, None, preprocessing, config, workers).run(watch)
        start = perf_counter()
        for rows in torch.split(torch.randperm(len(data))[: options.steps * batch], batch):
            data.read(rows)
        load_s = (perf_counter() - start) / options.steps
        measured = Measured(
            way=options.way or type(workers).__name__.removesuffix("Workers"),
            machine=machine(),
            workers=workers.size,
            batch=batch,
            size_px=size_px,
            pictures_s=(EPOCHS - 1) * len(data) / watch.taken_s(perf_counter),
            processor_s=watch.taken_s(process_time) / (EPOCHS - 1) / options.steps,
            load_s=load_s,
            gradient_bytes=4 * sum(p.numel() for p in network.parameters()),
            reduced_bytes=[4 * size for size in REDUCED],
            reduce_s=reduce_times(workers),
        )
        if workers.rank == 0:
            options.measure.write_text(json.dumps(asdict(measured)))


def run(way: str, options: argparse.Namespace, output: Path) -> None:
    """Measure one configuration on this machine, into files that begin with ``output``."""
    launcher, more = WAYS[way]
    sizes = ["--steps", str(options.steps), "--batch", str(options.batch), "--size", str(options.size)]
    processes = []
    for number in range(2 if way == "two, each alone" else 1):
        file = f"{output}-{number}.json"
        words = ["-m", "benchmarks.scaling", "--pin", "--way", way, "--measure", file, *sizes, *more]
        environment = os.environ | {"OMP_NUM_THREADS": "1", "LOCAL_RANK": str(number)}
        processes.append(subprocess.Popen([sys.executable, *launcher, *words], env=environment))
    statuses = [process.wait() for process in processes]
    if any(statuses):
        sys.exit(f"{way}: it failed")


def main() -> None:
    """Measure, or make a page of earlier results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", nargs="*", type=Path, help="what --measure left; by default measured here")
    parser.add_argument("--page", type=Path, help="Markdown file that gets the table and names the plot")
    parser.add_argument("--rounds", type=int, default=3, help="how often each way has its turn")
    parser.add_argument(
        "--steps", type=int, default=4, help="of an epoch; there are three, the first to warm up"
    )
    parser.add_argument("--batch", type=int, default=64, help="pictures of one worker in a step")
    parser.add_argument("--size", type=int, default=128, help="side of the pictures, pixels")
    parser.add_argument("--bucket-mb", type=float, default=TrainingConfig().bucket_mb)
    parser.add_argument("--measure", type=Path, help="measure as one of the workers; JSON for rank 0")
    parser.add_argument("--pin", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options)
        return
    with tempfile.TemporaryDirectory() as name:
        if not options.results:
            for turn, way in enumerate([*WAYS] * options.rounds):
                run(way, options, Path(name) / f"{turn:03}")
        files = options.results or sorted(Path(name).iterdir())
        write_page(options.page, [Measured(**json.loads(file.read_text())) for file in files])


if __name__ == "__main__":
    main()
