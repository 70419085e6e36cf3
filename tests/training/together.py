"""What test_workers.py has two workers do, each in a process of a launcher; rank 0 leaves a JSON."""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import torch

from deepgalaxy.core.errors import DeepGalaxyError, Stopped
from deepgalaxy.networks.architecture import make_architecture
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training import augment, loop
from deepgalaxy.training.checkpoint import Checkpoint
from deepgalaxy.training.config import Optimizer, TrainingConfig
from deepgalaxy.training.distributed import ALONE, Workers, find_workers
from deepgalaxy.training.epoch_log import EpochLog
from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import TrainingPictures

BATCH, STEPS, SIZE_PX = 4, 20, 32


def pictures(workers: Workers, count: int = 2 * BATCH * STEPS) -> TrainingPictures:
    generator = torch.Generator().manual_seed(1)
    shown = torch.randint(0, 256, (count, 1, SIZE_PX, SIZE_PX), dtype=torch.uint8, generator=generator)
    stage = torch.linspace(0, 70, count)
    return TrainingPictures([(shown, make_labels(count, stage=stage, time_myr=20 * stage))], SIZE_PX, workers)


class Doubled(Preprocessing):
    """Pictures in 64 bits: what then differs is more than the order of a sum."""

    def set_level(self, pictures: torch.Tensor) -> torch.Tensor:
        return super().set_level(pictures).double()


def prepare(
    data: TrainingPictures, workers: Workers, parts: str, doubled: bool = True, **settings: Any
) -> loop.TrainingLoop:
    config = TrainingConfig(epochs=1, **settings)
    rank = 0 if workers is ALONE else workers.rank
    torch.manual_seed(rank)  # that of rank 0 must prevail
    architecture = make_architecture(size_px=None, pictures_px=SIZE_PX, latent_size=8, parts=parts)
    if not doubled:  # one loss, for a sum of several grows in SGD's momentum, and their rounding with it
        architecture = architecture.model_copy(update={"properties": ("stage",), "scaled": False})
    network, preprocessing = Network(architecture), Preprocessing(size_px=SIZE_PX)
    if doubled and not config.bf16:
        network, preprocessing = network.double(), Doubled(size_px=SIZE_PX)
    return loop.TrainingLoop(network, data, None, preprocessing, config, workers)


def weights(training_loop: loop.TrainingLoop) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in training_loop.network.parameters()])


def fit(data: TrainingPictures, workers: Workers, parts: str, **results: Any) -> torch.Tensor:
    training_loop = prepare(data, workers, parts, **results)
    training_loop.run(EpochLog(None))
    return weights(training_loop)


def interrupted(data: TrainingPictures, workers: Workers, folder: Path) -> torch.Tensor:
    """Weights of a run that rank 1 is asked to stop after its seventh step, and that goes on."""
    checkpoint = Checkpoint(folder / "checkpoint", {}) if workers.rank == 0 else None
    stopped = prepare(data, workers, "classifier,fcae,vae", batch_size=BATCH, optimizer=Optimizer.SGD)
    read, reads = data.read, [0]

    def count(rows: torch.Tensor) -> torch.Tensor:
        reads[0] += 1
        if reads[0] == 7 and workers.rank == 1:
            os.kill(os.getpid(), signal.SIGUSR2)
        return read(rows)

    data.read = count  # type: ignore[method-assign]
    try:
        stopped.run(EpochLog(None), checkpoint)
    except Stopped:
        assert reads[0] == 7
    else:
        raise AssertionError("it did not stop")
    again = prepare(data, workers, "classifier,fcae,vae", batch_size=BATCH, optimizer=Optimizer.SGD)
    again.run(EpochLog(None), checkpoint)
    assert reads[0] == STEPS, "each step is taken once"
    data.read = read  # type: ignore[method-assign]
    return weights(again)


def times_seen(data: TrainingPictures, workers: Workers) -> torch.Tensor:
    """How often all workers together read each picture in an epoch, its last batch smaller."""
    seen, read = torch.zeros(len(data)), data.read

    def note(rows: torch.Tensor) -> torch.Tensor:
        seen[rows] += 1
        return read(rows)

    data.read = note  # type: ignore[method-assign]
    fit(data, workers, "classifier", batch_size=6)
    data.read = read  # type: ignore[method-assign]
    return workers.total(seen)


def difference(one: torch.Tensor, other: torch.Tensor) -> float:
    return (one - other).abs().max().item()


def refusal(workers: Workers) -> str:
    try:
        workers.check_same("the settings", f"of rank {workers.rank}")
    except DeepGalaxyError as error:
        return str(error)
    return ""


def as_they_are(pictures: torch.Tensor, preprocessing: Preprocessing, *_: object) -> augment.Augmented:
    prepared = preprocessing(pictures)
    return augment.Augmented(prepared, prepared, torch.ones(len(pictures)))


def main(folder: Path) -> None:
    torch.set_num_threads(1)
    whole, still = "classifier,fcae,vae", augment.augment
    results: dict[str, Any] = {}
    with find_workers(timeout_s=120) as workers:
        data, alone = pictures(workers), pictures(ALONE)
        results["size"] = workers.size
        loop.augment = as_they_are  # type: ignore[attr-defined, assignment]
        for optimizer in Optimizer:
            together = fit(data, workers, "classifier", batch_size=BATCH, optimizer=optimizer)
            one = fit(alone, ALONE, "classifier", batch_size=2 * BATCH, optimizer=optimizer)
            results[optimizer] = difference(together, workers.broadcast(one))
        results["32 bits"] = {}
        for optimizer in Optimizer:
            short: dict[str, Any] = {"parts": "classifier", "doubled": False, "optimizer": optimizer}
            together = fit(data, workers, batch_size=BATCH, **short)
            one = fit(alone, ALONE, batch_size=2 * BATCH, **short)
            results["32 bits"][optimizer] = difference(together, workers.broadcast(one))
        loop.augment = still  # type: ignore[attr-defined]
        together = fit(data, workers, whole, batch_size=BATCH)
        results["ranks"] = workers.total(
            torch.tensor(difference(together, workers.broadcast(together)))
        ).item()
        one = workers.broadcast(fit(alone, ALONE, whole, batch_size=BATCH, accumulate=2))
        results["accumulated"] = difference(together, one)
        together = fit(data, workers, whole, batch_size=2, accumulate=2)
        one = workers.broadcast(fit(alone, ALONE, whole, batch_size=2, accumulate=4))
        results["both accumulated"] = difference(together, one)
        sgd = fit(data, workers, whole, batch_size=BATCH, optimizer=Optimizer.SGD)
        results["interrupted"] = difference(interrupted(data, workers, folder), sgd)
        half = fit(data, workers, whole, batch_size=BATCH, optimizer=Optimizer.SGD, compress=True)
        results["compressed"] = difference(half, sgd)
        results["bf16"] = bool(fit(data, workers, whole, batch_size=BATCH, bf16=True).isfinite().all())
        results["seen"] = sorted(set(times_seen(pictures(workers, 101), workers).tolist()))
        results["refusal"] = refusal(workers)
        if workers.rank == 0:
            (folder / "results.json").write_text(json.dumps(results))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
