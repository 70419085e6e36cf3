"""Pictures of images of the catalogue, from the files where their pixels are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.blank import is_nearly_blank
from deepgalaxy.imaging.image_store import read_pictures

_PLACES = text("SELECT id, file, node, index AS place FROM image WHERE id = ANY(:ids)")


def read_images(connection: Connection, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
    """Return pictures of images, each (1 or 3, H, W) in [0, 1], by id; of those that are in the catalogue.

    Raises
    ------
    DeepGalaxyError
        If the pixels of one are gone.
    """
    by_node: dict[tuple[str, str], list[Any]] = {}
    for row in connection.execute(_PLACES, {"ids": list(ids)}):
        by_node.setdefault((row.file, row.node), []).append(row)
    return {
        row.id: picture
        for (file, node), rows in by_node.items()
        for row, picture in zip(
            rows, read_pictures(find_path(connection, file), node, [r.place for r in rows]), strict=True
        )
    }


def nearly_blank(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Return which images have hardly anything in them; those whose pixels are gone are not among them."""
    try:
        return {
            image_id for image_id, picture in read_images(connection, ids).items() if is_nearly_blank(picture)
        }
    except DeepGalaxyError:
        return set()
