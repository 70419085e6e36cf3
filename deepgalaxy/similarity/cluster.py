"""Cluster every vector of a model by the spectrum of their graph, and keep the answer."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import adjusted_rand_score, pairwise_distances_argmin
from sklearn.neighbors import NearestNeighbors
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.bulk_copy import copy_arrays
from deepgalaxy.catalog.model_registry import named_model
from deepgalaxy.catalog.vectors import read_vectors
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.progress import track
from deepgalaxy.similarity.graph import count_components, eigengap, extend, join_graph, links, spectrum
from deepgalaxy.similarity.spectral import by_size, row_normalised, spectral_clusters

LANDMARKS = 50_000
"""Vectors that make the graph, drawn at random where there are more; the others join them afterwards."""
CHUNK = 20_000
"""Vectors that join the landmarks at a time."""
MAX_CLUSTERS = 100
"""The most that are found: as many eigenvectors are found, and one more."""
SHOWN = 20
"""Eigenvalues that are kept at least, few as the clusters asked for may be: others may suggest themselves."""
REGULARISED = 0.01
"""Weight of everybody's link with everybody, in mean degrees (Zhang & Rohe 2018): it keeps a handful of
far-off images from being a cluster, and a graph in pieces in one."""


@dataclass(frozen=True)
class Clustering:
    """Spectral clusters of n vectors."""

    cluster: npt.NDArray[np.int32]
    """(n,), from 0, the largest first."""
    coordinates: npt.NDArray[np.float32]
    """Spectral embedding (n, n_clusters): rows of the leading eigenvectors, each of length 1."""
    eigenvalues: npt.NDArray[np.float64]
    """Of the normalised Laplacian, ascending."""
    components: int
    """Pieces of the graph without regularisation."""
    stability: float
    """Adjusted Rand index with the clustering by twice the neighbours, another seed and other landmarks."""


@dataclass(frozen=True)
class ClusterReport:
    """What a stored clustering found."""

    run_id: int
    images: int
    n_clusters: int
    components: int
    stability: float
    """Adjusted Rand index with the clustering by twice the neighbours and another seed: 1 if they agree."""
    smallest: int
    """Images in the smallest cluster."""
    largest: int


def cluster_vectors(
    vectors: npt.NDArray[np.float32], k: int = 16, n_clusters: int | None = None, seed: int = 0
) -> Clustering:
    """Cluster vectors by the leading spectrum of their kNN graph.

    Of more than `LANDMARKS` vectors, so many drawn at random make the graph; each of the others joins it by
    its nearest landmarks and has the eigenvectors' values there (`extend`).

    Parameters
    ----------
    vectors : ndarray
        (n, d), n > 2 k.
    k : int
        Neighbours that each is joined to.
    n_clusters : int, optional
        By default as many as the eigengap says.
    seed : int
        Of the landmarks and the k-means.

    Returns
    -------
    Clustering
        A cluster for each vector.

    Raises
    ------
    DeepGalaxyError
        If there are too few vectors for that k, or more clusters than `MAX_CLUSTERS`.
    """
    if len(vectors) <= 2 * k:
        raise DeepGalaxyError(f"{len(vectors)} vectors are too few to cluster with {k} neighbours each")
    if n_clusters is not None and n_clusters > MAX_CLUSTERS:
        raise DeepGalaxyError(
            f"{n_clusters} clusters are more than {MAX_CLUSTERS}, the most that are told apart"
        )
    cluster, coordinates, eigenvalues, components = _cluster(vectors, k, n_clusters, seed)
    other, *_ = _cluster(vectors, 2 * k, coordinates.shape[1], seed + 1)
    stability = float(adjusted_rand_score(cluster, other))
    return Clustering(cluster, coordinates, eigenvalues, components, stability)


def _cluster(
    vectors: npt.NDArray[np.float32], k: int, n_clusters: int | None, seed: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.float64], int]:
    """Cluster once: landmarks by the spectrum of their graph, the others by where they join it.

    Returns what `Clustering` has, but for the stability.
    """
    n = len(vectors)
    drawn = np.random.default_rng(seed).permutation(n)
    landmarks, others = np.sort(drawn[:LANDMARKS]), np.sort(drawn[LANDMARKS:])
    search = NearestNeighbors(n_neighbors=k).fit(vectors[landmarks])
    graph = join_graph(search.kneighbors(return_distance=False))
    shown = max(n_clusters or MAX_CLUSTERS, SHOWN) + 1
    eigenvalues, eigenvectors = spectrum(graph, shown, REGULARISED)
    count = n_clusters or eigengap(eigenvalues)
    leading, eigenvectors = eigenvalues[:count], eigenvectors[:, :count]
    cluster = np.empty(n, np.int32)
    coordinates = np.empty((n, count), np.float32)
    cluster[landmarks], coordinates[landmarks] = spectral_clusters(eigenvectors, seed)
    own = [cluster[landmarks] == c for c in range(cluster[landmarks].max() + 1)]
    centres = [coordinates[landmarks][members].mean(axis=0) for members in own]
    chunks = [others[start : start + CHUNK] for start in range(0, len(others), CHUNK)]
    for chunk in track(chunks, "joining the landmarks"):
        near = links(search.kneighbors(vectors[chunk], return_distance=False), len(landmarks))
        coordinates[chunk] = row_normalised(extend(near, graph, leading, eigenvectors, REGULARISED))
        cluster[chunk] = pairwise_distances_argmin(coordinates[chunk], centres)
    return by_size(cluster), coordinates, eigenvalues, count_components(graph)


def cluster_catalog(
    engine: Engine, model: str | None = None, k: int = 16, n_clusters: int | None = None, seed: int = 0
) -> ClusterReport:
    """Cluster all vectors of a model and store the run, for ``cluster_of`` in SQL.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    model : str or None
        Name or first digits of the sha256; by default the serving model.
    k : int, default 16
        Neighbours that each image is joined to.
    n_clusters : int, optional
        By default as many as the eigengap says.
    seed : int, default 0
        Of the landmarks and the k-means.

    Returns
    -------
    ClusterReport
        What was found and stored.

    Raises
    ------
    DeepGalaxyError
        If there is no such model, or it has too few vectors.
    """
    with engine.connect() as connection:
        model_id = named_model(connection, model)
        ids, vectors = read_vectors(connection, model_id)
    found = cluster_vectors(vectors, k, n_clusters, seed)
    parameters = {
        "k": k,
        "seed": seed,
        "regularised": REGULARISED,
        "components": found.components,
        "landmarks": min(LANDMARKS, len(ids)),
    }
    with engine.begin() as connection:
        run_id = _store(connection, model_id, parameters, ids, found)
    sizes = np.bincount(found.cluster)
    return ClusterReport(
        run_id=run_id,
        images=len(ids),
        n_clusters=len(sizes),
        components=found.components,
        stability=round(found.stability, 4),
        smallest=int(sizes.min()),
        largest=int(sizes.max()),
    )


def _store(
    connection: Connection,
    model_id: int,
    parameters: dict[str, float],
    ids: npt.NDArray[np.int64],
    found: Clustering,
) -> int:
    insert = text("""
        INSERT INTO cluster_run (model_id, method, parameters, eigenvalues, n_clusters, stability)
        VALUES (:model_id, 'normalised Laplacian of the kNN graph, k-means', :parameters, :eigenvalues,
            :n_clusters, :stability) RETURNING id
    """)
    run_id = connection.execute(
        insert,
        {
            "model_id": model_id,
            "parameters": json.dumps(parameters),
            "eigenvalues": found.eigenvalues.tolist(),
            "n_clusters": int(found.cluster.max()) + 1,
            "stability": found.stability,
        },
    ).scalar_one()
    columns: dict[str, npt.NDArray[Any]] = {
        "run_id": np.full(len(ids), run_id, np.int32),
        "image_id": ids,
        "cluster": found.cluster,
        "coordinates": found.coordinates,
    }
    copy_arrays(connection, "cluster_member", columns)
    return int(run_id)
