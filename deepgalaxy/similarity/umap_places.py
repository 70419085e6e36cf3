"""Places on a map by UMAP, computed once for the same vectors and kept on disk."""

import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from joblib import Memory
from numpy.typing import NDArray

from deepgalaxy.core.errors import WrongUse

MAPS_KEPT = 16
"""On disk: those used last."""


def has_umap() -> bool:
    """Tell whether UMAP is installed.

    Returns
    -------
    bool
        Nothing is imported: that takes seconds.
    """
    return find_spec("umap") is not None


def find_umap_places(z: NDArray[np.float32], folder: Path) -> NDArray[np.float32]:
    """Place vectors on a map by UMAP.

    Parameters
    ----------
    z : ndarray of float32, shape (n, latent_size)
        At least three.
    folder : Path
        Where places are kept: for the same vectors they are read from there.

    Returns
    -------
    ndarray of float32, shape (n, 2)
        Without a unit; the same at each call.

    Raises
    ------
    WrongUse
        If UMAP is not installed.
    """
    if not has_umap():
        raise WrongUse("a map by UMAP needs umap-learn: pip install 'deepgalaxy[umap]'")
    memory = Memory(folder, verbose=0)
    places: NDArray[np.float32] = memory.cache(_fit)(z)
    memory.reduce_size(items_limit=MAPS_KEPT)
    return places


def are_known(z: NDArray[np.float32], folder: Path) -> bool:
    """Tell whether `find_umap_places` has placed these vectors before.

    Parameters
    ----------
    z : ndarray of float32, shape (n, latent_size)
        The vectors.
    folder : Path
        Where places are kept.

    Returns
    -------
    bool
        True where it will only read them.
    """
    return bool(Memory(folder, verbose=0).cache(_fit).check_call_in_cache(z))


def _fit(z: NDArray[np.float32]) -> NDArray[np.float32]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # of TensorFlow, which this does not use
        from umap import UMAP

    # From the principal components, as no random or spectral start keeps groups where they are; with one
    # seed, and so on one core.
    umap = UMAP(n_neighbors=min(15, len(z) - 1), init="pca", random_state=0, n_jobs=1)
    return np.asarray(umap.fit_transform(z), np.float32)
