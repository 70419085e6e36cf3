"""Locks of files that are being made: the kernel drops them on any death; they hold a heartbeat."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deepgalaxy.core.errors import DeepGalaxyError

BEAT_S = 1.0
"""Seconds between two heartbeats at least."""
WAIT_S = 1.0
"""Seconds to wait for a lock: a process that reads a heartbeat holds it for a moment."""


class AlreadyLocked(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """Another process makes this file now."""


class HeldLock:
    """The sole right to make a file, as long as its descriptor is open.

    Parameters
    ----------
    descriptor : int
        Of the open lock file.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._next = 0.0

    def beat(self, stage: float, last_stage: int) -> None:
        """Write how far the run is into the lock file, at most once a second.

        Parameters
        ----------
        stage : float
            Reached.
        last_stage : int
            With which the run ends.
        """
        if time.monotonic() >= self._next:
            # One short write of a fixed length: a reader sees the old line or the new one.
            os.pwrite(self._descriptor, f"{stage:10.3f} {last_stage:10d}\n".encode(), 0)
            self._next = time.monotonic() + BEAT_S


@dataclass(frozen=True)
class Heartbeat:
    """The content of a lock file: the stage reached, the last one of the run, and the age of this (s)."""

    stage: float
    last_stage: int
    age_s: float


@contextmanager
def hold_lock(output: Path) -> Iterator[HeldLock]:
    """Hold the lock of a file while it is made; if that fails, write why to ``<name>.failed`` beside it.

    Parameters
    ----------
    output : Path
        The file to be.

    Yields
    ------
    HeldLock
        In which to write how far the run is.

    Raises
    ------
    AlreadyLocked
        If another process holds it.
    DeepGalaxyError
        If the folder cannot be written to.
    """
    path, failed = lock_path(output), failed_path(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _lock(output)
        failed.unlink(missing_ok=True)
    except OSError as error:
        raise DeepGalaxyError(f"{output.parent}: cannot be written to ({error.strerror})") from error
    try:
        yield HeldLock(descriptor)
    except Exception as error:
        with suppress(OSError):
            failed.write_text(f"{str(error) or repr(error)}\n")
        raise
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _lock(output: Path) -> int:
    """Open the lock file and lock it; return its descriptor."""
    path = lock_path(output)
    deadline = time.monotonic() + WAIT_S
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its last holder may have removed it meanwhile: then no other process sees this lock.
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise AlreadyLocked(f"{output}: another process is making it") from None
            time.sleep(0.05)
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def read_heartbeat(output: Path) -> Heartbeat | None:
    """Read how far the process is that makes a file.

    Parameters
    ----------
    output : Path
        The file to be.

    Returns
    -------
    Heartbeat, or None
        None where no process makes it.
    """
    try:
        descriptor = os.open(lock_path(output), os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        stage, last_stage = os.pread(descriptor, 100, 0).split() or (0, 0)
        return Heartbeat(float(stage), int(last_stage), time.time() - os.fstat(descriptor).st_mtime)
    finally:
        os.close(descriptor)
    return None


def lock_path(output: Path) -> Path:
    """Return where the lock of a file is.

    Parameters
    ----------
    output : Path
        The file to be.

    Returns
    -------
    Path
        A hidden file beside it.
    """
    return output.with_name(f".{output.name}.lock")


def failed_path(output: Path) -> Path:
    """Return where the reason is written for which a file could not be made.

    Parameters
    ----------
    output : Path
        The file to be.

    Returns
    -------
    Path
        ``<name>.failed`` beside it.
    """
    return output.with_suffix(".failed")
