"""Arrays of pictures, one in an npy file or some in an HDF5 file, read a block at a time."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.array_layout import Layout, check_type, check_values, to_cutout
from deepgalaxy.imaging.cutout import Cutout

_BLOCK_BYTES = 16 * 2**20


class Refused:
    """The bad pictures of a file: the first, and how many there are."""

    def __init__(self) -> None:
        self.count = 0
        self._first: RefusedInput | None = None

    def add(self, name: str, reason: str) -> None:
        """Take note of one."""
        self._first = self._first or RefusedInput(name, reason)
        self.count += 1

    def raise_if_any(self) -> None:
        """Raise the first, which says how many more there are."""
        if self._first:
            more = f" (and {self.count - 1} more pictures of this file)" if self.count > 1 else ""
            raise RefusedInput(self._first.name, self._first.reason + more)


def read_stack(
    name: str, stored: Any, layout: Layout, size_px: int, refused: Refused
) -> Iterator[tuple[str, Cutout]]:
    """Yield the good pictures of an array, ``name[3]``, or ``name`` where it is a single one.

    Parameters
    ----------
    name : str
    stored : array-like
        Sliced along its first axis, into memory.
    layout : Layout
        Its own.
    size_px : int
    refused : Refused
        Takes note of the bad ones.
    """
    picture_bytes = stored.dtype.itemsize * layout.channels * layout.height * layout.width
    step = max(1, _BLOCK_BYTES // max(1, picture_bytes)) if layout.is_stack else max(1, len(stored))
    for start in range(0, len(stored), step):
        block: NDArray[Any] = np.asarray(stored[start : start + step])
        for index, picture in enumerate(layout.pictures(block), start):
            of_picture = f"{name}[{index}]" if layout.is_stack else name
            try:
                check_values(picture)
            except ValueError as error:
                refused.add(of_picture, str(error))
                continue
            yield of_picture, to_cutout(picture, size_px)


def understand(name: str, stored: Any) -> Layout:
    """Tell the layout of an array of pictures.

    Raises
    ------
    RefusedInput
        If its shape or the type of its numbers is none that we know.
    """
    try:
        check_type(stored.dtype)
        return Layout.of(stored.shape)
    except ValueError as error:
        raise RefusedInput(name, str(error)) from error
