"""Recommendations: the query joins the graph of its neighbourhood, whose spectrum ranks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from deepgalaxy.catalog.image_pixels import nearly_blank
from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.search import Hit, Query, SimilarImages, look_up, one_a_merger, vectors_of
from deepgalaxy.similarity.search_filters import Cone, Stages
from deepgalaxy.similarity.spectral import SpectralRanking, rank_spectrally

NEIGHBOURHOOD = 1500
"""Images around the query that make its graph."""
AT_ONCE = 100
"""Images that are looked up together."""
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


@dataclass(frozen=True, kw_only=True)
class RecommendedImages:
    """The k images most like a query, by the spectrum of its neighbourhood's kNN graph."""

    query: Query
    k: int = 10
    """Fewer rows come back if fewer images are connected with the query."""
    datasets: Sequence[str] = ()
    """Only images of these; of all where it is empty."""
    stages: Stages | None = None
    cone: Cone | None = None
    region: SkyRegion | None = None
    all_frames: bool = True
    """Otherwise only the best frame of each merger."""
    rank: Rank = rank_spectrally
    """Orders vectors around the query."""
    blank: FindBlank = nearly_blank
    """Says which images have hardly anything in them: they are like everything, and left out."""
    row_type: ClassVar[type[Recommendation]] = Recommendation

    def run(self, connection: Connection) -> list[Recommendation]:
        """Return the recommendations.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        list of Recommendation
            Nearest on the graph first.

        Raises
        ------
        DeepGalaxyError
            If k is not positive, or a dataset is not in the catalogue.
        """
        if self.k < 1:
            raise DeepGalaxyError(f"k must be at least 1, not {self.k}")
        around = SimilarImages(
            query=self.query,
            k=max(self.k, NEIGHBOURHOOD),
            datasets=self.datasets,
            stages=self.stages,
            cone=self.cone,
            region=self.region,
        ).nearest(connection)
        if not around:
            return []
        ids = list(around)
        ranking = self.rank(self.query.z, vectors_of(connection, self.query, ids))

        def _best() -> Iterator[Recommendation]:
            """Look the images up as they are asked for: most recommendations need a few."""
            places = {ids[i]: place for place, i in enumerate(ranking.order)}
            order = iter(places)
            while some := list(islice(order, AT_ONCE)):
                for hit in look_up(connection, self.query.model_id, {each: around[each] for each in some}):
                    place = places[hit.id]
                    yield Recommendation(
                        **vars(hit),
                        spectral_distance=float(ranking.distance[place]),
                        same_cluster=bool(ranking.same_cluster[place]),
                    )

        rest = _best() if self.all_frames else one_a_merger(_best())
        kept: list[Recommendation] = []
        while len(kept) < self.k and (some := list(islice(rest, self.k))):
            empty = self.blank(connection, [hit.id for hit in some])
            kept += [hit for hit in some if hit.id not in empty]
        return kept[: self.k]
