"""Progress bars and log lines on stderr: bars only where it is a terminal."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
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

from deepgalaxy.core.errors import printable

T = TypeVar("T")

console = Console(stderr=True)


def track(iterable: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
    """Yield from an iterable under a progress bar, in a terminal or a notebook; elsewhere without one.

    Parameters
    ----------
    iterable : iterable
        The items.
    description : str
        Beside the bar.
    total : int, optional
        How many items there are, where the iterable has no length.

    Yields
    ------
    object
        The items.
    """
    columns = (
        TextColumn("  {task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, disable=not (console.is_terminal or console.is_jupyter), transient=True
    ) as bar:
        yield from bar.track(iterable, description=printable(description), total=total)


class ConsoleHandler(logging.Handler):
    """Log lines above the progress bar, if there is one."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line as it is, however long; control characters in its arguments are escaped.

        Parameters
        ----------
        record : logging.LogRecord
            The line.
        """
        if isinstance(record.args, tuple):
            record.args = tuple(_plain(argument) for argument in record.args)
        console.print(self.format(record), soft_wrap=True, markup=False, highlight=False)


def _plain(argument: object) -> object:
    return printable(str(argument)) if isinstance(argument, str | Path | Exception) else argument
