"""The states of a run from which its pictures are chosen at the end, kept on disk."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.disk_space import full_disk
from deepgalaxy.core.errors import DeepGalaxyError


class KeptStates:
    """Positions of the stars at many times, one state after the other in a file.

    The events by which stages are counted are known only when a run is over; so it keeps a state every few
    Myr, and pictures of some of them are made then.

    Parameters
    ----------
    output : Path
        The merger file to be: this one lies hidden beside it.
    stars : int
        In each state.
    """

    def __init__(self, output: Path, stars: int) -> None:
        self._path = kept_states_path(output)
        self._stars = stars

    def begin(self, count: int) -> None:
        """Keep the first states of the file, and remove those after them.

        Parameters
        ----------
        count : int
            How many to keep.

        Raises
        ------
        DeepGalaxyError
            If fewer are there, or the file cannot be written.
        """
        size = count * self._stars * 12
        try:
            with self._path.open("ab") as file:
                if file.tell() < size:
                    raise DeepGalaxyError(f"{self._path}: shorter than the checkpoint beside it; remove both")
                file.truncate(size)
        except OSError as error:
            raise self._refusal(error) from error

    def add(self, stars: NDArray[np.float32]) -> None:
        """Append a state.

        Parameters
        ----------
        stars : ndarray of float32, shape (stars, 3)
            Positions in kpc.

        Raises
        ------
        DeepGalaxyError
            If the file cannot be written.
        """
        try:
            with self._path.open("ab") as file:
                file.write(np.ascontiguousarray(stars, np.float32).tobytes())
        except OSError as error:
            raise self._refusal(error) from error

    def read(self, number: int) -> NDArray[np.float32]:
        """Read one state.

        Parameters
        ----------
        number : int
            Of the state, from 0.

        Returns
        -------
        ndarray of float32, shape (stars, 3)
            Positions in kpc.
        """
        start = number * self._stars * 12
        values = np.fromfile(self._path, np.float32, 3 * self._stars, offset=start)
        return values.reshape(-1, 3)

    def remove(self) -> None:
        """Remove the file: the pictures are made."""
        self._path.unlink(missing_ok=True)

    def _refusal(self, error: OSError) -> DeepGalaxyError:
        wanted = f"a run needs about {12 * self._stars * 500 / 1e6:.0f} MB there until its pictures are made"
        return full_disk(error, self._path.parent, wanted) or DeepGalaxyError(
            f"{self._path}: cannot be written ({error.strerror}); {wanted}"
        )


def kept_states_path(output: Path) -> Path:
    """Return where the states of a run are kept.

    Parameters
    ----------
    output : Path
        The merger file to be.

    Returns
    -------
    Path
        A hidden file beside it.
    """
    return output.with_name(f".{output.name}.moments")


def nearest(times_myr: NDArray[np.float64], wanted_myr: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the index of the nearest of some times to each of others.

    Parameters
    ----------
    times_myr : ndarray of float64, shape (n,)
        Rising.
    wanted_myr : ndarray of float64, shape (m,)
        In any order.

    Returns
    -------
    ndarray of int, shape (m,)
        Indices into ``times_myr``.
    """
    after = np.clip(np.searchsorted(times_myr, wanted_myr), 1, len(times_myr) - 1)
    before = wanted_myr - times_myr[after - 1] <= times_myr[after] - wanted_myr
    return np.where(before, after - 1, after)
