"""Images similar to a galaxy: the searches' results, with the structural similarity of the pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, text

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.bands import in_colour
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.similarity.recommend import Recommendation, RecommendedImages
from deepgalaxy.similarity.search import Hit, SimilarImages
from deepgalaxy.web.app_state import AppState
from deepgalaxy.web.galaxies import find_source, make_query
from deepgalaxy.web.prepared_pictures import likeness, prepare
from deepgalaxy.web.query_filters import Filters
from deepgalaxy.web.uploads import Upload

_DATASETS = text("SELECT name FROM dataset WHERE kind = :kind ORDER BY name")


@dataclass(frozen=True, kw_only=True)
class Similar(Hit):
    """A search result with the similarity of its picture."""

    ssim: float | None
    """Structural similarity of the grey pictures, 1 for the same picture; null where pixels are missing."""


@dataclass(frozen=True, kw_only=True)
class Recommended(Recommendation):
    """A recommendation with the similarity of its picture."""

    ssim: float | None
    """Structural similarity, as in `Similar`."""


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
    """Return the images most similar to a galaxy.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    connection : Connection
        To the catalogue.
    key : str
        Id of an image, or SHA-256 of an upload.
    filters : Filters
        That results must pass.
    count : int
        Number of results, at most.
    skip : int
        Results before the first one returned.
    metric : Metric
        Distance between vectors.
    exact : bool
        Compare with every image, without the index.
    all_frames : bool
        False: only the nearest frame of each merger.

    Returns
    -------
    list of Similar
        Nearest first.

    Raises
    ------
    DeepGalaxyError
        If there is no such galaxy, or a filter is invalid.
    """
    query = make_query(explorer, connection, key)
    hits = SimilarImages(
        query=query, k=skip + count, metric=metric, exact=exact, all_frames=all_frames, **filters.chosen
    ).run(connection)
    return _similar(explorer, connection, key, hits[skip:])


def find_frames(
    explorer: AppState, connection: Connection, key: str, filters: Filters, count: int
) -> list[Similar]:
    """Return the simulated frames most similar to a galaxy, one of each merger.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    connection : Connection
        To the catalogue.
    key : str
        Id of an image, or SHA-256 of an upload.
    filters : Filters
        That results must pass.
    count : int
        Number of results, at most.

    Returns
    -------
    list of Similar
        Nearest first.
    """
    hits = _nearest(explorer, connection, key, filters, "simulation", count)
    return _similar(explorer, connection, key, hits)


def find_galaxies(
    explorer: AppState, connection: Connection, key: str, filters: Filters, count: int
) -> list[Similar]:
    """Return the real galaxies most similar to a galaxy.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    connection : Connection
        To the catalogue.
    key : str
        Id of an image, or SHA-256 of an upload.
    filters : Filters
        That results must pass.
    count : int
        Number of results, at most.

    Returns
    -------
    list of Similar
        Nearest first.
    """
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
    """Return the images recommended by the spectrum of the graph of a galaxy's nearest neighbours.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    connection : Connection
        To the catalogue.
    key : str
        Id of an image, or SHA-256 of an upload.
    filters : Filters
        That results must pass.
    count : int
        Number of results, at most.
    skip : int
        Results before the first one returned.
    all_frames : bool
        False: only the best frame of each merger.

    Returns
    -------
    list of Recommended
        Best first.

    Raises
    ------
    DeepGalaxyError
        If there is no such galaxy, or a filter is invalid.
    """
    query = make_query(explorer, connection, key)
    hits = RecommendedImages(
        query=query, k=skip + count, all_frames=all_frames, rank=explorer.rankings.rank,
        blank=explorer.prepared.nearly_blank, **filters.chosen,
    ).run(connection)[skip:]  # fmt: skip
    likeness = _ssim(explorer, connection, key, hits)
    return [Recommended(**vars(hit), ssim=ssim) for hit, ssim in zip(hits, likeness, strict=True)]


def _nearest(
    explorer: AppState, connection: Connection, key: str, filters: Filters, kind: str, count: int
) -> list[Hit]:
    """Return the nearest images of the datasets of one kind."""
    names = connection.scalars(_DATASETS, {"kind": kind})
    datasets = [name for name in names if not filters.dataset or name in filters.dataset]
    if not datasets:  # an empty list would mean all datasets
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
        source = find_source(explorer, key)
        if isinstance(source, Upload):
            own, others = prepare([in_colour(source.cutout.pixels)]), explorer.prepared.get(connection, ids)
        else:
            own, others = np.split(explorer.prepared.get(connection, [source, *ids]), [1])
    except DeepGalaxyError:  # only the pixels are missing: results need the vectors alone
        return [None] * len(hits)
    return [*likeness(own, others)]
