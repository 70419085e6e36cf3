"""The embedded PostgreSQL, which runs while at least one process uses it.

Each client holds a shared lock on ``.clients.lock``, which the kernel releases however the client ends; a
watcher process stops the server when no client is left (see `deepgalaxy.catalog.server_watcher`).
"""

import fcntl
import os
import pwd
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path
from types import TracebackType
from typing import Self

from deepgalaxy.catalog import server_watcher as watcher
from deepgalaxy.catalog.postgres_programs import (
    PATIENCE_S,
    is_ready,
    launch_until_ready,
    lock_file,
    make_cluster,
)
from deepgalaxy.catalog.server_paths import Placement, ServerError, place
from deepgalaxy.core.disk_space import raise_if_full

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

__all__ = ["EmbeddedServer", "ServerError", "start_server"]


class EmbeddedServer:
    """A process's claim on a running server, until `close` or the end of the process.

    A forked child shares the claim: closing it in the child leaves the parent's.

    Parameters
    ----------
    parts : Placement
        Where the server's files are.
    hold : int
        File descriptor that holds the shared lock.

    Attributes
    ----------
    data : Path
        The database cluster.
    """

    def __init__(self, parts: Placement, hold: int) -> None:
        self._host = urllib.parse.quote(str(parts.sockets), safe="")
        self.data = parts.data
        self._hold: int | None = hold

    @property
    def url(self) -> str:
        """Address of the database ``postgres``, which every server has.

        Returns
        -------
        str
            An SQLAlchemy URL.
        """
        return self.url_for("postgres")

    def url_for(self, database: str) -> str:
        """Return the address of a database, whether or not there is one of that name.

        Parameters
        ----------
        database : str
            Name of the database.

        Returns
        -------
        str
            An SQLAlchemy URL.
        """
        name = urllib.parse.quote(database, safe="")
        return f"postgresql+psycopg://postgres@/{name}?host={self._host}&port=5432"

    def close(self) -> None:
        """Release the server; it stops soon after its last client has released it."""
        hold, self._hold = self._hold, None
        if hold is not None:
            os.close(hold)  # not LOCK_UN, which would also release the lock of a parent process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start_server(home: Path, linger_s: float = 10.0) -> EmbeddedServer:
    """Start the server of a folder, or connect to it where it runs.

    Parameters
    ----------
    home : Path
        Folder of the server, made if there is none: its locks and (in ``pg18``) its data. Root's server
        is run by ``nobody``; where that account cannot reach ``home``, ``pg18`` is a link to a folder in
        ``/var/lib/deepgalaxy``.
    linger_s : float
        How long (s) the server waits for a next client once the last has gone; the client that starts
        it decides.

    Returns
    -------
    EmbeddedServer
        A server that answers, and that has pgvector for the databases that ask for it.

    Raises
    ------
    ServerError
        If the server cannot be started: the folder belongs to another user or is in use on another machine,
        the disk is full, pgvector does not run on this processor, …
    """
    home = home.expanduser().resolve()
    try:
        _claim(home)
        start = _open(home / watcher.START_LOCK)
        try:
            _lock(start, fcntl.LOCK_EX, home)
            return _start(home, linger_s, start)
        finally:
            fcntl.flock(start, fcntl.LOCK_UN)  # explicitly: a child forked by another thread may have it open
            os.close(start)
    except (OSError, subprocess.SubprocessError) as error:
        raise_if_full(error, home)
        raise ServerError(f"no database server can be started in {home}: {error}") from error


def _start(home: Path, linger_s: float, start: int) -> EmbeddedServer:
    hold = _open(home / watcher.CLIENTS_LOCK)
    try:
        _lock(hold, fcntl.LOCK_SH, home)
        parts = place(home)
        _watch(home, parts, linger_s)  # before the server, which must not run on if this process is killed
        make_cluster(parts)
        if not is_ready(parts):
            _mark_machine(start, parts)
            launch_until_ready(parts)
    except BaseException:
        os.close(hold)
        raise
    return EmbeddedServer(parts, hold)


def _claim(home: Path) -> None:
    """Make the folder, or check that it is ours; no other user can write there."""
    root = os.geteuid() == 0
    home.mkdir(mode=0o711 if root else 0o700, parents=True, exist_ok=True)
    owner = home.stat().st_uid
    if root:
        return
    if owner != os.geteuid():
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = str(owner)
        raise ServerError(f"{home} belongs to {name}: set DEEPGALAXY_DATA_DIR to a folder of your own")
    home.chmod(0o700)


def _open(path: Path, flags: int = 0) -> int:
    """Open a small file of the home folder, made for the folder's owner alone where it is missing."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)
    return handle


def _lock(handle: int, kind: int, home: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ServerError(
                    f"the server of {home} has been starting or stopping for {PATIENCE_S:.0f} s: wait for "
                    "the process that does it, or end it"
                ) from None
        time.sleep(0.02)


def _watch(home: Path, parts: Placement, linger_s: float) -> None:
    """Start a watcher unless one is alive; it inherits the lock, so that it counts as alive at once."""
    lock, log = _open(home / watcher.WATCHER_LOCK), _open(home / "watcher.log", os.O_APPEND)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        subprocess.run(
            [sys.executable, "-IS", watcher.__file__, home, parts.socket, str(linger_s), str(lock)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[lock],
            cwd="/",
            start_new_session=True,
            check=True,
        )
    except BlockingIOError:
        pass
    finally:
        os.close(lock)
        os.close(log)


def _mark_machine(start: int, parts: Placement) -> None:
    """Write into ``.start.lock`` where the server is started; refuse if it may run on another machine.

    On a shared file system neither process ids nor sockets show that, and two servers would ruin the data.
    """
    boot, host = BOOT_ID.read_text().strip(), socket.gethostname()
    there = os.pread(start, 1000, 0).decode().split()  # [] in a new home
    if there and boot != there[0] and host != there[1] and lock_file(parts).exists():
        raise ServerError(
            f"the database in {parts.data} is in use on {there[1]}, and one machine at a time can use it: "
            f"work there, or set DEEPGALAXY_DATA_DIR; if it runs there no more, delete {lock_file(parts)}"
        )
    os.ftruncate(start, 0)
    os.pwrite(start, f"{boot} {host}".encode(), 0)
    os.fsync(start)
