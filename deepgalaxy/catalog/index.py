"""HNSW indexes: built without stopping anybody, and used only once their recall was measured."""

import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import psutil
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.models import named_model
from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.progress import track

log = logging.getLogger(__name__)

RECALL = 0.99
"""Least recall@10 at which an index serves; the table's own ``serves`` says the same."""
EF_SEARCH = (40, 60, 100, 160, 250, 400, 640, 1000)
"""Tried in this order until one gives `RECALL`."""
SAMPLE = 200
"""Images searched for, by the index and exactly."""
EXACT_MS = 50
"""A scan that takes no longer needs no index."""
LINKS = 32
"""Of each vector in the graph (pgvector's ``m``, 16 by default). In a graph of fewer, some
queries of a clustered million never reached their own cluster, whatever ``ef_search`` was."""
OPERATOR_CLASSES = {"l2": "vector_l2_ops", "cosine": "vector_cosine_ops"}


@dataclass(frozen=True)
class IndexReport:
    """How well an index answers, and whether it is worth having."""

    model: str
    metric: str
    vectors: int
    ef_search: int
    """Candidates that a search for ten looks at."""
    recall: float
    """recall@10 against an exact scan: the sample's mean less two standard errors."""
    serves: bool
    """Whether searches without a filter use it; they are exact otherwise."""
    index_ms: float
    """Median time of a search by the index."""
    exact_ms: float
    """Median time of an exact one."""


def build_index(engine: Engine, model: str | None, metric: str) -> IndexReport:
    """Build the HNSW index of a model's vectors under a metric, and check it as `check_index` does.

    Reads and writes go on meanwhile; searches are exact until it is checked. Safe to repeat: an index that
    is there, or was left half-built, is replaced.

    Parameters
    ----------
    engine : Engine
    model : str or None
        Name or first digits of the sha256; by default the serving model.
    metric : str
        ``l2`` or ``cosine``.

    Raises
    ------
    DeepGalaxyError
        If there is no such model.
    """
    with engine.begin() as connection:
        model_id = named_model(connection, model)
        latent = connection.scalar(text("SELECT latent_size FROM model WHERE id = :id"), {"id": model_id})
        connection.execute(
            text("DELETE FROM vector_index WHERE (model_id, metric) = (:id, :metric)"),
            {"id": model_id, "metric": metric},
        )
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as building,
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watching,
        ThreadPoolExecutor(1) as pool,
    ):
        building.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {_name(model_id, metric)}"))
        # Four times slower where the graph outgrows this memory.
        building.execute(text(f"SET maintenance_work_mem = '{_memory_mb()}MB'"))
        pid = building.scalar(text("SELECT pg_backend_pid()"))
        create = text(
            f"CREATE INDEX CONCURRENTLY {_name(model_id, metric)} ON embedding_{model_id}"
            f" USING hnsw ((z::vector({latent})) {OPERATOR_CLASSES[metric]}) WITH (m = {LINKS})"
        )
        done = pool.submit(building.execute, create)
        for _ in track(_percents(watching, pid, done), f"indexing {metric}", total=100):
            pass
        done.result()
        building.execute(text("RESET maintenance_work_mem"))
    return check_index(engine, model, metric)


def check_index(engine: Engine, model: str | None, metric: str) -> IndexReport:
    """Measure an index against exact scans, and let it serve if its recall@10 is `RECALL` or more.

    Parameters
    ----------
    engine, model, metric
        As in `build_index`.

    Raises
    ------
    DeepGalaxyError
        If there is no such model, no such index, or there are too few vectors to measure anything.
    """
    with engine.begin() as connection:
        model_id = named_model(connection, model)
        valid = connection.scalar(
            text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"),
            {"name": _name(model_id, metric)},
        )
        if not valid:
            raise DeepGalaxyError(
                f"this model's vectors have no {metric} index: run `deepgalaxy index build --metric {metric}`"
            )
        sample = _sample(connection, model_id)
        exact, exact_ms = _search(connection, model_id, metric, sample, exact=True)
        for ef_search in EF_SEARCH:
            # Tried as it would serve. Nobody else sees that before this transaction ends.
            _set(connection, model_id, metric, ef_search, 1.0)
            found, index_ms = _search(connection, model_id, metric, sample, exact=False)
            recall = _sure_recall([_recall(a, b) for a, b in zip(found, exact, strict=True)])
            if recall >= RECALL:
                break
        _set(connection, model_id, metric, ef_search, recall)
        facts = text(
            "SELECT left(sha256, 12), (SELECT count(*) FROM embedding WHERE model_id = :id)"
            " FROM model WHERE id = :id"
        )
        digits, vectors = connection.execute(facts, {"id": model_id}).one()
    report = IndexReport(digits, metric, vectors, ef_search, recall, recall >= RECALL, index_ms, exact_ms)
    if not report.serves:
        log.warning("recall@10 is %.3f even at ef_search %d: searches stay exact", recall, ef_search)
    elif exact_ms < EXACT_MS:
        log.info("an exact search takes %.0f ms here: the index is not needed yet", exact_ms)
    return report


def _name(model_id: int, metric: str) -> str:
    return f"ix_embedding_{model_id}_{metric}"


def _memory_mb() -> int:
    return int(np.clip(psutil.virtual_memory().available / 4 / 2**20, 64, 4096))


def _percents(watching: Connection, pid: int, done: "Future[Any]") -> Iterator[int]:
    """Yield once a percent that is done, until the end."""
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


def _sample(connection: Connection, model_id: int) -> list[int]:
    query = text("SELECT image_id FROM embedding WHERE model_id = :id ORDER BY hashint8(image_id) LIMIT :n")
    sample = list(connection.scalars(query, {"id": model_id, "n": SAMPLE}))
    if len(sample) < SAMPLE:
        raise DeepGalaxyError(f"{len(sample)} vectors are too few for an index: exact searches are quick")
    return sample


def _search(
    connection: Connection, model_id: int, metric: str, sample: list[int], *, exact: bool
) -> tuple[list[list[float]], float]:
    """Return the distances of each image's ten nearest, and the median time of a search in ms."""
    query = text(
        "SELECT distance FROM search_images(:model, image_id => :image, metric => :metric, exact => :exact)"
    )
    found, times = [], []
    for image in sample:
        start = perf_counter()
        given = {"model": model_id, "image": image, "metric": metric, "exact": exact}
        found.append(list(connection.scalars(query, given)))
        times.append(1000 * (perf_counter() - start))
    return found, float(np.median(times))


def _recall(found: list[float], exact: list[float]) -> float:
    """Share of the answer that is no farther than the exact one's last: equal vectors are equally right."""
    return sum(distance <= exact[-1] * (1 + 1e-6) for distance in found) / len(exact)


def _sure_recall(recalls: list[float]) -> float:
    """Mean less two standard errors: what another sample would hardly fall below."""
    return float(np.mean(recalls) - 2 * np.std(recalls) / np.sqrt(len(recalls)))


def _set(connection: Connection, model_id: int, metric: str, ef_search: int, recall: float) -> None:
    statement = text("""
        INSERT INTO vector_index (model_id, metric, ef_search, recall, sampled)
        VALUES (:id, :metric, :ef_search, :recall, :sampled)
        ON CONFLICT (model_id, metric) DO UPDATE SET ef_search = excluded.ef_search,
            recall = excluded.recall, sampled = excluded.sampled, checked_at = now()
    """)
    given = {"id": model_id, "metric": metric, "ef_search": ef_search, "recall": recall, "sampled": SAMPLE}
    connection.execute(statement, given)
