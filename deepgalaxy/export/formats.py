"""What can be written, told by a file's name."""

from enum import StrEnum
from pathlib import Path

from deepgalaxy.core.errors import WrongUse


class ExportFormat(StrEnum):
    """What is written."""

    VOTABLE = "votable"
    FITS = "fits"
    PARQUET = "parquet"
    HATS = "hats"


_SUFFIXES = {
    ".vot": ExportFormat.VOTABLE,
    ".votable": ExportFormat.VOTABLE,
    ".xml": ExportFormat.VOTABLE,
    ".fits": ExportFormat.FITS,
    ".fit": ExportFormat.FITS,
    ".parquet": ExportFormat.PARQUET,
    ".pq": ExportFormat.PARQUET,
}


def format_of(path: Path) -> ExportFormat:
    """Tell the format by a file's suffix.

    Raises
    ------
    WrongUse
        If it is none that we know.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise WrongUse(
            f"{path}: say --format votable, fits, parquet or hats, or end its name in one's suffix"
        )
    return _SUFFIXES[path.suffix.lower()]
