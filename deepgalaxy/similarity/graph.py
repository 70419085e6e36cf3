"""The kNN graph of vectors and the spectrum of its Laplacian."""

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components, laplacian
from scipy.sparse.linalg import eigsh
from sklearn.neighbors import NearestNeighbors

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]


def knn_graph(vectors: Float32Array, k: int) -> sparse.csr_array:
    """Symmetric graph of the k nearest neighbours, with self-tuning Gaussian weights.

    The weight of an edge is exp(-d² / (s_i s_j)), s_i being the distance of vector i to its k-th neighbour
    (Zelnik-Manor & Perona 2004, eq. 2): dense and sparse regions are weighed alike. Two vectors are joined
    if either is among the other's neighbours.

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
    n = len(vectors)
    k = min(k, n - 1)
    distance, neighbour = NearestNeighbors(n_neighbors=k).fit(vectors).kneighbors()
    distance = distance.astype(np.float64)
    scale = np.maximum(distance[:, -1], np.finfo(np.float32).tiny)
    weight = np.exp(-(distance**2) / (scale[:, None] * scale[neighbour])).clip(min=1e-12)
    rows = np.repeat(np.arange(n), k)
    graph = sparse.csr_array((weight.ravel(), (rows, neighbour.ravel())), shape=(n, n))
    return graph.maximum(graph.T).tocsr()


def component_of(graph: sparse.csr_array, node: int) -> npt.NDArray[np.intp]:
    """Indices of the connected component in which ``node`` lies, ascending."""
    _, label = connected_components(graph, directed=False)
    return np.flatnonzero(label == label[node])


def spectrum(graph: sparse.csr_array, count: int) -> tuple[Float64Array, Float64Array]:
    """Lowest eigenvalues and eigenvectors of the symmetric normalised Laplacian.

    Parameters
    ----------
    graph : csr_array
        (n, n), symmetric, connected.
    count : int
        How many; at most n are returned.

    Returns
    -------
    eigenvalues : ndarray
        Ascending, in [0, 2]; the first is 0.
    eigenvectors : ndarray
        (n, count), orthonormal columns.
    """
    n = graph.shape[0]
    normalised = laplacian(graph, normed=True)
    if count >= n - 1:
        values, vectors = np.linalg.eigh(normalised.toarray())
        return values[:count], vectors[:, :count]
    # 2 - L has the same vectors with its largest eigenvalues first, where Lanczos converges quickly.
    start = np.random.default_rng(0).normal(size=n)
    values, vectors = eigsh(2 * sparse.eye_array(n) - normalised, k=count, which="LA", v0=start)
    order = np.argsort(-values)
    return 2 - values[order], vectors[:, order]


def eigengap(eigenvalues: Float64Array) -> int:
    """Count of clusters that the spectrum suggests: where the gap to the next eigenvalue is widest.

    See von Luxburg (2007), section 8.3. At least 2 if there are three eigenvalues or more.
    """
    gaps = np.diff(eigenvalues)
    return int(np.argmax(gaps[1:]) + 2) if len(gaps) > 1 else 1
