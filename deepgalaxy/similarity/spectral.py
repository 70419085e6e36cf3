"""Recommend by the shape of the neighbourhood rather than by a choice of k."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import cg
from sklearn.cluster import KMeans
from threadpoolctl import ThreadpoolController

from deepgalaxy.similarity.graph import component_of, eigengap, knn_graph, spectrum

MAX_CLUSTERS = 20
"""The most that a neighbourhood is parted into."""
CLUSTERED = 500
"""Vectors nearest on the graph that are parted so; those further away are not of the query's cluster. The
whole neighbourhood's spectrum took most of a recommendation's time."""
THREADS = ThreadpoolController()
"""Of the libraries that are loaded by now."""
RESTART = 0.1
"""Share of its steps at which the random walk starts again from the query: it goes some ten steps far. With
0.03 to 0.2 the recommended are as like the query, to 0.003 of SSIM."""


@dataclass(frozen=True)
class SpectralRanking:
    """An order of the vectors around a query."""

    order: npt.NDArray[np.intp]
    """Indices into the vectors of the query's component, nearest first."""
    distance: npt.NDArray[np.float64]
    """Spectral distance of each in ``order`` from the query."""
    same_cluster: npt.NDArray[np.bool_]
    """Whether each in ``order`` shares the query's spectral cluster."""


def rank_spectrally(
    query: npt.NDArray[np.float32], vectors: npt.NDArray[np.float32], k: int = 16
) -> SpectralRanking:
    """Let the query join the graph of its neighbourhood and rank by the whole spectrum of its Laplacian.

    The distance is that of `walk_distance`. Clusters are found on the leading eigenvectors, row-normalised
    (Ng, Jordan & Weiss 2002), as many as the eigengap says; they do not rank, for on which side of a cut an
    image falls hangs on k.

    Parameters
    ----------
    query : ndarray
        (d,).
    vectors : ndarray
        (n, d), its neighbourhood, without itself.
    k : int
        Neighbours that each vector is joined to. The order hardly depends on it.

    Returns
    -------
    SpectralRanking
        Of the vectors connected with the query.
    """
    # Matrices are small: several threads wait for one another, and long where cores are busy.
    with THREADS.limit(limits=1):
        graph = knn_graph(np.vstack([query[None], vectors]), k)
        members = component_of(graph, node=0)
        graph = graph[members][:, members]
        distance = walk_distance(graph)
        order = 1 + np.argsort(distance[1:], kind="stable")
        same_cluster = np.zeros(len(members), bool)
        near = np.concatenate([[0], order[:CLUSTERED]])
        near = near[component_of(graph[near][:, near], node=0)]
        same_cluster[near] = _shares_cluster_of_first(graph[near][:, near])
        return SpectralRanking(members[order] - 1, distance[order], same_cluster[order])


def _shares_cluster_of_first(graph: sparse.csr_array) -> npt.NDArray[np.bool_]:
    """Whether each node of a connected graph is in the spectral cluster of the first."""
    eigenvalues, eigenvectors = spectrum(graph, MAX_CLUSTERS + 1, tolerance=1e-6)  # connected: none are equal
    cluster, _ = spectral_clusters(eigenvectors[:, : eigengap(eigenvalues)])
    shares: npt.NDArray[np.bool_] = cluster == cluster[0]
    return shares


def walk_distance(graph: sparse.csr_array, restart: float = RESTART) -> npt.NDArray[np.float64]:
    """How seldom a random walk that restarts from the first node comes by each node.

    K = Σ uᵢ uᵢᵀ / (1 - (1 - r)(1 - λᵢ)), over all eigenvectors of the normalised Laplacian, is the
    regularised Laplacian kernel (Smola & Kondor 2003), and K₀ⱼ / √(d₀ dⱼ) the expected visits of the walk to
    node j (Page et al. 1999) over those of a walk from anywhere. The distance is -ln of that, over its value
    at the first node. It is found by conjugate gradients, in some fifty steps: no eigenvector is left out.

    Parameters
    ----------
    graph : csr_array
        (n, n), symmetric, connected.
    restart : float
        r, in (0, 1).

    Returns
    -------
    ndarray
        (n,), 0 at the first node.
    """
    root = np.sqrt(graph.sum(axis=1))
    if len(root) == 1:
        return np.zeros(1)
    normalised = sparse.diags_array(1 / root) @ graph @ sparse.diags_array(1 / root)
    start = np.zeros(len(root))
    start[0] = 1
    solved, _ = cg(sparse.eye_array(len(root)) - (1 - restart) * normalised, start, rtol=1e-12)
    visits = solved / root
    distance: npt.NDArray[np.float64] = -np.log(np.maximum(visits, np.finfo(float).tiny) / visits[0])
    return distance


def spectral_clusters(
    eigenvectors: npt.NDArray[np.float64], seed: int = 0
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Cluster by the leading eigenvectors of the normalised Laplacian (Ng, Jordan & Weiss 2002).

    Parameters
    ----------
    eigenvectors : ndarray
        (n, count): as many clusters as columns.
    seed : int
        Of the k-means.

    Returns
    -------
    cluster : ndarray
        (n,), from 0, the largest first.
    coordinates : ndarray
        (n, count), rows of length 1.
    """
    coordinates = row_normalised(eigenvectors)
    count = min(eigenvectors.shape)
    labels = KMeans(count, n_init=5, random_state=seed).fit_predict(coordinates)
    return by_size(labels), coordinates


def row_normalised(eigenvectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Spectral coordinates: rows (n, count) of the eigenvectors, each scaled to length 1.

    Parameters
    ----------
    eigenvectors : ndarray of float64, shape (n, count)
        Columns of a spectrum.

    Returns
    -------
    ndarray of float32, shape (n, count)
        Rows of length 1.
    """
    norm = np.linalg.norm(eigenvectors, axis=1, keepdims=True)
    coordinates: npt.NDArray[np.float32] = (eigenvectors / np.maximum(norm, np.finfo(float).tiny)).astype(
        "f4"
    )
    return coordinates


def by_size(labels: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int32]:
    """Number clusters (n,) anew, the largest first.

    Parameters
    ----------
    labels : ndarray of int, shape (n,)
        Numbers of clusters, from 0.

    Returns
    -------
    ndarray of int32, shape (n,)
        The same clusters, 0 the largest.
    """
    rank = np.argsort(np.argsort(-np.bincount(labels), kind="stable")).astype(np.int32)
    numbered: npt.NDArray[np.int32] = rank[labels]
    return numbered
