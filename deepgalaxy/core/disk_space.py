"""A full disk: known in whatever a library makes of it, and named with what to do about it."""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deepgalaxy.core.errors import DeepGalaxyError, printable

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DATABASE_FULL = "53100"
"""PostgreSQL's SQLSTATE disk_full."""
_FULL_MESSAGE = re.compile(
    r"No space left on device|Disk quota exceeded|Check free disk space|Not enough space on disk"
    r"|os error (28|122)\b",
    re.IGNORECASE,
)
"""What the system, HDF5, PostgreSQL, astropy and Rust say of it where they keep no error number."""
AGAIN = "run the same command again; what was finished is kept"
_LITTLE_BYTES = 2**20
"""What is left where even a log file could not be written."""
_SUSPECT_BYTES = 2**26
"""What may be left on a full disk when what was half written is gone."""


class DiskFull(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """A disk, or a user's share of one, is full."""


def is_full(error: BaseException | str | None) -> bool:
    """Return whether an error, or a program's message, is that of a full disk.

    Parameters
    ----------
    error : BaseException, str or None
        The error, or the message that a program printed; what it came from is not looked at.

    Returns
    -------
    bool
        True for a full disk and for a quota that is used up.
    """
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    if isinstance(error, BaseException):
        message = " ".join(map(str, error.args))
        return getattr(error, "sqlstate", None) == _DATABASE_FULL or bool(_FULL_MESSAGE.search(message))
    return bool(error and _FULL_MESSAGE.search(error))


def full_disk(error: BaseException | None, folder: Path | None = None, wanted: str = "") -> DiskFull | None:
    """Return what to raise where an error, or one that it came from, is that of a full disk.

    Parameters
    ----------
    error : BaseException or None
        However often it was wrapped.
    folder : Path, optional
        Where something was written; by default where the error says, or the fullest of the folders that we
        write to.
    wanted : str
        How much is needed there, in words.

    Returns
    -------
    DiskFull or None
        The error to raise in its place; None where no disk is full.
    """
    chain = list(_chain(error))
    if known := next((link for link in chain if isinstance(link, DiskFull)), None):
        return known
    for link in filter(is_full, chain):
        if where := folder or _folder_of(link) or _fullest():
            return no_room(where, wanted, link)
        message = " ".join(map(str, link.args))
        return DiskFull(f"a disk that was written to is full ({message}): make room on it, then {AGAIN}")
    return None


def raise_if_full(error: BaseException | None, folder: Path | None = None, wanted: str = "") -> None:
    """Raise `DiskFull` where an error, or one that it came from, is that of a full disk.

    Parameters
    ----------
    error : BaseException or None
        However often it was wrapped; None is no error.
    folder : Path, optional
        Where something was written, as for `full_disk`.
    wanted : str
        How much is needed there, in words.

    Raises
    ------
    DiskFull
        If `full_disk` finds one.
    """
    if full := full_disk(error, folder, wanted):
        raise full from error


@contextmanager
def saying_full_disks() -> Iterator[None]:
    """Raise `DiskFull` in the place of anything that came from a full disk."""
    try:
        yield
    except Exception as error:
        raise_if_full(error)
        raise


def no_room(
    folder: Path, wanted: str = "", error: BaseException | None = None, remedy: str | None = None
) -> DiskFull:
    """Say that a folder's disk is full, and what to do.

    Parameters
    ----------
    folder : Path
        Named to the user; it may be gone.
    wanted : str
        How much is needed there, in words.
    error : BaseException, optional
        The system's message, by which a quota differs from a disk.
    remedy : str, optional
        What to do; by default by what the folder is for.

    Returns
    -------
    DiskFull
        The error to raise: its message names the folder, the room left and the remedy.
    """
    there = _existing(folder)
    left = os.statvfs(there)
    if getattr(error, "errno", None) == errno.EDQUOT or "quota exceeded" in str(error).lower():
        state = "your quota on this disk is used up"
    elif left.f_files and not left.f_favail:
        state = "this disk holds no more files (its inodes are used up)"
    else:
        room = f"{_size(_free_bytes(there))} of {_size(left.f_blocks * left.f_frsize)} free"
        state = f"this disk is full ({room}, {wanted or 'too little for this'})"
    return DiskFull(f"{printable(str(folder))}: {state}: {remedy or _what_to_do(there)}, then {AGAIN}")


def is_filled(folder: Path) -> bool:
    """Tell whether a folder's disk is so full that not even a log file can be written there.

    Parameters
    ----------
    folder : Path
        It may be missing: the nearest folder above it counts then.

    Returns
    -------
    bool
        True where less than 1 MiB is free, or no more files can be made.
    """
    return _free_bytes(folder) < _LITTLE_BYTES


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _folder_of(error: BaseException) -> Path | None:
    """Return the folder of the file that an error names, if it does."""
    named = getattr(error, "filename", None)
    return Path(os.fsdecode(named)).absolute().parent if isinstance(named, str | bytes) else None


def _fullest() -> Path | None:
    """Return the folder with the least room among those that a program like ours writes to."""
    from deepgalaxy.core.settings import get_settings  # not for every process that reads files

    settings = get_settings()
    folders = [settings.data_dir, settings.cache_dir, Path(tempfile.gettempdir()), Path.cwd()]
    with suppress(OSError):  # where our output goes
        output = Path("/proc/self/fd/1").readlink()
        if output.is_file():
            folders.insert(0, output.parent)
    fullest = min(folders, key=_free_bytes)
    return fullest if _free_bytes(fullest) < _SUSPECT_BYTES else None


def _free_bytes(folder: Path) -> int:
    """Return how much anybody but root can write; nothing where no more files can be made."""
    left = os.statvfs(_existing(folder))
    return 0 if left.f_files and not left.f_favail else left.f_bavail * left.f_frsize


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(parent for parent in (folder, *folder.parents) if parent.is_dir())


def _what_to_do(folder: Path) -> str:
    """Say what to free, and where else to go."""
    from deepgalaxy.core.settings import get_settings

    settings = get_settings()
    cache = settings.cache_dir
    free = "delete or move files on it that you need no more"
    if cache.is_dir() and any(cache.iterdir()) and cache.stat().st_dev == folder.stat().st_dev:
        free = f"delete {cache}, which can be fetched again, or other files on it"
    if folder == Path(tempfile.gettempdir()):
        return f"{free}, or set TMPDIR to a folder on a larger disk"
    if folder.is_relative_to(cache):
        return f"{free}, or set DEEPGALAXY_CACHE_DIR to a folder on a larger disk"
    if folder.is_relative_to(settings.data_dir):
        return f"{free}, or move the data folder to a larger disk and set DEEPGALAXY_DATA_DIR"
    return f"{free}, or write to another disk"


def _size(count: int) -> str:
    unit, name = (1e9, "GB") if count >= 1e9 else (1e6, "MB") if count >= 1e6 else (1e3, "kB")
    return f"{count / unit:,.0f} {name}"
