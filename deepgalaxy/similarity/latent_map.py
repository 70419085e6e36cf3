"""The latent space in two dimensions: a model's vectors by their principal components, or by UMAP."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import fetch_arrays
from deepgalaxy.catalog.model_registry import stored_model
from deepgalaxy.catalog.vectors import read_vectors
from deepgalaxy.core.errors import DeepGalaxyError, WrongUse


class MapLayout(StrEnum):
    """How a map finds two dimensions."""

    PCA = "pca"
    """The first two principal components: exact, and distances on the map are never too long."""
    UMAP = "umap"
    """UMAP: neighbours stay together, distances between groups mean little."""


MOST_POINTS = {MapLayout.PCA: 1_000_000, MapLayout.UMAP: 100_000}
"""Images on a map unless somebody asks for other numbers; of more, every n-th is shown."""
MOST_CORNERS = 256
"""Of a line around images: the time of `LatentMap.inside` is in proportion to them."""

FAR = 1e9
"""Corners of a line are nearer to 0: no map is as large."""
GRID = 128
"""Cells of a map in each direction, by which `LatentMap.inside` compares few images with a line."""
REACH = 0.75
"""Width of a cell from its centre to a corner, 0.707, and more than rounding takes away."""
_CENTRES = np.stack(np.meshgrid(*[np.arange(GRID) + 0.5] * 2, indexing="ij"), axis=-1).reshape(-1, 2)

POINTS = np.dtype(
    [("id", "<f8"), ("x", "<f4"), ("y", "<f4"), ("stage", "<f4"), ("dataset", "<i2"), ("cluster", "<i2")]
)
"""What a map knows of an image: its number, its place (no unit), its stage (NaN where it has none, or is
probably no merger), which of the datasets it is of, and its cluster (-1 where it has none)."""

_STATE = text("""
    SELECT count(*), coalesce(sum(image_id), 0),
        coalesce((SELECT max(r.id) FROM cluster_run r WHERE r.model_id = :model_id), 0) AS run
    FROM embedding WHERE model_id = :model_id
""")


@dataclass(frozen=True, eq=False)
class MappedImages:
    """The images of a map, and what is known of them."""

    state: str
    """Names the model, its vectors and their newest clustering: changes when a map does."""
    model_id: int
    model: str
    """First 12 digits of the model's SHA-256."""
    total: int
    """Number of vectors."""
    every: int
    """Of the vectors, in the order of their images' ids, each such is on the map."""
    points: NDArray[Any]
    """(n,) of `POINTS`: the images, by their numbers."""
    datasets: tuple[str, ...]
    """Names."""
    simulated: tuple[bool, ...]
    """Whether the images of each dataset are frames of simulations."""

    @property
    def n_clusters(self) -> int:
        """Number of clusters.

        Returns
        -------
        int
            0 where nothing is clustered.
        """
        return int(self.points["cluster"].max(initial=-1)) + 1

    def is_current(self, connection: Connection) -> bool:
        """Tell whether the catalogue still has the vectors and clusters that the map shows.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        bool
            False where the map must be drawn again.
        """
        return self.state == _state(connection, self.model_id)


def read_images(
    connection: Connection, model: str | None, most: int
) -> tuple[MappedImages, NDArray[np.float32]]:
    """Read what a map shows, in a transaction that sees one snapshot of the catalogue.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model : str or None
        Name, or first digits of the SHA-256, of the model; None for the one that serves.
    most : int
        Images on the map; of more, every n-th is taken.

    Returns
    -------
    images : MappedImages
        Without their places: x and y are 0.
    z : ndarray of float32, shape (images.total, latent_size)
        All vectors of the model; ``z[::images.every]`` are those of the images on the map.

    Raises
    ------
    DeepGalaxyError
        If there is no such model, or it has fewer than three vectors.
    """
    row = stored_model(connection, model)
    ids, z = read_vectors(connection, row.id)
    if len(ids) < 3:
        raise DeepGalaxyError(f"{len(ids)} vectors of this model: a map needs three; run `deepgalaxy embed`")
    state = _state(connection, row.id)
    every = -(-len(ids) // most)
    shown = ids[::every]
    query = f"""
        SELECT i.id, i.dataset_id, coalesce(i.stage, if_merger(p.p_interacting, p.stage), 'NaN'),
            coalesce(c.cluster, -1)
        FROM embedding e JOIN image i ON i.id = e.image_id
        LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = e.model_id
        LEFT JOIN cluster_member c ON c.image_id = i.id AND c.run_id = {int(state.rpartition("-")[2])}
        WHERE e.model_id = {int(row.id)}
    """  # noqa: S608 - whole numbers
    columns: dict[str, tuple[str, tuple[int, ...]]] = {
        "id": ("i8", ()), "dataset": ("i4", ()), "stage": ("f4", ()), "cluster": ("i4", ())
    }  # fmt: skip
    facts = fetch_arrays(connection, query, columns)
    order = np.argsort(facts["id"])
    at = order[np.searchsorted(facts["id"][order], shown)]
    datasets = connection.execute(text("SELECT id, name, kind FROM dataset ORDER BY id")).all()
    points = np.zeros(len(shown), POINTS)
    points["id"] = shown
    points["stage"], points["cluster"] = facts["stage"][at], facts["cluster"][at]
    points["dataset"] = np.searchsorted([each.id for each in datasets], facts["dataset"][at])
    images = MappedImages(
        state=state,
        model_id=row.id,
        model=row.sha256[:12],
        total=len(ids),
        every=every,
        points=points,
        datasets=tuple(each.name for each in datasets),
        simulated=tuple(each.kind == "simulation" for each in datasets),
    )
    return images, z


@dataclass(frozen=True, eq=False)
class LatentMap(MappedImages):
    """Where images are on a map."""

    layout: MapLayout
    explained: tuple[float, float] | None
    """Share of the vectors' variance along each axis; None for UMAP."""
    place: Callable[[NDArray[np.float32]], tuple[float, float]]
    """Gives the place on the map, no unit, of a vector of the same model: by UMAP, the place of the image on
    the map that is nearest to it in all dimensions."""

    @classmethod
    def by_components(cls, images: MappedImages, z: NDArray[np.float32]) -> Self:
        """Draw a map by the first two principal components of all vectors.

        Parameters
        ----------
        images : MappedImages
            From `read_images`.
        z : ndarray of float32, shape (images.total, latent_size)
            From it too.

        Returns
        -------
        LatentMap
            The same at each call.
        """
        from sklearn.decomposition import PCA

        components = PCA(2, svd_solver="covariance_eigh").fit(z)

        def _place(vector: NDArray[np.float32]) -> tuple[float, float]:
            x, y = components.transform(vector[None])[0]
            return float(x), float(y)

        xy = components.transform(z[:: images.every])
        first, second = components.explained_variance_ratio_
        return cls._drawn(images, xy, MapLayout.PCA, (float(first), float(second)), _place)

    @classmethod
    def by_umap(cls, images: MappedImages, z: NDArray[np.float32], xy: NDArray[np.float32]) -> Self:
        """Draw a map of images that UMAP has placed.

        Parameters
        ----------
        images : MappedImages
            From `read_images`.
        z : ndarray of float32, shape (n, latent_size)
            Vectors of the images on the map.
        xy : ndarray of float32, shape (n, 2)
            From `deepgalaxy.similarity.umap_places.find_umap_places`.

        Returns
        -------
        LatentMap
            Of n images.
        """

        def _place(vector: NDArray[np.float32]) -> tuple[float, float]:
            x, y = xy[np.square(z - vector).sum(axis=1).argmin()]
            return float(x), float(y)

        return cls._drawn(images, xy, MapLayout.UMAP, None, _place)

    @classmethod
    def _drawn(
        cls,
        images: MappedImages,
        xy: NDArray[np.float32],
        layout: MapLayout,
        explained: tuple[float, float] | None,
        place: Callable[[NDArray[np.float32]], tuple[float, float]],
    ) -> Self:
        points = images.points.copy()
        points["x"], points["y"] = xy.T
        return cls(
            **{**vars(images), "points": points}, layout=layout, explained=explained, place=place
        )  # fmt: skip

    def inside(self, corners: NDArray[np.float64]) -> NDArray[np.int64]:
        """Find the images that a line goes around.

        Parameters
        ----------
        corners : ndarray of float64, shape (c, 2)
            Places on the map, in order; the last is joined to the first. Where the line crosses itself, what
            it goes around twice is outside (the even-odd rule).

        Returns
        -------
        ndarray of int64
            Ids of the images, ascending.
        """
        from matplotlib.path import Path

        line, (low, width, cells) = Path(corners), self._grid
        inside = line.contains_points(low + width * _CENTRES)[cells]
        unsure = np.flatnonzero(_near(corners, low, width)[cells])
        inside[unsure] = line.contains_points(np.column_stack([self.points[each][unsure] for each in "xy"]))
        ids: NDArray[np.int64] = self.points["id"][inside].astype(np.int64)
        return ids

    @cached_property
    def _grid(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]:
        """Lowest corner of a grid over the map, width of its cells, and the cell of each image.

        With it only the images near a line are compared with it one by one: the others are on the side of
        the line where their cell is.
        """
        xy = np.column_stack([self.points["x"], self.points["y"]]).astype(np.float64)
        low = xy.min(axis=0)
        width = np.maximum(np.ptp(xy, axis=0), 1e-30) / GRID
        column, row = np.minimum((xy - low) / width, GRID - 1).astype(np.int32).T
        return low, width, column * np.int32(GRID) + row

    def to_bytes(self) -> bytes:
        """Encode the points for a browser.

        Returns
        -------
        bytes
            The columns of `POINTS`, n little-endian values each, one after the other.
        """
        return b"".join(np.ascontiguousarray(self.points[name]).tobytes() for name in POINTS.names or ())


def _near(
    corners: NDArray[np.float64], low: NDArray[np.float64], width: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which cells of a grid a line may cross, (GRID²,): their centres are within `REACH` of it."""
    near = np.zeros(GRID**2, bool)
    corners = (corners - low) / width
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - start
        share = np.clip((_CENTRES - start) @ along / max(along @ along, 1e-300), 0, 1)
        near |= ~(np.hypot(*(start + share[:, None] * along - _CENTRES).T) > REACH)
    return near


def parse_corners(within: str) -> NDArray[np.float64]:
    """Read a line around images.

    Parameters
    ----------
    within : str
        ``x,y,x,y,…``: its corners on the map.

    Returns
    -------
    ndarray of float64, shape (c, 2)
        For `LatentMap.inside`.

    Raises
    ------
    WrongUse
        If it is no such list of 3 to `MOST_CORNERS` corners.
    """
    try:
        corners = np.array([float(number) for number in within.split(",")])
    except ValueError:
        raise WrongUse(f"{within[:60]!r} are no corners on the map: write x,y,x,y,…") from None
    if len(corners) % 2 or not 6 <= len(corners) <= 2 * MOST_CORNERS or not (np.abs(corners) < FAR).all():
        raise WrongUse(
            f"{len(corners)} numbers: a line around images has 3 to {MOST_CORNERS} corners x,y, each number"
            f" within ±{FAR:g}"
        )
    return corners.reshape(-1, 2)


def _state(connection: Connection, model_id: int) -> str:
    row = connection.execute(_STATE, {"model_id": model_id}).one()
    return "-".join(str(int(number)) for number in (model_id, *row))
