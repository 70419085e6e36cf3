"""Pictures on disk that are named as a table names its galaxies: ``587722981741363294.jpg``."""

import logging
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.imaging.band_files import PictureFile, group_files
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
    bands : sequence of str, optional
        Which bands of FITS files to keep, each by itself.
    pattern : str, optional
        How the files are called where each band is one: see
        `deepgalaxy.imaging.band_files.group_files`. Other files are left alone.

    Raises
    ------
    DeepGalaxyError
        If the folder is missing, or has no picture.
    WrongUse
        If the pattern has not one ``{name}`` and one ``{band}``, or there are no bands for it.
    """

    def __init__(self, folder: Path, bands: Sequence[str] | None = None, pattern: str | None = None) -> None:
        if not folder.is_dir():
            raise DeepGalaxyError(f"{folder}: no such folder")
        self._folder = folder
        self._bands = bands
        self._found: dict[str, PictureFile | RefusedInput] = {}
        self._alike: defaultdict[str, set[PictureFile | RefusedInput]] = defaultdict(set)
        files, closed = visible_files(folder)
        for each in closed:
            log.warning("refused %s/%s", folder, each)
        files.sort(key=lambda file: len(file.parts))  # the folder's own before those below
        if pattern is None:
            for path in files:
                if (stem := picture_stem(path.name)) is not None:
                    self._add(stem, path)
        else:
            groups, refused, _ = group_files(folder, files, pattern, bands)
            named: list[PictureFile | RefusedInput] = [*groups, *refused]
            for picture in named:
                self._add(PurePosixPath(picture.name).name, picture)
        if not self._found:
            wanted = pattern or "JPEG, PNG, TIFF, WebP, FITS"
            raise DeepGalaxyError(f"{folder}: no pictures ({wanted})")

    def _add(self, name: str, picture: PictureFile | RefusedInput) -> None:
        self._alike[_squeezed(name)].add(self._found.setdefault(name, picture))

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
            If there is none, one of its bands is missing, or it is no picture of the sky.
        """
        names = [name for called in wanted.names for name in (called, _stem(called))]
        found = [{self._found[name]} for name in names if name in self._found]
        found += [self._alike.get(_squeezed(name), set()) for name in names]
        picture = next((one for pictures in found if len(pictures) == 1 for one in pictures), None)
        if isinstance(picture, RefusedInput):
            raise RefusedInput(wanted.external_id, picture.reason)
        if picture:
            return read_reply(picture, wanted.external_id, size_px, bands=self._bands)
        example = min(picture.name for picture in self._found.values())
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
