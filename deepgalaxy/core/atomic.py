"""Files that are there whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to; put it in place of a file when that has gone well.

    The folder is made where it is missing. A process that is killed half-way leaves a hidden ``.tmp`` file.

    Parameters
    ----------
    path : Path
        The file to replace.

    Yields
    ------
    Path
        In the same folder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        with naming(path):
            yield temporary
        flush(temporary)
        temporary.replace(path)
        flush(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Add the name of the file to the system's error of a failed write, which has only the reason.

    Parameters
    ----------
    path : Path
        The file that is written in this context.
    """
    try:
        yield
    except OSError as error:
        if error.errno and error.filename is None:
            error.filename = str(path)
        raise


def flush(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk.

    Parameters
    ----------
    path : Path
        A file or a folder.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
