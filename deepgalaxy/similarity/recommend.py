"""Recommendations: the query joins the graph of its neighbourhood, whose spectrum ranks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from deepgalaxy.catalog.image_pixels import nearly_blank
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.search import Hit, Query, SimilarImages, one_a_merger, vectors_of
from deepgalaxy.similarity.search_filters import Cone, Stages
from deepgalaxy.similarity.spectral import SpectralRanking, rank_spectrally

NEIGHBOURHOOD = 1500
"""Images around the query that make its graph."""
Rank = Callable[[npt.NDArray[np.float32], npt.NDArray[np.float32]], SpectralRanking]
"""`rank_spectrally`, or who has it done elsewhere."""
FindBlank = Callable[[Connection, Sequence[int]], set[int]]
"""`nearly_blank`, or who remembers its answers."""


@dataclass(frozen=True, kw_only=True)
class Recommendation(Hit):
    """A hit with its place in the spectrum of the neighbourhood; ``distance`` stays that of z."""

    spectral_distance: float
    """From the query, on the graph of its neighbourhood: what the recommendations are ordered by."""
    same_cluster: bool
    """Whether it shares the query's spectral cluster."""


def recommend(
    connection: Connection,
    query: Query,
    count: int,
    *,
    datasets: Sequence[str] = (),
    stages: Stages | None = None,
    cone: Cone | None = None,
    all_frames: bool = True,
    rank: Rank = rank_spectrally,
    blank: FindBlank = nearly_blank,
) -> list[Recommendation]:
    """Recommend images like the query, by the spectrum of its neighbourhood's kNN graph.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    query : Query
        Its vector, and whose it is.
    count : int
        At least 1; fewer come back if fewer are connected with the query.
    datasets : sequence of str
        Only images of these; of all where it is empty.
    stages : Stages, optional
        Only images at these.
    cone : Cone, optional
        Only images in it.
    all_frames : bool
        Otherwise only the best frame of each merger.
    rank : callable
        Orders vectors around the query.
    blank : callable
        Says which images have hardly anything in them: they are like everything, and left out.

    Returns
    -------
    list of Recommendation
        Nearest on the graph first.
    """
    if count < 1:
        raise DeepGalaxyError(f"count must be at least 1, not {count}")
    k = max(count, NEIGHBOURHOOD)
    around = SimilarImages(query=query, k=k, datasets=datasets, stages=stages, cone=cone).run(connection)
    if not around:
        return []
    ranking = rank(query.z, vectors_of(connection, query, [hit.id for hit in around]))

    def _best() -> Iterator[Recommendation]:
        for i, distance, same in zip(ranking.order, ranking.distance, ranking.same_cluster, strict=True):
            hit = vars(around[i])
            yield Recommendation(**hit, spectral_distance=float(distance), same_cluster=bool(same))

    rest = _best() if all_frames else one_a_merger(_best())
    kept: list[Recommendation] = []
    while len(kept) < count and (some := list(islice(rest, count))):
        empty = blank(connection, [hit.id for hit in some])
        kept += [hit for hit in some if hit.id not in empty]
    return kept[:count]
