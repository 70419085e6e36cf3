"""Memory of training, by backbone and picture size, and what ``--save-memory`` and ``--bf16`` save.

``python benchmarks/memory.py`` trains each network for two steps, in a separate process on one core, and
prints a Markdown table: peak memory beyond that of Python with its packages, and CPU time of a step.
"""

import argparse
import logging
import multiprocessing
import resource
from dataclasses import dataclass
from itertools import product
from time import process_time

import psutil
import torch
import transformers

from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.backbones import build_encoder
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.epoch_log import EpochLog
from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import TrainingPictures
from deepgalaxy.training.loop import TrainingLoop

BACKBONES = ("simple", "resnet18", "efficientnet_b0", "efficientnet_b4")
SIZES_PX = (128, 256, 512)
STEPS = 2
"""The second has the optimizer's state beside it."""
WAYS = {
    "plain": {},
    "--save-memory": {"save_memory": True},
    "--bf16": {"bf16": True},
    "both": {"save_memory": True, "bf16": True},
}


@dataclass(frozen=True)
class Cost:
    """Memory and CPU time of training one network."""

    peak_mib: float
    step_s: float


def measure(backbone: str, size_px: int, batch: int, way: str) -> Cost:
    """Train for two steps; the peak memory is that of this process, which must do nothing else."""
    torch.set_num_threads(1)
    before = psutil.Process().memory_info().rss
    config = TrainingConfig(epochs=1, batch_size=batch, held_out=0, **WAYS[way])
    n = STEPS * batch
    pictures = torch.randint(256, (n, 1, size_px, size_px), dtype=torch.uint8)
    stage = torch.linspace(0, 70, n)
    data = TrainingPictures([(pictures, make_labels(n, stage=stage, time_myr=20 * stage))], size_px)
    network = Network(Architecture(backbone=backbone, size_px=size_px))
    if config.save_memory:
        network.save_memory()
    loop = TrainingLoop(network, data, None, Preprocessing(size_px=size_px), config)
    start = process_time()
    loop.run(EpochLog(None))
    step_s = (process_time() - start) / STEPS
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Cost((peak - before) / 2**20, step_s)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--batch", type=int, default=2, help="pictures in a step")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES_PX, help="sides of the picture, pixels")
    options = parser.parse_args()
    print(f"torch {torch.__version__}, transformers {transformers.__version__}; batches of {options.batch}\n")
    print("| backbone | px |", " | ".join(WAYS), "|")
    print("| --- | ---:", "| ---: " * len(WAYS) + "|")
    for backbone in BACKBONES:
        build_encoder(backbone)  # imports its packages
    # Processes forked from here share the imported packages, and no memory of each other's networks.
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as alone:
        for backbone, size_px in product(BACKBONES, options.sizes):
            costs = [alone.apply(measure, (backbone, size_px, options.batch, way)) for way in WAYS]
            cells = [f"{cost.peak_mib:.0f} MiB, {cost.step_s:.1f} s" for cost in costs]
            print(f"| {backbone} | {size_px} |", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    logging.disable()
    main()
