"""Recommend by the shape of the neighbourhood rather than by a choice of k."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans

from deepgalaxy.similarity.graph import component_of, eigengap, knn_graph, spectrum

MAX_CLUSTERS = 20


@dataclass(frozen=True)
class SpectralRanking:
    """An order of the vectors around a query."""

    order: npt.NDArray[np.intp]
    """Indices into the vectors, best first: the query's cluster, then the rest of its component."""
    distance: npt.NDArray[np.float64]
    """Diffusion distance of each in ``order`` from the query."""
    same_cluster: npt.NDArray[np.bool_]
    """Whether each in ``order`` shares the query's cluster."""


def rank_spectrally(
    query: npt.NDArray[np.float32], vectors: npt.NDArray[np.float32], k: int = 16
) -> SpectralRanking:
    """Let the query join the graph of its neighbourhood and rank by its spectral cluster.

    The leading eigenvectors of the normalised Laplacian, each scaled by (1 - eigenvalue)^2, are coordinates
    in which distance is that of a random walk of two steps on the graph (diffusion map; Coifman & Lafon
    2006). Clusters are found on the row-normalised eigenvectors (Ng, Jordan & Weiss 2002), as many as the
    eigengap says.

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
    graph = knn_graph(np.vstack([query[None], vectors]), k)
    members = component_of(graph, node=0)
    eigenvalues, eigenvectors = spectrum(graph[members][:, members], MAX_CLUSTERS + 1)
    cluster, _ = spectral_clusters(eigenvectors[:, : eigengap(eigenvalues)])
    diffusion = eigenvectors[:, 1:] / np.abs(eigenvectors[:, :1]) * (1 - eigenvalues[1:]) ** 2
    distance = np.linalg.norm(diffusion - diffusion[0], axis=1)
    same = cluster == cluster[0]
    order = np.lexsort((distance, ~same))
    order = order[order != 0]
    return SpectralRanking(order=members[order] - 1, distance=distance[order], same_cluster=same[order])


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
    """Spectral coordinates: rows (n, count) of the eigenvectors, each scaled to length 1."""
    norm = np.linalg.norm(eigenvectors, axis=1, keepdims=True)
    coordinates: npt.NDArray[np.float32] = (eigenvectors / np.maximum(norm, np.finfo(float).tiny)).astype(
        "f4"
    )
    return coordinates


def by_size(labels: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int32]:
    """Number clusters (n,) anew, the largest first."""
    rank = np.argsort(np.argsort(-np.bincount(labels), kind="stable")).astype(np.int32)
    numbered: npt.NDArray[np.int32] = rank[labels]
    return numbered
