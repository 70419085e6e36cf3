"""Vector indexes: built while others read and write, and used only once their recall was measured."""

import math
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import numpy as np
import psutil
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.index_method import Method
from deepgalaxy.catalog.model_registry import named_model
from deepgalaxy.catalog.recall import IndexReport, check_index, index_name
from deepgalaxy.core.progress import track

LINKS = 32
"""Links of each vector in an HNSW graph (pgvector's ``m``, 16 by default): with fewer, more queries among a
million clustered vectors never reach their own cluster, whatever ``ef_search`` is."""
OPERATOR_CLASSES = {"l2": "vector_l2_ops", "cosine": "vector_cosine_ops"}


def build_index(engine: Engine, model: str | None, metric: str, method: Method) -> IndexReport:
    """Build the index of a model's vectors under a metric, and check it as `check_index` does.

    Others read and write meanwhile; searches are exact until it is checked. Safe to repeat: an existing
    index, or one that was left half-built, is replaced.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    model : str or None
        Name or first digits of the sha256; by default the serving model.
    metric : str
        ``l2`` or ``cosine``.
    method : Method
        A model and metric have one index.

    Returns
    -------
    IndexReport
        From `check_index`.

    Raises
    ------
    DeepGalaxyError
        If there is no such model, or too few vectors.
    """
    with engine.begin() as connection:
        model_id = named_model(connection, model)
        facts = text(
            "SELECT latent_size, (SELECT count(*) FROM embedding WHERE model_id = :id)"
            " FROM model WHERE id = :id"
        )
        latent, vectors = connection.execute(facts, {"id": model_id}).one()
        connection.execute(
            text("DELETE FROM vector_index WHERE (model_id, metric) = (:id, :metric)"),
            {"id": model_id, "metric": metric},
        )
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as building,
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watching,
        ThreadPoolExecutor(1) as pool,
    ):
        building.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {index_name(model_id, metric)}"))
        # Four times slower where the graph is larger than this memory.
        building.execute(text(f"SET maintenance_work_mem = '{_memory_mb()}MB'"))
        pid = building.scalar(text("SELECT pg_backend_pid()"))
        create = text(
            f"CREATE INDEX CONCURRENTLY {index_name(model_id, metric)} ON embedding_{model_id}"
            f" USING {method} ((z::vector({latent})) {OPERATOR_CLASSES[metric]})"
            f" WITH ({f'm = {LINKS}' if method is Method.HNSW else f'lists = {_lists(vectors)}'})"
        )
        done = pool.submit(building.execute, create)
        for _ in track(_percents(watching, pid, done), f"indexing {metric}", total=100):
            pass
        done.result()
        building.execute(text("RESET maintenance_work_mem"))
    return check_index(engine, model, metric)


def _lists(vectors: int) -> int:
    """Number of lists of an IVFFlat index: a search reads some of √n lists, each of about √n vectors."""
    return max(1, math.isqrt(vectors))


def _memory_mb() -> int:
    return int(np.clip(psutil.virtual_memory().available / 4 / 2**20, 64, 4096))


def _percents(watching: Connection, pid: int, done: "Future[Any]") -> Iterator[int]:
    """Yield once for each percent that is done, until the end."""
    query = text("""
        SELECT coalesce(max(100 * blocks_done / nullif(blocks_total, 0)), 0)
        FROM pg_stat_progress_create_index WHERE pid = :pid AND phase LIKE 'building index%'
    """)
    shown = 0
    while not done.done():
        now = int(watching.scalar(query, {"pid": pid}))
        yield from range(shown, now)
        shown = max(shown, now)
        wait([done], timeout=0.2)
    yield from range(shown, 100)
