"""Stopping by a signal: it sets a flag, and the loop stops after its step."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

from deepgalaxy.core.settings import get_settings


class StopFlag:
    """Is set by SIGTERM or by the signal of the settings (``stop_signal``), while entered.

    Signals go to the main thread; entered in another one, it is never set.

    Attributes
    ----------
    is_set : bool
        Whether one of them came.
    """

    def __init__(self) -> None:
        own = signal.Signals[f"SIG{get_settings().stop_signal}"]
        self._signals = list({signal.SIGTERM, own})
        self._before: list[object] = []
        self.is_set = False

    def __enter__(self) -> Self:
        if threading.current_thread() is not threading.main_thread():
            self._signals = []
        self._before = [signal.signal(number, self._set) for number in self._signals]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in zip(self._signals, self._before, strict=True):
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _set(self, _number: int, _frame: FrameType | None) -> None:
        self.is_set = True
