"""Spectral rankings in separate processes: in the server's process all other requests would wait for them."""

import hashlib
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process

import numpy as np
from cachetools import LRUCache, cachedmethod
from numpy.typing import NDArray

from deepgalaxy.similarity.spectral import SpectralRanking, rank_spectrally

PROCESSES = min(4, os.cpu_count() or 1)
KEPT = 1000
"""Rankings kept in memory: 25 MB."""


def _digest(_rankings: "Rankings", query: NDArray[np.float32], vectors: NDArray[np.float32]) -> bytes:
    return hashlib.blake2b(query.tobytes() + vectors.tobytes(), digest_size=16).digest()


class Rankings:
    """`rank_spectrally` in other processes, with a cache of the latest `KEPT` rankings."""

    def __init__(self) -> None:
        self._starting, self._computed = threading.Lock(), threading.Condition()
        self._kept: LRUCache[bytes, SpectralRanking] = LRUCache(KEPT)
        self._pool: ProcessPoolExecutor | None = None

    @cachedmethod(lambda self: self._kept, key=_digest, condition=lambda self: self._computed)
    def rank(self, query: NDArray[np.float32], vectors: NDArray[np.float32]) -> SpectralRanking:
        """Rank vectors around a query.

        Parameters
        ----------
        query : ndarray of float32, shape (d,)
            Vector of a galaxy.
        vectors : ndarray of float32, shape (n, d)
            Of its nearest neighbours.

        Returns
        -------
        SpectralRanking
            As `rank_spectrally` returns it.
        """
        try:
            return self.start().submit(rank_spectrally, query, vectors).result()
        except BrokenProcessPool:  # killed, for example on a machine that is short of memory
            self.stop()
            return self.start().submit(rank_spectrally, query, vectors).result()

    def start(self) -> ProcessPoolExecutor:
        """Start the processes, unless they are running.

        Returns
        -------
        ProcessPoolExecutor
            With `PROCESSES` processes.
        """
        with self._starting:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(PROCESSES, get_context("spawn"), begin_process)
                self._pool.submit(_import_what_this_needs, rank_spectrally)
            return self._pool

    def stop(self) -> None:
        """End the processes."""
        with self._starting:
            pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(cancel_futures=True)


def begin_process() -> None:
    """Make this process end with the server that started it, and not by Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server handles Ctrl-C
    threading.Thread(target=_end_with_the_server, daemon=True).start()


def _end_with_the_server() -> None:
    """End also when the server is killed and cannot end this process."""
    if server := parent_process():
        server.join()
    os._exit(0)


def _import_what_this_needs(_work: object) -> None:
    """Receiving a function imports its module."""
