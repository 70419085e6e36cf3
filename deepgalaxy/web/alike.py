"""Who is like a galaxy: the searches' rows, and how like their pictures are to the eye."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.similarity.recommend import NEIGHBOURHOOD, Recommendation, recommend
from deepgalaxy.similarity.search import Hit, SimilarImages, one_a_camera
from deepgalaxy.web.explorer import Explorer
from deepgalaxy.web.filters import Filters
from deepgalaxy.web.galaxies import find_upload, make_query
from deepgalaxy.web.listing import list_datasets
from deepgalaxy.web.pictures import likeness, prepare

FRAMES_A_CAMERA = 71


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
    explorer: Explorer,
    connection: Connection,
    key: str,
    filters: Filters,
    *,
    count: int,
    skip: int = 0,
    metric: Metric = Metric.L2,
    exact: bool = False,
) -> list[Similar]:
    """Return the images most like a galaxy, nearest first.

    Raises
    ------
    DeepGalaxyError
        If there is no such galaxy, or a filter cannot be understood.
    """
    query = make_query(explorer, connection, key)
    search = SimilarImages(query=query, k=skip + count, metric=metric, exact=exact, **filters.chosen)
    return _similar(explorer, connection, key, search.run(connection)[skip:])


def find_frames(
    explorer: Explorer, connection: Connection, key: str, filters: Filters, count: int
) -> list[Similar]:
    """Return the merger frames most like a galaxy, one of each camera, nearest first."""
    hits = _nearest(explorer, connection, key, filters, "simulation", FRAMES_A_CAMERA * count)
    return _similar(explorer, connection, key, one_a_camera(hits)[:count])


def find_galaxies(
    explorer: Explorer, connection: Connection, key: str, filters: Filters, count: int
) -> list[Similar]:
    """Return the real galaxies most like one, nearest first."""
    hits = _nearest(explorer, connection, key, filters, "survey", count)
    return _similar(explorer, connection, key, hits)


def find_recommended(
    explorer: Explorer,
    connection: Connection,
    key: str,
    filters: Filters,
    *,
    count: int,
    skip: int = 0,
    distinct: bool = False,
) -> list[Recommended]:
    """Return what the spectrum of the neighbourhood's graph recommends for a galaxy, best first.

    Where ``distinct``, only one frame of each camera of a merger is kept: the next ones are near-copies.

    Raises
    ------
    DeepGalaxyError
        If there is no such galaxy, or a filter cannot be understood.
    """
    query = make_query(explorer, connection, key)
    hits = recommend(connection, query, NEIGHBOURHOOD if distinct else skip + count, **filters.chosen)
    hits = (one_a_camera(hits) if distinct else hits)[skip : skip + count]
    likeness = _ssim(explorer, connection, key, hits)
    return [Recommended(**vars(hit), ssim=ssim) for hit, ssim in zip(hits, likeness, strict=True)]


def _nearest(
    explorer: Explorer, connection: Connection, key: str, filters: Filters, kind: str, count: int
) -> list[Hit]:
    """Return the nearest images of the datasets of one kind."""
    names = [row.name for row in list_datasets(connection) if row.kind == kind]
    datasets = [name for name in names if not filters.dataset or name in filters.dataset]
    if not datasets:  # no names would be no filter
        return []
    query = make_query(explorer, connection, key)
    chosen = {**filters.chosen, "datasets": datasets}
    return SimilarImages(query=query, k=count, **chosen).run(connection)


def _similar(explorer: Explorer, connection: Connection, key: str, hits: Sequence[Hit]) -> list[Similar]:
    likeness = _ssim(explorer, connection, key, hits)
    return [Similar(**vars(hit), ssim=ssim) for hit, ssim in zip(hits, likeness, strict=True)]


def _ssim(explorer: Explorer, connection: Connection, key: str, hits: Sequence[Hit]) -> list[float | None]:
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
