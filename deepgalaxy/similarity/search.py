"""The catalogue's searches: each a small class over the SQL function that psql's users call too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from pgvector import Vector
from psycopg.types.range import Range
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import fetch_arrays
from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.catalog.sql_functions import ask
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction import Predicted
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.similarity.search_filters import Cone, Stages


@dataclass(frozen=True, kw_only=True)
class _Found:
    id: int
    name: str
    """``dataset/external id``."""
    distance: float


@dataclass(frozen=True, kw_only=True)
class Hit(Predicted[float | None], _Found):
    """One image in the answer to a search.

    Stage, time and mass ratio of a simulated image are its labels, without intervals; all else is what the
    model says. Of a picture that is probably no merger they are None.
    """

    labelled: bool
    """Whether stage and time are a simulation's labels rather than the model's estimate."""
    model: str
    """First 12 digits of the model's sha256."""


HitLike = TypeVar("HitLike", bound=Hit)
FoundRow = TypeVar("FoundRow")


class Search(Protocol[FoundRow]):
    """What can be asked of a catalogue: `SimilarImages`, `RecommendedImages`, `ConeSearch`."""

    @property
    def row_type(self) -> type[FoundRow]:
        """The dataclass of its rows."""
        ...

    def run(self, connection: Connection) -> list[FoundRow]:
        """Return its rows.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        list
            Instances of ``row_type``.
        """
        ...


@dataclass(frozen=True)
class ImageInCone:
    """One image in the answer to a cone search."""

    id: int
    name: str
    ra_deg: float
    dec_deg: float
    separation_deg: float
    """From the cone's centre."""


@dataclass(frozen=True)
class ClusterMembership:
    """Where the newest clustering of a model's vectors put an image."""

    run_id: int
    cluster: int
    size: int
    """Images in that cluster."""
    n_clusters: int
    stability: float
    """Adjusted Rand index of the clustering with one of another k and seed."""
    coordinates: list[float]
    """Spectral coordinates."""


@dataclass(frozen=True)
class Query:
    """What a search is for: a vector, and which image's it is."""

    model_id: int
    """Which model made it; only its vectors are compared."""
    z: npt.NDArray[np.float32]
    """(latent_size,)."""
    image_id: int | None
    """The image of the catalogue, which is not found itself; ``None`` for a picture from disk."""


def _columns(row: type, **instead: str) -> str:
    """Return a row's fields as the columns of a SELECT, in their order."""
    return ", ".join(f"{instead.get(field.name, field.name)} AS {field.name}" for field in fields(row))


_GIVEN = (
    ":model_id, :query, :image_id, :k, :metric, :datasets, :stages, :ra_deg, :dec_deg, :radius_deg, :exact,"
    " :region"
)
_SIMILAR = text(f"SELECT {_columns(Hit, id='image_id')} FROM search_images({_GIVEN})")  # noqa: S608
_NEAREST = text(f"SELECT neighbour, distance FROM nearest_images({_GIVEN})")  # noqa: S608
_LOOK_UP = text(f"""
    SELECT {_columns(Hit, id="image_id")}
    FROM unnest(CAST(:ids AS bigint[]), CAST(:distances AS float8[]))
        WITH ORDINALITY AS found (image_id, distance, place)
    JOIN timeline_by_model USING (image_id) WHERE model_id = :model_id ORDER BY place
""")  # noqa: S608
_CONE = text(
    f"SELECT {_columns(ImageInCone, id='image_id')} FROM cone_search(:ra_deg, :dec_deg, :radius_deg)"  # noqa: S608
    " WHERE CAST(:region AS int8multirange) IS NULL"
    " OR (SELECT hpx29 FROM image WHERE id = image_id) <@ CAST(:region AS int8multirange)"
)
_CLUSTER_OF = text(
    f"SELECT {_columns(ClusterMembership, coordinates='coordinates::real[]')}"  # noqa: S608
    " FROM cluster_of(:image_id, :model)"
)
_VECTOR = text("SELECT z FROM embedding WHERE model_id = :model_id AND image_id = :image_id")
_MERGER = r"CASE WHEN stage IS NULL THEN id::text ELSE regexp_replace(external_id, '(/[^/]*){2}$', '') END"
"""Of a frame, ``simulation/camera/number``; anything else stands for itself."""
_NEAREST_MERGERS = text(f"""
    WITH found AS MATERIALIZED ({_NEAREST.text}),
        best AS (SELECT DISTINCT ON (dataset_id, {_MERGER}) id, distance
            FROM found JOIN image ON id = neighbour
            ORDER BY dataset_id, {_MERGER}, distance, id)
    SELECT (SELECT count(*) FROM found) AS found, id, distance FROM best ORDER BY distance, id LIMIT :count
""")  # noqa: S608
LOOKED_AT = (1_000, 10_000)
"""Nearest images in which k mergers are looked for; the second where the first had too few."""


@dataclass(frozen=True, kw_only=True)
class SimilarImages:
    """The k images nearest to a query among those that pass every filter.

    Filters come first and the ranking sees only what passed them. The answer is exact, unless an index
    serves this model and metric (`deepgalaxy.catalog.recall`) and there is no filter: then its recall@10
    was measured to be 0.99 or more.
    """

    query: Query
    k: int = 10
    """Fewer rows come back if fewer images pass the filters."""
    metric: Metric = Metric.L2
    datasets: Sequence[str] = ()
    """Only images of these; of all where it is empty."""
    stages: Stages | None = None
    cone: Cone | None = None
    region: SkyRegion | None = None
    exact: bool = False
    """Scan, whether an index serves or not."""
    all_frames: bool = True
    """Otherwise only the nearest frame of each merger, for its others are near-copies; of mergers that begin
    after the 10,000 nearest images none."""
    row_type: ClassVar[type[Hit]] = Hit

    def run(self, connection: Connection) -> list[Hit]:
        """Return the hits, nearest first.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        list of Hit
            Nearest first; fewer than k if fewer pass the filters.

        Raises
        ------
        DeepGalaxyError
            If k is not positive, the vector has another length or is not finite, or a model, image or
            dataset is not in the catalogue.
        """
        if self.all_frames:
            return [Hit(**row) for row in ask(connection, _SIMILAR, self._given).mappings()]
        for looked_at in LOOKED_AT:
            more = self._given | {"k": max(looked_at, self.k), "count": self.k}
            rows = ask(connection, _NEAREST_MERGERS, more).all()
            if len(rows) == self.k or not rows or rows[0].found < more["k"]:
                break
        return look_up(connection, self.query.model_id, {row.id: row.distance for row in rows})

    def nearest(self, connection: Connection) -> dict[int, float]:
        """Return the ids of the hits and their distances alone, whatever frames they are.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        dict of int to float
            Distance by id, nearest first.

        Raises
        ------
        DeepGalaxyError
            As `run`.
        """
        rows = ask(connection, _NEAREST, self._given).all()
        return {row.neighbour: row.distance for row in rows}

    @property
    def _given(self) -> dict[str, Any]:
        query, cone = self.query, self.cone
        return {
            "model_id": query.model_id,
            "query": Vector(query.z) if query.image_id is None else None,
            "image_id": query.image_id,
            "k": self.k,
            "metric": self.metric.value,
            "datasets": list(self.datasets) or None,
            "stages": self.stages and Range(self.stages.low, self.stages.high, "[]"),
            "ra_deg": cone and cone.ra_deg,
            "dec_deg": cone and cone.dec_deg,
            "radius_deg": cone and cone.radius_deg,
            "exact": self.exact,
            "region": self.region and self.region.multirange,
        }


@dataclass(frozen=True)
class ConeSearch:
    """The images within a cone on the sky."""

    cone: Cone
    region: SkyRegion | None = None
    """Only images in this, too."""
    row_type: ClassVar[type[ImageInCone]] = ImageInCone

    def run(self, connection: Connection) -> list[ImageInCone]:
        """Return them, nearest to its centre first.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        list of ImageInCone
            Nearest to the centre first.

        Raises
        ------
        DeepGalaxyError
            If the cone is not on the sky.
        """
        given = {**vars(self.cone), "region": self.region and self.region.multirange}
        return [ImageInCone(*row) for row in ask(connection, _CONE, given).all()]


@dataclass(frozen=True)
class ClusterOf:
    """The cluster of an image in the newest clustering of a model's vectors."""

    image_id: int
    model: str | None = None
    """Name or first digits of the sha256; by default the serving model."""

    def run(self, connection: Connection) -> ClusterMembership:
        """Return it.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        ClusterMembership
            Of the newest clustering.

        Raises
        ------
        DeepGalaxyError
            If there is no such image or model, or the image was never clustered.
        """
        return ClusterMembership(*ask(connection, _CLUSTER_OF, vars(self)).one())


def one_a_merger(hits: Iterable[HitLike]) -> Iterator[HitLike]:
    """Keep every real galaxy, and of each merger the first frame: its others are near-copies.

    Parameters
    ----------
    hits : iterable of Hit
        Nearest first.

    Yields
    ------
    Hit
        The nearest frame of each merger, and every real galaxy.
    """
    seen: set[str] = set()
    for hit in hits:
        merger = hit.name.rsplit("/", 2)[0] if hit.labelled else hit.name
        if merger not in seen:
            seen.add(merger)
            yield hit


def look_up(connection: Connection, model_id: int, distances: Mapping[int, float]) -> list[Hit]:
    """Return what the catalogue knows of these images.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model_id : int
        Whose predictions are wanted.
    distances : mapping of int to float
        Of each image, by its id.

    Returns
    -------
    list of Hit
        Those that there are, in the order of the mapping.
    """
    given = {"model_id": model_id, "ids": list(distances), "distances": list(distances.values())}
    return [Hit(**row) for row in ask(connection, _LOOK_UP, given).mappings()]


def vectors_of(connection: Connection, query: Query, image_ids: Sequence[int]) -> npt.NDArray[np.float32]:
    """Vectors (n, latent_size) of images by a query's model, in the order of ``image_ids``.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    query : Query
        Says of which model, and how long the vectors are.
    image_ids : sequence of int
        Images that the model has embedded.

    Returns
    -------
    ndarray of float32, shape (n, latent size)
        In the order of ``image_ids``.

    Raises
    ------
    DeepGalaxyError
        If one has none, as where it was taken away a moment ago.
    """
    listed = ", ".join(str(int(image_id)) for image_id in image_ids)
    rows = fetch_arrays(
        connection,
        f"SELECT image_id, z FROM embedding WHERE model_id = {int(query.model_id)}"  # noqa: S608
        f" AND image_id = ANY(ARRAY[{listed}]::bigint[])",
        {"image_id": ("i8", ()), "z": ("f4", query.z.shape)},
    )
    if len(rows) != len(image_ids):
        raise DeepGalaxyError("the catalogue changed while it was searched: search again")
    order = np.argsort(rows["image_id"])
    vectors: npt.NDArray[np.float32] = rows["z"][order].astype(np.float32)
    return vectors[np.searchsorted(rows["image_id"][order], image_ids)]


def vector_of(connection: Connection, model_id: int, image_id: int) -> npt.NDArray[np.float32] | None:
    """Vector (latent_size,) of an image by a model; None where it has none.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model_id : int
        The model.
    image_id : int
        The image.

    Returns
    -------
    ndarray of float32, shape (latent size,), or None
        None where it has none.
    """
    found = connection.execute(_VECTOR, {"model_id": model_id, "image_id": image_id}).scalar()
    return None if found is None else np.asarray(found.to_numpy(), dtype=np.float32)
