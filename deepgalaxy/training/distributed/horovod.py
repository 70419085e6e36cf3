"""Training by several processes with Horovod: ``horovodrun -np 4 deepgalaxy train …``."""

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
from deepgalaxy.training.distributed.base import Workers, log_on_rank_0_only, lost_workers_error

T = TypeVar("T")
log = logging.getLogger(__name__)


class HorovodWorkers(Workers):
    """The processes that ``horovodrun`` started.

    Parameters
    ----------
    timeout_s : float
        How long to wait for a process that does not answer, seconds.
    bucket_mb : float
        Size of one message of gradients, MB; ``horovodrun --fusion-threshold-mb`` takes precedence.

    Raises
    ------
    DeepGalaxyError
        If Horovod does not find as many processes as the launcher started.
    """

    def __init__(self, timeout_s: float, bucket_mb: float) -> None:
        seconds = str(max(1, round(timeout_s)))
        os.environ["HOROVOD_STALL_SHUTDOWN_TIME_SECONDS"] = seconds
        os.environ["HOROVOD_STALL_CHECK_TIME_SECONDS"] = str(max(1, round(timeout_s / 2)))
        os.environ["HOROVOD_GLOO_TIMEOUT_SECONDS"] = seconds
        os.environ.setdefault("HOROVOD_FUSION_THRESHOLD", str(round(bucket_mb * 2**20)))
        self._timeout_s = timeout_s
        self.node = os.environ.get("HOROVOD_HOSTNAME", self.node)
        self._connect()
        started = int(os.environ.get("OMPI_COMM_WORLD_SIZE", self.size))
        if self.size != started:
            raise DeepGalaxyError(
                f"mpirun started {started} processes and Horovod, built without MPI, sees {self.size}: "
                "start them by horovodrun"
            )

    def _connect(self) -> None:
        hvd.init()
        self.rank, self.size, self.local_rank = hvd.rank(), hvd.size(), hvd.local_rank()
        if torch.cuda.is_available():
            torch.cuda.set_device(self.device)

    def carry_out(self, work: Callable[[], T]) -> T:
        """Call a function; again with the processes that are left, if ``horovodrun --min-np`` is given.

        Parameters
        ----------
        work : callable
            Continues from its own checkpoint.

        Returns
        -------
        object
            Its result.
        """
        while True:
            try:
                return work()
            except HorovodInternalError:
                if "HOROVOD_ELASTIC" not in os.environ:
                    raise
                before = self.size
                hvd.shutdown()
                self._connect()
                log_on_rank_0_only(self.rank)
                log.warning(
                    "%d of %d workers are left: continuing from the last checkpoint", self.size, before
                )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, HorovodInternalError):
            raise lost_workers_error(self, self._timeout_s, error) from error
        hvd.shutdown()

    def share(
        self, network: Network, optimizer: Optimizer, config: TrainingConfig
    ) -> tuple[nn.Module, Optimizer]:
        """Wrap the optimizer so that it averages gradients during the backward pass; it loses its state.

        Parameters
        ----------
        network : Network
            On this process' device.
        optimizer : Optimizer
            Of its parameters.
        config : TrainingConfig
            Its ``compress`` and ``accumulate``.

        Returns
        -------
        network : Module
            Unchanged.
        optimizer : Optimizer
            Horovod's.
        """
        shared: Optimizer = hvd.DistributedOptimizer(
            optimizer,
            named_parameters=network.named_parameters(),
            compression=_Half if config.compress else _Whole,
            backward_passes_per_step=config.accumulate,
        )
        return network, shared

    @contextmanager
    def averaged(self, optimizer: Optimizer) -> Iterator[None]:
        """Context in which gradients are averaged over all processes and the optimizer may step.

        Parameters
        ----------
        optimizer : Optimizer
            From `share`.
        """
        optimizer.synchronize()  # type: ignore[attr-defined]
        with optimizer.skip_synchronize():  # type: ignore[attr-defined]
            yield

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
        received: T = hvd.broadcast_object(value, root_rank=0)
        return received

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
        summed: Tensor = hvd.allreduce(values, op=hvd.Sum)
        return summed


class _Whole:
    """Gradients in 32 bits, made contiguous: Horovod does not take the channels-last layout."""

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
