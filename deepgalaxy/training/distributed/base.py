"""What a training loop may ask of the processes beside it, answered by one that is alone."""

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
from deepgalaxy.networks.network import Network
from deepgalaxy.training.config import TrainingConfig

T = TypeVar("T")


class Workers:
    """All processes of a training run, as one of them sees them; this one is alone.

    An engine (Horovod, torch.distributed) answers the same questions for many. All methods but `share` and
    `without_sync` are collective: each process calls them, in the same order.

    Attributes
    ----------
    rank : int
        Number of this process; 0 writes and speaks for all.
    size : int
        How many there are.
    local_rank : int
        Number of this process on its node.
    node : str
        Name of that, as no other node of the run has it.
    """

    rank = 0
    size = 1
    local_rank = 0
    node = os.uname().nodename

    @property
    def device(self) -> torch.device:
        """Where this process computes: a GPU of its own, where there are any."""
        if torch.cuda.is_available():
            return torch.device("cuda", self.local_rank % torch.cuda.device_count())
        return torch.device("cpu")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take leave of the others, or say that they are lost."""

    def carry_out(self, work: Callable[[], T]) -> T:
        """Do the work; do it again where a process is lost and the engine goes on without it."""
        return work()

    def share(
        self, network: Network, optimizer: Optimizer, config: TrainingConfig
    ) -> tuple[nn.Module, Optimizer]:
        """Network and optimizer to use in their place, whose gradients are averaged over all processes.

        An optimizer's state is loaded after this: an engine may drop what it had.
        """
        del config
        return network, optimizer

    def without_sync(self, network: nn.Module) -> AbstractContextManager[None]:
        """Within, forward and backward passes through the shared network add to gradients of this process."""
        del network
        return nullcontext()

    def averaged(self, optimizer: Optimizer) -> AbstractContextManager[None]:
        """Within, gradients are those averaged over all processes, and the shared optimizer may step."""
        del optimizer
        return nullcontext()

    def broadcast(self, value: T) -> T:
        """What process 0 gives here."""
        return value

    def total(self, values: Tensor) -> Tensor:
        """Sum of the values that each process gives."""
        return values

    def wait(self) -> None:
        """Wait until all are here."""
        self.total(torch.zeros(1))

    def check_same(self, what: str, value: str) -> None:
        """Raise `DeepGalaxyError` on all processes if one of them gives another value."""
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
    """Have all but the first say nothing but errors."""
    logging.getLogger("deepgalaxy").setLevel(logging.ERROR if rank else logging.INFO)
    console.quiet = rank > 0


def lost(workers: Workers, timeout_s: float, reason: BaseException) -> DeepGalaxyError:
    """What to raise where the others are no longer there."""
    first_line = (str(reason).strip().splitlines() or [type(reason).__name__])[0]
    return DeepGalaxyError(
        f"rank {workers.rank} of {workers.size} lost the others: one died, or was silent for {timeout_s:g} s "
        f"({first_line}); the same command goes on from the last checkpoint"
    )


ALONE = Workers()
"""The process that trains alone."""
