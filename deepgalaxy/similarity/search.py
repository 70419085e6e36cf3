"""Nearest vectors, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pgvector import Vector
from sqlalchemy import Connection, text

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.similarity.metric import Metric


@dataclass(frozen=True)
class Hit:
    """One image in the answer to a search."""

    id: int
    name: str
    """``dataset/external id``."""
    distance: float
    stage: float
    """The label of a simulated image, else what the model says."""
    time_myr: float
    """Since first pericentre; label or prediction as the stage."""
    time_lo68: float | None
    """Of the model's interval; ``None`` for a simulated image, whose time is known."""
    time_hi68: float | None
    time_lo90: float | None
    time_hi90: float | None
    labelled: bool
    """Whether stage and time are a simulation's labels rather than the model's estimate."""
    model: str
    """First 12 digits of the model's sha256."""


# The image filter comes first and the ranking sees only what passed it. No vector index stands in the way:
# the scan is exact. Ties are broken by id, so that the answer is the same every time.
_RANKED = """
    SELECT e.image_id, e.z {operator} :query AS distance
    FROM embedding e JOIN image i ON i.id = e.image_id JOIN dataset d ON d.id = i.dataset_id
    WHERE e.model_id = :model_id
      AND (CAST(:datasets AS text[]) IS NULL OR d.name = ANY(:datasets))
      AND (CAST(:excluded AS bigint) IS NULL OR e.image_id <> :excluded)
    ORDER BY distance, e.image_id
    LIMIT :k
"""
_CHOSEN = "SELECT unnest(CAST(:ids AS bigint[])) AS image_id, 0::float8 AS distance"
_HITS = """
WITH found AS MATERIALIZED ({found})
SELECT i.id, d.name || '/' || i.external_id AS name, f.distance,
       COALESCE(i.stage, p.stage) AS stage, COALESCE(i.time_myr, p.time_myr) AS time_myr,
       CASE WHEN i.stage IS NULL THEN p.time_lo68 END AS time_lo68,
       CASE WHEN i.stage IS NULL THEN p.time_hi68 END AS time_hi68,
       CASE WHEN i.stage IS NULL THEN p.time_lo90 END AS time_lo90,
       CASE WHEN i.stage IS NULL THEN p.time_hi90 END AS time_hi90,
       i.stage IS NOT NULL AS labelled, left(m.sha256, 12) AS model
FROM found f
JOIN image i ON i.id = f.image_id
JOIN dataset d ON d.id = i.dataset_id
JOIN model m ON m.id = :model_id
JOIN prediction p ON p.image_id = i.id AND p.model_id = m.id
ORDER BY f.distance, i.id
"""


def nearest(
    connection: Connection,
    model_id: int,
    query: npt.NDArray[np.float32],
    k: int,
    *,
    metric: Metric = Metric.L2,
    datasets: Sequence[str] = (),
    excluded: int | None = None,
) -> list[Hit]:
    """Find the k images whose vectors are nearest to the query: an exact scan.

    Parameters
    ----------
    connection : Connection
    model_id : int
        Whose vectors; the query must come from the same model.
    query : ndarray
        (latent_size,).
    k : int
        At least 1; fewer rows come back if there are fewer images.
    metric : Metric
    datasets : sequence of str
        Only images of these; of all where it is empty.
    excluded : int, optional
        An image that is not to be found: the query itself.

    Returns
    -------
    list of Hit
        Nearest first.

    Raises
    ------
    DeepGalaxyError
        If k is not positive or a dataset is unknown.
    """
    if k < 1:
        raise DeepGalaxyError(f"k must be at least 1, not {k}")
    _check_datasets(connection, datasets)
    parameters = {
        "query": Vector(query),
        "model_id": model_id,
        "datasets": list(datasets) or None,
        "excluded": excluded,
        "k": k,
    }
    ranked = _RANKED.format(operator=metric.operator)
    rows = connection.execute(text(_HITS.format(found=ranked)), parameters)
    return [Hit(**row) for row in rows.mappings()]


def look_up(connection: Connection, model_id: int, image_ids: Sequence[int]) -> list[Hit]:
    """Return what the catalogue knows of these images, by ascending id, their distances 0."""
    parameters = {"model_id": model_id, "ids": list(image_ids)}
    rows = connection.execute(text(_HITS.format(found=_CHOSEN)), parameters)
    return [Hit(**row) for row in rows.mappings()]


def vectors_of(connection: Connection, model_id: int, image_ids: list[int]) -> npt.NDArray[np.float32]:
    """Embeddings (n, latent_size) of images under a model, in the order of ``image_ids``."""
    rows = connection.execute(
        text("SELECT image_id, z FROM embedding WHERE model_id = :model_id AND image_id = ANY(:ids)"),
        {"model_id": model_id, "ids": image_ids},
    )
    found = {row.image_id: row.z.to_numpy() for row in rows}
    return np.array([found[i] for i in image_ids], dtype=np.float32)


def _check_datasets(connection: Connection, names: Sequence[str]) -> None:
    known = list(connection.scalars(text("SELECT name FROM dataset ORDER BY name")))
    if unknown := [name for name in names if name not in known]:
        raise DeepGalaxyError(
            f"no dataset {unknown[0]!r} in the catalogue; there is {', '.join(known) or 'none yet'}"
        )
