"""JPEG and PNG."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deepgalaxy.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.limits import check_picture
from deepgalaxy.imaging.resize import resize_to_square

_Integers = NDArray[np.uint8 | np.uint16]


def read_picture(path: Path, size_px: int) -> Cutout:
    """Read a JPEG or PNG, made for display, as it is: grey or colour, transparency ignored.

    Raises
    ------
    RefusedInput
        If it is too large, truncated, damaged, or shows nothing.
    """
    check_picture(path)
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            values = _decode(picture)
    except Exception as error:  # decoders of damaged files raise anything
        raise RefusedInput(path.name, f"truncated or damaged: {error}") from error
    _refuse_blank(path.name, values)
    white = np.iinfo(values.dtype).max
    pixels = resize_to_square(values.transpose(2, 0, 1), size_px) / np.float32(white)
    return Cutout(np.clip(pixels, 0, 1), stretch="none")


def _decode(picture: Image.Image) -> _Integers:
    """Return (H, W, C) in uint8, or in uint16 what has 16 bits."""
    if picture.mode.startswith("I"):
        return np.asarray(picture, dtype=np.uint16)[..., None]
    grey = picture.mode in {"1", "L", "LA"}
    values = np.asarray(picture.convert("L" if grey else "RGB"))
    return values.reshape(*values.shape[:2], -1)


def _refuse_blank(name: str, values: _Integers) -> None:
    """Refuse what is one colour, or is on one half of it.

    A galaxy in the middle reaches into each half, and so does a pair around it. Half a picture of
    exactly one colour is the edge of a survey, or a server's error message saved under a picture's name.
    """
    if _one_colour(values):
        raise RefusedInput(name, f"blank: every pixel is {_said(values)}")
    height, width = values.shape[:2]
    halves = {
        "upper": values[: (height + 1) // 2],
        "lower": values[height // 2 :],
        "left": values[:, : (width + 1) // 2],
        "right": values[:, width // 2 :],
    }
    for side, half in halves.items():
        if _one_colour(half):
            raise RefusedInput(
                name,
                f"blank on its {side} half, every pixel is {_said(half)}:"
                " outside the survey, or an error message and no galaxy",
            )


def _one_colour(values: _Integers) -> bool:
    return bool((values == values[0, 0]).all())


def _said(values: _Integers) -> str:
    return ", ".join(str(value) for value in values[0, 0])
