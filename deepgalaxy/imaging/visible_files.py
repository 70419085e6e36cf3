"""The files of a folder: one way to walk through it, whoever reads pictures there."""

import os
import re
from pathlib import Path

from deepgalaxy.core.errors import RefusedInput

_PICTURE = re.compile(
    r"(?P<stem>.+)\.(jpe?g|png|tiff?|webp|npy|fits?|fts)(\.(gz|bz2|xz|fz))?", re.IGNORECASE | re.DOTALL
)


def picture_stem(name: str) -> str | None:
    """Return the name of a picture's file without what tells its kind.

    Parameters
    ----------
    name : str
        Of a file, without its folder.

    Returns
    -------
    str or None
        ``NGC 4676`` of ``NGC 4676.fits.gz``; None of a file that is no picture by its name.
    """
    found = _PICTURE.fullmatch(name)
    return found["stem"] if found else None


def visible_files(folder: Path) -> tuple[list[Path], list[RefusedInput]]:
    """List the files in a folder and in the folders below it.

    Hidden files and folders are left out. Links are followed, and each folder is entered once, so a link to
    a folder above ends.

    Parameters
    ----------
    folder : Path
        Where to look.

    Returns
    -------
    files : list of Path
        Sorted; they begin with ``folder``.
    refused : list of RefusedInput
        Folders that cannot be entered, by their names relative to ``folder``.
    """
    files, entered, refused = [], set(), []

    def _refuse(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        refused.append(RefusedInput(name, f"cannot be entered: {error.strerror}"))

    for here, folders, names in os.walk(folder, onerror=_refuse, followlinks=True):
        entered.add(os.path.realpath(here))
        folders[:] = [
            name
            for name in sorted(folders)
            if not name.startswith(".") and os.path.realpath(Path(here, name)) not in entered
        ]
        files += [Path(here, name) for name in names if not name.startswith(".")]
    return sorted(files), refused
