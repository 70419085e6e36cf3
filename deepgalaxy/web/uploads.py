"""Uploaded pictures, kept in memory for an hour and never on disk."""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cachetools import TTLCache

from deepgalaxy.imaging.cutout import Cutout

if TYPE_CHECKING:
    from deepgalaxy.inference.predict import PicturePredictions

KEPT_S = 3600.0
"""Time that an upload is kept after its last use (s)."""
MOST = 256
"""Uploads kept, at most."""


@dataclass(frozen=True)
class Upload:
    """A picture that a user uploaded."""

    sha256: str
    """Of the file and the bands that are kept of it, hexadecimal: who knows it has the file."""
    name: str
    """File name that the user gave."""
    cutout: Cutout
    predictions: "dict[str, PicturePredictions]" = field(default_factory=dict)
    """Of each model that has processed the picture, by the SHA-256 of the model."""


class Uploads:
    """The latest uploads by the SHA-256 of their files: `MOST` at most, for `KEPT_S` after their last use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: TTLCache[str, Upload] = TTLCache(MOST, KEPT_S)

    def keep(self, upload: Upload) -> None:
        """Keep an upload; expired ones are dropped, and the least recently used one where there are too many.

        Parameters
        ----------
        upload : Upload
            Replaces an earlier one of the same file.
        """
        with self._lock:
            self._kept[upload.sha256] = upload

    def get(self, sha256: str) -> Upload | None:
        """Return an upload, which is then kept for another `KEPT_S`.

        Parameters
        ----------
        sha256 : str
            Of its file, hexadecimal.

        Returns
        -------
        Upload or None
            None where it has expired, or was never there.
        """
        with self._lock:
            self._kept.expire()
            if upload := self._kept.get(sha256):
                self._kept[sha256] = upload  # the time to live counts from the last assignment
            return upload
