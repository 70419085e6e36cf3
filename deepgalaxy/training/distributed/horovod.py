"""Processes that Horovod brings together: ``horovodrun -np 4 deepgalaxy train …``."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

import horovod.torch as hvd
import torch
from horovod.common.exceptions import HorovodInternalError
from torch import Tensor, nn
from torch.optim import Optimizer

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.networks.network import Network
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed.base import Workers, log_on_rank_0_only, lost

T = TypeVar("T")
log = logging.getLogger(__name__)


class HorovodWorkers(Workers):
    """Processes that Horovod brings together.

    Parameters
    ----------
    timeout_s : float
        How long to wait for one that is silent.
    bucket_mb : float
        Gradients that travel together, unless ``horovodrun --fusion-threshold-mb`` says it.

    Raises
    ------
    DeepGalaxyError
        If Horovod finds not as many processes as the launcher started.
    """

    def __init__(self, timeout_s: float, bucket_mb: float) -> None:
        seconds = str(max(1, round(timeout_s)))
        os.environ["HOROVOD_STALL_SHUTDOWN_TIME_SECONDS"] = seconds
        os.environ["HOROVOD_STALL_CHECK_TIME_SECONDS"] = str(max(1, round(timeout_s / 2)))
        os.environ["HOROVOD_GLOO_TIMEOUT_SECONDS"] = seconds
        os.environ.setdefault("HOROVOD_FUSION_THRESHOLD", str(round(bucket_mb * 2**20)))
        self._timeout_s = timeout_s
        self.node = os.environ.get("HOROVOD_HOSTNAME", self.node)
        self._meet()
        started = int(os.environ.get("OMPI_COMM_WORLD_SIZE", self.size))
        if self.size != started:
            raise DeepGalaxyError(
                f"mpirun started {started} processes and Horovod, built without MPI, sees {self.size}: "
                "start them by horovodrun"
            )

    def _meet(self) -> None:
        hvd.init()
        self.rank, self.size, self.local_rank = hvd.rank(), hvd.size(), hvd.local_rank()
        if torch.cuda.is_available():
            torch.cuda.set_device(self.device)

    def carry_out(self, work: Callable[[], T]) -> T:
        """Do the work; do it again with those that are left, where ``horovodrun --min-np`` allows it."""
        while True:
            try:
                return work()
            except HorovodInternalError:
                if "HOROVOD_ELASTIC" not in os.environ:
                    raise
                before = self.size
                hvd.shutdown()
                self._meet()
                log_on_rank_0_only(self.rank)
                log.warning("of %d workers %d are left: on from the last checkpoint", before, self.size)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, HorovodInternalError):
            raise lost(self, self._timeout_s, error) from error
        hvd.shutdown()

    def share(
        self, network: Network, optimizer: Optimizer, config: TrainingConfig
    ) -> tuple[nn.Module, Optimizer]:
        """Have gradients averaged while the backward pass goes on; the optimizer comes out without state."""
        shared: Optimizer = hvd.DistributedOptimizer(
            optimizer,
            named_parameters=network.named_parameters(),
            compression=_Half if config.compress else _Whole,
            backward_passes_per_step=config.accumulate,
        )
        return network, shared

    @contextmanager
    def averaged(self, optimizer: Optimizer) -> Iterator[None]:
        """Wait for the averages."""
        optimizer.synchronize()  # type: ignore[attr-defined]
        with optimizer.skip_synchronize():  # type: ignore[attr-defined]
            yield

    def broadcast(self, value: T) -> T:
        """What process 0 gives here."""
        said: T = hvd.broadcast_object(value, root_rank=0)
        return said

    def total(self, values: Tensor) -> Tensor:
        """Sum of the values that each process gives."""
        summed: Tensor = hvd.allreduce(values, op=hvd.Sum)
        return summed


class _Whole:
    """Gradients as they are, but for their layout: Horovod takes none with the channels last."""

    @staticmethod
    def compress(tensor: Tensor) -> tuple[Tensor, Any]:
        return tensor.contiguous(), None

    @staticmethod
    def decompress(tensor: Tensor, _context: Any) -> Tensor:
        return tensor


class _Half:
    """Gradients in 16 bits."""

    @staticmethod
    def compress(tensor: Tensor) -> tuple[Tensor, Any]:
        return tensor.to(torch.float16).contiguous(), tensor.dtype

    @staticmethod
    def decompress(tensor: Tensor, dtype: Any) -> Tensor:
        return tensor.to(dtype)
