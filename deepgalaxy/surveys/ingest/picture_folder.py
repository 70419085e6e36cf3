"""Pictures on disk that are named as a table names its galaxies: ``587722981741363294.jpg``."""

import logging
import re
from collections import defaultdict
from pathlib import Path, PurePosixPath

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.visible_files import picture_stem, visible_files
from deepgalaxy.surveys.services.reply_check import read_reply

log = logging.getLogger(__name__)


class PictureFolder:
    """The pictures in a folder and the folders below it, by their names without suffix.

    Parameters
    ----------
    folder : Path
        Where the pictures are, in it and in its folders.

    Raises
    ------
    DeepGalaxyError
        If the folder is missing, or has no picture.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise DeepGalaxyError(f"{folder}: no such folder")
        self._folder = folder
        self._paths: dict[str, Path] = {}
        self._alike: defaultdict[str, set[Path]] = defaultdict(set)
        files, closed = visible_files(folder)
        for each in closed:
            log.warning("refused %s/%s", folder, each)
        for path in sorted(files, key=lambda file: len(file.parts)):  # the folder's own before those below
            if (stem := picture_stem(path.name)) is not None:
                self._add(stem, path)
        if not self._paths:
            raise DeepGalaxyError(f"{folder}: no pictures (JPEG, PNG, TIFF, WebP, FITS)")

    def _add(self, stem: str, path: Path) -> None:
        self._alike[_squeezed(stem)].add(self._paths.setdefault(stem, path))

    def read(self, wanted: CutoutToFetch, size_px: int) -> Cutout:
        """Return the picture of a galaxy, by whichever of its names or ids a file has.

        ``NGC 4676`` is found as ``NGC4676.jpg`` and ``ngc_4676.png`` too, if one alone is alike.

        Parameters
        ----------
        wanted : CutoutToFetch
            The galaxy, with its names and ids.
        size_px : int
            Side of the cutout (pixels).

        Returns
        -------
        Cutout
            From the first file that has one of its names.

        Raises
        ------
        RefusedInput
            If there is none, or it is no picture of the sky.
        """
        names = [name for called in wanted.names for name in (called, _stem(called))]
        found = [{self._paths[name]} for name in names if name in self._paths]
        found += [self._alike.get(_squeezed(name), set()) for name in names]
        if path := next((path for paths in found if len(paths) == 1 for path in paths), None):
            return read_reply(path, wanted.external_id, size_px)
        example = min(self._paths.values()).name
        raise RefusedInput(
            wanted.external_id,
            f"no picture in {self._folder} is named {wanted.names[-1]}; one is named {example}:"
            """ say `columns={"name": "…"}` for the column that has such names""",
        )


def _stem(called: str) -> str:
    """Return the name of a file in a table, without folders and suffix."""
    name = PurePosixPath(called).name
    return picture_stem(name) or called


def _squeezed(name: str) -> str:
    return re.sub(r"[\s_]", "", name).casefold()
