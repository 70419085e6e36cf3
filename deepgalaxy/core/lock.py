"""Who makes a file, and how far: a lock that the kernel drops on any death, with a heartbeat in it."""

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
PATIENCE_S = 1.0
"""Whoever asks for the state of a run holds its lock for a moment."""


class AlreadyLocked(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """Another process makes this file now."""


class HeldLock:
    """The sole right to make a file, as long as its descriptor is open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._next = 0.0

    def beat(self, stage: float, last_stage: int) -> None:
        """Let it be known how far the run is."""
        if time.monotonic() >= self._next:
            # One short write of a fixed length: a reader sees the old line or the new one.
            os.pwrite(self._descriptor, f"{stage:10.3f} {last_stage:10d}\n".encode(), 0)
            self._next = time.monotonic() + BEAT_S


@dataclass(frozen=True)
class Heartbeat:
    """What a lock file says: the stage that its process has reached, the last one to be, and how long ago."""

    stage: float
    last_stage: int
    age_s: float


@contextmanager
def hold_lock(output: Path) -> Iterator[HeldLock]:
    """Hold the lock of a file while it is made; if that fails, say why in ``<name>.failed`` beside it.

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
    patience_ends = time.monotonic() + PATIENCE_S
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its last holder may have removed it meanwhile: then nobody else sees this lock.
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
        except BlockingIOError:
            if time.monotonic() > patience_ends:
                os.close(descriptor)
                raise AlreadyLocked(f"{output}: another process is making it") from None
            time.sleep(0.05)
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def read_heartbeat(output: Path) -> Heartbeat | None:
    """Return how far the process is that makes a file, or None if there is none."""
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
    """Return where the lock of a file to be is."""
    return output.with_name(f".{output.name}.lock")


def failed_path(output: Path) -> Path:
    """Return where it is said why a file could not be made."""
    return output.with_suffix(".failed")
