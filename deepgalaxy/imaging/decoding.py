"""Files are read in processes of their own, which may take only so much memory and time.

A file that makes a decoder crash, hang or swell ends its process, and nothing else.
"""

import atexit
import json
import os
import queue
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import cache
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from deepgalaxy.core.disk_space import full_disk, no_room
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.imaging.band_files import BandFiles, PictureFile
from deepgalaxy.imaging.cutout import Cutout, join_bands

if TYPE_CHECKING:
    from deepgalaxy.imaging.cutting import Around

MEMORY_BYTES = 3 * 2**30
"""Of address space, of which the largest pictures that we take fill a half."""
TIMEOUT_S = 20.0
"""For a file, and `PICTURE_S` more for each picture that came of it."""
PICTURE_S = 1.0
MOST = 16
"""Files read at once."""
UPLOAD = "upload"

_AHEAD_FILES = 8
_AHEAD_PICTURES = 64
_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[2])
from deepgalaxy.imaging.decoding import serve
serve(int(sys.argv[1]))
"""


class Busy(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """There is more to do than this server takes on at once."""


class DecodingProcess:
    """One process that reads files, one after the other; it starts when there is one to read."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def read_file(
        self,
        path: Path,
        size_px: int = 128,
        timeout_s: float = TIMEOUT_S,
        around: "Around | None" = None,
        bands: Sequence[str] | None = None,
    ) -> Iterator[tuple[str, Cutout]]:
        """Yield the pictures of a file, as `deepgalaxy.imaging.readers.read_cutouts` does.

        Parameters
        ----------
        path : Path
            The file.
        size_px : int, default 128
            Side of the cutouts (pixels).
        timeout_s : float
            For the file, and `PICTURE_S` more for each picture that came of it (seconds).
        around : Around, optional
            Cut this out of a FITS image.
        bands : sequence of str, optional
            Keep these of a FITS file, each by itself.

        Yields
        ------
        name : str
            Of the picture.
        cutout : Cutout
            The picture.

        Raises
        ------
        RefusedInput
            As `read_cutouts` does, or if reading took too long or too much memory.
        DiskFull
            If there is no room to unpack it.
        """
        pipe = self._pipe or self.start()
        is_done = False
        limit_s = timeout_s
        try:
            pipe.send_bytes(json.dumps([str(path.absolute()), size_px, around, bands]).encode())
            while True:
                began = time.monotonic()
                if not pipe.poll(max(0.0, limit_s)):
                    reason = f"not read within {timeout_s:g} seconds: save it again, or smaller"
                    raise RefusedInput(path.name, reason)
                facts = json.loads(pipe.recv_bytes())
                if not facts:
                    is_done = True
                    return
                if "full" in facts:
                    raise no_room(Path(tempfile.gettempdir()), facts["full"])
                if "refused" in facts:
                    is_done = True
                    raise RefusedInput(*facts["refused"])
                name, shape = facts.pop("name"), facts.pop("shape")
                pixels = np.frombuffer(pipe.recv_bytes(), np.float32).reshape(shape).copy()
                limit_s += PICTURE_S - (time.monotonic() - began)
                kept = facts.pop("bands")
                yield name, Cutout(pixels, **facts, bands=kept and tuple(kept))
        except (EOFError, OSError) as error:
            raise RefusedInput(path.name, "damaged: reading it ended the reader") from error
        finally:
            if not is_done:  # it is somewhere in the middle, or dead
                self.stop()

    def read(
        self,
        name: str,
        content: bytes,
        timeout_s: float = TIMEOUT_S,
        bands: Sequence[str] | None = None,
    ) -> Cutout:
        """Read the one picture of a file that was sent.

        Parameters
        ----------
        name : str
            As its owner calls it: for messages, never a path.
        content : bytes
            The file.
        timeout_s : float
            For the file (seconds).
        bands : sequence of str, optional
            Keep these of a FITS file, each by itself.

        Returns
        -------
        Cutout
            Its picture.

        Raises
        ------
        RefusedInput
            As `read_file` does, or if there are many.
        """
        with tempfile.TemporaryDirectory(prefix="deepgalaxy-") as folder:
            path = Path(folder) / UPLOAD
            path.write_bytes(content)
            try:
                return _only(path, self.read_file(path, timeout_s=timeout_s, bands=bands))
            except RefusedInput as error:
                raise RefusedInput(name + error.name.removeprefix(UPLOAD), error.reason) from error

    def start(self) -> Connection:
        """Start the process, ready to read.

        Returns
        -------
        Connection
            To the process.
        """
        ours, theirs = socket.socketpair()
        # What it leaves when it is ended is removed with this folder.
        self._folder = tempfile.TemporaryDirectory(prefix="deepgalaxy-")
        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, str(theirs.fileno()), json.dumps(sys.path)],
                env=os.environ | one_thread | {"TMPDIR": self._folder.name},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # what C libraries have to say of a file
            )
        self._pipe = Connection(ours.detach())
        return self._pipe

    @property
    def pid(self) -> int | None:
        """The process's number; None where there is none.

        Returns
        -------
        int or None
            As the kernel counts processes.
        """
        return self._process.pid if self._process else None

    def kill(self) -> None:
        """End the process while another thread may be waiting for it, which then is told."""
        if process := self._process:
            process.kill()

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._pipe:
            self._pipe.close()
        if self._folder:
            self._folder.cleanup()
        self._process, self._pipe, self._folder = None, None, None


class DecodingPool:
    """A few decoders, lent one at a time.

    Parameters
    ----------
    count : int
        Files read at once.
    patience_s : float, optional
        How long a file waits for its turn; None waits for ever.
    """

    def __init__(self, count: int, patience_s: float | None = 10.0) -> None:
        self._patience_s = patience_s
        self._all = [DecodingProcess() for _ in range(count)]
        self._free: queue.LifoQueue[DecodingProcess] = (
            queue.LifoQueue()
        )  # the one that is running comes first
        for decoder in self._all:
            self._free.put(decoder)

    def __len__(self) -> int:
        return len(self._all)

    def start(self) -> None:
        """Start one, while there is other work to do before a file is read."""
        with self.lend() as decoder:
            if not decoder.pid:
                decoder.start()

    @contextmanager
    def lend(self) -> Iterator[DecodingProcess]:
        """Hold one of the processes for the length of a ``with`` block.

        Yields
        ------
        DecodingProcess
            Nobody else uses it in that time.

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


@cache
def shared_decoders() -> DecodingPool:
    """Return those of this program, one a core, which end with it.

    Returns
    -------
    DecodingPool
        The same at each call.
    """
    decoders = DecodingPool(min(MOST, len(os.sched_getaffinity(0))), patience_s=None)
    atexit.register(decoders.stop)
    return decoders


def read_one(
    path: PictureFile,
    size_px: int = 128,
    around: "Around | None" = None,
    bands: Sequence[str] | None = None,
) -> Cutout:
    """Read the picture of a file, or what is ``around`` a place in it.

    Parameters
    ----------
    path : Path or BandFiles
        The file, or the files of one picture.
    size_px : int, default 128
        Side of the cutout (pixels).
    around : Around, optional
        The part that is wanted, of a FITS image with coordinates; by default all.
    bands : sequence of str, optional
        Keep these of a FITS file, each by itself.

    Returns
    -------
    Cutout
        The picture.

    Raises
    ------
    RefusedInput
        If there is none that we take, or there are several.
    """
    with shared_decoders().lend() as decoder:
        if not isinstance(path, BandFiles):
            return _only(path, decoder.read_file(path, size_px, around=around, bands=bands))
        found = _join(
            path,
            [
                (file.name, _only(file, decoder.read_file(file, size_px, bands=(band,))))
                for band, file in path.files.items()
            ],
        )
    if isinstance(found, RefusedInput):
        raise found
    return found


def _only(path: Path, pictures: Iterator[tuple[str, Cutout]]) -> Cutout:
    with closing(pictures):  # type: ignore[type-var]
        _, cutout = next(pictures)
        if next(pictures, None):
            raise RefusedInput(path.name, "many pictures in one file: give one of them, as JPEG, PNG or FITS")
        return cutout


def read_files(
    paths: Iterable[PictureFile], size_px: int = 128, bands: Sequence[str] | None = None
) -> Iterator[tuple[PictureFile, str, Cutout | RefusedInput]]:
    """Read files on all cores, in their order.

    Parameters
    ----------
    paths : iterable of Path or BandFiles
        Taken a few at a time, ahead of what is yielded.
    size_px : int, default 128
        Side of the cutouts.
    bands : sequence of str, optional
        Keep these of FITS files, each by itself.

    Yields
    ------
    path : Path or BandFiles
        The file, or the files of one picture.
    name : str
        Of the picture, or of what was refused.
    found : Cutout or RefusedInput
        Of a file with many pictures the good ones come first, and at most one refusal.
    """
    readings = _Readings(size_px)
    waiting = iter(paths)
    running: deque[tuple[PictureFile, list[tuple[_Found, Future[None]]]]] = deque()
    try:
        while True:
            while len(running) < _AHEAD_FILES * len(readings) and (path := next(waiting, None)):
                if isinstance(path, BandFiles):
                    begun = [readings.begin(file, (band,)) for band, file in path.files.items()]
                else:
                    begun = [readings.begin(path, bands)]
                running.append((path, begun))
            if not running:
                return
            path, begun = running.popleft()
            if isinstance(path, BandFiles):
                yield path, path.name, _join(path, [item for found, _ in begun for item in _items(found)])
            else:
                for item in _items(begun[0][0]):
                    yield path, *item
            for _, reading in begun:
                reading.result()
    finally:
        readings.end()


_Found = queue.Queue[tuple[str, Cutout | RefusedInput] | None]


def _items(found: _Found) -> Iterator[tuple[str, Cutout | RefusedInput]]:
    while item := found.get():
        yield item


def _join(files: BandFiles, found: list[tuple[str, Cutout | RefusedInput]]) -> Cutout | RefusedInput:
    """Make one picture of those of the bands' files, or say why there is none."""
    cutouts = []
    for _, each in found:
        if isinstance(each, RefusedInput):
            return RefusedInput(files.name, str(each))
        cutouts.append(each)
    if other := next((name for name, each in found if isinstance(each, Cutout) and not each.bands), None):
        return RefusedInput(files.name, f"{other} is no FITS file: bands that are stored apart are FITS")
    try:
        return join_bands(files.name, cutouts)
    except RefusedInput as refused:
        return refused


class _Readings:
    """Files that are being read, each in a thread that waits for its decoder."""

    def __init__(self, size_px: int) -> None:
        self._size_px = size_px
        self._decoders = shared_decoders()
        self._threads = ThreadPoolExecutor(len(self._decoders))
        self._in_use: set[DecodingProcess] = set()
        self._ended = threading.Event()

    def __len__(self) -> int:
        return len(self._decoders)

    def begin(self, path: Path, bands: Sequence[str] | None) -> tuple[_Found, Future[None]]:
        """Begin to read a file; what is found is put in the queue, and None at the end."""
        found: _Found = queue.Queue(_AHEAD_PICTURES)
        return found, self._threads.submit(self._read, path, bands, found)

    def end(self) -> None:
        """Let go of all; what is still being read nobody wants."""
        self._ended.set()
        for decoder in list(self._in_use):
            decoder.kill()
        self._threads.shutdown(cancel_futures=True)

    def _read(self, path: Path, bands: Sequence[str] | None, found: _Found) -> None:
        try:
            with self._decoders.lend() as decoder:
                self._in_use.add(decoder)
                try:
                    for name, cutout in decoder.read_file(path, self._size_px, bands=bands):
                        self._put(found, (name, cutout))
                except RefusedInput as error:
                    self._put(found, (error.name, error))
                finally:
                    self._in_use.discard(decoder)
        finally:
            self._put(found, None)

    def _put(self, found: _Found, item: tuple[str, Cutout | RefusedInput] | None) -> None:
        while not self._ended.is_set():
            with suppress(queue.Full):
                found.put(item, timeout=0.2)
                return


def serve(descriptor: int) -> None:
    """Read the files that are named until nobody names any more: the other end of `read_file`.

    Parameters
    ----------
    descriptor : int
        Of the socket over which files are named and pictures sent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that asks
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tempfile.tempdir = os.environ["TMPDIR"]  # where it is full, Python would silently take another
    with Connection(descriptor) as pipe, suppress(EOFError, OSError):
        while True:
            _answer(pipe)


def _answer(pipe: Connection) -> None:
    from deepgalaxy.imaging.cutting import Around, read_around
    from deepgalaxy.imaging.readers import read_cutouts

    path, size_px, around, bands = json.loads(pipe.recv_bytes())
    if around:
        pictures = read_around(Path(path), size_px, Around(*around))
    else:
        pictures = read_cutouts(Path(path), size_px, bands)
    try:
        while True:
            signal.alarm(2 * ceil(TIMEOUT_S))  # who asks may be dead
            try:
                name, cutout = next(pictures)
            finally:
                signal.alarm(0)
            facts = {key: value for key, value in vars(cutout).items() if key != "pixels"}
            pipe.send_bytes(json.dumps(facts | {"name": name, "shape": cutout.pixels.shape}).encode())
            pipe.send_bytes(cutout.pixels.tobytes())
    except StopIteration:
        answer: dict[str, tuple[str, str] | str] = {}
    except RefusedInput as refused:
        answer = {"refused": (refused.name, refused.reason)}
    except MemoryError:
        answer = {"refused": (Path(path).name, "takes more memory than a picture may")}
    except Exception as error:
        if not full_disk(error):
            raise
        answer = {"full": f"{Path(path).name} is unpacked there"}
    pipe.send_bytes(json.dumps(answer).encode())
