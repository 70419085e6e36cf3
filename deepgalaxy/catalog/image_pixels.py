"""Pictures of images of the catalogue, from the files where their pixels are."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.bands import Bands, in_colour
from deepgalaxy.imaging.blank import is_nearly_blank
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.image_store import read_channels

_PIXELS = text("SELECT id, file, node, index AS place FROM image WHERE id = ANY(:ids)")


def read_images(connection: Connection, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
    """Read the pictures of images of the catalogue, as they are looked at.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    ids : sequence of int
        Ids of images; those that are not in the catalogue are left out.

    Returns
    -------
    dict of int to ndarray of float32, shape (1 or 3, H, W)
        Pictures in [0, 1] by id; of other bands as `deepgalaxy.imaging.bands.in_colour` mixes them.

    Raises
    ------
    DeepGalaxyError
        If the pixels of one are missing.
    """
    return {image_id: in_colour(pixels) for image_id, pixels, _ in _read(connection, ids)}


def read_cutouts(connection: Connection, ids: Sequence[int]) -> dict[int, Cutout]:
    """Read the pictures of images of the catalogue, with all their bands.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    ids : sequence of int
        Ids of images; those that are not in the catalogue are left out.

    Returns
    -------
    dict of int to Cutout
        By id.

    Raises
    ------
    DeepGalaxyError
        If the pixels of one are missing.
    """
    return {
        image_id: Cutout(pixels, "asinh" if bands else "none", bands=bands)
        for image_id, pixels, bands in _read(connection, ids)
    }


def _read(
    connection: Connection, ids: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.float32], Bands | None]]:
    by_node: dict[tuple[str, str], list[Any]] = {}
    for row in connection.execute(_PIXELS, {"ids": list(ids)}):
        by_node.setdefault((row.file, row.node), []).append(row)
    for (file, node), rows in by_node.items():
        pictures, bands = read_channels(find_path(connection, file), node, [row.place for row in rows])
        for row, pixels in zip(rows, pictures, strict=True):
            yield row.id, pixels, bands


def nearly_blank(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Select the images that have hardly anything in them.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    ids : sequence of int
        Ids of images.

    Returns
    -------
    set of int
        Ids; empty where the pixels of one are missing.
    """
    try:
        return {
            image_id for image_id, picture in read_images(connection, ids).items() if is_nearly_blank(picture)
        }
    except DeepGalaxyError:
        return set()
