"""Who is like a galaxy: the searches' rows, and how like their pictures are to the eye."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.similarity.recommend import Recommendation, recommend
from deepgalaxy.similarity.search import Hit, SimilarImages
from deepgalaxy.web.app_state import AppState
from deepgalaxy.web.galaxies import find_upload, make_query
from deepgalaxy.web.image_list import list_datasets
from deepgalaxy.web.prepared_pictures import likeness, prepare
from deepgalaxy.web.query_filters import Filters


@dataclass(frozen=True)
class Similar(Hit):
    """A hit, and how like it looks."""

    ssim: float | None
    """Structural similarity of the pictures in grey, sky at 0 and peak at 1; null where pixels are gone."""


@dataclass(frozen=True)
class Recommended(Recommendation):
    """A recommendation, and how like it looks."""

    ssim: float | None
    """As in `Similar`."""


def find_similar(
    explorer: AppState,
    connection: Connection,
    key: str,
    filters: Filters,
    *,
    count: int,
    skip: int = 0,
    metric: Metric = Metric.L2,
    exact: bool = False,
    all_frames: bool = True,
) -> list[Similar]:
    """Return the images most like a galaxy, nearest first.

    Raises
    ------
    DeepGalaxyError
        If there is no such galaxy, or a filter cannot be understood.
    """
    query = make_query(explorer, connection, key)
    hits = SimilarImages(
        query=query, k=skip + count, metric=metric, exact=exact, all_frames=all_frames, **filters.chosen
    ).run(connection)
    return _similar(explorer, connection, key, hits[skip:])


def find_frames(
    explorer: AppState, connection: Connection, key: str, filters: Filters, count: int
) -> list[Similar]:
    """Return the merger frames most like a galaxy, one of each merger, nearest first."""
    hits = _nearest(explorer, connection, key, filters, "simulation", count)
    return _similar(explorer, connection, key, hits)


def find_galaxies(
    explorer: AppState, connection: Connection, key: str, filters: Filters, count: int
) -> list[Similar]:
    """Return the real galaxies most like one, nearest first."""
    hits = _nearest(explorer, connection, key, filters, "survey", count)
    return _similar(explorer, connection, key, hits)


def find_recommended(
    explorer: AppState,
    connection: Connection,
    key: str,
    filters: Filters,
    *,
    count: int,
    skip: int = 0,
    all_frames: bool = True,
) -> list[Recommended]:
    """Return what the spectrum of the neighbourhood's graph recommends for a galaxy, best first.

    Raises
    ------
    DeepGalaxyError
        If there is no such galaxy, or a filter cannot be understood.
    """
    query = make_query(explorer, connection, key)
    hits = recommend(
        connection, query, skip + count, all_frames=all_frames, rank=explorer.rank,
        blank=explorer.prepared.nearly_blank, **filters.chosen,
    )[skip:]  # fmt: skip
    likeness = _ssim(explorer, connection, key, hits)
    return [Recommended(**vars(hit), ssim=ssim) for hit, ssim in zip(hits, likeness, strict=True)]


def _nearest(
    explorer: AppState, connection: Connection, key: str, filters: Filters, kind: str, count: int
) -> list[Hit]:
    """Return the nearest images of the datasets of one kind."""
    names = [row.name for row in list_datasets(connection) if row.kind == kind]
    datasets = [name for name in names if not filters.dataset or name in filters.dataset]
    if not datasets:  # no names would be no filter
        return []
    query = make_query(explorer, connection, key)
    chosen = {**filters.chosen, "datasets": datasets}
    return SimilarImages(query=query, k=count, all_frames=False, **chosen).run(connection)


def _similar(explorer: AppState, connection: Connection, key: str, hits: Sequence[Hit]) -> list[Similar]:
    likeness = _ssim(explorer, connection, key, hits)
    return [Similar(**vars(hit), ssim=ssim) for hit, ssim in zip(hits, likeness, strict=True)]


def _ssim(explorer: AppState, connection: Connection, key: str, hits: Sequence[Hit]) -> list[float | None]:
    if not hits:
        return []
    ids = [hit.id for hit in hits]
    try:
        if upload := find_upload(explorer, key):
            own, others = prepare([upload.cutout.pixels]), explorer.prepared.get(connection, ids)
        else:
            own, others = np.split(explorer.prepared.get(connection, [int(key), *ids]), [1])
    except DeepGalaxyError:  # the vectors are still there, and so is the answer
        return [None] * len(hits)
    return [*likeness(own, others)]
