"""Processes that torch.distributed brings together, started by ``torchrun`` or ``srun``."""

import os
import subprocess
from contextlib import AbstractContextManager
from datetime import timedelta
from types import TracebackType
from typing import TypeVar, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import fp16_compress_hook
from torch.nn.parallel import DistributedDataParallel
from torch.optim import Optimizer

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.networks.network import Network
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed.base import Workers, lost

T = TypeVar("T")


class TorchWorkers(Workers):
    """Processes that torch.distributed brings together, by gloo; between GPUs by nccl.

    Parameters
    ----------
    timeout_s : float
        How long to wait for one that is silent.
    bucket_mb : float
        Gradients that travel together.

    Raises
    ------
    WrongUse
        If this process was started by neither torchrun nor srun.
    DeepGalaxyError
        If the others do not come.
    """

    def __init__(self, timeout_s: float, bucket_mb: float) -> None:
        said = _as_torchrun_says(dict(os.environ))
        self.rank, self.size = int(said["RANK"]), int(said["WORLD_SIZE"])
        self.local_rank = int(said["LOCAL_RANK"])
        self._timeout_s, self._bucket_mb = timeout_s, bucket_mb
        backend = "gloo"
        if torch.cuda.is_available():
            torch.cuda.set_device(self.device)
            backend = "cpu:gloo,cuda:nccl"
        try:
            # By the environment and not by an address: after a restart torchrun's store still has what the
            # first workers wrote, and only so are this attempt's words told from theirs.
            os.environ |= said
            dist.init_process_group(backend, init_method="env://", timeout=timedelta(seconds=timeout_s))
        except (RuntimeError, ValueError) as error:
            raise lost(self, timeout_s, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, RuntimeError) and "gloo" in str(error).lower():
            raise lost(self, self._timeout_s, error) from error
        dist.destroy_process_group()

    def share(
        self, network: Network, optimizer: Optimizer, config: TrainingConfig
    ) -> tuple[nn.Module, Optimizer]:
        """Have gradients averaged while the backward pass goes on."""
        shared = DistributedDataParallel(
            network, bucket_cap_mb=self._bucket_mb, find_unused_parameters=_has_idle_weights(network)
        )
        if config.compress:
            shared.register_comm_hook(None, fp16_compress_hook)
        return shared, optimizer

    def without_sync(self, network: nn.Module) -> AbstractContextManager[None]:
        """Within, gradients are of this process."""
        return cast("DistributedDataParallel", network).no_sync()

    def broadcast(self, value: T) -> T:
        """What process 0 gives here."""
        said = [value]
        dist.broadcast_object_list(said, src=0)
        return said[0]

    def total(self, values: Tensor) -> Tensor:
        """Sum of the values that each process gives."""
        summed = values.clone()
        dist.all_reduce(summed)
        return summed


def _has_idle_weights(network: Network) -> bool:
    """Tell whether some weights do nothing, as the heads of some of other people's backbones."""
    weights = list(network.parameters())
    side = network.architecture.size_px
    outputs = vars(network.eval()(weights[0].new_zeros(1, 1, side, side)))
    reached = torch.stack([values.sum() for values in outputs.values() if values is not None]).sum()
    gradients = torch.autograd.grad(reached, weights, allow_unused=True)
    return any(gradient is None for gradient in gradients)


def _as_torchrun_says(said: dict[str, str]) -> dict[str, str]:
    """Environment in torchrun's words, translated from Slurm's where ``srun`` started this process."""
    if {"RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT"} <= said.keys():
        return said
    if "SLURM_STEP_NUM_TASKS" not in said:
        raise WrongUse(
            "torch's workers are started by srun or torchrun:"
            " torchrun --nproc-per-node 4 -m deepgalaxy train …"
        )
    names = ["scontrol", "show", "hostnames", said["SLURM_STEP_NODELIST"]]
    try:
        first, *_ = subprocess.check_output(names, text=True).split()
    except (OSError, subprocess.CalledProcessError) as error:
        raise DeepGalaxyError(f"scontrol does not name the nodes of this step: {error}") from error
    step = int(said["SLURM_JOB_ID"]) + 97 * int(said["SLURM_STEP_ID"])
    return {
        "RANK": said["SLURM_PROCID"],
        "WORLD_SIZE": said["SLURM_STEP_NUM_TASKS"],
        "LOCAL_RANK": said["SLURM_LOCALID"],
        "MASTER_ADDR": first,
        "MASTER_PORT": str(20_000 + step % 10_000),  # below those that the system gives away
    }
