"""Who started this process, and with how many others?"""

import os
import socket
from enum import StrEnum

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed.base import ALONE, Workers, log_on_rank_0_only

TIMEOUT_S = 600.0
"""How long a process waits for the others before it gives them up."""
BUCKET_MB = TrainingConfig().bucket_mb


class Engine(StrEnum):
    """Who carries gradients from process to process."""

    SERIAL = "serial"
    HOROVOD = "horovod"
    TORCH = "torch"


def find_workers(
    engine: str | None = None, timeout_s: float = TIMEOUT_S, bucket_mb: float = BUCKET_MB
) -> Workers:
    """Meet the other processes of this run; all but the first fall silent.

    Parameters
    ----------
    engine : str, optional
        An `Engine`; by default that of the launcher: ``horovodrun`` or ``mpirun``, ``torchrun``, or ``srun``
        with more than one task (torch).
    timeout_s : float
        How long to wait for the others, here and later.
    bucket_mb : float
        Gradients that travel together, megabytes.

    Raises
    ------
    WrongUse
        If there is no such engine, or the launcher does not serve it.
    DeepGalaxyError
        If the engine is not installed, a network interface is named that is not there, or the others do not
        come.
    """
    if engine is not None and engine not in list(Engine):
        raise WrongUse(f"no workers {engine!r}; there is {', '.join(Engine)}")
    _check_interfaces()
    match engine or _launcher():
        case Engine.HOROVOD:
            try:
                from deepgalaxy.training.distributed.horovod import HorovodWorkers
            except ImportError as error:
                raise DeepGalaxyError(
                    "Horovod is not installed, or without its torch extension: scripts/horovod builds it"
                ) from error
            workers: Workers = HorovodWorkers(timeout_s, bucket_mb)
        case Engine.TORCH:
            from deepgalaxy.training.distributed.torchrun import TorchWorkers

            workers = TorchWorkers(timeout_s, bucket_mb)
        case _:
            workers = ALONE
    if workers.size > 1:
        log_on_rank_0_only(workers.rank)
    return workers


def _check_interfaces() -> None:
    there = [name for _, name in socket.if_nameindex()]
    for variable in ("GLOO_SOCKET_IFNAME", "HOROVOD_GLOO_IFACE"):
        if missing := set(filter(None, os.environ.get(variable, "").split(","))).difference(there):
            raise DeepGalaxyError(
                f"{variable} names the network interface {missing.pop()}, which {os.uname().nodename} "
                f"does not have; it has {', '.join(there)}"
            )


def _launcher() -> Engine:
    said = os.environ
    if "HOROVOD_RANK" in said or int(said.get("OMPI_COMM_WORLD_SIZE", "1")) > 1:
        return Engine.HOROVOD
    # In a batch script outside srun there is no step, and SLURM_NTASKS counts processes that do not exist.
    if {"RANK", "WORLD_SIZE"} <= said.keys() or int(said.get("SLURM_STEP_NUM_TASKS", "1")) > 1:
        return Engine.TORCH
    return Engine.SERIAL
