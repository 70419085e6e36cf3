"""FITS headers, read a block at a time and checked against the file before any pixel is."""

import re
from collections.abc import Iterator, Sequence
from math import prod
from pathlib import Path
from typing import NamedTuple

from astropy.io import fits

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.bands import is_usual, plain_name
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


class FitsImage(NamedTuple):
    """An image of a FITS file, by its header."""

    hdu: int
    name: str
    sides: list[int]
    value_bytes: int
    band: str
    """As ``EXTNAME`` calls it, or else ``FILTER`` or ``BAND``."""


def check_fits(path: Path, wanted: Sequence[str] | None = None) -> list[FitsImage]:
    """Find the picture of a FITS file; check that its pixels are all there, and not too many.

    It is the first extension called SCI, or else the first image that is not called a mask, a weight map or
    the like; or several of one shape, each of which is called a band.

    Parameters
    ----------
    path : Path
        The file.
    wanted : sequence of str, optional
        Names of bands. As many images of one shape without such names are these bands, in the file's order.

    Returns
    -------
    list of FitsImage
        One, which may be a cube, or one a band.

    Raises
    ------
    RefusedInput
        If there is no picture, two are of one band that is wanted, or the file is damaged, truncated or too
        large.
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
    together = _bands_apart(path.name, chosen, plain, wanted or ())
    *others, height, width = sorted(chosen.sides)
    value_bytes = sum(image.value_bytes for image in together)
    check_dimensions(path.name, height, width, prod(others) * value_bytes)
    return together


def _bands_apart(
    name: str, chosen: FitsImage, images: list[FitsImage], wanted: Sequence[str]
) -> list[FitsImage]:
    """Return the images that are the bands of one picture, or else the chosen one alone."""
    if sum(side > 1 for side in chosen.sides) != 2:
        return [chosen]
    alike = [image for image in images if image.sides == chosen.sides]
    called = [image for image in alike if is_usual(image.band) or image.band in wanted]
    bands = [image.band for image in called]
    if twice := [band for band in bands if bands.count(band) > 1]:
        if twice[0] in wanted:
            raise RefusedInput(name, f"{bands.count(twice[0])} images of band {twice[0]}: keep one of them")
        return [chosen]
    if wanted:
        return called or (alike if len(alike) == len(wanted) else [chosen])
    return called if chosen in called else [chosen]


def _band(header: fits.Header) -> str:
    names = [
        plain_name(str(header.get(key, ""))) for key in ("EXTNAME", "FILTER", "FILTERS", "BANDS", "BAND")
    ]
    return next((name for name in names if is_usual(name)), next(filter(None, names[1:]), names[0]))


def _images(path: Path) -> Iterator[FitsImage]:
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
            name, band = str(header.get("EXTNAME", "")).strip(), _band(header)
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
            yield FitsImage(index, name, sides, value_bytes, band)
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
