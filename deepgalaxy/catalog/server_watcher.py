"""The small process that stops the embedded server once its last client has ended.

Run as a script (``python -IS server_watcher.py HOME SOCKET LINGER_S LOCK_FD``) by the client that finds no
watcher alive. It outlives that client, so it uses the standard library alone and inherits no open file
but the lock that shows that a watcher is running.

Clients take ``.start.lock`` (exclusive), then ``.clients.lock`` (shared), release the first and keep
the second. The watcher waits on the second without holding the first, and decides to stop the server
only while it holds both: a client that arrives meanwhile waits, and then starts the server anew.
"""

import fcntl
import os
import signal
import socket
import struct
import sys
import time
from pathlib import Path

START_LOCK = ".start.lock"
CLIENTS_LOCK = ".clients.lock"
WATCHER_LOCK = ".watcher.lock"
PATIENCE_S = 60.0


def watch(home: Path, address: str, linger_s: float, watcher_lock: int) -> None:
    """Block until no client holds the server at ``address`` any more, then stop it.

    Parameters
    ----------
    home : Path
        Folder of the lock files.
    address : str
        The server's Unix socket.
    linger_s : float
        How long (s) the server waits for a next client.
    watcher_lock : int
        Inherited file descriptor that holds ``.watcher.lock``.

    Returns
    -------
    None
        Once the server has stopped, or another watcher is responsible.
    """
    with (home / CLIENTS_LOCK).open("r+") as clients, (home / START_LOCK).open("r+") as start:
        while True:
            fcntl.flock(clients, fcntl.LOCK_EX)
            fcntl.flock(clients, fcntl.LOCK_UN)
            time.sleep(linger_s)
            now = Path(f"/proc/self/fd/{clients.fileno()}").readlink().parent
            if now != home and (now / CLIENTS_LOCK).exists():  # the folder was moved under its server
                home, address = now, address.replace(f"{home}/", f"{now}/", 1)
            clients_path = home / CLIENTS_LOCK
            if not clients_path.exists():  # the folder was deleted under its server
                return stop(address)
            if not os.path.samestat(os.fstat(clients.fileno()), clients_path.stat()):
                return None  # deleted and made again: that one has a watcher of its own
            fcntl.flock(start, fcntl.LOCK_EX)
            try:
                fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # a client came
                fcntl.flock(start, fcntl.LOCK_UN)
                continue
            stop(address)
            fcntl.flock(
                watcher_lock, fcntl.LOCK_UN
            )  # before the start lock, so that the next client does not rely on this watcher
            return None


def stop(address: str) -> None:
    """Shut down the server that listens at ``address``, cleanly if that is done within a minute.

    An immediate shutdown loses nothing either, as fsync is on, but costs a recovery at the next start.
    PostgreSQL 18.4 needs it at times: asked to stop while it recovers from a crash, it may hang.

    Parameters
    ----------
    address : str
        The server's Unix socket.
    """
    asked = time.monotonic()
    while pid := listener(address):
        in_time = time.monotonic() < asked + PATIENCE_S
        os.kill(pid, signal.SIGINT if in_time else signal.SIGQUIT)  # may be repeated
        time.sleep(0.1)


def listener(address: str) -> int | None:
    """Return the id of the process that listens at a Unix socket.

    The kernel names it, so it is neither stale nor recycled, as a process id from a file can be.

    Parameters
    ----------
    address : str
        The socket.

    Returns
    -------
    int or None
        None if there is no such process; 0 if it is in another container, where no signal reaches it.
    """
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        credentials = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid: int = struct.unpack("3i", credentials)[0]
    return pid


if __name__ == "__main__":
    if os.fork():  # a child of init, which reaps it
        os._exit(0)
    watch(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
