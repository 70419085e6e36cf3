"""What a file claims to be, checked before anything in it is decoded.

Only headers are read here. A picture that passes takes at most `MAX_DECODED_BYTES` once decoded; while it
is scaled down, the largest (8192 × 8192 JPEG, PNG and FITS) took 0.9 to 1.1 GiB.
"""

import os
import warnings
from enum import StrEnum
from math import prod
from pathlib import Path

import h5py
from PIL import Image

from deepgalaxy.errors import RefusedInput

MAX_SIDE_PX = 8192
MAX_DECODED_BYTES = 256 * 2**20

_HEAD_BYTES = 512
_ZIP_TAIL_BYTES = 22 + 65535  # an archive's last record, with the longest comment
_DEFLATE_RATIO = 1100  # deflate packs at most 1032 : 1


class Kind(StrEnum):
    """The files we read, told by their first bytes."""

    JPEG = "JPEG"
    PNG = "PNG"
    FITS = "FITS"
    HDF5 = "HDF5"


_SIGNATURES = {
    b"\xff\xd8\xff": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"SIMPLE  =": Kind.FITS,
    b"\x89HDF\r\n\x1a\n": Kind.HDF5,
}


def file_kind(path: Path) -> Kind:
    """Tell what a file is from its first bytes, whatever its suffix says.

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
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            file.seek(max(0, file.seek(0, os.SEEK_END) - _ZIP_TAIL_BYTES))
            tail = file.read(_ZIP_TAIL_BYTES)
    except OSError as error:
        raise RefusedInput(path.name, f"cannot be read: {error.strerror}") from error
    if not head:
        raise RefusedInput(path.name, "empty: 0 bytes")
    if _ends_as_zip(tail):
        raise RefusedInput(path.name, "a zip archive, alone or behind a picture")
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    raise RefusedInput(path.name, _what_else(head))


def check_picture(path: Path) -> None:
    """Check the dimensions of a JPEG or PNG.

    Raises
    ------
    RefusedInput
        If the header is damaged, or promises more than 8192 pixels a side.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=("JPEG", "PNG")) as picture:
                width, height = picture.size
                bytes_a_pixel = len(picture.getbands())
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise RefusedInput(path.name, f"too large: more than {MAX_SIDE_PX} × {MAX_SIDE_PX} pixels") from error
    except Exception as error:  # decoders of damaged headers raise anything
        raise RefusedInput(path.name, "damaged: its header cannot be read") from error
    check_dimensions(path.name, height, width, bytes_a_pixel)


def check_dimensions(name: str, height: int, width: int, bytes_a_pixel: int) -> None:
    """Refuse a picture that would take more memory than we give it.

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


def check_dataset(name: str, dataset: h5py.Dataset, shape: tuple[int, int, int]) -> None:
    """Check pictures of ``shape`` (C, H, W) in an HDF5 dataset, and that their pixels are in this file.

    Raises
    ------
    RefusedInput
        If a picture or a chunk is larger than a picture may be, or the pixels lie elsewhere or nowhere.
    """
    channels, height, width = shape
    check_dimensions(name, height, width, channels * dataset.dtype.itemsize)
    chunk_bytes = prod(dataset.chunks or ()) * dataset.dtype.itemsize
    if chunk_bytes > MAX_DECODED_BYTES:
        raise RefusedInput(name, f"too large: chunks of {chunk_bytes >> 20} MiB")
    if dataset.external or dataset.is_virtual:
        raise RefusedInput(name, "its pixels lie in another file: copy them into this one")
    if dataset.nbytes > _DEFLATE_RATIO * dataset.id.get_storage_size():
        raise RefusedInput(name, "incomplete: the file lacks most of the pixels it promises")


def _ends_as_zip(tail: bytes) -> bool:
    """Whether an end-of-central-directory record reaches exactly to the end of the file."""
    at = tail.rfind(b"PK\x05\x06")
    return at >= 0 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)


def _what_else(head: bytes) -> str:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")):
        return "an HTML page, not a picture"
    if text.startswith(b"\x1f\x8b"):
        return "gzip-compressed: unpack it first (gunzip)"
    return "neither JPEG, PNG, FITS nor HDF5"
