"""The embedded server as processes see it: who starts it, who joins it, when it ends, what it survives."""

import os
import pwd
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

import deepgalaxy
from deepgalaxy.catalog import server_paths as placement
from deepgalaxy.catalog.embedded_server import ServerError, start_server

CLIENT = """
import sys
from pathlib import Path
import psycopg
from deepgalaxy.catalog.embedded_server import start_server

with start_server(Path(sys.argv[1]), float(sys.argv[2])) as server:
    with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
        print(*connection.execute("SELECT pg_postmaster_start_time()::text").fetchone(), flush=True)
    sys.stdin.read()
"""


NO_CHANGE: Mapping[str, str] = {}


class Watched:
    """The home of a server, seen from outside: through the process table and SQL."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def processes(self, program: str) -> list[psutil.Process]:
        """Return the ``postgres`` or ``server_watcher.py`` processes of this home."""
        found = []
        for process in psutil.process_iter():
            try:
                words = process.cmdline()
            except psutil.Error:
                continue
            ours = any(word.startswith(str(self.home)) for word in words)
            if ours and any(word.endswith(program) for word in words):
                found.append(process)
        return found

    @property
    def postmaster(self) -> psutil.Process:
        return min(self.processes("/postgres"), key=psutil.Process.create_time)  # not one it just forked

    @property
    def watcher(self) -> psutil.Process:
        (process,) = self.processes("/server_watcher.py")
        return process

    @property
    def socket_folder(self) -> Path:
        words = self.postmaster.cmdline()
        return Path(words[words.index("-k") + 1])

    def has_ended(self, within_s: float = 15.0) -> bool:
        """Whether server and watcher are gone before the time is up."""
        deadline = time.monotonic() + within_s
        while self.processes("/postgres") or self.processes("/server_watcher.py"):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def client(
        self,
        linger_s: float = 0.2,
        python: str = sys.executable,
        user: int | None = None,
        env: Mapping[str, str] = NO_CHANGE,
    ) -> subprocess.Popen[str]:
        """Start a client that prints when its server started, and lives until its stdin is closed."""
        return subprocess.Popen(
            [python, "-c", CLIENT, self.home, str(linger_s)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **env},
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )


def sql(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def next_line(client: subprocess.Popen[str]) -> str:
    assert client.stdout is not None
    return client.stdout.readline()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder that any account can reach, as tmp_path is not."""
    folder = Path(tempfile.mkdtemp(prefix="dg-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def watched(open_folder: Path) -> Iterator[Watched]:
    """Make a home; after each test nothing may run for it."""
    watched = Watched(open_folder / "home")
    yield watched
    assert watched.has_ended(), "a server or watcher outlived its clients"


def test_second_process_joins_and_the_server_ends_after_the_last(watched: Watched) -> None:
    first, second = watched.client(), watched.client()
    started = next_line(first)
    assert started
    assert next_line(second) == started
    assert len(watched.processes("/server_watcher.py")) == 1
    first.communicate()
    time.sleep(0.8)  # well past the lingering: the second client alone keeps it
    assert watched.postmaster.is_running()
    second.communicate()
    assert watched.has_ended()


def test_server_ends_after_its_client_is_killed(watched: Watched) -> None:
    client = watched.client()
    assert next_line(client)
    client.kill()
    client.communicate()
    assert watched.has_ended()


def test_next_client_within_the_linger_joins(watched: Watched) -> None:
    started = [watched.client(linger_s=2).communicate()[0] for _ in range(2)]
    assert started[0]
    assert started[0] == started[1]


def test_pipe_of_a_client_closes_while_the_server_lingers(watched: Watched) -> None:
    watched.client(linger_s=3).communicate()  # reads both pipes to their end
    assert watched.postmaster.is_running()
    assert {file.path for file in watched.watcher.open_files()} <= {
        str(watched.home / name) for name in ("watcher.log", ".watcher.lock", ".start.lock", ".clients.lock")
    }


FORKS = """
import os, sys, time
from pathlib import Path
from deepgalaxy.catalog.embedded_server import start_server

server = start_server(Path(sys.argv[1]), 0.1)
if (child := os.fork()) == 0:
    server.close()
    sys.exit()
os.waitpid(child, 0)
time.sleep(1)
print(server.url)
sys.stdout.flush()
sys.stdin.read()
"""


def test_forked_child_lets_nothing_go(watched: Watched) -> None:
    client = subprocess.Popen(
        [sys.executable, "-c", FORKS, watched.home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert sql(next_line(client).strip(), "SELECT 1") == [(1,)]
    client.communicate()


def test_twenty_processes_start_at_once_on_an_empty_home(watched: Watched) -> None:
    clients = [watched.client() for _ in range(20)]
    started = [next_line(client) for client in clients]
    for client in clients:
        client.communicate()
    assert started[0]
    assert len(set(started)) == 1


def test_clients_that_come_while_the_server_stops(watched: Watched) -> None:
    """Without lingering, most arrive somewhere in a stop; each must be served all the same."""
    script = 'for i in 1 2 3 4 5 6; do "$@" </dev/null || exit; done'
    command = ["sh", "-c", script, "sh", sys.executable, "-c", CLIENT, str(watched.home), "0"]
    loops = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    for loop in loops:
        assert loop.communicate()[0].count(b"\n") == 6


def test_two_homes_are_two_servers(watched: Watched) -> None:
    with start_server(watched.home, 0.1) as one, start_server(watched.home / "other", 0.1) as other:
        sql(one.url_for("template1"), "CREATE TABLE seen AS SELECT 42 AS stage")
        assert sql(one.url_for("template1"), "SELECT stage FROM seen") == [(42,)]
        for url in (one.url, other.url, other.url_for("template1")):
            assert sql(url, "SELECT to_regclass('seen')") == [(None,)]


def test_server_is_private_and_safe(watched: Watched) -> None:
    with start_server(watched.home, 0.1) as server:
        shown = {
            name: sql(server.url, f"SHOW {name}")[0][0]
            for name in ("listen_addresses", "fsync", "dynamic_shared_memory_type", "server_encoding")
        }
        assert shown == {
            "listen_addresses": "",
            "fsync": "on",
            "dynamic_shared_memory_type": "mmap",
            "server_encoding": "UTF8",
        }
        assert sql(server.url, "SELECT datlocprovider, datlocale FROM pg_database") == [("b", "C.UTF-8")] * 3
        assert sql(server.url, "SELECT extname FROM pg_extension") == [("plpgsql",)]  # the probe left nothing
        sql(server.url, "CREATE EXTENSION vector")
        assert sql(server.url, "SELECT '[1,2]'::vector <-> '[4,6]'") == [(5.0,)]
        assert not watched.postmaster.net_connections("inet")
        assert (watched.home / "pg18").stat().st_mode & 0o777 == 0o700
        assert (watched.home / "pg18" / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700
    server.close()  # twice does no harm


@pytest.fixture(scope="session")
def used_home() -> Iterator[Path]:
    """Make, once, a home whose server has run and ended cleanly."""
    folder = Path(tempfile.mkdtemp(prefix="dg-", dir="/tmp"))
    folder.chmod(0o755)
    start_server(folder / "home", 0).close()
    assert Watched(folder / "home").has_ended()
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture
def stopped(watched: Watched, used_home: Path) -> Watched:
    """Make a home as it is after its server has run and ended cleanly."""
    subprocess.run(["cp", "-a", used_home, watched.home], check=True)
    return watched


def test_committed_data_survives_a_killed_server(watched: Watched) -> None:
    with start_server(watched.home, 0.1) as server:
        sql(server.url, "CREATE TABLE seen AS SELECT 42 AS stage")
        watched.postmaster.kill()
        with start_server(watched.home) as again:
            assert sql(again.url, "SELECT stage FROM seen") == [(42,)]


def test_killed_watcher_is_replaced_by_the_next_client(watched: Watched) -> None:
    with start_server(watched.home, 0.1):
        killed = watched.watcher
        killed.kill()
        killed.wait(10)
        with start_server(watched.home, 0.1):
            assert watched.watcher.is_running()
    assert watched.has_ended()


@pytest.mark.parametrize("content", ["{unrelated}", "{zombie}", "{dead}", "{own}", "-7", "", "nonsense\n"])
def test_stale_pid_file(stopped: Watched, content: str) -> None:
    """A process id that stands for something else: no such process is taken for the server, or signalled."""
    unrelated, zombie, dead = (
        subprocess.Popen(["sleep", "100"]),
        subprocess.Popen("true"),
        subprocess.Popen("true"),
    )
    dead.wait()
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    pid = content.format(unrelated=unrelated.pid, zombie=zombie.pid, dead=dead.pid, own=os.getpid())
    data = stopped.home / "pg18"
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (data / name).write_text(f"{pid}\n{data}\n1700000000\n5432\n{data}\n\n" if pid else "")
    with start_server(stopped.home, 0) as server:
        assert sql(server.url, "SELECT 1") == [(1,)]
    assert stopped.has_ended()
    assert unrelated.poll() is None
    unrelated.kill()
    unrelated.wait()
    zombie.wait()


def test_client_killed_while_it_makes_the_cluster(watched: Watched) -> None:
    client = watched.client()
    while not list(watched.home.glob(".initdb-*/base")):
        time.sleep(0.002)
    client.kill()
    client.communicate()
    started, complaint = watched.client().communicate()
    assert started, complaint
    assert not list(watched.home.glob(".initdb-*"))


def test_server_in_recovery_is_waited_for(stopped: Watched) -> None:
    """A client killed in its start leaves a server on its way up: the next one waits for that one."""
    with start_server(stopped.home, 0.1) as server:
        sql(server.url, "CREATE TABLE many AS SELECT generate_series(1, 300000) AS i")
        stopped.postmaster.kill()
        client = stopped.client()
        while not stopped.processes("/postgres"):
            time.sleep(0.002)
        client.kill()
        client.communicate()
        with start_server(stopped.home) as again:
            assert sql(again.url, "SELECT count(*) FROM many") == [(300000,)]
        assert len(stopped.processes("/server_watcher.py")) == 1


def test_home_deleted_under_its_server(watched: Watched) -> None:
    home = watched.home / (
        "long" * 30
    )  # a socket elsewhere: the server itself would notice after a minute only
    with start_server(home, 0.1):
        folder = watched.socket_folder
        shutil.rmtree(home)
    assert watched.has_ended()
    folder.rmdir()


def test_home_moved_under_its_server(watched: Watched) -> None:
    before = watched.client(linger_s=0.5)
    started = next_line(before)
    new = watched.home.with_name("moved")
    watched.home.rename(new)
    after = Watched(new).client(linger_s=0.5)
    assert next_line(after) == started, "the same server, at its new place"
    before.communicate()
    time.sleep(1.5)  # well past the lingering
    assert len(watched.processes("/postgres")) > 0, "the second client keeps it"
    after.communicate()
    assert watched.has_ended()


def test_home_in_use_on_another_machine(stopped: Watched) -> None:
    (stopped.home / ".start.lock").write_text("another-boot another-host")
    pid_file = stopped.home / "pg18" / "postmaster.pid"
    pid_file.write_text("1234\n")
    with pytest.raises(ServerError, match="in use on another-host"):
        start_server(stopped.home, 0)
    assert pid_file.read_text() == "1234\n"
    assert not stopped.processes("/postgres")
    pid_file.unlink()
    start_server(stopped.home, 0).close()


def test_server_that_cannot_start_says_why(stopped: Watched) -> None:
    with (stopped.home / "pg18" / "postgresql.conf").open("a") as conf:
        conf.write("shared_buffers = 'a galaxy'\n")
    with pytest.raises(ServerError, match=r"server\.log(?s:.*)invalid value.*a galaxy"):
        start_server(stopped.home, 0)


def test_folder_that_is_no_database_is_left_alone(watched: Watched) -> None:
    note = watched.home / "pg18" / "thesis.txt"
    note.parent.mkdir(parents=True)
    note.write_text("mine")
    with pytest.raises(ServerError, match=r"no PostgreSQL database.*move it away"):
        start_server(watched.home, 0)
    assert note.read_text() == "mine"


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")


@pytest.mark.parametrize("name", ["deep/" * 40, "a b", 'odd,"$HOME" ünï`\'@:'])
def test_home_of_any_name(watched: Watched, name: str) -> None:
    with start_server(watched.home / name, 0.1) as server:
        assert sql(server.url, "SHOW data_directory") == [(str(watched.home / name / "pg18"),)]
        folder = watched.socket_folder
        assert folder.stat().st_mode & 0o777 == 0o700
    assert watched.has_ended()
    if folder.parent == Path("/tmp"):
        folder.rmdir()


def test_socket_folder_of_somebody_else_is_refused(watched: Watched) -> None:
    home = watched.home / ("long" * 30)
    with start_server(home, 0):
        folder = watched.socket_folder
    assert watched.has_ended()
    folder.chmod(0o755)
    with pytest.raises(ServerError, match="not a private folder"):
        start_server(home, 0)
    folder.rmdir()


def test_odd_environment(watched: Watched) -> None:
    odd = dict.fromkeys(
        ("PGHOST", "PGUSER", "PGDATABASE", "PGDATA", "LD_LIBRARY_PATH", "TMPDIR"), "/nonsense"
    )
    odd |= {"LC_ALL": "tr_TR.UTF-8", "LANG": "xx", "PGPORT": "1", "TZ": "Mars/Olympus"}
    client = watched.client(env=odd)
    started, complaint = client.communicate()
    assert started, complaint


def test_home_of_another_account_is_refused(open_folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from deepgalaxy.catalog.embedded_server import start_server\n"
        "try: start_server(Path(sys.argv[1]))\nexcept Exception as e: print(type(e).__name__, e)"
    )
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        python, environment = _interpreter_for(nobody.pw_uid)
        output = subprocess.check_output(
            [python, "-c", script, open_folder], text=True, user=nobody.pw_uid, env=environment
        )
    else:
        output = subprocess.check_output([sys.executable, "-c", script, "/usr"], text=True)
    assert output.startswith("ServerError")
    assert "belongs to root" in output
    assert not list(open_folder.iterdir())


def test_no_programs(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placement, "PACKAGE", "no_such_package")
    with pytest.raises(
        ServerError, match="reinstall the package no-such-package, or set DEEPGALAXY_DATABASE_URL"
    ):
        start_server(watched.home, 0)


def test_disk_that_fills_up(watched: Watched) -> None:
    """A limit on file size stands in for it: initdb cannot write its 16 MB of log."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 << 20, hard))
    try:
        with pytest.raises(ServerError, match=r"no database could be made in .*pg18; initdb printed:"):
            start_server(watched.home, 0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not [path for path in watched.home.iterdir() if path.is_dir()]
    start_server(watched.home, 0).close()


@pytest.fixture
def package(open_folder: Path) -> Path:
    """Copy the package of PostgreSQL's programs to a folder closed to other accounts."""
    site = open_folder / "closed"
    site.mkdir(mode=0o700)
    installed = placement._programs(None).parents[1]
    shutil.copytree(installed.with_name(f"{installed.name}.libs"), site / f"{installed.name}.libs")
    shutil.copytree(installed / "pginstall18", site / installed.name / "pginstall18", symlinks=True)
    (site / installed.name / "__init__.py").write_text("")
    return site


@pytest.fixture
def state(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what the server's account cannot reach out of /var/lib."""
    state = open_folder / "state"
    monkeypatch.setattr(placement, "STATE", state)
    return state


@as_root
def test_programs_that_nobody_can_read_are_copied_out(
    watched: Watched, package: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(package)
    for _ in range(2):
        with start_server(watched.home, 0) as server:
            assert Path(watched.postmaster.exe()).is_relative_to(state)
            assert sql(server.url, "SELECT 1") == [(1,)]
        assert watched.has_ended()
    assert len(list(state.iterdir())) == 1  # the second start used the first one's copy
    assert package.stat().st_mode & 0o777 == 0o700


@as_root
def test_home_that_nobody_can_reach(watched: Watched, state: Path) -> None:
    watched.home.mkdir()
    watched.home.chmod(0o700)
    home = watched.home / "sub" / "postgres"
    for _ in range(2):
        with start_server(home, 0) as server:
            sql(server.url, "CREATE TABLE IF NOT EXISTS seen AS SELECT 42 AS stage")
            assert sql(server.url, "SELECT stage FROM seen") == [(42,)]
            ((data,),) = sql(server.url, "SHOW data_directory")
            postmaster = min(_servers(str(data)), key=psutil.Process.create_time)
            assert postmaster.username() == "nobody"
        postmaster.wait(15)
    assert Path(str(data)).is_relative_to(state)
    assert (home / "pg18").resolve() == Path(str(data))
    assert watched.home.stat().st_mode & 0o777 == 0o700
    assert len(list(state.iterdir())) == 1


def _servers(data: str) -> list[psutil.Process]:
    return [
        process for process in psutil.process_iter(["cmdline"]) if data in (process.info["cmdline"] or [])
    ]


@as_root
def test_plain_user(open_folder: Path, watched: Watched) -> None:
    nobody = pwd.getpwnam("nobody")
    python, environment = _interpreter_for(nobody.pw_uid)
    os.chown(open_folder, nobody.pw_uid, nobody.pw_gid)
    client = watched.client(python=python, user=nobody.pw_uid, env=environment)
    started = next_line(client)
    assert started, client.communicate()
    assert watched.postmaster.username() == watched.watcher.username() == "nobody"
    assert watched.home.stat().st_mode & 0o777 == 0o700
    with start_server(watched.home, 0):  # root joins it, and takes nothing over
        assert len(watched.processes("/server_watcher.py")) == 1
    client.communicate()
    assert watched.has_ended()
    os.chown(open_folder, 0, 0)
    start_server(watched.home, 0).close()  # root starts it for its owner
    assert watched.has_ended()
    for path in watched.home.rglob("*"):
        assert path.stat().st_uid == nobody.pw_uid, path


def _interpreter_for(uid: int) -> tuple[str, dict[str, str]]:
    """Find a Python that an account can run with this project and its dependencies."""
    paths = (Path(deepgalaxy.__file__).parents[1], Path(psutil.__file__).parents[1])
    environment = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "HOME": "/nonexistent"}
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        command = [python, "-c", "import psycopg, deepgalaxy.catalog.embedded_server"]
        try:
            subprocess.run(command, user=uid, env=environment, check=True, capture_output=True)
        except (OSError, subprocess.SubprocessError):
            continue
        return python, environment
    pytest.skip("no Python of this version that account 'nobody' can run with the installed dependencies")


def test_processor_without_avx2(watched: Watched, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library whose every instruction is illegal stands in for one that this processor does not know."""
    (library,) = package.rglob("vector.so")
    code = bytearray(library.read_bytes())
    start, size, count = *struct.unpack_from("<Q", code, 32), *struct.unpack_from("<HH", code, 54)
    for header in range(start, start + size * count, size):
        kind, flags, offset = struct.unpack_from("<IIQ", code, header)
        if kind == 1 and flags & 1:  # a loaded, executable segment
            (length,) = struct.unpack_from("<Q", code, header + 32)
            code[offset : offset + length] = (b"\x0f\x0b" * length)[:length]
    library.write_bytes(code)
    package.chmod(0o755)
    monkeypatch.syspath_prepend(package)
    with pytest.raises(ServerError, match=r"must have AVX2(?s:.*)or set DEEPGALAXY_DATABASE_URL"):
        start_server(watched.home, 0)


@as_root
def test_an_account_of_its_own_runs_the_server_where_there_is_one(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun by ``nobody``, and given to the account as ``doctor`` advises."""
    monkeypatch.setattr(placement, "ACCOUNT", "no such account")
    with start_server(watched.home, 0) as server:
        sql(server.url, "CREATE TABLE seen AS SELECT 42 AS stage")
        assert watched.postmaster.username() == placement.SHARED
    assert watched.has_ended()
    folder = placement.folder_of_nobody(watched.home)
    assert folder
    monkeypatch.setattr(placement, "ACCOUNT", "daemon")
    subprocess.run(["chown", "-R", "daemon:", folder], check=True)
    with start_server(watched.home, 0) as server:
        assert sql(server.url, "SELECT stage FROM seen") == [(42,)]
        assert watched.postmaster.username() == "daemon"
    assert placement.folder_of_nobody(watched.home) is None


@as_root
def test_a_new_server_is_run_by_the_account_of_its_own(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placement, "ACCOUNT", "daemon")
    with start_server(watched.home, 0):
        assert watched.postmaster.username() == "daemon"
