"""The kNN graph of vectors and the spectrum of its Laplacian."""

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, eigsh
from sklearn.neighbors import NearestNeighbors

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]


REACH = 4
"""Rank of neighbour at which an edge has e⁻¹ of its weight."""


def knn_graph(vectors: Float32Array, k: int) -> sparse.csr_array:
    """Symmetric graph of the k nearest neighbours, weighted by rank.

    The edge to the r-th neighbour weighs exp(-(r / `REACH`)²), the heavier of the two ways if both are
    neighbours. Ranks weigh dense and sparse regions alike, and what a larger k adds hardly weighs: the graph
    does not hang on k. (Gaussians of the distance, self-tuning or not, let it: in many dimensions the 32nd
    neighbour is nearly as near as the 8th.)

    Parameters
    ----------
    vectors : ndarray
        (n, d), n > 1.
    k : int
        At least 1; at most n - 1 are used.

    Returns
    -------
    csr_array
        (n, n), symmetric, zero diagonal, weights in (0, 1].
    """
    search = NearestNeighbors(n_neighbors=min(k, len(vectors) - 1)).fit(vectors)
    return join_graph(search.kneighbors(return_distance=False))


def join_graph(neighbour: npt.NDArray[np.int64]) -> sparse.csr_array:
    """Join each vector with its nearest neighbours, indices (n, k); weights as in `knn_graph`.

    Parameters
    ----------
    neighbour : ndarray of int64, shape (n, k)
        Of each vector the indices of its nearest, nearest first.

    Returns
    -------
    csr_array, shape (n, n)
        Symmetric.
    """
    graph = links(neighbour, len(neighbour))
    return graph.maximum(graph.T).tocsr()


def links(neighbour: npt.NDArray[np.int64], n: int) -> sparse.csr_array:
    """Weigh the links of m vectors to their nearest among n, indices (m, k), nearest first: (m, n).

    Parameters
    ----------
    neighbour : ndarray of int64, shape (m, k)
        Of each vector the indices of its nearest among n, nearest first.
    n : int
        How many vectors they are chosen from.

    Returns
    -------
    csr_array, shape (m, n)
        Weights of the links.
    """
    m, k = neighbour.shape
    weight = np.exp(-((np.arange(1, k + 1) / REACH) ** 2)).clip(min=1e-12)
    return sparse.csr_array(
        (np.tile(weight, m), (np.repeat(np.arange(m), k), neighbour.ravel())), shape=(m, n)
    )


def component_of(graph: sparse.csr_array, node: int) -> npt.NDArray[np.intp]:
    """Indices of the connected component in which ``node`` lies, ascending.

    Parameters
    ----------
    graph : csr_array, shape (n, n)
        Symmetric.
    node : int
        Whose component it is.

    Returns
    -------
    ndarray of intp
        Indices, ascending.
    """
    _, label = connected_components(graph, directed=False)
    return np.flatnonzero(label == label[node])


def count_components(graph: sparse.csr_array) -> int:
    """Count the connected components of a symmetric graph.

    Parameters
    ----------
    graph : csr_array, shape (n, n)
        Symmetric.

    Returns
    -------
    int
        1 if the graph is connected.
    """
    return int(connected_components(graph, directed=False)[0])


def spectrum(
    graph: sparse.csr_array, count: int, regularised: float = 0.0, tolerance: float = 0.0
) -> tuple[Float64Array, Float64Array]:
    """Lowest eigenvalues and eigenvectors of the symmetric normalised Laplacian.

    Parameters
    ----------
    graph : csr_array
        (n, n), symmetric; connected, unless regularised.
    count : int
        How many; at most n are returned.
    regularised : float
        Join everybody with everybody, by weights that add up to this share of the mean degree.
    tolerance : float
        Of the eigenvalues, relative; 0 is the machine's. With more, one of several equal ones may be missed.

    Returns
    -------
    eigenvalues : ndarray
        Ascending, in [0, 2]; the first is 0.
    eigenvectors : ndarray
        (n, count), orthonormal columns.
    """
    n = graph.shape[0]
    root, link = _regularise(graph, regularised)
    adjacency = (sparse.diags_array(1 / root) @ graph @ sparse.diags_array(1 / root)).tocsr()

    def _walk(x: Float64Array) -> Float64Array:
        walked: Float64Array = adjacency @ x.ravel() + link * (x.ravel() / root).sum() / root
        return walked

    if count >= n - 1:
        dense = (graph.toarray() + link) / root[:, None] / root
        values, vectors = np.linalg.eigh(np.eye(n) - dense)
        return values[:count], vectors[:, :count]
    # The normalised adjacency has the same vectors with its largest eigenvalues first, where Lanczos
    # converges quickly.
    start = np.random.default_rng(0).normal(size=n)
    operator = LinearOperator((n, n), matvec=_walk, dtype=np.float64) if link else adjacency
    values, vectors = eigsh(
        operator, k=count, which="LA", v0=start, tol=max(tolerance, 1e-6 if n > 10_000 else 0)
    )
    order = np.argsort(-values)
    return 1 - values[order], vectors[:, order]


def extend(
    new: sparse.csr_array,
    graph: sparse.csr_array,
    eigenvalues: Float64Array,
    eigenvectors: Float64Array,
    regularised: float = 0.0,
) -> Float64Array:
    """Eigenvectors at nodes that had no part in a spectrum, by their links (Nyström's extension).

    u(x) = Σ w(x, i) u(i) / √(d(x) d(i)) / (1 - λ): an eigenvector's own equation (Bengio et al. 2004). At a
    node of the graph it gives what is there.

    Parameters
    ----------
    new : csr_array
        (m, n), weights of the links of m nodes to those of the graph.
    graph : csr_array
        (n, n), symmetric.
    eigenvalues : ndarray
        (count,), below 1, as `spectrum` gave them.
    eigenvectors : ndarray
        (n, count).
    regularised : float
        As in `spectrum`.

    Returns
    -------
    ndarray
        (m, count).
    """
    root, link = _regularise(graph, regularised)
    scaled = eigenvectors / root[:, None] / (1 - eigenvalues)
    degree = new.sum(axis=1) + len(root) * link
    extended: Float64Array = (new @ scaled + link * scaled.sum(axis=0)) / np.sqrt(degree)[:, None]
    return extended


def _regularise(graph: sparse.csr_array, regularised: float) -> tuple[Float64Array, float]:
    """Return the roots of the degrees, everybody joined with everybody, and what each such link weighs."""
    degree = graph.sum(axis=1)
    link = regularised * degree.mean() / len(degree)
    return np.sqrt(degree + len(degree) * link), float(link)


def eigengap(eigenvalues: Float64Array) -> int:
    """Count of clusters that the spectrum suggests: where the step to the next eigenvalue is widest.

    See von Luxburg (2007), section 8.3. Steps are taken in proportion to the eigenvalue they lead to: where
    there are no clusters, eigenvalues grow like a power of their number, and of a hundred equal steps one is
    the widest by chance. At least 2 if there are three eigenvalues or more.

    Parameters
    ----------
    eigenvalues : ndarray
        Ascending, from 0, as `spectrum` gives them.

    Returns
    -------
    int
        Number of clusters.
    """
    if len(eigenvalues) < 3:
        return 1
    steps = np.diff(eigenvalues)[1:] / np.maximum(eigenvalues[2:], 1e-12)
    return int(np.argmax(steps) + 2)
