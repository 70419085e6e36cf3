"""The catalogue's searches: each a small class over the SQL function that psql's users call too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from pgvector import Vector
from psycopg.types.range import Range
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import fetch_arrays
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


_SIMILAR = text(
    f"SELECT {_columns(Hit, id='image_id')} FROM search_images("  # noqa: S608
    ":model_id, :query, :image_id, :k, :metric, :datasets, :stages, :ra_deg, :dec_deg, :radius_deg, :exact)"
)
_LOOK_UP = text(
    f"SELECT {_columns(Hit, id='image_id', distance='0::float8')} FROM timeline_by_model"  # noqa: S608
    " WHERE model_id = :model_id AND image_id = ANY(:ids) ORDER BY image_id"
)
_CONE = text(
    f"SELECT {_columns(ImageInCone, id='image_id')} FROM cone_search(:ra_deg, :dec_deg, :radius_deg)"  # noqa: S608
)
_CLUSTER_OF = text(
    f"SELECT {_columns(ClusterMembership, coordinates='coordinates::real[]')}"  # noqa: S608
    " FROM cluster_of(:image_id, :model)"
)
_VECTOR = text("SELECT z FROM embedding WHERE model_id = :model_id AND image_id = :image_id")
_MERGER = r"CASE WHEN labelled THEN regexp_replace(name, '(/[^/]*){2}$', '') ELSE name END"
"""Of a frame, ``dataset/simulation/camera/number``; anything else stands for itself."""
_SIMILAR_MERGERS = text(f"""
    WITH found AS MATERIALIZED ({_SIMILAR.text}),
        best AS (SELECT DISTINCT ON ({_MERGER}) * FROM found ORDER BY {_MERGER}, distance, id)
    SELECT (SELECT count(*) FROM found) AS found, best.* FROM best ORDER BY distance, id LIMIT :count
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
        query, cone = self.query, self.cone
        given = {
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
        }
        if self.all_frames:
            return [Hit(**row) for row in ask(connection, _SIMILAR, given).mappings()]
        for looked_at in LOOKED_AT:
            more = given | {"k": max(looked_at, self.k), "count": self.k}
            rows = [dict(row) for row in ask(connection, _SIMILAR_MERGERS, more).mappings()]
            found = [row.pop("found") for row in rows]
            if len(rows) == self.k or not rows or found[0] < more["k"]:
                break
        return [Hit(**row) for row in rows]


@dataclass(frozen=True)
class ConeSearch:
    """The images within a cone on the sky."""

    cone: Cone
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
        return [ImageInCone(*row) for row in ask(connection, _CONE, vars(self.cone)).all()]


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


def look_up(connection: Connection, model_id: int, image_ids: Sequence[int]) -> list[Hit]:
    """Return what the catalogue knows of these images, by ascending id, their distances 0.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model_id : int
        Whose predictions are wanted.
    image_ids : sequence of int
        Images of the catalogue.

    Returns
    -------
    list of Hit
        Those that there are.
    """
    given = {"model_id": model_id, "ids": list(image_ids)}
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
