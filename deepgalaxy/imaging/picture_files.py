"""JPEG, PNG, WebP and TIFF."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, TiffImagePlugin

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.array_layout import check_halves, check_type, check_values, to_cutout
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.damage import damaged
from deepgalaxy.imaging.limits import PICTURES, bytes_a_value, check_picture

_LOW_BYTES = {"RGB;16B": "RGB;16L", "RGB;16L": "RGB;16B", "RGBA;16B": "RGBA;16L", "RGBA;16L": "RGBA;16B"}
"""Of 16 bits in colour Pillow keeps the upper 8. In the other byte order these are the lower."""

_WHITE_IS_ZERO, _IN_PLANES = 0, 2
"""Values of the tags of a TIFF."""


def read_picture(path: Path, size_px: int) -> Cutout:
    """Read a picture made for display, grey or colour, in 8 or 16 bits; what is transparent shows black.

    Parameters
    ----------
    path : Path
        The file.
    size_px : int
        Side of the cutout (pixels).

    Returns
    -------
    Cutout
        Without a position.

    Raises
    ------
    RefusedInput
        If it is too large, truncated, damaged, several, of numbers without a known white, or shows nothing.
    """
    check_picture(path)
    try:
        values = _decode(path)
    except RefusedInput:
        raise
    except Exception as error:  # decoders of damaged files raise anything
        raise damaged(path, f"truncated or damaged: {error}") from error
    picture = values.transpose(2, 0, 1)
    try:
        check_halves(values)
        check_type(picture.dtype)
        check_values(picture)
    except ValueError as error:
        raise RefusedInput(path.name, str(error)) from error
    return to_cutout(picture, size_px)


def _decode(path: Path) -> NDArray[Any]:
    """Return (H, W, 1 or 3), as it looks on black.

    Of pictures of more than 8 bits, Pillow gives what is stored: what this means, the tags of a TIFF say.
    """
    with Image.open(path, formats=PICTURES) as picture:
        assert isinstance(picture, ImageFile.ImageFile)
        transparent = picture.info.get("transparency")
        tags = getattr(picture, "tag_v2", {})
        in_planes = tags.get(TiffImagePlugin.PLANAR_CONFIGURATION) == _IN_PLANES
        if in_planes and max(tags.get(TiffImagePlugin.BITSPERSAMPLE, (8,))) > 8:
            raise RefusedInput(path.name, "more than 8 bits in separate planes: save it interleaved")
        if bytes_a_value(picture) == 1:
            return _eight_bits(picture)
        if len(picture.getbands()) > 1:
            values = _sixteen_bits(path, picture)
        else:
            values = _integers(np.asarray(picture))[..., None]
            if tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == _WHITE_IS_ZERO:
                if values.dtype != np.uint16:
                    raise RefusedInput(
                        path.name, f"{values.dtype} numbers of which 0 is white: save it inverted"
                    )
                values = ~values
    if isinstance(transparent, int | tuple):  # the one value, or colour, that is not seen
        values = np.where((values == transparent).all(axis=2, keepdims=True), 0, values).astype(values.dtype)
    if values.shape[2] in (2, 4):
        colours, alpha = values[..., :-1].astype(np.uint32), values[..., -1:]
        values = (colours * alpha // 65535).astype(np.uint16)
    return values


def _eight_bits(picture: Image.Image) -> NDArray[np.uint8]:
    is_grey = picture.mode in {"1", "L", "LA", "La"}
    if picture.mode == "La":  # its grey is dimmed already, as it looks on black
        return np.asarray(picture)[..., :1]
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", seen.size, "black"), seen).convert("RGB")
        return np.asarray(picture)[..., : 1 if is_grey else 3]
    values = np.asarray(picture.convert("L" if is_grey else "RGB"))
    return values.reshape(*values.shape[:2], -1)


def _sixteen_bits(path: Path, picture: ImageFile.ImageFile) -> NDArray[np.uint16]:
    """Read a picture of several bands twice, its upper and its lower bytes; Pillow reads 8 bits at a time."""
    raw_mode = _raw_mode(picture)
    if raw_mode == "LA;16B":  # four bytes, as RGBA has: grey and opacity, upper and lower byte of each
        _set_raw_mode(picture, "RGBA")
        return np.asarray(np.asarray(picture).copy().view(">u2").astype(np.uint16))
    native = raw_mode.replace("16N", "16L" if np.little_endian else "16B")
    if native not in _LOW_BYTES:
        raise RefusedInput(
            path.name, f"16 bits laid out as {native}: save it as RGB, or RGBA with plain opacity"
        )
    with Image.open(path, formats=PICTURES) as again:
        assert isinstance(again, ImageFile.ImageFile)
        _set_raw_mode(again, _LOW_BYTES[native])
        low = np.asarray(again)
    return np.asarray(np.asarray(picture).astype(np.uint16) << 8 | low)


def _raw_mode(picture: ImageFile.ImageFile) -> str:
    arguments: Any = picture.tile[0].args
    return arguments if isinstance(arguments, str) else str(arguments[0])


def _set_raw_mode(picture: ImageFile.ImageFile, raw_mode: str) -> None:
    def change(arguments: Any) -> Any:
        return raw_mode if isinstance(arguments, str) else (raw_mode, *arguments[1:])

    picture.tile = [part._replace(args=change(part.args)) for part in picture.tile]


def _integers(values: NDArray[Any]) -> NDArray[Any]:
    """Return 32-bit integers that fit in 16 as such."""
    if values.dtype.kind == "i" and values.min() >= 0 and values.max() < 2**16:
        return values.astype(np.uint16)
    return values
