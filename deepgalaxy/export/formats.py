"""Formats of an export."""

from enum import StrEnum
from pathlib import Path

from deepgalaxy.core.errors import WrongUse


class ExportFormat(StrEnum):
    """A format of an export."""

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
    """Return the format that a file's suffix stands for.

    Parameters
    ----------
    path : Path
        Of the file to write.

    Returns
    -------
    ExportFormat
        VOTable, FITS or Parquet.

    Raises
    ------
    WrongUse
        If the suffix is unknown.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise WrongUse(
            f"{path}: unknown suffix: use .vot, .fits or .parquet, or `form=`: votable, fits, parquet or hats"
        )
    return _SUFFIXES[path.suffix.lower()]
