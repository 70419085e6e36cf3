"""A home with a catalogue of its own, in which the product is run, watched, and killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import text

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.core.settings import Settings, get_settings

PATIENCE_S = 240.0
"""A command that has not ended by then hangs."""
MOST_BYTES = 3 * 2**30
"""Of memory that any process of a command may hold: docs/pictures.md."""
STATUSES = (0, 1, 2)
"""That a command may end with: done, failed, wrong use."""


class Failed(Exception):  # noqa: N818 - reads as what it is where it is raised
    """What held was seen not to hold."""


def expect(holds: object, otherwise: str) -> None:
    """Raise `Failed` unless something holds."""
    if not holds:
        raise Failed(otherwise)


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    words: tuple[str, ...]
    status: int
    out: str
    err: str
    seconds: float
    peak_bytes: int
    """Of the largest of its processes."""

    def decent(self, *statuses: int) -> "Done":
        """Return it if it ended as commands do: by itself, with a known status, and in sentences."""
        ending = f"{' '.join(self.words)!r} ended with {self.status}: {self.err[-600:]}"
        expect(self.status in (statuses or STATUSES), ending)
        expect("Traceback (most recent call last)" not in self.err, f"a traceback: {ending}")
        expect(self.status == 0 or self.err.strip(), f"it does not say why: {ending}")
        held = f"{' '.join(self.words)!r} held {self.peak_bytes >> 20} MiB"
        expect(self.peak_bytes <= MOST_BYTES, held)
        return self


class Home:
    """A data folder with an embedded server, and the command line that uses it.

    Parameters
    ----------
    folder : Path
        Emptied by `renew`; short, for it holds a socket.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        for name in [name for name in os.environ if name.startswith(("DEEPGALAXY_", "PG"))]:
            del os.environ[name]
        os.environ |= {
            "DEEPGALAXY_DATA_DIR": str(self.data),
            "DEEPGALAXY_CACHE_DIR": str(folder / "cache"),
            "HOME": str(folder),
            "COLUMNS": "200",
        }
        get_settings.cache_clear()

    def renew(self) -> None:
        """Begin again without a catalogue."""
        self.kill_server()
        shutil.rmtree(self.data, ignore_errors=True)

    def start(self, *words: str) -> "Running":
        """Start ``deepgalaxy`` with these words."""
        return Running(self.folder, words)

    def run(self, *words: str) -> Done:
        """Run ``deepgalaxy`` with these words to its end."""
        return self.start(*words).end()

    def rows(self, query: str, **given: Any) -> list[tuple[Any, ...]]:
        """Ask the catalogue."""
        with catalog_engine(Settings(data_dir=self.data)) as engine, engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), given)]

    def postmaster(self) -> psutil.Process | None:
        """Return the server's first process, if there is a server."""
        try:
            return psutil.Process(int((self.data / "postgres/pg18/postmaster.pid").read_text().split()[0]))
        except (OSError, ValueError, IndexError, psutil.Error):
            return None

    def kill_server(self, *, family: bool = True) -> None:
        """SIGKILL to the server, and to each of its processes."""
        if server := self.postmaster():
            kill([server, *(server.children(recursive=True) if family else [])])

    def kill_backend(self) -> None:
        """SIGKILL to a process of the server that answers a client; the server then ends all others."""
        if server := self.postmaster():
            kill([child for child in server.children() if "deepgalaxy" in " ".join(cmdline(child))][:1])


class Running:
    """A command at work."""

    def __init__(self, folder: Path, words: tuple[str, ...]) -> None:
        self._words = words
        self._began = time.monotonic()
        self._output_files = [folder / name for name in ("stdout", "stderr")]
        out, err = (path.open("wb") for path in self._output_files)
        with out, err:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "deepgalaxy", *words],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
            )  # fmt: skip

    def end(self, kill_after_s: float = PATIENCE_S) -> Done:
        """Wait for its end, or kill it."""
        killed_at = None
        while not (found := os.wait4(self._process.pid, os.WNOHANG))[0]:
            if time.monotonic() - self._began > kill_after_s and not killed_at:
                killed_at = time.monotonic()
                self._process.send_signal(signal.SIGKILL)
            time.sleep(0.01)
        self._process.returncode = os.waitstatus_to_exitcode(found[1])
        expect(not killed_at or kill_after_s < PATIENCE_S, f"{' '.join(self._words)!r} hangs")
        out, err = (path.read_text(errors="replace") for path in self._output_files)
        seconds = time.monotonic() - self._began
        return Done(self._words, self._process.returncode, out, err, seconds, 1024 * found[2].ru_maxrss)


def kill(processes: list[psutil.Process]) -> None:
    """SIGKILL, and wait for the end."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=10)


def cmdline(process: psutil.Process) -> list[str]:
    """Return how a process calls itself; nothing where it has gone."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []
