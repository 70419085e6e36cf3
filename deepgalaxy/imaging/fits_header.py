"""FITS headers, read a block at a time and checked against the file before any pixel is."""

import re
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import NamedTuple

from astropy.io import fits

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.damage import damaged
from deepgalaxy.imaging.limits import check_dimensions

_BLOCK_BYTES = 2880
_MAX_HEADER_BLOCKS = 1000
_SCIENCE = re.compile(r"\bSCI(ENCE)?\b")
_NO_PICTURE = re.compile(
    r"MASK|WEIGHT|FLAG|ERROR|INV_?VAR|SEGM|UNCERT|VARIANCE|COVER|BACKGR|EXPOSURE ?(MAP|TIME)|WMAP|PSF|BKG"
    r"|\b(DQ|BPM|BAD(PIX|PIXEL|PIXELS)?|QUALITY|SEG|WHT|WT|WGT|IVAR|ERR|SIGMA|RMS|VAR|STD|STDDEV|UNC|NOISE"
    r"|CTX|CON|EXP|EXPTIME|COV|NEXP|NOBS|NIMG|NCOMBINE|DEPTH|GALDEPTH|SKY|MODELS?|CHI|SNR|ANC|HITS?|AREA"
    r"|APERTURE|DISTORTION|RESID(UALS?)?|SATURATION|IMARR|WCSDVARR|THUMBNAIL|PREVIEW) ?(MAPS?)?\b"
)
"""What extensions are called that lie beside a picture and are none."""


def check_fits(path: Path) -> int:
    """Find the picture of a FITS file; check that its pixels are all there, and not too many.

    It is the first extension called SCI, or else the first image that is not called a mask, a weight map or
    the like.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    int
        Which HDU it is.

    Raises
    ------
    RefusedInput
        If there is no picture, or the file is damaged, truncated or too large.
    """
    images = list(_images(path))
    if not images:
        raise RefusedInput(path.name, "a FITS file without a picture")
    names = [re.sub(r"[^A-Z]+|(?<=[A-Z])(?=\d)", " ", image.name.upper()) for image in images]
    plain = [image for image, name in zip(images, names, strict=True) if not _NO_PICTURE.search(name)]
    science = [image for image, name in zip(images, names, strict=True) if _SCIENCE.search(name)]
    if not plain:
        held = ", ".join(image.name for image in images)
        raise RefusedInput(path.name, f"a FITS file without a picture: it holds {held}")
    chosen = next((image for image in science if image in plain), plain[0])
    *others, height, width = sorted(chosen.sides)
    check_dimensions(path.name, height, width, prod(others) * chosen.value_bytes)
    return chosen.hdu


class _Image(NamedTuple):
    """An image of a FITS file, by its header."""

    hdu: int
    name: str
    sides: list[int]
    value_bytes: int


def _images(path: Path) -> Iterator[_Image]:
    """Yield each image of a file that is all there."""
    file_bytes = path.stat().st_size
    index = position = 0
    found = False
    while position < file_bytes:
        try:
            header, data_at = _read_header(path, position)
            prefix = "Z" if header.get("ZIMAGE", False) else ""
            sides = [int(header[f"{prefix}NAXIS{axis + 1}"]) for axis in range(int(header[f"{prefix}NAXIS"]))]
            value_bytes = abs(int(header[f"{prefix}BITPIX"])) // 8
            tile = prod(int(header.get(f"ZTILE{axis + 1}", 1)) for axis in range(len(sides))) * value_bytes
            data_bytes, next_at = header.data_size, data_at + header.data_size_padded
            extension = str(header.get("XTENSION", "IMAGE")).strip()
            name = str(header.get("EXTNAME", "")).strip()
        except Exception as error:  # damaged cards raise anything
            if found:  # what follows the last HDU is not read
                return
            raise damaged(path, f"damaged FITS: header {index} cannot be read") from error
        if data_bytes < 0 or data_at + data_bytes > file_bytes:
            promised = f"{data_at + data_bytes:,} bytes, the file has {file_bytes:,}"
            raise damaged(path, f"truncated FITS: header promises {promised}")
        is_picture = prod(sides) > 1 and len(sides) >= 2
        if (extension == "IMAGE" or prefix) and is_picture:
            check_dimensions(path.name, 1, 1, tile)
            found = True
            yield _Image(index, name, sides, value_bytes)
        elif extension == "IMAGE" and len(sides) >= 2 and any(side < 0 for side in sides):
            raise damaged(path, f"damaged FITS: no pixels: {' × '.join(map(str, sides))}")
        index, position = index + 1, next_at


def _read_header(path: Path, position: int) -> tuple[fits.Header, int]:
    """Return the header that starts at ``position``, and where it ends; both in bytes."""
    cards = bytearray()
    with path.open("rb") as file:
        file.seek(position)
        while len(cards) < _MAX_HEADER_BLOCKS * _BLOCK_BYTES:
            block = file.read(_BLOCK_BYTES)
            cards += block
            if not cards.startswith((b"SIMPLE  =", b"XTENSION=")):
                break
            if any(block[at : at + 8] == b"END     " for at in range(0, len(block), 80)):
                return fits.Header.fromstring(bytes(cards)), position + len(cards)
            if len(block) < _BLOCK_BYTES:
                break
    raise ValueError(f"no END in {len(cards)} bytes")
