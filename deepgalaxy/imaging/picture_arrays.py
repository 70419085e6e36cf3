"""Arrays of pictures, one in an npy file or some in an HDF5 file, read a block at a time."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.array_layout import Layout, check_type, check_values, to_cutout
from deepgalaxy.imaging.bands import Bands
from deepgalaxy.imaging.cutout import Cutout

_BLOCK_BYTES = 16 * 2**20


def read_stack(
    name: str, stored: Any, layout: Layout, size_px: int, bands: Bands | None = None
) -> Iterator[tuple[str, Cutout | RefusedInput]]:
    """Yield the pictures of an array, ``name[3]``, or ``name`` where it is a single one.

    Parameters
    ----------
    name : str
        Of the array.
    stored : array-like
        Sliced along its first axis, into memory.
    layout : Layout
        Of the array, from `understand`.
    size_px : int
        Side of the cutouts.
    bands : tuple of str, optional
        Names of the channels, where they are bands.

    Yields
    ------
    name : str
        Of the picture.
    found : Cutout or RefusedInput
        The picture, or why it is none.
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
                yield of_picture, RefusedInput(of_picture, str(error))
            else:
                yield of_picture, to_cutout(picture, size_px, bands)


def good_pictures(
    pictures: Iterable[tuple[str, Cutout | RefusedInput]],
) -> Iterator[tuple[str, Cutout]]:
    """Yield the good pictures of a file, then raise the first refusal.

    Parameters
    ----------
    pictures : iterable of (str, Cutout or RefusedInput)
        Names, and the picture or why there is none.

    Yields
    ------
    name : str
        Of the picture.
    cutout : Cutout
        The picture.

    Raises
    ------
    RefusedInput
        At the end, if any was refused: the first one, with how many more there are.
    """
    first, count = None, 0
    for name, found in pictures:
        if isinstance(found, RefusedInput):
            first, count = first or found, count + 1
        else:
            yield name, found
    if first:
        more = f" (and {count - 1} more pictures of this file)" if count > 1 else ""
        raise RefusedInput(first.name, first.reason + more)


def understand(name: str, stored: Any, bands: Bands | None = None) -> Layout:
    """Return the layout of an array of pictures.

    Parameters
    ----------
    name : str
        Of the array, for messages.
    stored : array-like
        With a shape and a dtype.
    bands : tuple of str, optional
        Names of the channels, where they are bands.

    Returns
    -------
    Layout
        How the pictures lie in it.

    Raises
    ------
    RefusedInput
        If its shape or the type of its numbers is none that we know.
    """
    try:
        check_type(stored.dtype)
        return Layout.of(stored.shape, len(bands) if bands else None)
    except ValueError as error:
        raise RefusedInput(name, str(error)) from error
