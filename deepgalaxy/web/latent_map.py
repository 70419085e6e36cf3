"""The latent space in two dimensions: principal components of all vectors of the serving model."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import fetch_arrays
from deepgalaxy.catalog.model_registry import serving_model
from deepgalaxy.catalog.vectors import read_vectors

MOST_POINTS = 200_000
"""Of a larger catalogue every n-th image is shown."""

_STATE = text("""
    SELECT m.id, (SELECT count(*) FROM embedding e WHERE e.model_id = m.id),
        (SELECT max(r.id) FROM cluster_run r WHERE r.model_id = m.id)
    FROM model m WHERE m.serving
""")


@dataclass(frozen=True, eq=False)
class LatentMap:
    """Map coordinates of n images, in the order of their ids."""

    state: tuple[Any, ...]
    """Model, number of vectors and clustering from which it was computed."""
    model: str
    """First 12 digits of the model's SHA-256."""
    total: int
    """Number of vectors, of which n are shown."""
    explained: tuple[float, float]
    """Share of the vectors' variance along each axis."""
    mean: NDArray[np.float32]
    """(latent_size,): mean of the vectors."""
    axes: NDArray[np.float32]
    """(2, latent_size): the map coordinates of z are ``axes @ (z - mean)``."""
    ids: NDArray[np.int64]
    """(n,): ids of the images."""
    xy: NDArray[np.float32]
    """(n, 2): map coordinates, no unit."""
    stage: NDArray[np.float32]
    """(n,): known from the simulation or estimated; NaN where neither, or probably no merger."""
    dataset: NDArray[np.int16]
    """(n,): index into ``datasets``."""
    cluster: NDArray[np.int16]
    """(n,): from the newest clustering; -1 for images that are not in it."""
    datasets: tuple[str, ...]
    """Names."""
    simulated: tuple[bool, ...]
    """Whether the images of each dataset are frames of simulations."""
    n_clusters: int

    @classmethod
    def draw(cls, connection: Connection) -> Self:
        """Compute the map of the serving model's vectors.

        Parameters
        ----------
        connection : Connection
            To the catalogue, in a transaction that sees one snapshot of it.

        Returns
        -------
        LatentMap
            Of at most `MOST_POINTS` images.

        Raises
        ------
        DeepGalaxyError
            If the catalogue has no model yet.
        """
        model = serving_model(connection)
        state = _state(connection)
        ids, z = read_vectors(connection, model.id)
        mean = z.mean(axis=0) if len(z) else np.zeros(model.latent_size, np.float32)
        centred = z - mean
        variance, vectors = np.linalg.eigh(centred.T.astype(np.float64) @ centred / max(len(z), 1))
        axes = vectors[:, ::-1][:, :2].T.astype(np.float32)
        axes *= np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]  # eigh's signs are random
        shares = variance[::-1][:2] / max(variance.sum(), 1e-30)
        shown = np.arange(0, len(ids), -(-len(ids) // MOST_POINTS) or 1)
        ids = ids[shown]
        facts = _facts(connection, model.id, state[2], ids)
        names = connection.execute(text("SELECT id, name, kind FROM dataset ORDER BY id")).all()
        datasets = np.searchsorted([row.id for row in names], facts["dataset_id"]).astype(np.int16)
        clusters = facts["cluster"].astype(np.int16)
        return cls(
            state=state,
            model=model.sha256[:12],
            total=len(z),
            explained=(float(shares[0]), float(shares[1])),
            mean=mean,
            axes=axes,
            ids=ids,
            xy=centred[shown] @ axes.T,
            stage=facts["stage"].astype(np.float32),
            dataset=datasets,
            cluster=clusters,
            datasets=tuple(row.name for row in names),
            simulated=tuple(row.kind == "simulation" for row in names),
            n_clusters=int(clusters.max(initial=-1)) + 1,
        )

    def is_current(self, connection: Connection) -> bool:
        """Tell whether model, vectors and clustering are those from which the map was computed.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        bool
            False where the map must be computed again.
        """
        return self.state == _state(connection)

    def place(self, z: NDArray[np.float32]) -> tuple[float, float]:
        """Project a vector onto the map.

        Parameters
        ----------
        z : ndarray of float32, shape (latent_size,)
            Of the same model.

        Returns
        -------
        tuple of float
            Map coordinates x and y, no unit.
        """
        x, y = self.axes @ (z - self.mean)
        return float(x), float(y)

    def to_bytes(self) -> bytes:
        """Encode the points for a browser.

        Returns
        -------
        bytes
            Little-endian arrays of n values each, one after the other: float64 ids, float32 x, float32 y,
            float32 stage, int16 dataset, int16 cluster.
        """
        arrays = (
            self.ids.astype("<f8"),
            self.xy[:, 0].astype("<f4"),
            self.xy[:, 1].astype("<f4"),
            self.stage.astype("<f4"),
            self.dataset.astype("<i2"),
            self.cluster.astype("<i2"),
        )
        return b"".join(array.tobytes() for array in arrays)


def _state(connection: Connection) -> tuple[Any, ...]:
    return tuple(connection.execute(_STATE).first() or ())


def _facts(
    connection: Connection, model_id: int, run_id: int | None, ids: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """Read stage, dataset and cluster of images, in the order of ``ids``, which ascend."""
    query = f"""
        SELECT i.id, i.dataset_id, coalesce(i.stage, if_merger(p.p_interacting, p.stage), 'NaN'),
            coalesce(c.cluster, -1)
        FROM image i LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = {int(model_id)}
        LEFT JOIN cluster_member c ON c.image_id = i.id AND c.run_id = {int(run_id or 0)}
        WHERE EXISTS (SELECT FROM embedding e WHERE e.image_id = i.id AND e.model_id = {int(model_id)})
    """  # noqa: S608 - whole numbers
    columns: dict[str, tuple[str, tuple[int, ...]]] = {
        "id": ("i8", ()), "dataset_id": ("i4", ()), "stage": ("f4", ()), "cluster": ("i4", ())
    }  # fmt: skip
    rows = fetch_arrays(connection, query, columns)
    order = np.argsort(rows["id"])
    at = order[np.searchsorted(rows["id"][order], ids)]
    return {name: rows[name][at] for name in ("dataset_id", "stage", "cluster")}
