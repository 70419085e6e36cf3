"""A file that cannot be read whole: damaged, or still being written."""

import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from deepgalaxy.core.disk_space import raise_if_full
from deepgalaxy.core.errors import RefusedInput

_RECENT_S = 3600.0


def damaged(path: Path, what: str, name: str | None = None) -> RefusedInput:
    """Make the refusal of a file that is not whole, which says so where it is still being written.

    It is for ``except`` clauses; a full disk, met where a packed file is unpacked, is no fault of the file.

    Parameters
    ----------
    path : Path
        The file.
    what : str
        What is wrong with it: ``"truncated FITS: header promises 5 MB, file has 2 MB"``.
    name : str, optional
        Of the picture in it, ``"file.h5::images"``; by default the file's.

    Returns
    -------
    RefusedInput
        To be raised by the caller.

    Raises
    ------
    DiskFull
        If it was the disk of the temporary folder.
    """
    name = name or path.name
    raise_if_full(sys.exception(), Path(tempfile.gettempdir()))
    if isinstance(sys.exception(), MemoryError):
        return RefusedInput(name, "takes more memory than a picture may")
    try:
        changed_s = path.stat().st_mtime
    except OSError:
        return RefusedInput(name, what)
    age_s = time.time() - changed_s
    if age_s < _RECENT_S and is_open_for_writing(path):
        return RefusedInput(name, f"still being written ({what}): try again when it is complete")
    if age_s < 60:
        at = datetime.fromtimestamp(changed_s, UTC)
        what += f"; last changed at {at:%H:%M:%S} UTC: if it is still being written, try again later"
    return RefusedInput(name, what)


def is_open_for_writing(path: Path) -> bool:
    """Whether a process of this machine has a file open for writing, as far as this user may see.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bool
        False where that cannot be known.
    """
    try:
        wanted = path.stat()
        processes = [entry for entry in os.scandir("/proc") if entry.name.isdigit()]
    except OSError:
        return False
    return any(_writes(Path(process.path), wanted) for process in processes)


def _writes(process: Path, wanted: os.stat_result) -> bool:
    try:
        for descriptor in os.scandir(process / "fd"):
            try:
                if not os.path.samestat(descriptor.stat(), wanted):
                    continue
                facts = (process / "fdinfo" / descriptor.name).read_text()
            except OSError:  # closed meanwhile
                continue
            flags = next(line for line in facts.splitlines() if line.startswith("flags:"))
            if int(flags.split()[1], 8) & os.O_ACCMODE != os.O_RDONLY:
                return True
    except OSError:  # the process has ended, or is another user's
        pass
    return False
