"""FITS: one binary table, with units (TUNIT), descriptions (TCOMM) and UCDs (TUCD, as TOPCAT writes them)."""

from pathlib import Path

from astropy.io import fits

from deepgalaxy.export.export_columns import UNKNOWN_INTEGER, Column
from deepgalaxy.export.export_rows import Rows, records

BLOCK_BYTES = 2880
"""FITS files are multiples of this size."""
_FORMATS = {"i8": "K", "i2": "I", "f8": "D", "f4": "E"}


def write_fits(rows: Rows, path: Path) -> int:
    """Write a FITS file.

    Parameters
    ----------
    rows : Rows
        To be written.
    path : Path
        File to write.

    Returns
    -------
    int
        Number of rows.
    """
    widths, count = rows.widths(), rows.count()
    header = _header(rows, widths)
    header["NAXIS2"] = count
    with path.open("wb") as file:
        file.write(fits.PrimaryHDU().header.tostring().encode() + header.tostring().encode())
        for batch in rows.batches():
            file.write(records(rows.columns, widths, batch).tobytes())
        file.write(bytes(-file.tell() % BLOCK_BYTES))
    return count


def _header(rows: Rows, widths: dict[str, int]) -> fits.Header:
    columns = [
        fits.Column(
            column.name,
            _format(column, widths),
            unit=column.unit,
            null=UNKNOWN_INTEGER if column.kind in ("i8", "i2") else None,
        )
        for column in rows.columns
    ]
    header: fits.Header = fits.BinTableHDU.from_columns(columns, nrows=0, name="deepgalaxy").header
    for number, column in enumerate(rows.columns, start=1):
        header[f"TCOMM{number}"] = column.description
        header[f"TUCD{number}"] = column.ucd
    header["MODEL"] = (rows.model or "", "first digits of the model's SHA-256")
    header["RADESYS"] = "ICRS"
    return header


def _format(column: Column, widths: dict[str, int]) -> str:
    if column.kind == "text":
        return f"{widths[column.name]}A"
    return f"{column.size or ''}{_FORMATS[column.kind]}"
