"""Pictures prepared for comparison: grey, small, and normalised."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.image_pixels import read_images
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.blank import is_nearly_blank
from deepgalaxy.imaging.cutout import from_8bit, to_8bit

SIZE_PX = 64
"""Side of a prepared picture."""
KEPT = 32_768
"""Prepared pictures kept in memory: 128 MiB."""

_PIXELS = text("SELECT id, sha256 FROM image WHERE id = ANY(:ids)")


def prepare(pictures: Sequence[NDArray[np.float32]]) -> NDArray[np.uint8]:
    """Convert pictures to grey of one size, with the sky at 0 and the peak at 255.

    Parameters
    ----------
    pictures : sequence of ndarray of float32, shape (1 or 3, H, W)
        Pixels in [0, 1].

    Returns
    -------
    ndarray of uint8, shape (n, SIZE_PX, SIZE_PX)
        In the same order.
    """
    import torch

    from deepgalaxy.networks.preprocessing import Preprocessing

    preprocess = Preprocessing(size_px=SIZE_PX)
    prepared = np.empty((len(pictures), SIZE_PX, SIZE_PX), np.uint8)
    for shape in {picture.shape for picture in pictures}:
        rows = [row for row, picture in enumerate(pictures) if picture.shape == shape]
        batch = torch.from_numpy(np.stack([pictures[row] for row in rows]))
        prepared[rows] = to_8bit(preprocess(batch)[:, 0].numpy())
    return prepared


def likeness(own: NDArray[np.uint8], others: NDArray[np.uint8]) -> list[float]:
    """Return the structural similarity (SSIM) of a prepared picture to each of others.

    Parameters
    ----------
    own : ndarray of uint8, shape (1, SIZE_PX, SIZE_PX)
        One prepared picture.
    others : ndarray of uint8, shape (n, SIZE_PX, SIZE_PX)
        Compared with it.

    Returns
    -------
    list of float
        1 for the same picture, 0 for nothing in common; three decimals.
    """
    import torch

    from deepgalaxy.imaging.ssim import structural_similarity

    first, second = (torch.from_numpy(from_8bit(pictures)) for pictures in (own, others))
    return [round(ssim, 3) for ssim in structural_similarity(first, second).tolist()]


@dataclass(frozen=True, eq=False)
class _Prepared:
    pixels: NDArray[np.uint8]
    is_nearly_blank: bool


class PreparedPictures:
    """The latest `KEPT` prepared pictures: reading a picture takes longer than searching for it.

    The key is the SHA-256 of the pixels, so that an entry never becomes out of date.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: LRUCache[bytes, _Prepared] = LRUCache(KEPT)

    def get(self, connection: Connection, ids: Sequence[int]) -> NDArray[np.uint8]:
        """Return prepared pictures.

        Parameters
        ----------
        connection : Connection
            To the catalogue.
        ids : sequence of int
            Ids of images of the catalogue, at least one.

        Returns
        -------
        ndarray of uint8, shape (n, SIZE_PX, SIZE_PX)
            In the order of ``ids``.

        Raises
        ------
        DeepGalaxyError
            If the pixels of an image cannot be read any more.
        """
        return np.stack([picture.pixels for picture in self._prepared(connection, ids)])

    def nearly_blank(self, connection: Connection, ids: Sequence[int]) -> set[int]:
        """Find the images that are nearly blank (`deepgalaxy.imaging.blank.is_nearly_blank`).

        Parameters
        ----------
        connection : Connection
            To the catalogue.
        ids : sequence of int
            Ids of images of the catalogue.

        Returns
        -------
        set of int
            Ids; empty where pixels cannot be read any more.
        """
        try:
            prepared = self._prepared(connection, ids)
        except DeepGalaxyError:
            return set()
        return {image_id for image_id, one in zip(ids, prepared, strict=True) if one.is_nearly_blank}

    def _prepared(self, connection: Connection, ids: Sequence[int]) -> list[_Prepared]:
        sha256 = {row.id: row.sha256 for row in connection.execute(_PIXELS, {"ids": list(ids)})}
        with self._lock:
            known = {digest: self._kept[digest] for digest in sha256.values() if digest in self._kept}
        if new := [image_id for image_id, digest in sha256.items() if digest not in known]:
            read = read_images(connection, new)
            pictures = [read[image_id] for image_id in new]
            added = {
                sha256[image_id]: _Prepared(prepared.copy(), is_nearly_blank(picture))
                for image_id, picture, prepared in zip(new, pictures, prepare(pictures), strict=True)
            }
            known |= added
            with self._lock:
                self._kept.update(added)
        return [known[sha256[image_id]] for image_id in ids]
