"""Clusterings of a whole catalogue: known blobs are found, kept, and asked for in SQL."""

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from sqlalchemy import Engine, text

from deepgalaxy.catalog.vectors import write_embeddings
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.cluster import cluster_catalog, cluster_vectors
from deepgalaxy.similarity.graph import extend, knn_graph, spectrum
from deepgalaxy.similarity.search import ClusterOf


def blobs(count: int, each: int, latent: int, spread: float = 3.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    truth = rng.permutation(np.repeat(np.arange(count), each))
    centres = spread * rng.normal(size=(count, latent))
    return (centres[truth] + rng.normal(size=(count * each, latent))).astype(np.float32), truth


@pytest.mark.parametrize("spread", [2.0, 30.0], ids=["joined", "in pieces"])
def test_blobs_are_the_clusters_whether_joined_or_not(spread: float) -> None:
    vectors, truth = blobs(6, 120, 12, spread)
    found = cluster_vectors(vectors)
    assert found.coordinates.shape == (720, 6)
    assert adjusted_rand_score(found.cluster, truth) > 0.99
    assert found.stability > 0.99
    assert (np.diff(np.bincount(found.cluster)) <= 0).all()
    assert found.components == 6 if spread > 10 else found.components < 6


def test_a_handful_far_off_is_no_cluster() -> None:
    vectors, truth = blobs(3, 200, 12)
    vectors[:20] += 200
    found = cluster_vectors(vectors, k=8, n_clusters=3)
    assert adjusted_rand_score(found.cluster[20:], truth[20:]) > 0.95


def test_regularised_spectrum_is_that_of_the_dense_laplacian() -> None:
    vectors, _ = blobs(4, 30, 5)
    graph = knn_graph(vectors, 6)
    dense = graph.toarray()
    dense += 0.05 * dense.sum(axis=1).mean() / len(dense)
    root = np.sqrt(dense.sum(axis=1))
    laplacian = np.eye(len(dense)) - dense / root[:, None] / root
    values, columns = spectrum(graph, 7, regularised=0.05)
    assert np.allclose(values, np.linalg.eigvalsh(laplacian)[:7], atol=1e-8)
    assert np.allclose(laplacian @ columns, columns * values, atol=1e-6)


def test_at_a_node_of_the_graph_the_extension_is_the_eigenvector() -> None:
    vectors, _ = blobs(4, 40, 5, 1.0)
    graph = knn_graph(vectors, 6)
    values, columns = spectrum(graph, 5, regularised=0.05)
    assert np.allclose(extend(graph[30:90], graph, values, columns, 0.05), columns[30:90], atol=1e-8)


@pytest.mark.parametrize("spread", [1.5, 30.0], ids=["joined", "in pieces"])
def test_those_who_join_the_landmarks_come_into_their_clusters(
    spread: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors, truth = blobs(6, 300, 12, spread)
    whole = cluster_vectors(vectors)
    monkeypatch.setattr("deepgalaxy.similarity.cluster.LANDMARKS", 700)
    monkeypatch.setattr("deepgalaxy.similarity.cluster.CHUNK", 301)
    found = cluster_vectors(vectors)
    assert adjusted_rand_score(found.cluster, truth) > 0.98
    assert adjusted_rand_score(found.cluster, whole.cluster) > 0.98
    assert found.stability > 0.98
    assert found.coordinates.shape == (1800, 6)
    assert np.allclose(np.linalg.norm(found.coordinates, axis=1), 1, atol=1e-5)
    assert (np.diff(np.bincount(found.cluster)) <= 0).all()


def test_many_clusters_far_apart_are_all_found() -> None:
    """Their eigenvalues are all but equal, which a Krylov space by itself would show once."""
    vectors, truth = blobs(60, 60, 16, 5.0)
    found = cluster_vectors(vectors)
    assert adjusted_rand_score(found.cluster, truth) > 0.97


def test_a_stored_run_is_asked_for_in_sql(catalog: Engine, sky: Any) -> None:
    vectors, truth = blobs(5, 600, 8)
    with catalog.begin() as connection:
        write_embeddings(connection, sky.model, sky.ids, vectors)
    with catalog.connect() as connection, pytest.raises(DeepGalaxyError, match="run deepgalaxy cluster"):
        ClusterOf(int(sky.ids[0])).run(connection)
    first = cluster_catalog(catalog, n_clusters=2)
    report = cluster_catalog(catalog)
    assert (report.images, report.n_clusters, report.run_id) == (3000, 5, first.run_id + 1)
    with catalog.begin() as connection:
        rows = connection.execute(
            text("SELECT image_id, cluster FROM cluster_member WHERE run_id = :run"), {"run": report.run_id}
        ).all()
        stored = dict(tuple(row) for row in rows)
        assert adjusted_rand_score([stored[int(i)] for i in sky.ids], truth) > 0.99
        own = ClusterOf(int(sky.ids[42]), "model-a").run(connection)
        assert own.cluster == stored[int(sky.ids[42])]
        assert own.size == sum(cluster == own.cluster for cluster in stored.values())
        assert (own.run_id, own.n_clusters) == (report.run_id, 5)
        assert np.linalg.norm(own.coordinates) == pytest.approx(1, abs=1e-5)
        assert len(own.coordinates) == 5
    with (
        catalog.connect() as connection,
        pytest.raises(DeepGalaxyError, match="99999 is not in the catalogue"),
    ):
        ClusterOf(99999).run(connection)


def test_too_few_vectors_are_said() -> None:
    with pytest.raises(DeepGalaxyError, match="20 vectors are too few to cluster with 16 neighbours"):
        cluster_vectors(np.zeros((20, 4), np.float32))
    with pytest.raises(DeepGalaxyError, match="500 clusters are more than 100"):
        cluster_vectors(np.zeros((200, 4), np.float32), n_clusters=500)
