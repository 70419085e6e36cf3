"""FITS headers, read a block at a time and checked against the file before any pixel is."""

from math import prod
from pathlib import Path

from astropy.io import fits

from deepgalaxy.errors import RefusedInput
from deepgalaxy.imaging.limits import check_dimensions

_BLOCK_BYTES = 2880
_MAX_HEADER_BLOCKS = 1000


def check_fits(path: Path) -> int:
    """Find the first picture of a FITS file; check that its pixels are all there, and not too many.

    Returns
    -------
    int
        Which HDU it is.

    Raises
    ------
    RefusedInput
        If there is no picture, or the file is damaged, truncated or too large.
    """
    file_bytes = path.stat().st_size
    index = position = 0
    while position < file_bytes:
        try:
            header, data_at = _read_header(path, position)
            sides = [int(header[f"NAXIS{axis + 1}"]) for axis in range(int(header["NAXIS"]))]
            bytes_a_value = abs(int(header["BITPIX"])) // 8
            data_bytes, next_at = header.data_size, data_at + header.data_size_padded
            extension = str(header.get("XTENSION", "IMAGE")).strip()
            is_compressed = bool(header.get("ZIMAGE", False))
        except Exception as error:  # damaged cards raise anything
            raise RefusedInput(path.name, f"damaged FITS: header {index} cannot be read") from error
        if data_bytes < 0 or data_at + data_bytes > file_bytes:
            promised = f"{data_at + data_bytes:,} bytes, the file has {file_bytes:,}"
            raise RefusedInput(path.name, f"truncated FITS: header promises {promised}")
        if is_compressed:
            raise RefusedInput(path.name, "a compressed FITS: unpack it first (funpack)")
        if extension == "IMAGE" and prod(sides) > 0 and len(sides) >= 2:
            *others, height, width = sorted(sides)
            check_dimensions(path.name, height, width, prod(others) * bytes_a_value)
            return index
        index, position = index + 1, next_at
    raise RefusedInput(path.name, "a FITS file without a picture")


def _read_header(path: Path, position: int) -> tuple[fits.Header, int]:
    """Return the header that starts at ``position``, and where it ends; both in bytes."""
    cards = b""
    with path.open("rb") as file:
        file.seek(position)
        while len(cards) < _MAX_HEADER_BLOCKS * _BLOCK_BYTES:
            block = file.read(_BLOCK_BYTES)
            cards += block
            if any(block[at : at + 8] == b"END     " for at in range(0, len(block), 80)):
                return fits.Header.fromstring(cards), position + len(cards)
            if len(block) < _BLOCK_BYTES:
                break
    raise ValueError(f"no END in {len(cards)} bytes")
