"""Usual distance from a real galaxy to its nearest neighbour: a galaxy further from all images is unusual."""

import threading

import numpy as np
from cachetools import TTLCache, cachedmethod
from scipy.spatial.distance import cdist
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import fetch_arrays
from deepgalaxy.similarity.search import Query

QUERIES, AMONG = 300, 20_000
"""Galaxies whose nearest neighbours are searched, and images searched, at most."""
LEAST = 20
"""With fewer galaxies no distance is usual."""
SHARE = 0.95
"""Share of the galaxies whose nearest neighbour is within the usual distance."""
KEPT_S = 600.0
"""Time until the distances are measured again (s)."""
MODELS = 8
"""Models whose distances are kept."""


class UsualDistances:
    """Distances between a model's vectors within which a `SHARE` of galaxies has its nearest neighbour."""

    def __init__(self) -> None:
        self._kept: TTLCache[int, dict[str, float]] = TTLCache(MODELS, KEPT_S)
        self._measured = threading.Condition()

    @cachedmethod(
        lambda self: self._kept,
        key=lambda _self, _connection, query: query.model_id,
        condition=lambda self: self._measured,
    )
    def get(self, connection: Connection, query: Query) -> dict[str, float]:
        """Measure the usual distances, or return those measured in the last `KEPT_S`.

        Parameters
        ----------
        connection : Connection
            To the catalogue.
        query : Query
            With the model and the length of its vectors.

        Returns
        -------
        dict
            Distance (no unit) by the kind of the neighbour's dataset, ``survey`` or ``simulation``; empty
            with fewer than `LEAST` galaxies.
        """
        count = text("SELECT count(*) FROM embedding WHERE model_id = :model")
        total = connection.execute(count, {"model": query.model_id}).scalar_one()
        rows = fetch_arrays(
            connection,
            f"""SELECT (d.kind = 'survey')::int::bigint AS is_real, e.z FROM embedding e
            JOIN image i ON i.id = e.image_id JOIN dataset d ON d.id = i.dataset_id
            WHERE e.model_id = {int(query.model_id)}
                AND abs(hashint8(i.id)::bigint) % {1 + total // AMONG} = 0
            """,  # noqa: S608 - whole numbers
            {"is_real": ("i8", ()), "z": ("f4", query.z.shape)},
        )
        is_real, z = rows["is_real"].astype(bool), rows["z"].astype(np.float32)
        real = z[is_real]
        if len(real) < LEAST:
            return {}
        usual = {}
        for kind, among in (("survey", real), ("simulation", z[~is_real])):
            distance = cdist(real[:QUERIES], among)
            if kind == "survey":
                np.fill_diagonal(distance, np.inf)  # of a galaxy to itself
            if len(among):
                usual[kind] = float(np.quantile(distance.min(axis=1), SHARE))
        return usual
