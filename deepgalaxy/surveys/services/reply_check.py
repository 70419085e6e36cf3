"""Pictures that a service sent, checked before they are taken."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from deepgalaxy.core.disk_space import raise_if_full
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.band_files import PictureFile
from deepgalaxy.imaging.bands import in_colour
from deepgalaxy.imaging.cutout import Cutout, to_8bit
from deepgalaxy.imaging.decoding import read_one

if TYPE_CHECKING:
    from deepgalaxy.imaging.cutting import Around
    from deepgalaxy.surveys.services.cutout_service import Square

MOST_OF_ONE_COLOUR = 0.5
"""Of a picture's pixels, at 128 × 128. Of 1,220 SDSS pictures the emptiest had 0.30,
and messages have 0.8 and more."""


def read_reply(
    path: PictureFile,
    name: str,
    size_px: int,
    around: "Around | None" = None,
    bands: Sequence[str] | None = None,
) -> Cutout:
    """Read the one picture of a file that a service sent, or that lies in a folder; or a part of it.

    Parameters
    ----------
    path : Path or BandFiles
        The file, or the files of one picture.
    name : str
        Of the galaxy, for messages.
    size_px : int
        Side of the picture (pixels).
    around : Around, optional
        The part that is wanted, of a FITS image with coordinates; by default all.
    bands : sequence of str, optional
        Keep these of a FITS file, each by itself.

    Returns
    -------
    Cutout
        Of ``size_px`` × ``size_px`` pixels.

    Raises
    ------
    RefusedInput
        If it is no picture, damaged, blank wholly or on a half, or a message and no sky.
    """
    try:
        cutout = read_one(path, size_px, around, bands)
    except RefusedInput as error:
        raise RefusedInput(name, error.reason) from error
    seen = to_8bit(in_colour(cutout.pixels))
    colours = seen.reshape(len(seen), -1)
    numbers = np.dot(256 ** np.arange(len(colours)), colours)
    share = np.unique(numbers, return_counts=True)[1].max() / numbers.size
    if share > MOST_OF_ONE_COLOUR:
        raise RefusedInput(name, f"{share:.0%} of it is one colour: an error message, or outside the survey")
    return cutout


def read_square(files: Sequence[bytes], folder: Path, square: "Square", *, is_fits: bool) -> Cutout:
    """Read the image that a service sent of a square of the sky.

    A FITS image is cut out by its WCS, wherever in it the square lies, and its pixel scale is the WCS's. Of a
    picture without coordinates the size must be the one that was asked for, and so is the scale.

    Parameters
    ----------
    files : sequence of bytes
        One file, or FITS images of the same pixels in several bands, from blue to red.
    folder : Path
        For temporary files, which are removed.
    square : Square
        What was asked for.
    is_fits : bool
        Whether it must be a FITS image.

    Returns
    -------
    Cutout
        Of ``square.size_px`` pixels a side.

    Raises
    ------
    RefusedInput
        If it is no such image, damaged, a message and no sky, or does not show the square.
    """
    from deepgalaxy.imaging.cutting import Around

    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        paths = [Path(temporary) / f"image{number}" for number in range(len(files))]
        try:
            for path, content in zip(paths, files, strict=True):
                path.write_bytes(content)
        except OSError as error:
            raise_if_full(error, folder)
            raise RefusedInput(square.name, str(error)) from error
        if is_fits:
            redder = tuple(map(str, paths[1:]))
            around = Around(square.ra_deg, square.dec_deg, square.scale_arcsec, redder)
            return read_reply(paths[0], square.name, square.size_px, around)
        cutout = read_reply(paths[0], square.name, square.size_px)
        with Image.open(paths[0]) as picture:
            width, height = picture.size
    if (width, height) != (square.size_px, square.size_px):
        raise RefusedInput(
            square.name,
            f"{width} × {height} pixels, where {square.size_px} × {square.size_px} were asked for",
        )
    return replace(cutout, pixel_scale_arcsec=square.scale_arcsec)
