"""Pictures on disk that are named as a table names its galaxies: ``587722981741363294.jpg``."""

import os
from pathlib import Path

from deepgalaxy.catalog.cutouts import Wanted
from deepgalaxy.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.replies import read_reply

_SUFFIXES = (".jpg", ".jpeg", ".png", ".fits", ".fit")


class PictureFolder:
    """The pictures in a folder and the folders below it, by their names without suffix.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    DeepGalaxyError
        If the folder is missing, or has no picture.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise DeepGalaxyError(f"{folder}: no such folder")
        self._folder = folder
        self._paths = {
            path.stem: path
            for here, _, names in os.walk(folder)
            for path in (Path(here, name) for name in sorted(names, reverse=True))
            if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")
        }
        if not self._paths:
            raise DeepGalaxyError(f"{folder}: no pictures ({', '.join(_SUFFIXES)})")

    def read(self, wanted: Wanted, size_px: int) -> Cutout:
        """Return the picture of a galaxy, by whichever of its names a file has.

        Raises
        ------
        RefusedInput
            If there is none, or it is none of the sky.
        """
        for name in wanted.names:
            if path := self._paths.get(name):
                return read_reply(path, wanted.external_id, size_px)
        raise RefusedInput(wanted.external_id, f"no picture in {self._folder} is named {wanted.names[-1]}")
