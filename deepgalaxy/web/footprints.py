"""Footprints of datasets, found once a minute at most."""

import threading
from io import BytesIO

from cachetools import TTLCache, cachedmethod
from sqlalchemy import Connection

from deepgalaxy.catalog.footprint import Footprint, find_footprint
from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.similarity.sky_map import draw_sky_map

KEPT_S = 60.0
"""Time until a footprint is found again (s)."""
DATASETS = 32
"""Datasets whose footprints are kept."""


class Footprints:
    """Where datasets have images."""

    def __init__(self) -> None:
        self._kept: TTLCache[str, tuple[Footprint, SkyRegion]] = TTLCache(DATASETS, KEPT_S)
        self._found = threading.Condition()
        self._drawn: TTLCache[str, bytes] = TTLCache(DATASETS, KEPT_S)
        self._drawing = threading.Condition()

    @cachedmethod(
        lambda self: self._kept,
        key=lambda _self, _connection, dataset: dataset,
        condition=lambda self: self._found,
    )
    def get(self, connection: Connection, dataset: str) -> tuple[Footprint, SkyRegion]:
        """Find a footprint, or return that found in the last `KEPT_S`.

        Parameters
        ----------
        connection : Connection
            To the catalogue.
        dataset : str
            Its name.

        Returns
        -------
        footprint : Footprint
            In numbers.
        region : SkyRegion
            Empty where no image has a position.

        Raises
        ------
        DeepGalaxyError
            If there is no such dataset.
        """
        return find_footprint(connection, dataset)

    @cachedmethod(
        lambda self: self._drawn,
        key=lambda _self, _connection, dataset: dataset,
        condition=lambda self: self._drawing,
    )
    def draw(self, connection: Connection, dataset: str) -> bytes:
        """Draw a footprint on a map of the sky.

        Parameters
        ----------
        connection : Connection
            To the catalogue.
        dataset : str
            Its name.

        Returns
        -------
        bytes
            PNG.
        """
        _, region = self.get(connection, dataset)
        content = BytesIO()
        draw_sky_map(region, content)
        return content.getvalue()
