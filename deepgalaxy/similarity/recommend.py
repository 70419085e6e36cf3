"""Recommendations: the query joins the graph of its neighbourhood, whose spectrum ranks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.similarity.filters import Cone, Stages
from deepgalaxy.similarity.search import Hit, Query, SimilarImages, vectors_of
from deepgalaxy.similarity.spectral import rank_spectrally

NEIGHBOURHOOD = 1500
"""Images around the query that make its graph."""


@dataclass(frozen=True)
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
) -> list[Recommendation]:
    """Recommend images like the query, by the spectrum of its neighbourhood's kNN graph.

    Parameters
    ----------
    connection : Connection
    query : Query
    count : int
        At least 1; fewer come back if fewer are connected with the query.
    datasets : sequence of str
        Only images of these; of all where it is empty.
    stages : Stages, optional
        Only images at these.
    cone : Cone, optional
        Only images in it.

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
    vectors = vectors_of(connection, query.model_id, [hit.id for hit in around])
    ranking = rank_spectrally(query.z, vectors)
    best = zip(ranking.order, ranking.distance, ranking.same_cluster, strict=True)
    return [
        Recommendation(**asdict(around[i]), spectral_distance=float(d), same_cluster=bool(same))
        for i, d, same in list(best)[:count]
    ]
