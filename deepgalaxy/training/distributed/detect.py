"""By which launcher was this process started, and with how many others?"""

import os
import socket
from enum import StrEnum

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed.base import ALONE, Workers, log_on_rank_0_only

TIMEOUT_S = 600.0
"""How long a process waits for the others before it considers them lost."""
BUCKET_MB = TrainingConfig().bucket_mb


class Engine(StrEnum):
    """The library that averages gradients over processes."""

    SERIAL = "serial"
    HOROVOD = "horovod"
    TORCH = "torch"


def find_workers(
    engine: str | None = None, timeout_s: float = TIMEOUT_S, bucket_mb: float = BUCKET_MB
) -> Workers:
    """Connect to the other processes of this run; all but the first log errors only from now on.

    Parameters
    ----------
    engine : str, optional
        An `Engine`; by default that of the launcher: ``horovodrun`` or ``mpirun``, ``torchrun``, or ``srun``
        with more than one task (torch).
    timeout_s : float
        How long to wait for the others, here and later.
    bucket_mb : float
        Size of one message of gradients, MB.

    Returns
    -------
    Workers
        Connected; `ALONE` if there is one process only.

    Raises
    ------
    WrongUse
        If there is no such engine, or the process was not started by a launcher of this engine.
    DeepGalaxyError
        If the engine is not installed, an environment variable names a network interface that does not exist,
        or the others do not connect in time.
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
    interfaces = [name for _, name in socket.if_nameindex()]
    for variable in ("GLOO_SOCKET_IFNAME", "HOROVOD_GLOO_IFACE"):
        if missing := set(filter(None, os.environ.get(variable, "").split(","))).difference(interfaces):
            raise DeepGalaxyError(
                f"{variable} names the network interface {missing.pop()}, which {os.uname().nodename} "
                f"does not have; it has {', '.join(interfaces)}"
            )


def _launcher() -> Engine:
    environment = os.environ
    if "HOROVOD_RANK" in environment or int(environment.get("OMPI_COMM_WORLD_SIZE", "1")) > 1:
        return Engine.HOROVOD
    # In a batch script outside srun there is no step, and SLURM_NTASKS counts processes that do not exist.
    if {"RANK", "WORLD_SIZE"} <= environment.keys() or int(environment.get("SLURM_STEP_NUM_TASKS", "1")) > 1:
        return Engine.TORCH
    return Engine.SERIAL
