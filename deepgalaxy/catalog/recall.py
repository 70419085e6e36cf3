"""The recall of a vector index, measured against exact scans; it serves only if that is high enough."""

import logging
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.index_method import Method
from deepgalaxy.catalog.model_registry import named_model
from deepgalaxy.core.errors import DeepGalaxyError

log = logging.getLogger(__name__)

RECALL = 0.99
"""Least recall@10 at which an index serves, as the generated column ``serves`` of ``vector_index`` has it."""
PARAMETERS = {Method.HNSW: "hnsw.ef_search", Method.IVFFLAT: "ivfflat.probes"}
"""pgvector's parameter that is the effort of a search."""
EFFORTS = {
    Method.HNSW: (40, 60, 100, 160, 250, 400, 640, 1000),
    Method.IVFFLAT: (1, 2, 4, 7, 12, 20, 35, 60, 100, 160, 250, 400, 640, 1000),
}
"""Efforts that are tried, in this order, until one gives `RECALL`."""
SAMPLE = 200
"""Number of images searched for, by the index and exactly."""
EXACT_MS = 50
"""A scan that takes no longer needs no index."""


@dataclass(frozen=True)
class IndexReport:
    """Recall and speed of an index."""

    model: str
    metric: str
    method: Method
    vectors: int
    effort: int
    """``hnsw.ef_search`` or ``ivfflat.probes`` in a search for ten."""
    recall: float
    """recall@10 against an exact scan: the sample's mean less two standard errors."""
    serves: bool
    """Whether searches without a filter use it; they are exact otherwise."""
    index_ms: float
    """Median time of a search by the index."""
    exact_ms: float
    """Median time of an exact one."""


def check_index(engine: Engine, model: str | None, metric: str) -> IndexReport:
    """Measure an index against exact scans, and let it serve if its recall@10 is `RECALL` or more.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    model : str or None
        Name or first digits of the sha256; by default the serving model.
    metric : str
        ``l2`` or ``cosine``.

    Returns
    -------
    IndexReport
        What was measured.

    Raises
    ------
    DeepGalaxyError
        If there is no such model, no such index, or too few vectors to measure it.
    """
    with engine.begin() as connection:
        model_id = named_model(connection, model)
        method, lists = _built(connection, model_id, metric)
        # A search of more than half the lists takes as long as an exact scan.
        most = EFFORTS[method][-1] if method is Method.HNSW else max(1, lists // 2)
        sample = _sample(connection, model_id)
        exact, exact_ms = _search(connection, model_id, metric, sample, exact=True)
        for effort in (effort for effort in EFFORTS[method] if effort <= most):
            # Tried as it would serve; no other session sees that before this transaction ends.
            given = {"id": model_id, "metric": metric, "method": method, "effort": effort, "most": most}
            connection.execute(_SET, given | {"recall": 1, "sampled": SAMPLE})
            found, index_ms = _search(connection, model_id, metric, sample, exact=False)
            recall = _sure_recall([_recall(a, b) for a, b in zip(found, exact, strict=True)])
            if recall >= RECALL:
                break
        connection.execute(_SET, given | {"recall": recall, "sampled": SAMPLE})
        facts = text(
            "SELECT left(sha256, 12), (SELECT count(*) FROM embedding WHERE model_id = :id)"
            " FROM model WHERE id = :id"
        )
        digits, vectors = connection.execute(facts, {"id": model_id}).one()
    serves = recall >= RECALL
    if not serves:
        reached = f"recall@10 is {recall:.3f} even at {PARAMETERS[method]} {effort}"
        other = "; try `method=ivfflat`" if method is Method.HNSW else ""
        log.warning("%s: searches stay exact%s", reached, other)
    elif exact_ms < EXACT_MS:
        log.info("an exact search takes %.0f ms here: the index is not needed yet", exact_ms)
    return IndexReport(digits, metric, method, vectors, effort, recall, serves, index_ms, exact_ms)


_SET = text("""
    INSERT INTO vector_index (model_id, metric, method, effort, most, recall, sampled)
    VALUES (:id, :metric, :method, :effort, :most, :recall, :sampled)
    ON CONFLICT (model_id, metric) DO UPDATE SET method = excluded.method, effort = excluded.effort,
        most = excluded.most, recall = excluded.recall, sampled = excluded.sampled, checked_at = now()
""")


def index_name(model_id: int, metric: str) -> str:
    """Return the name of the index of a model's vectors under a metric.

    Parameters
    ----------
    model_id : int
        The model's id in the catalogue.
    metric : str
        ``l2`` or ``cosine``.

    Returns
    -------
    str
        A name in the schema ``public``.
    """
    return f"ix_embedding_{model_id}_{metric}"


def _built(connection: Connection, model_id: int, metric: str) -> tuple[Method, int]:
    """Return the method of the existing index, and its number of lists if it is an IVFFlat index."""
    query = text("""
        SELECT am.amname, coalesce((SELECT option_value FROM pg_options_to_table(c.reloptions)
            WHERE option_name = 'lists')::int, 0)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
        WHERE i.indexrelid = to_regclass(:name) AND i.indisvalid AND am.amname IN ('hnsw', 'ivfflat')
    """)
    row = connection.execute(query, {"name": index_name(model_id, metric)}).first()
    if row is None:
        raise DeepGalaxyError(
            f"this model's vectors have no {metric} index: run `deepgalaxy index build --metric {metric}`"
        )
    return Method(row[0]), int(row[1])


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
    """Share of the results no farther than the exact search's last one: equal vectors are equally right."""
    return sum(distance <= exact[-1] * (1 + 1e-6) for distance in found) / len(exact)


def _sure_recall(recalls: list[float]) -> float:
    """Mean less two standard errors, so that the chance of the sample does not flatter the index."""
    return float(np.mean(recalls) - 2 * np.std(recalls) / np.sqrt(len(recalls)))
