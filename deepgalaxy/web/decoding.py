"""Uploaded pictures are read in processes of their own, which may take only so much memory and time.

A file that makes a decoder crash, hang or swell ends its process, and nothing else.
"""

import contextlib
import json
import queue
import resource
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from deepgalaxy.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.limits import Kind, file_kind
from deepgalaxy.imaging.readers import read_cutouts

MEMORY_BYTES = 6 * 2**30
"""Of address space, of which the largest pictures that we take fill a fifth."""
TIMEOUT_S = 20.0


class Busy(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """There is more to do than this server takes on at once."""


class Decoder:
    """One process that reads pictures, one after the other; it starts when there is one to read."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def read(self, name: str, content: bytes, timeout_s: float = TIMEOUT_S) -> Cutout:
        """Read a picture.

        Parameters
        ----------
        name : str
            As its owner calls it: for messages, never a path.
        content : bytes
            Of a JPEG, PNG or FITS file.
        timeout_s : float

        Raises
        ------
        RefusedInput
            As `deepgalaxy.imaging.readers.read_cutouts` does, or if reading took too long or too much memory.
        """
        pipe = self._pipe or self.start()
        try:
            pipe.send_bytes(content)
            if not pipe.poll(timeout_s):
                self.stop()
                raise RefusedInput(name, f"not read within {timeout_s:g} seconds: save it again, or smaller")
            facts = json.loads(pipe.recv_bytes())
            if reason := facts.pop("refused", None):
                raise RefusedInput(name, reason)
            shape = facts.pop("shape")
            pixels = np.frombuffer(pipe.recv_bytes(), np.float32).reshape(shape).copy()
            return Cutout(pixels, **facts)
        except (EOFError, OSError) as error:
            self.stop()
            raise RefusedInput(name, "damaged: reading it ended the reader") from error

    def start(self) -> Connection:
        """Start the process, ready to read."""
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True, name="deepgalaxy-decoder")
        self._process.start()
        theirs.close()
        return self._pipe

    @property
    def pid(self) -> int | None:
        """The process's number; None where there is none."""
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe:
            self._pipe.close()
        self._process, self._pipe = None, None


class Decoders:
    """A few decoders, lent one at a time.

    Parameters
    ----------
    count : int
        Pictures read at once.
    patience_s : float
        How long a picture waits for its turn.
    """

    def __init__(self, count: int, patience_s: float = 10.0) -> None:
        self._patience_s = patience_s
        self._all = [Decoder() for _ in range(count)]
        self._free: queue.SimpleQueue[Decoder] = queue.SimpleQueue()
        for decoder in self._all:
            self._free.put(decoder)

    @contextmanager
    def lend(self) -> Iterator[Decoder]:
        """Lend one.

        Raises
        ------
        Busy
            If none is free in time.
        """
        try:
            decoder = self._free.get(timeout=self._patience_s)
        except queue.Empty:
            raise Busy("others are having pictures read: try again in a moment") from None
        try:
            yield decoder
        finally:
            self._free.put(decoder)

    def stop(self) -> None:
        """End their processes."""
        for decoder in self._all:
            decoder.stop()


def _read(path: Path) -> Cutout:
    if file_kind(path) is Kind.HDF5:
        raise RefusedInput(path.name, "HDF5 holds many pictures: send one of them as JPEG, PNG or FITS")
    return next(cutout for _, cutout in read_cutouts(path))


def _serve(pipe: Connection) -> None:
    """Read what comes until nobody sends any more: the other end of `Decoder.read`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to answer
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(EOFError, BrokenPipeError):
        path = Path(folder) / "picture"
        while True:
            path.write_bytes(pipe.recv_bytes())
            try:
                cutout = _read(path)
            except RefusedInput as refused:
                pipe.send_bytes(json.dumps({"refused": refused.reason}).encode())
                continue
            except MemoryError:
                pipe.send_bytes(json.dumps({"refused": "takes more memory than a picture may"}).encode())
                continue
            finally:
                path.unlink()
            facts = {name: value for name, value in vars(cutout).items() if name != "pixels"}
            pipe.send_bytes(json.dumps(facts | {"shape": cutout.pixels.shape}).encode())
            pipe.send_bytes(cutout.pixels.tobytes())
