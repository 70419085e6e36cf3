"""Who is nearest to whom: by brute force, or among the nearest cells where that would take hours."""

import numpy as np
import numpy.typing as npt
from sklearn.cluster import MiniBatchKMeans
from sklearn.neighbors import NearestNeighbors

from deepgalaxy.progress import track

Float32Array = npt.NDArray[np.float32]

BRUTE_FORCE = 50_000
"""Vectors up to which every pair is looked at."""
PROBED = 24
"""Cells whose vectors are looked at for those of one cell."""


def nearest_neighbours(
    vectors: Float32Array, k: int, seed: int = 0
) -> tuple[Float32Array, npt.NDArray[np.int64]]:
    """Find the k nearest others of every vector.

    Above `BRUTE_FORCE` vectors they are parted into about √n cells by k-means, and only those of the nearest
    `PROBED` cells are looked at (an inverted file): nearly all are found, and all of them in clustered data.

    Parameters
    ----------
    vectors : ndarray
        (n, d).
    k : int
        Less than n.
    seed : int
        Of the k-means.

    Returns
    -------
    distance : ndarray
        (n, k), ascending.
    neighbour : ndarray
        (n, k), indices.
    """
    n = len(vectors)
    if n <= BRUTE_FORCE:
        near, other = NearestNeighbors(n_neighbors=k).fit(vectors).kneighbors()
        return near.astype(np.float32), other.astype(np.int64)
    means = MiniBatchKMeans(int(np.sqrt(n)), batch_size=8192, n_init=1, random_state=seed).fit(vectors)
    order = np.argsort(means.labels_, kind="stable")
    cells = np.split(order, np.cumsum(np.bincount(means.labels_, minlength=means.n_clusters))[:-1])
    _, probes = (
        NearestNeighbors(n_neighbors=PROBED).fit(means.cluster_centers_).kneighbors(means.cluster_centers_)
    )
    distance = np.empty((n, k), np.float32)
    neighbour = np.empty((n, k), np.int64)
    for cell, probed in track(list(zip(cells, probes, strict=True)), "joining neighbours"):
        if len(cell):
            among = np.concatenate([cells[other] for other in probed])
            search = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(vectors[among])
            near, place = search.kneighbors(vectors[cell])
            distance[cell], neighbour[cell] = _without_self(near, among[place], cell)
    return distance, neighbour


def _without_self(
    distance: Float32Array, neighbour: npt.NDArray[np.int64], own: npt.NDArray[np.int64]
) -> tuple[Float32Array, npt.NDArray[np.int64]]:
    """Drop each row's own index, or its last where equal vectors pushed that out."""
    drop = neighbour == own[:, None]
    drop[~drop.any(axis=1), -1] = True
    shape = (len(own), -1)
    return distance[~drop].reshape(shape), neighbour[~drop].reshape(shape)
