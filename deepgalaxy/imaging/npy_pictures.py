"""NumPy's own files."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.damage import damaged
from deepgalaxy.imaging.limits import check_count, check_dimensions
from deepgalaxy.imaging.picture_arrays import good_pictures, read_stack, understand


def read_npy(path: Path, size_px: int) -> Iterator[tuple[str, Cutout]]:
    """Yield the pictures of an npy file: ``file.npy`` where it is one, ``file.npy[3]`` where they are many.

    Parameters
    ----------
    path : Path
        The file.
    size_px : int
        Side of the cutouts (pixels).

    Yields
    ------
    name : str
        Of the picture, as `deepgalaxy.imaging.readers.read_cutouts` names it.
    cutout : Cutout
        The picture.

    Raises
    ------
    RefusedInput
        If the file is damaged or laid out otherwise; and, after the good pictures, if some have a value
        outside [0, 1] or show nothing.
    """
    try:
        stored = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception as error:  # damaged files raise anything
        raise damaged(path, f"truncated or damaged npy: {error}") from error
    layout = understand(path.name, stored)
    if not layout.count:
        raise RefusedInput(path.name, f"no pictures: shape {stored.shape}")
    check_count(path.name, layout.count)
    check_dimensions(path.name, layout.height, layout.width, layout.channels * stored.dtype.itemsize)
    for name, cutout in good_pictures(read_stack(path.name, stored, layout, size_px)):
        yield name, cutout.as_stored()
