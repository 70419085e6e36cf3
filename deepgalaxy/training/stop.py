"""Being asked to stop: a signal sets a flag, the loop stops where it can go on later."""

import signal
from types import FrameType, TracebackType
from typing import Self


class StopFlag:
    """Listens, while entered, to the signals by which clusters and people ask a job to stop.

    Parameters
    ----------
    signals : tuple of Signals
        Besides SIGTERM: Slurm's ``--signal=USR2@120``, say.
    """

    def __init__(self, signals: tuple[signal.Signals, ...] = (signal.SIGUSR2,)) -> None:
        self._signals = (signal.SIGTERM, *signals)
        self._before: list[object] = []
        self.is_set = False

    def __enter__(self) -> Self:
        self._before = [signal.signal(number, self._set) for number in self._signals]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in zip(self._signals, self._before, strict=True):
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _set(self, _number: int, _frame: FrameType | None) -> None:
        self.is_set = True
