"""The graph and its spectrum, against dense linear algebra and known shapes."""

import numpy as np
import pytest
from scipy import sparse

from deepgalaxy.similarity.graph import component_of, eigengap, knn_graph, spectrum


def blobs(count: int, each: int, seed: int = 0, distance: float = 8.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = distance * rng.normal(size=(count, 16))
    return (np.repeat(centres, each, axis=0) + rng.normal(size=(count * each, 16))).astype(np.float32)


def test_neighbours_are_those_of_brute_force() -> None:
    vectors = np.random.default_rng(3).normal(size=(60, 8)).astype(np.float32)
    graph = knn_graph(vectors, k=5).toarray()
    distance = np.linalg.norm(vectors[:, None] - vectors, axis=2)
    near = np.zeros((60, 60), bool)
    for i, row in enumerate(distance):
        near[i, np.argsort(row)[1:6]] = True
    assert np.array_equal(graph > 0, near | near.T)
    rank = np.argsort(np.argsort(distance, axis=1), axis=1)
    nearer = np.minimum(rank, rank.T)
    assert np.allclose(graph[near | near.T], np.exp(-((nearer[near | near.T] / 4) ** 2)))
    assert np.allclose(graph, graph.T)


def test_identical_vectors_make_no_nan() -> None:
    vectors = np.zeros((12, 4), np.float32)
    vectors[10:] = 1
    graph = knn_graph(vectors, k=3)
    assert np.isfinite(graph.data).all()


def test_a_larger_k_hardly_changes_the_graph() -> None:
    vectors = np.random.default_rng(5).normal(size=(300, 32)).astype(np.float32)
    few, many = knn_graph(vectors, 8), knn_graph(vectors, 32)
    assert abs(many - few).sum() < 0.02 * few.sum()


def test_spectrum_is_that_of_the_dense_laplacian() -> None:
    graph = knn_graph(np.random.default_rng(1).normal(size=(80, 6)).astype(np.float32), k=8)
    values, vectors = spectrum(graph, 6)
    dense = graph.toarray()
    root = np.sqrt(dense.sum(axis=1))
    laplacian = np.eye(80) - dense / root[:, None] / root
    assert np.allclose(values, np.linalg.eigvalsh(laplacian)[:6], atol=1e-8)
    assert np.allclose(laplacian @ vectors, vectors * values, atol=1e-6)
    assert values[0] == pytest.approx(0, abs=1e-10)


def test_eigengap_counts_the_blobs() -> None:
    graph = knn_graph(blobs(5, 40, distance=2.0), k=15)
    values, _ = spectrum(graph, 21)
    assert eigengap(values) == 5


def test_of_many_equal_steps_none_is_a_gap() -> None:
    """Eigenvalues of a graph in one piece, uneven by chance; then with a gap."""
    rng = np.random.default_rng(0)
    smooth = np.cumsum(np.concatenate([[0], 0.001 * rng.uniform(0.5, 1.5, 100)]))
    assert np.argmax(np.diff(smooth)) > 10
    assert eigengap(smooth) <= 4
    smooth[30:] += 0.03
    assert eigengap(smooth) == 30
    assert eigengap(np.array([0.0, 0.4])) == 1


def test_component_is_found() -> None:
    graph = sparse.block_diag([np.ones((3, 3)) - np.eye(3), np.ones((4, 4)) - np.eye(4)], format="csr")
    assert component_of(sparse.csr_array(graph), node=4).tolist() == [3, 4, 5, 6]
