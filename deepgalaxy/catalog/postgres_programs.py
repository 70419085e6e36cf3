"""PostgreSQL's own programs: make a cluster, launch the server, wait until it answers."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import psutil

from deepgalaxy.catalog.server_paths import OTHERWISE, Placement, ServerError, run
from deepgalaxy.catalog.server_watcher import listener
from deepgalaxy.core.atomic import flush
from deepgalaxy.core.disk_space import DiskFull, is_filled, is_full, no_room
from deepgalaxy.core.errors import DeepGalaxyError

PATIENCE_S = 600.0
"""How long a recovery after a crash, or another process's start or stop, may take (s)."""

RECOVERY_S = 10.0
"""How long an empty server may take to recover from a crash of pgvector (s)."""

SETTINGS = {
    "shared_buffers": "128MB",
    "maintenance_work_mem": "256MB",
    "max_connections": "100",
    "dynamic_shared_memory_type": "mmap",  # a container's /dev/shm of 64 MB breaks parallel index builds
    "timezone": "UTC",
    "log_timezone": "UTC",
}

# The shell ends and leaves the server to init, which reaps it in the end; `mv` keeps the log of a crash.
LAUNCH = """
cd "$0" && umask 077 || exit
mv -f server.log server.log.old 2>/dev/null
"$@" >server.log 2>&1 &
echo $!
"""
PROBE = "BEGIN; CREATE EXTENSION IF NOT EXISTS vector; SELECT '[1,2]'::vector <-> '[2,3]'; ROLLBACK"


def database_full(data: Path, error: BaseException | None = None) -> DiskFull:
    """Say that the disk under the embedded database is full.

    Parameters
    ----------
    data : Path
        The database cluster.
    error : BaseException, optional
        The system's message.

    Returns
    -------
    DiskFull
        To be raised.
    """
    return no_room(
        data,
        "the database needs 100 MB to work in",
        error,
        "delete or move other files on it, and nothing in this folder, which is the database",
    )


def make_cluster(place: Placement) -> None:
    """Make the database cluster if there is none; killed at any moment, this leaves none or a whole one.

    Parameters
    ----------
    place : Placement
        Where the server's parts are.

    Raises
    ------
    ServerError
        If ``initdb`` fails (a full disk, …), or something else is where the cluster should be.
    """
    if (place.data / "PG_VERSION").exists():
        return
    if place.data.exists():
        raise ServerError(f"{place.data} is no PostgreSQL database and is where ours should be: move it away")
    for leftover in place.data.parent.glob(".initdb-*"):
        _remove(leftover)
    draft = Path(tempfile.mkdtemp(prefix=".initdb-", dir=place.data.parent))
    try:
        if place.account:
            os.chown(draft, place.account.uid, place.account.gid)
        status, output = run(
            [
                *(place.programs / "initdb", "-D", draft, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"),
                *(f"--set={name}={value}" for name, value in SETTINGS.items()),
            ],
            place.account,
        )
        if status:
            if is_full(output) or is_filled(draft):
                raise database_full(place.data)
            raise ServerError(f"no database could be made in {place.data}; initdb printed:\n{output[-2000:]}")
        draft.rename(place.data)  # initdb has synced it
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    flush(place.data.parent)


def _remove(leftover: Path) -> None:
    """Remove what a killed start left; its ``initdb`` may go on writing there until its files are gone."""
    for _ in range(100):
        shutil.rmtree(leftover, ignore_errors=True)
        if not leftover.exists():
            return
        time.sleep(0.05)


def is_ready(place: Placement) -> bool:
    """Ask whether the server takes connections.

    Parameters
    ----------
    place : Placement
        Where the server's parts are.

    Returns
    -------
    bool
        True once it does.
    """
    return run([place.programs / "pg_isready", *_address(place), "-q", "-t", "5"], None)[0] == 0


def _address(place: Placement) -> tuple[str, ...]:
    return ("-h", str(place.sockets), "-p", "5432", "-U", "postgres", "-d", "postgres")


def lock_file(place: Placement) -> Path:
    """Return the file that a running server has, and a killed one leaves.

    Parameters
    ----------
    place : Placement
        Where the server's parts are.

    Returns
    -------
    Path
        ``postmaster.pid``, which need not exist.
    """
    return place.data / "postmaster.pid"


def launch_until_ready(place: Placement) -> None:
    """Launch the server, unless one is starting or stopping, and wait until it answers and has pgvector.

    Parameters
    ----------
    place : Placement
        Where the server's parts are.

    Raises
    ------
    ServerError
        If it ends, does not answer in time, or its pgvector does not run on this machine.
    """
    deadline = time.monotonic() + PATIENCE_S
    launched = None
    while not is_ready(place):
        if not _is_there(launched, place):
            # Backends of a killed server may run on for a moment; that is no failure.
            if launched and "still in use" not in _log(place):
                raise _failure(place, "ended as soon as it was started")
            # Stale: if it stayed, PostgreSQL could take another process with a recycled id for its server.
            lock_file(place).unlink(missing_ok=True)
            place.socket.with_name(f"{place.socket.name}.lock").unlink(missing_ok=True)
            launched = _launch(place)
        if time.monotonic() > deadline:
            raise _failure(place, f"did not answer within {PATIENCE_S:.0f} s")
        time.sleep(0.05)
    if launched:
        _probe_pgvector(place)


def _is_there(launched: int | None, place: Placement) -> bool:
    """Whether a server of this folder runs: ours, a killed client's, or another container's."""
    try:
        recorded = int(lock_file(place).read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        recorded = None
    return listener(str(place.socket)) is not None or any(_serves(pid, place) for pid in (launched, recorded))


def _serves(pid: int | None, place: Placement) -> bool:
    """Whether a process is the server of this folder: no zombie, and no other program with a recycled id."""
    try:
        return pid is not None and str(place.data) in psutil.Process(pid).cmdline()
    except (psutil.Error, ValueError):
        return False


def _launch(place: Placement) -> int:
    server = (place.programs / "postgres", "-D", place.data, "-k", place.sockets, "-p", "5432")
    private = ("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700")
    status, output = run(["/bin/sh", "-c", LAUNCH, place.data, *server, *private], place.account)
    if status or not output.isdecimal():
        raise ServerError(f"PostgreSQL could not be launched in {place.data}: {output}")
    return int(output)


def _probe_pgvector(place: Placement) -> None:
    """Try the extension in a transaction that leaves nothing: its build needs AVX2 and crashes without."""
    quietly = ("-XqAt", "-v", "ON_ERROR_STOP=1")
    _, output = run([place.programs / "psql", *_address(place), *quietly, "-c", PROBE], None)
    if output.startswith("1.414"):
        return
    if "server closed the connection" in output:
        _settle(place)
        output = f"the embedded one crashes on this machine, whose processor must have AVX2 ({output})"
    if is_full(output):
        raise database_full(place.data)
    raise ServerError(f"pgvector does not work: {output}. Use another machine, {OTHERWISE}")


def _settle(place: Placement) -> None:
    """Wait until the server has recovered; see `deepgalaxy.catalog.server_watcher.stop` for the reason."""
    deadline = time.monotonic() + RECOVERY_S
    while not is_ready(place) and time.monotonic() < deadline:
        time.sleep(0.05)


def _log(place: Placement) -> str:
    try:
        return (place.data / "server.log").read_text(errors="replace")[-2000:]
    except FileNotFoundError:
        return ""


def _failure(place: Placement, what: str) -> DeepGalaxyError:
    if is_full(_log(place)) or is_filled(place.data):  # the log may be empty for the same reason
        return database_full(place.data)
    advice = f"Correct what its log, {place.data / 'server.log'}, names, {OTHERWISE}"
    return ServerError(f"PostgreSQL in {place.data} {what}. {advice}:\n{_log(place)}")
