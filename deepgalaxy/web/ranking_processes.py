"""Spectral rankings in processes of their own: in this one, every other visitor would wait for them."""

import hashlib
import os
import signal
import threading
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.similarity.spectral import SpectralRanking, rank_spectrally

PROCESSES = min(4, os.cpu_count() or 1)
KEPT = 1000
"""Rankings in memory: 25 MB."""


class Rankings:
    """`rank_spectrally`, elsewhere; what was ranked lately is remembered, by the vectors themselves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, SpectralRanking] = OrderedDict()
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, query: NDArray[np.float32], vectors: NDArray[np.float32]) -> SpectralRanking:
        """Rank vectors, (n, d), around a query, (d,)."""
        key = hashlib.blake2b(query.tobytes() + vectors.tobytes(), digest_size=16).digest()
        with self._lock:
            if known := self._kept.get(key):
                self._kept.move_to_end(key)
                return known
        try:
            ranking: SpectralRanking = self.start().submit(rank_spectrally, query, vectors).result()
        except BrokenProcessPool:  # killed, as by a machine that is short of memory
            self.stop()
            ranking = self.start().submit(rank_spectrally, query, vectors).result()
        with self._lock:
            self._kept[key] = ranking
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return ranking

    def start(self) -> ProcessPoolExecutor:
        """Have processes ready, unless there are."""
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(PROCESSES, get_context("spawn"), _begin)
                self._pool.submit(_import_what_this_needs, rank_spectrally)
            return self._pool

    def stop(self) -> None:
        """End the processes."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(cancel_futures=True)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to answer
    threading.Thread(target=_end_with_the_server, daemon=True).start()


def _end_with_the_server() -> None:
    """End even where the server is killed, and can no longer say so."""
    if server := parent_process():
        server.join()
    os._exit(0)


def _import_what_this_needs(_work: object) -> None:
    """To be sent a function is to import it."""
