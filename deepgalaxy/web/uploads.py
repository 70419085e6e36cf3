"""Pictures that users sent, kept in memory for a while and nowhere else."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deepgalaxy.imaging.cutout import Cutout

if TYPE_CHECKING:
    from deepgalaxy.inference.predict import PicturePredictions

KEPT_S = 3600.0
MOST = 256


@dataclass(frozen=True)
class Upload:
    """A picture that a user sent."""

    sha256: str
    """Of the file, hexadecimal: who names it has the file."""
    name: str
    """What its owner calls it."""
    cutout: Cutout
    dated: "dict[str, PicturePredictions]" = field(default_factory=dict)
    """What models said of it, by their sha256."""


class Uploads:
    """The latest uploads by their sha256: `MOST` at most, each until `KEPT_S` after its last use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Upload]] = OrderedDict()

    def keep(self, upload: Upload) -> None:
        """Keep one; what is too old or too many goes."""
        with self._lock:
            self._kept[upload.sha256] = (time.monotonic(), upload)
            self._kept.move_to_end(upload.sha256)
            self._forget()

    def get(self, sha256: str) -> Upload | None:
        """Return one, if it is still there."""
        with self._lock:
            self._forget()
            if (found := self._kept.get(sha256)) is None:
                return None
            self._kept[sha256] = (time.monotonic(), found[1])
            self._kept.move_to_end(sha256)
            return found[1]

    def _forget(self) -> None:
        oldest = time.monotonic() - KEPT_S
        while self._kept and (len(self._kept) > MOST or next(iter(self._kept.values()))[0] < oldest):
            self._kept.popitem(last=False)
