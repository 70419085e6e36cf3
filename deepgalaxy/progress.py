"""Progress bars and log lines on stderr: bars where somebody is looking, lines always."""

import logging
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

T = TypeVar("T")

console = Console(stderr=True)


def track(iterable: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
    """Yield from ``iterable`` under a progress bar; without one where stderr is no terminal."""
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        yield from bar.track(iterable, description=description, total=total)


class ConsoleHandler(logging.Handler):
    """Log lines above the bar that may be on the screen."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line as it is, however long."""
        console.print(self.format(record), soft_wrap=True, markup=False, highlight=False)
