"""Recommendations by the spectrum: right where kNN is right, and steadier against k."""

import numpy as np
from scipy import sparse

from deepgalaxy.similarity.graph import knn_graph, spectrum
from deepgalaxy.similarity.spectral import rank_spectrally, walk_distance


def filaments(seed: int = 0, each: int = 150) -> tuple[np.ndarray, np.ndarray]:
    """Two long curved strands side by side: nearest in space is often the wrong strand."""
    rng = np.random.default_rng(seed)
    t = np.sort(rng.uniform(0, np.pi, (2, each)), axis=1)
    first = np.stack([np.cos(t[0]), np.sin(t[0])], axis=1)
    second = np.stack([1 - np.cos(t[1]), 0.5 - np.sin(t[1])], axis=1)
    points = np.concatenate([first, second]) + 0.03 * rng.normal(size=(2 * each, 2))
    return points.astype(np.float32), np.repeat([0, 1], each)


def test_the_querys_strand_comes_first() -> None:
    points, strand = filaments()
    query = 75
    others = np.delete(np.arange(len(points)), query)
    ranking = rank_spectrally(points[query], points[others], k=8)
    top = others[ranking.order[:100]]
    assert (strand[top] == strand[query]).mean() == 1.0
    nearest = others[np.argsort(np.linalg.norm(points[others] - points[query], axis=1))[:100]]
    assert (strand[nearest] == strand[query]).mean() < 1.0


def test_every_vector_of_the_component_is_ranked_once_and_the_query_never() -> None:
    points, _ = filaments()
    ranking = rank_spectrally(points[0], points[1:], k=32)
    assert sorted(ranking.order) == list(range(len(points) - 1))
    assert (np.diff(ranking.distance) >= 0).all()
    assert 0 < ranking.same_cluster.sum() < len(points) - 1


def test_the_distance_is_of_the_visits_of_a_walk_and_of_the_whole_spectrum() -> None:
    graph = knn_graph(filaments(each=20)[0], 12).toarray()
    assert (graph.sum(axis=1) > 0).all()
    n, degree = len(graph), graph.sum(axis=1)
    step, here, visits = graph / degree[:, None], np.eye(n)[0], np.zeros(n)
    for _ in range(500):
        visits += here
        here = 0.8 * here @ step
    found = walk_distance(sparse.csr_array(graph), restart=0.2)
    assert np.allclose(found, -np.log(visits / degree / (visits[0] / degree[0])), atol=1e-8)
    values, vectors = spectrum(sparse.csr_array(graph), n)
    kernel = vectors @ np.diag(1 / (1 - 0.8 * (1 - values))) @ vectors.T
    whole = kernel[0] / np.sqrt(degree)
    assert np.allclose(found, -np.log(whole / whole[0]), atol=1e-8)


def test_few_vectors_suffice() -> None:
    for n in (1, 2, 3):
        vectors = np.arange(n * 4, dtype=np.float32).reshape(n, 4)
        ranking = rank_spectrally(vectors[0] + 0.1, vectors)
        assert sorted(ranking.order) == list(range(n))
        assert ranking.order[0] == 0


def test_recommendations_hang_less_on_k_than_nearest_neighbours_do() -> None:
    """From k = 8 to 32, kNN's first ten keep eight; recommendations must keep nearly all."""
    rng = np.random.default_rng(3)
    path = rng.uniform(0, 1, (600, 3))
    turn = rng.normal(size=(3, 32))
    points = (np.sin(5 * path @ turn) + 0.3 * rng.normal(size=(600, 32))).astype(np.float32)
    kept = []
    for query in range(0, 600, 40):
        others = np.delete(points, query, axis=0)
        few, many = (rank_spectrally(points[query], others, k).order[:10] for k in (8, 32))
        kept.append(len(set(few.tolist()) & set(many.tolist())))
    assert np.mean(kept) > 9.5
