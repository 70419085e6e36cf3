"""Training by several processes with torch.distributed, started by ``torchrun`` or ``srun``."""

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
from deepgalaxy.training.distributed.base import Workers, lost_workers_error

T = TypeVar("T")


class TorchWorkers(Workers):
    """The processes that ``torchrun`` or ``srun`` started; they communicate by gloo, between GPUs by nccl.

    Parameters
    ----------
    timeout_s : float
        How long to wait for a process that does not answer, seconds.
    bucket_mb : float
        Size of one message of gradients, MB.

    Raises
    ------
    WrongUse
        If this process was started by neither torchrun nor srun.
    DeepGalaxyError
        If the others do not connect in time.
    """

    def __init__(self, timeout_s: float, bucket_mb: float) -> None:
        environment = _torchrun_environment(dict(os.environ))
        self.rank, self.size = int(environment["RANK"]), int(environment["WORLD_SIZE"])
        self.local_rank = int(environment["LOCAL_RANK"])
        self._timeout_s, self._bucket_mb = timeout_s, bucket_mb
        backend = "gloo"
        if torch.cuda.is_available():
            torch.cuda.set_device(self.device)
            backend = "cpu:gloo,cuda:nccl"
        try:
            # By the environment and not by an address: after a restart torchrun's store still has the keys of
            # the first workers, and only the environment distinguishes this attempt's keys from them.
            os.environ |= environment
            dist.init_process_group(backend, init_method="env://", timeout=timedelta(seconds=timeout_s))
        except (RuntimeError, ValueError) as error:
            raise lost_workers_error(self, timeout_s, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, RuntimeError) and "gloo" in str(error).lower():
            raise lost_workers_error(self, self._timeout_s, error) from error
        dist.destroy_process_group()

    def share(
        self, network: Network, optimizer: Optimizer, config: TrainingConfig
    ) -> tuple[nn.Module, Optimizer]:
        """Wrap the network so that it averages gradients during the backward pass.

        Parameters
        ----------
        network : Network
            On this process' device.
        optimizer : Optimizer
            Of its parameters.
        config : TrainingConfig
            Its ``compress``.

        Returns
        -------
        network : Module
            A DistributedDataParallel.
        optimizer : Optimizer
            Unchanged.
        """
        shared = DistributedDataParallel(
            network, bucket_cap_mb=self._bucket_mb, find_unused_parameters=_has_unused_weights(network)
        )
        if config.compress:
            shared.register_comm_hook(None, fp16_compress_hook)
        return shared, optimizer

    def without_sync(self, network: nn.Module) -> AbstractContextManager[None]:
        """Context in which backward passes add to the gradients of this process only.

        Parameters
        ----------
        network : Module
            From `share`.

        Returns
        -------
        context manager
            For all but the last pass of a step.
        """
        return cast("DistributedDataParallel", network).no_sync()

    def broadcast(self, value: T) -> T:
        """Send a value from process 0 to all.

        Parameters
        ----------
        value : object
            Can be pickled; only that of process 0 counts.

        Returns
        -------
        object
            The value of process 0.
        """
        values = [value]
        dist.broadcast_object_list(values, src=0)
        return values[0]

    def total(self, values: Tensor) -> Tensor:
        """Sum values over all processes.

        Parameters
        ----------
        values : Tensor
            Of this process, on the CPU; of the same shape in all.

        Returns
        -------
        Tensor
            The sum, of the same shape.
        """
        summed = values.clone()
        dist.all_reduce(summed)
        return summed


def _has_unused_weights(network: Network) -> bool:
    """Tell whether some weights have no effect on any output, as the heads of some backbones."""
    weights = [each for each in network.parameters() if each.requires_grad]
    side, channels = network.architecture.size_px, network.architecture.channels
    outputs = vars(network.eval()(weights[0].new_zeros(1, channels, side, side)))
    total = torch.stack([values.sum() for values in outputs.values() if values is not None]).sum()
    gradients = torch.autograd.grad(total, weights, allow_unused=True)
    return any(gradient is None for gradient in gradients)


def _torchrun_environment(environment: dict[str, str]) -> dict[str, str]:
    """Return torchrun's environment variables, made from Slurm's if ``srun`` started this process."""
    if {"RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT"} <= environment.keys():
        return environment
    if "SLURM_STEP_NUM_TASKS" not in environment:
        raise WrongUse(
            "torch's workers are started by srun or torchrun:"
            " torchrun --nproc-per-node 4 -m deepgalaxy train …"
        )
    names = ["scontrol", "show", "hostnames", environment["SLURM_STEP_NODELIST"]]
    try:
        first, *_ = subprocess.check_output(names, text=True).split()
    except (OSError, subprocess.CalledProcessError) as error:
        raise DeepGalaxyError(f"scontrol does not name the nodes of this step: {error}") from error
    step = int(environment["SLURM_JOB_ID"]) + 97 * int(environment["SLURM_STEP_ID"])
    return {
        "RANK": environment["SLURM_PROCID"],
        "WORLD_SIZE": environment["SLURM_STEP_NUM_TASKS"],
        "LOCAL_RANK": environment["SLURM_LOCALID"],
        "MASTER_ADDR": first,
        "MASTER_PORT": str(20_000 + step % 10_000),  # below the system's ephemeral ports
    }
