"""How much of the time is spent in the network, in training and embedding; memory of the loader.

``python -m benchmarks.throughput --device cpu`` prints a Markdown table. The comparisons only compute, on
tensors that are in the memory of the device: for training a minimal loop with the same network, augmentation
and loss; for ``embed`` the forward pass. Both run in turns in one process, so that other load affects both.
The loader reads simulations of 994 pictures of 512 px and keeps them at that size.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import h5py
import numpy as np
import torch

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.merger_file import read_simulations
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.device import find_device
from deepgalaxy.networks.model_folder import ModelCard, save_model
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.surveys.ingest.ingest_files import ingest_simulation
from deepgalaxy.training.augment import augment
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.data import load_simulations
from deepgalaxy.training.epoch_log import EpochLog
from deepgalaxy.training.loop import TrainingLoop
from deepgalaxy.training.losses import part_losses
from deepgalaxy.training.optimizer import make_optimizer

CAMERAS, FRAMES, SIZE_PX, BATCH = 14, 71, 128, 64
PREPARE = Preprocessing(size_px=SIZE_PX)


def write_mergers(file: Path, count: int, size_px: int) -> None:
    """Write simulations of different pictures that compress well, each in a chunk of its own."""
    row = np.arange(size_px, dtype=np.uint8)
    with h5py.File(file, "w") as h5:
        for run in range(count):
            for camera in range(CAMERAS):
                images = h5.create_dataset(
                    f"s_1_m_1__run_{run}/images_camera_{camera:02d}",
                    (FRAMES, size_px, size_px, 1),
                    np.uint8,
                    chunks=(1, size_px, size_px, 1),
                    compression="gzip",
                )
                for frame in range(FRAMES):
                    picture = np.tile(row // 4 + frame + run + 10 * camera, (size_px, 1))
                    images.id.write_direct_chunk((frame, 0, 0, 0), zlib.compress(picture.tobytes(), 1))
                h5[f"s_1_m_1__run_{run}/t_myr_camera_{camera:02d}"] = np.arange(FRAMES, dtype=np.float32) * 5


def name_of(device: torch.device) -> str:
    """Return what the maker calls a device."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{models[0]}, {torch.get_num_threads()} threads"


def alternating(rounds: int, *sides: Callable[[], int]) -> list[tuple[float, float]]:
    """Pictures per second, and per CPU second, of each function: medians over rounds, in turns."""
    found: list[list[tuple[float, float]]] = [[] for _ in sides]
    for turn in range(rounds + 1):
        for side, rates in zip(sides, found, strict=True):
            wall, cpu = perf_counter(), process_time()
            pictures = side()
            rates.append((pictures / (perf_counter() - wall), pictures / (process_time() - cpu)))
            if turn == 0:
                rates.clear()  # the first round is to warm up
    return [tuple(map(statistics.median, zip(*rates, strict=True))) for rates in found]


def training(folder: Path, rounds: int, device: torch.device, *, bf16: bool) -> list[tuple[float, float]]:
    """Compare the training loop with a minimal one."""
    write_mergers(folder / "toys.h5", 1, SIZE_PX)
    config = TrainingConfig(epochs=1, batch_size=BATCH, bf16=bf16)
    data = load_simulations(read_simulations(folder / "toys.h5"), PREPARE)
    layout = torch.contiguous_format if bf16 else torch.channels_last
    network = Network(Architecture(size_px=SIZE_PX)).to(  # type: ignore[call-overload]
        device=device, memory_format=layout
    )
    optimizer = make_optimizer(network, config)
    shown, labels = data.read(torch.arange(len(data))).to(device).float() / 255, data.labels.to(device)
    generator = torch.Generator().manual_seed(1)

    def loop() -> int:
        TrainingLoop(network, data, None, PREPARE, config).run(EpochLog(None))
        return len(data)

    def bare() -> int:
        network.train()
        for rows in torch.split(torch.randperm(len(shown), generator=generator), BATCH):
            given = augment(shown[rows], PREPARE, config, generator)
            with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
                outputs = network(given.observed)
            losses = part_losses(network, outputs, given.clean, labels[rows], config)
            loss = torch.stack(list(losses.values())).sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
        loss.item()  # until it is computed
        return len(shown)

    return alternating(rounds, loop, bare)


def embedding(folder: Path, rounds: int, device: torch.device) -> list[tuple[float, float]]:
    """Compare ``embed``, from HDF5 to the database, with forward passes."""
    file = folder / "catalogued.h5"
    write_mergers(file, 1, SIZE_PX)
    network = Network(Architecture(size_px=SIZE_PX)).eval()
    data = load_simulations(read_simulations(file), PREPARE)
    shown = data.read(torch.arange(len(data))).to(device).float() / 255
    turn = iter(range(rounds + 1))

    with catalog_engine(Settings(data_dir=folder / "data")) as engine:
        ingest_simulation(engine, file)

        def embed() -> int:
            number = next(turn)
            with torch.no_grad():
                next(network.parameters()).mul_(1.0001)  # another model: all pictures are new to it
            card = ModelCard(
                name=f"untrained{number}",
                architecture=network.architecture,
                preprocessing=PREPARE,
                training={},
                stage_time_myr=tuple(np.linspace(-390, 1010, 71)),
                metrics={},
            )
            model = save_model(folder / f"model-{number}", network, card).to(device)
            return embed_catalog(engine, model).embedded

        assert network.classifier is not None
        assert network.vae is not None
        classify, encode = network.classifier, network.vae.encode

        @torch.inference_mode()
        def forward() -> int:
            for batch in torch.split(shown, 256):
                features = network.encoder(PREPARE(batch))
                classify(features)
                encode(features)[0].sum().item()  # until it is computed
            return len(shown)

        return alternating(rounds, embed, forward)


def loading(file: Path, simulations: int) -> None:
    """Load simulations and read an epoch of them in random order; print time and memory."""
    start = perf_counter()
    imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = load_simulations(read_simulations(file)[:simulations], Preprocessing(size_px=512))
    loaded = perf_counter()
    for rows in torch.split(torch.randperm(len(data)), BATCH):
        data.read(rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"| {len(data)} | {len(data) / 4096:.1f} | {(peak - imported) / 1024:.0f} "
        f"| {len(data) / (loaded - start):.0f} | {len(data) / (perf_counter() - loaded):.0f} |"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--simulations", type=int, nargs="*", default=[4, 12, 36], help="for the loader")
    parser.add_argument("--load", nargs=2, metavar=("FILE", "COUNT"), help=argparse.SUPPRESS)
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:1")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    os.environ["DEEPGALAXY_DEVICE"] = options.device
    device = find_device(options.device)
    if options.load:
        loading(Path(options.load[0]), int(options.load[1]))
        return
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="dg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        print(name_of(device), end="\n\n")
        print("| | pictures/s | bare | share | share, CPU time |\n| --- | ---: | ---: | ---: | ---: |")
        for what, (ours, bare) in (
            ("training", training(folder, options.rounds, device, bf16=False)),
            ("training, bfloat16", training(folder, options.rounds, device, bf16=True)),
            ("embed", embedding(folder, options.rounds, device)),
        ):
            shares = f"{ours[0] / bare[0]:.3f} | {ours[1] / bare[1]:.3f}"
            print(f"| {what} | {ours[0]:.0f} | {bare[0]:.0f} | {shares} |", flush=True)
        print("\n| pictures of 512 px | GiB | MiB in memory | loaded/s | read/s |")
        print("| ---: " * 5 + "|")
        if options.simulations:
            write_mergers(folder / "many.h5", max(options.simulations), 512)
        for count in options.simulations:
            command = [sys.executable, __file__, "--load", str(folder / "many.h5"), str(count)]
            print(subprocess.check_output(command, text=True), end="", flush=True)


if __name__ == "__main__":
    main()
