"""How far from a real galaxy the nearest image usually is, by which what is far from everything is told."""

import threading
import time

import numpy as np
from scipy.spatial.distance import cdist
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import fetch_arrays
from deepgalaxy.similarity.search import Query

ASKING, AMONG = 300, 20_000
"""Galaxies that are asked with, and images that are looked through, at most."""
LEAST = 20
"""Galaxies below which nothing is usual."""
SHARE = 0.95
RENEWED_S = 600.0


class UsualDistances:
    """Distances, from a model's vectors, within which so many galaxies have their nearest neighbour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[int, tuple[float, dict[str, float]]] = {}

    def get(self, connection: Connection, query: Query) -> dict[str, float]:
        """Return them by the kind of the neighbour's dataset, measured anew every ten minutes.

        Parameters
        ----------
        connection : Connection
        query : Query
            Says of which model.
        """
        with self._lock:
            measured, distances = self._known.get(query.model_id, (-RENEWED_S, {}))
            if time.monotonic() - measured >= RENEWED_S:
                distances = _measure(connection, query)
                self._known[query.model_id] = time.monotonic(), distances
            return distances


def _measure(connection: Connection, query: Query) -> dict[str, float]:
    count = text("SELECT count(*) FROM embedding WHERE model_id = :model")
    total = connection.execute(count, {"model": query.model_id}).scalar_one()
    rows = fetch_arrays(
        connection,
        f"""SELECT (d.kind = 'survey')::int::bigint AS is_real, e.z FROM embedding e
        JOIN image i ON i.id = e.image_id JOIN dataset d ON d.id = i.dataset_id
        WHERE e.model_id = {int(query.model_id)} AND abs(hashint8(i.id)::bigint) % {1 + total // AMONG} = 0
        """,  # noqa: S608 - whole numbers
        {"is_real": ("i8", ()), "z": ("f4", query.z.shape)},
    )
    is_real, z = rows["is_real"].astype(bool), rows["z"].astype(np.float32)
    real = z[is_real]
    if len(real) < LEAST:
        return {}
    usual = {}
    for kind, among in (("survey", real), ("simulation", z[~is_real])):
        distance = cdist(real[:ASKING], among)
        if kind == "survey":
            np.fill_diagonal(distance, np.inf)  # itself
        if len(among):
            usual[kind] = float(np.quantile(distance.min(axis=1), SHARE))
    return usual
