"""Pictures of images, prepared to be compared by eye."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.image_pixels import read_images
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.blank import is_nearly_blank
from deepgalaxy.imaging.cutout import from_8bit, to_8bit

SIZE_PX = 64
"""Side of the prepared pictures that are compared."""
KEPT = 32_768
"""Of them in memory: 128 MiB."""

_PIXELS = text("SELECT id, sha256 FROM image WHERE id = ANY(:ids)")


def prepare(pictures: Sequence[NDArray[np.float32]]) -> NDArray[np.uint8]:
    """Bring pictures to grey, sky at 0 and peak at 255: (n, SIZE_PX, SIZE_PX)."""
    import torch

    from deepgalaxy.networks.preprocessing import Preprocessing

    alike = Preprocessing(size_px=SIZE_PX)
    prepared = np.empty((len(pictures), SIZE_PX, SIZE_PX), np.uint8)
    for shape in {picture.shape for picture in pictures}:
        rows = [row for row, picture in enumerate(pictures) if picture.shape == shape]
        batch = torch.from_numpy(np.stack([pictures[row] for row in rows]))
        prepared[rows] = to_8bit(alike(batch)[:, 0].numpy())
    return prepared


def likeness(own: NDArray[np.uint8], others: NDArray[np.uint8]) -> list[float]:
    """Return the structural similarity of a prepared picture to each of others."""
    import torch

    from deepgalaxy.imaging.ssim import structural_similarity

    first, second = (torch.from_numpy(from_8bit(pictures)) for pictures in (own, others))
    return [round(ssim, 3) for ssim in structural_similarity(first, second).tolist()]


class PreparedPictures:
    """Prepared pictures of images, the latest `KEPT`: to read one takes longer than to search for it.

    They go by the sha256 of their pixels, under which there is never another picture.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._blank: set[bytes] = set()

    def get(self, connection: Connection, ids: Sequence[int]) -> NDArray[np.uint8]:
        """Return those of images of the catalogue, (n, SIZE_PX, SIZE_PX), in the order of ``ids``.

        Raises
        ------
        DeepGalaxyError
            If the pixels of one are gone.
        """
        sha256 = {row.id: row.sha256 for row in connection.execute(_PIXELS, {"ids": list(ids)})}
        with self._lock:
            known = {digest: self._kept[digest] for digest in sha256.values() if digest in self._kept}
            for digest in known:
                self._kept.move_to_end(digest)
        if new := [image_id for image_id, digest in sha256.items() if digest not in known]:
            read = read_images(connection, new)
            self._blank |= {sha256[image_id] for image_id in new if is_nearly_blank(read[image_id])}
            for image_id, picture in zip(new, prepare([read[i] for i in new]), strict=True):
                known[sha256[image_id]] = picture.tobytes()
            with self._lock:
                self._kept |= known
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        content = b"".join(known[sha256[image_id]] for image_id in ids)
        return np.frombuffer(content, np.uint8).reshape(len(ids), SIZE_PX, SIZE_PX)

    def nearly_blank(self, connection: Connection, ids: Sequence[int]) -> set[int]:
        """Return which images are nearly blank (`deepgalaxy.catalog.image_pixels.nearly_blank`)."""
        try:
            self.get(connection, ids)
        except DeepGalaxyError:  # their pixels are gone
            return set()
        sha256 = {row.id: row.sha256 for row in connection.execute(_PIXELS, {"ids": list(ids)})}
        return {image_id for image_id, digest in sha256.items() if digest in self._blank}
