"""A real PostgreSQL, and a home folder of the tests' own."""

import fcntl
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from deepgalaxy.catalog.embedded_server import start_server
from deepgalaxy.catalog.engine import open_engine, upgrade
from deepgalaxy.catalog.server_watcher import WATCHER_LOCK
from deepgalaxy.core.settings import Settings, get_settings

TEST_SERVER = os.environ.get("DEEPGALAXY_TEST_DATABASE_URL")
"""A PostgreSQL to test with, by a user who may make databases and roles; by default an embedded one."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put trainings first; mark what asks a server, for ``.ci/postgres15``: the rest hangs on none.

    The trainings are the longest files: of two processes one would end with them alone.
    """
    items.sort(key=lambda item: "training" not in item.path.parts)
    for item in items:
        if "server_url" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
        if item.get_closest_marker("gpu") and not _sees_gpu():
            item.add_marker(pytest.mark.skip(reason="there is no GPU here"))


@cache
def _sees_gpu() -> bool:
    import torch  # a second, which most runs of a few tests do not need

    return torch.cuda.is_available()


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder that the server's user can reach, with a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="dg-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def isolated_home(short_folder: Path) -> Iterator[None]:
    """Keep the settings, models and database of the user who runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("DEEPGALAXY_", "PG"))]:
            patch.delenv(name)
        patch.setattr("deepgalaxy.core.settings.CONFIG_FILE", short_folder / "config.toml")
        patch.setenv("HOME", str(short_folder))
        patch.setenv("DEEPGALAXY_DATA_DIR", str(short_folder / "data"))
        patch.setenv("DEEPGALAXY_CACHE_DIR", str(short_folder / "cache"))
        get_settings.cache_clear()
        yield
        get_settings.cache_clear()


@pytest.fixture(scope="session")
def server_url(short_folder: Path) -> Iterator[str]:
    """The address of a server whose user may do anything: `TEST_SERVER`, or this process's own."""
    if TEST_SERVER:
        yield TEST_SERVER
        return
    server = start_server(short_folder / "postgres", linger_s=0)
    # Dropping a database waits half a second for the disk. What survives a crash is tested on other servers.
    _administer(server.url, "ALTER SYSTEM SET fsync = off")
    _administer(server.url, "SELECT pg_reload_conf()")
    yield server.url
    server.close()
    with (short_folder / "postgres" / WATCHER_LOCK).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # free once the server has stopped


@pytest.fixture
def embedded_data_dir() -> Iterator[Path]:
    """A data folder whose embedded server may be killed, and is in the end."""
    folder = Path(tempfile.mkdtemp(prefix="dg-"))
    folder.chmod(0o755)
    yield folder
    kill_server(folder)
    shutil.rmtree(folder)


def kill_server(data_dir: Path) -> None:
    """SIGKILL to the embedded server of a data folder and to each of its processes."""
    pid = int((data_dir / "postgres" / "pg18" / "postmaster.pid").read_text().split()[0])
    postmaster = psutil.Process(pid)
    family = [postmaster, *postmaster.children(recursive=True)]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=10)


@pytest.fixture(name="kill_server")
def kill_server_fixture() -> Callable[[Path], None]:
    """The function `kill_server`."""
    return kill_server


@dataclass(frozen=True)
class Disk:
    """A small disk."""

    path: Path

    def leave(self, free_bytes: int) -> None:
        """Fill it but for so much."""
        room = shutil.disk_usage(self.path).free - free_bytes
        with (self.path / "filling").open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), room)

    def make_room(self) -> None:
        """Take away what filled it."""
        (self.path / "filling").unlink()

    def temporary(self) -> list[Path]:
        """What somebody should have removed, but for the database's own files."""
        files = [path for path in self.path.rglob("*") if "pg18" not in path.parts]
        return [
            path for path in files if path.suffix == ".tmp" or path.name.startswith((".initdb", ".model"))
        ]


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], Disk]]:
    """Makes disks of so many bytes, that the embedded server's user can reach."""
    mounted = []

    def mount(size_bytes: int) -> Disk:
        folder = Path(tempfile.mkdtemp(prefix="dg-disk-"))
        options = f"size={size_bytes},mode=755"
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:
            folder.rmdir()
            pytest.skip("only root may mount a small disk, and not in every container")
        mounted.append(folder)
        return Disk(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


@pytest.fixture(scope="session")
def template_database(server_url: str) -> Iterator[str]:
    """A migrated, empty catalogue to make others from."""
    name = f"template_{uuid.uuid4().hex}"  # test processes may share a server
    _administer(server_url, f"CREATE DATABASE {name}")
    upgrade(database_url(server_url, name))
    yield name
    _administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """The address of a database without anything in it, vector extension included."""
    yield from _fresh(server_url, "template1")


@pytest.fixture
def catalog_url(server_url: str, template_database: str) -> Iterator[str]:
    """The address of a migrated, empty catalogue of this test's own."""
    yield from _fresh(server_url, template_database)


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Engine]:
    """A migrated, empty catalogue of this test's own."""
    engine = open_engine(Settings(database_url=catalog_url))
    yield engine
    engine.dispose()


def database_url(server_url: str, database: str) -> str:
    """Return the address of another database on the same server."""
    return make_url(server_url).set(database=database).render_as_string(hide_password=False)


def _fresh(server_url: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    _administer(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield database_url(server_url, name)
    _administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server_url: str, statement: str) -> None:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
