"""Kind and sizes of a file by its header, checked before anything in it is decoded.

Only headers are read here. A picture that passes takes at most `MAX_DECODED_BYTES` once decoded; while it
is scaled down, the largest (8192 × 8192 JPEG, PNG and FITS) took 0.9 to 1.1 GiB.
"""

import os
import re
import warnings
from enum import StrEnum
from math import prod
from pathlib import Path

import h5py
from PIL import Image, ImageFile

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.array_layout import Layout
from deepgalaxy.imaging.damage import damaged

MAX_SIDE_PX = 8192
MAX_DECODED_BYTES = 256 * 2**20
MAX_FILE_BYTES = 2**30
"""Of a file with one picture; HDF5, which is read a block at a time, may be of any size."""
MAX_PICTURES = 1_000_000
"""In one file."""

_SPARE_BYTES = 16 * 2**20  # for what cameras and programs write beside a picture
_HEAD_BYTES = 512
_ZIP_TAIL_BYTES = 22 + 65535  # an archive's last record, with the longest comment
_DEFLATE_RATIO = 1100  # deflate packs at most 1032 : 1


class Kind(StrEnum):
    """The files we read, known by their first bytes."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    TIFF = "TIFF"
    FITS = "FITS"
    HDF5 = "HDF5"
    NPY = "npy"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"


PICTURES = (Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.TIFF)
"""Those that Pillow reads, under its own names for them."""

_SIGNATURES = {
    rb"\xff\xd8\xff": Kind.JPEG,
    rb"\x89PNG\r\n\x1a\n": Kind.PNG,
    rb"RIFF....WEBP": Kind.WEBP,
    rb"II[*+]\0|MM\0[*+]": Kind.TIFF,
    rb"SIMPLE  =": Kind.FITS,
    rb"\x89HDF\r\n\x1a\n": Kind.HDF5,
    rb"\x93NUMPY": Kind.NPY,
    rb"\x1f\x8b": Kind.GZIP,
    rb"BZh[1-9]": Kind.BZIP2,
    rb"\xfd7zXZ\0": Kind.XZ,
}


def file_kind(path: Path) -> Kind:
    """Tell what a file is from its first bytes, whatever its suffix says.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Kind
        Whether or not we read what is in it.

    Raises
    ------
    RefusedInput
        If it is no readable file, empty, of another kind, or has a zip archive behind it.
    """
    try:
        if path.is_dir():
            raise RefusedInput(path.name, "a directory, not a file")
        if not path.exists():
            raise RefusedInput(path.name, "no such file")
        if not path.is_file():
            raise RefusedInput(path.name, "a device or a pipe, not a file")
        file_bytes = path.stat().st_size
        if not file_bytes:  # before opening it: what the kernel shows as files may wait for ever
            raise damaged(path, "empty: 0 bytes")
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            file.seek(max(0, file.seek(0, os.SEEK_END) - _ZIP_TAIL_BYTES))
            tail = file.read(_ZIP_TAIL_BYTES)
    except OSError as error:
        raise RefusedInput(path.name, f"cannot be read: {error.strerror}") from error
    if _ends_as_zip(tail):
        raise RefusedInput(path.name, "a zip archive, alone or behind a picture")
    for signature, kind in _SIGNATURES.items():
        if re.match(signature, head, re.DOTALL):
            limit = f"{MAX_FILE_BYTES >> 20} MiB of {kind}"
            if kind is not Kind.HDF5 and file_bytes > MAX_FILE_BYTES:
                raise RefusedInput(path.name, f"too large: {file_bytes >> 20} MiB, at most {limit}")
            return kind
    raise RefusedInput(path.name, _what_else(head))


def check_picture(path: Path) -> None:
    """Check the dimensions of a JPEG, PNG, WebP or TIFF.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    RefusedInput
        If the header is damaged, promises more than 8192 pixels a side or more than one picture, or the file
        is much larger than its picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=PICTURES) as picture:
                width, height = picture.size
                bytes_a_pixel = bytes_a_value(picture) * len(picture.getbands())
                frames = getattr(picture, "n_frames", 1)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise RefusedInput(path.name, f"too large: more than {MAX_SIDE_PX} × {MAX_SIDE_PX} pixels") from error
    except Exception as error:  # decoders of damaged headers raise anything
        raise damaged(path, "damaged: its header cannot be read") from error
    check_dimensions(path.name, height, width, bytes_a_pixel)
    if frames > 1:
        raise RefusedInput(path.name, f"{frames} pictures in one file: save the one that is meant alone")
    most_bytes = 4 * height * width * bytes_a_pixel + _SPARE_BYTES
    if (file_bytes := path.stat().st_size) > most_bytes:
        raise RefusedInput(path.name, f"{file_bytes >> 20} MiB for {width} × {height} pixels: damaged")
    if _lacks_its_end(path):
        raise damaged(path, "truncated: zeros where its end should be")


def _lacks_its_end(path: Path) -> bool:
    """Whether a JPEG turns into zeros before it is over, as a file does that was never written to its end."""
    with path.open("rb") as file:
        if file.read(3) != b"\xff\xd8\xff":
            return False
        file.seek(-min(64, path.stat().st_size), os.SEEK_END)
        if any(file.read()):
            return False
    return not path.read_bytes().rstrip(b"\0").endswith(b"\xff\xd9")


def bytes_a_value(picture: Image.Image) -> int:
    """Return how many bytes a value of a picture has in its file, where Pillow might give fewer.

    Parameters
    ----------
    picture : Image
        As Pillow opened it.

    Returns
    -------
    int
        1, 2 or 4.
    """
    if picture.mode in ("I", "F"):
        return 4
    tiles = picture.tile if isinstance(picture, ImageFile.ImageFile) else []
    return 2 if ";16" in f"{picture.mode} {[part.args for part in tiles]}" else 1


def check_dimensions(name: str, height: int, width: int, bytes_a_pixel: int) -> None:
    """Refuse a picture that would take more memory than we give it.

    Parameters
    ----------
    name : str
        Of the picture, for messages.
    height, width : int
        Of the picture (pixels).
    bytes_a_pixel : int
        Of all channels together, decoded.

    Raises
    ------
    RefusedInput
        If a side is zero or longer than 8192 pixels, or all of it larger than 256 MiB.
    """
    if min(height, width) < 1:
        raise RefusedInput(name, f"no pixels: {width} × {height}")
    if max(height, width) > MAX_SIDE_PX:
        raise RefusedInput(
            name, f"too large: {width} × {height} pixels, at most {MAX_SIDE_PX} × {MAX_SIDE_PX}"
        )
    decoded = height * width * bytes_a_pixel
    if decoded > MAX_DECODED_BYTES:
        limit = MAX_DECODED_BYTES >> 20
        raise RefusedInput(name, f"too large: {decoded >> 20} MiB decoded, at most {limit} MiB")


def check_count(name: str, pictures: int) -> None:
    """Refuse a file of more pictures than we take from one.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    pictures : int
        How many it has.

    Raises
    ------
    RefusedInput
        If there are more than `MAX_PICTURES`.
    """
    if pictures > MAX_PICTURES:
        raise RefusedInput(name, f"too many: {pictures:,} pictures, at most {MAX_PICTURES:,} in one file")


def check_dataset(name: str, dataset: h5py.Dataset, layout: Layout) -> None:
    """Check the pictures of an HDF5 dataset, and that their pixels are in this file.

    Parameters
    ----------
    name : str
        Of the picture, for messages.
    dataset : Dataset
        Of an open HDF5 file.
    layout : Layout
        How the pictures lie in it.

    Raises
    ------
    RefusedInput
        If a picture or a chunk is larger than a picture may be, or the pixels lie elsewhere or nowhere.
    """
    check_dimensions(name, layout.height, layout.width, layout.channels * dataset.dtype.itemsize)
    chunk_bytes = prod(dataset.chunks or ()) * dataset.dtype.itemsize
    if chunk_bytes > MAX_DECODED_BYTES:
        raise RefusedInput(name, f"too large: chunks of {chunk_bytes >> 20} MiB")
    if dataset.external or dataset.is_virtual:
        raise RefusedInput(name, "its pixels lie in another file: copy them into this one")
    if dataset.nbytes > _DEFLATE_RATIO * dataset.id.get_storage_size():
        file = Path(dataset.file.filename)
        raise damaged(file, "incomplete: the file lacks most of the pixels it promises", name)


def _ends_as_zip(tail: bytes) -> bool:
    """Whether an end-of-central-directory record reaches exactly to the end of the file."""
    at = tail.rfind(b"PK\x05\x06")
    return at >= 0 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)


def _what_else(head: bytes) -> str:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")):
        return "an HTML page, not a picture"
    return "neither JPEG, PNG, WebP, TIFF, FITS, HDF5 nor npy"
