"""The interface of a training loop to the other processes of its run; here for a single process."""

import logging
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Self, TypeVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.progress import console
from deepgalaxy.core.settings import get_settings
from deepgalaxy.networks.device import find_device
from deepgalaxy.networks.network import Network
from deepgalaxy.training.config import TrainingConfig

T = TypeVar("T")


class Workers:
    """All processes of a training run, as one of them sees them: this class is for a single process.

    Subclasses do the same for several processes, by Horovod or torch.distributed. All methods but `share` and
    `without_sync` are collective: each process calls them, in the same order.

    Attributes
    ----------
    rank : int
        Number of this process; 0 writes files and logs.
    size : int
        Number of processes.
    local_rank : int
        Number of this process on its node.
    node : str
        Name of the node, unique in the run.
    """

    rank = 0
    size = 1
    local_rank = 0
    node = os.uname().nodename

    @property
    def device(self) -> torch.device:
        """Device on which this process computes.

        Returns
        -------
        device
            That of the settings; of ``auto``, a GPU of its own if there are any, else the CPU.
        """
        return find_device(get_settings().device, self.local_rank)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the group of processes, or raise an error that says that the others are lost."""

    def carry_out(self, work: Callable[[], T]) -> T:
        """Call a function; call it again if a process is lost and the engine can continue without it.

        Parameters
        ----------
        work : callable
            Continues from its own checkpoint.

        Returns
        -------
        object
            Its result.
        """
        return work()

    def share(
        self, network: Network, optimizer: Optimizer, config: TrainingConfig
    ) -> tuple[nn.Module, Optimizer]:
        """Wrap network and optimizer so that gradients are averaged over all processes.

        An optimizer's state must be loaded after this: wrapping may drop it.

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
            To call in the loop.
        optimizer : Optimizer
            To step in the loop.
        """
        del config
        return network, optimizer

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
        del network
        return nullcontext()

    def averaged(self, optimizer: Optimizer) -> AbstractContextManager[None]:
        """Context in which gradients are averaged over all processes and the optimizer may step.

        Parameters
        ----------
        optimizer : Optimizer
            From `share`.

        Returns
        -------
        context manager
            For the end of a step.
        """
        del optimizer
        return nullcontext()

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
        return value

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
        return values

    def wait(self) -> None:
        """Wait until all processes have called this."""
        self.total(torch.zeros(1))

    def check_same(self, what: str, value: str) -> None:
        """Check that all processes have the same value.

        Parameters
        ----------
        what : str
            Name of the value, plural, for the message.
        value : str
            Of this process.

        Raises
        ------
        DeepGalaxyError
            On all processes, if the value of one differs from that of process 0.
        """
        others = torch.zeros(self.size)
        others[self.rank] = float(value != self.broadcast(value))
        differing = self.total(others).nonzero().flatten().tolist()
        if differing:
            ranks = ", ".join(map(str, differing))
            raise DeepGalaxyError(
                f"{what} of rank {ranks} differ from those of rank 0; "
                "give the same command and the same files on all nodes"
            )


def log_on_rank_0_only(rank: int) -> None:
    """Let all processes but the first log errors only, without progress bars.

    Parameters
    ----------
    rank : int
        Of this process.
    """
    logging.getLogger("deepgalaxy").setLevel(logging.ERROR if rank else logging.INFO)
    console.quiet = rank > 0


def lost_workers_error(workers: Workers, timeout_s: float, reason: BaseException) -> DeepGalaxyError:
    """Make the error to raise if other processes ended or do not answer.

    Parameters
    ----------
    workers : Workers
        As this process knows them.
    timeout_s : float
        How long it waited, seconds.
    reason : BaseException
        The engine's own error.

    Returns
    -------
    DeepGalaxyError
        With the first line of the reason, and what to do.
    """
    first_line = (str(reason).strip().splitlines() or [type(reason).__name__])[0]
    return DeepGalaxyError(
        f"rank {workers.rank} of {workers.size} lost the others: one died, or was silent for {timeout_s:g} s "
        f"({first_line}); the same command goes on from the last checkpoint"
    )


ALONE = Workers()
"""A single process."""
