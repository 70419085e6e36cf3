"""The explorer's maps, kept until the catalogue changes; UMAP is computed in a process of its own."""

import os
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.decoding import Busy
from deepgalaxy.similarity.latent_map import MOST_POINTS, LatentMap, MapLayout, MappedImages, read_images
from deepgalaxy.similarity.umap_places import are_known, find_umap_places
from deepgalaxy.web.ranking_processes import begin_process

READING_S = 300
"""Time limit of an SQL statement that reads a map (s): a million vectors are more than another page reads."""


class BeingComputed(Busy):
    """A map that is not there yet."""


class LatentMaps:
    """One map of each layout of the serving model's vectors.

    Parameters
    ----------
    connect : callable
        Gives a connection to the catalogue, in a transaction that sees one snapshot of it.
    folder : Path
        Where the places of UMAP are kept.
    """

    def __init__(self, connect: Callable[[], Connection], folder: Path) -> None:
        self._connect, self._folder = connect, folder
        self._locks = {layout: threading.Lock() for layout in MapLayout}
        self._maps: dict[MapLayout, LatentMap] = {}
        self._computing: _Computing | None = None

    def get(self, layout: MapLayout) -> LatentMap:
        """Return a map of the serving model's vectors.

        Parameters
        ----------
        layout : MapLayout
            Of UMAP the last one is returned while the next is computed.

        Returns
        -------
        LatentMap
            By principal components: up to date with the catalogue.

        Raises
        ------
        BeingComputed
            If there is none by UMAP yet: ask again.
        DeepGalaxyError
            If there is no model or too few vectors, or UMAP is not installed or failed.
        """
        with self._locks[layout], self._connect() as connection:
            connection.execute(text(f"SET LOCAL statement_timeout = '{READING_S} s'"))
            known = self._maps.get(layout)
            if known is None or not known.is_current(connection):
                if layout is MapLayout.PCA:
                    known = LatentMap.by_components(*read_images(connection, None, MOST_POINTS[layout]))
                else:
                    known = self._by_umap(connection, known)
                self._maps[layout] = known
            return known

    def _by_umap(self, connection: Connection, known: LatentMap | None) -> LatentMap:
        if self._computing is None:
            images, z = read_images(connection, None, MOST_POINTS[MapLayout.UMAP])
            self._computing = _Computing(images, z[:: images.every].copy(), self._folder)
        computing = self._computing
        try:
            if places := computing.places():
                self._computing = None
                return places
        except DeepGalaxyError:
            self._computing = None
            raise
        if known is None:
            raise BeingComputed(
                f"UMAP is placing {len(computing.z):,} images, for {computing.seconds:.0f} s so far: ask"
                " again later"
            )
        return known

    def stop(self) -> None:
        """End the computation."""
        if self._computing:
            self._computing.stop()


class _Computing:
    """A process in which UMAP places images."""

    def __init__(self, images: MappedImages, z: NDArray[np.float32], folder: Path) -> None:
        self.images, self.z, self._folder = images, z, folder
        self._start = monotonic()
        self._process: BaseProcess | None = None
        if not are_known(z, folder):
            self._process = get_context("spawn").Process(target=_compute, args=(z, folder), daemon=True)
            self._process.start()

    @property
    def seconds(self) -> float:
        return monotonic() - self._start

    def places(self) -> LatentMap | None:
        """Return the map, once it is there."""
        if self._process and self._process.is_alive():
            return None
        if self._process and self._process.exitcode:
            raise DeepGalaxyError(
                f"UMAP of {len(self.z):,} images failed, perhaps for want of memory: the explorer's log says"
                " why; ask again to start it again"
            )
        return LatentMap.by_umap(self.images, self.z, find_umap_places(self.z, self._folder))

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.join()


def _compute(z: NDArray[np.float32], folder: Path) -> None:
    begin_process()
    os.nice(5)  # requests go first
    find_umap_places(z, folder)
