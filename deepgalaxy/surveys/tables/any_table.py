"""Tables of any kind, a chunk of rows at a time: memory does not grow with the table."""

import bz2
import codecs
import gzip
import lzma
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from deepgalaxy.core.disk_space import raise_if_full
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.tables.binary_tables import is_votable, read_fits, read_parquet, read_votable
from deepgalaxy.surveys.tables.cells import TableSource
from deepgalaxy.surveys.tables.text_tables import read_text

NO_KIND = "neither CSV, FITS, VOTable nor Parquet, nor text as ECSV, IPAC or the CDS write it"
HEAD = 2**16
"""Bytes by which the kind of a file is known."""
_PACKED: dict[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def read_tables(path: Path) -> Iterator[TableSource]:
    """Read the tables of a file of any kind: one, or of FITS and VOTable as many as there are.

    Parameters
    ----------
    path : Path
        The file, packed with gzip, bzip2 or xz or not.

    Yields
    ------
    TableSource
        To be read before the next one is asked for.

    Raises
    ------
    RefusedInput
        If the file has no table, or is damaged or truncated: perhaps after some chunks.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(6)
        unpack = next((opener for start, opener in _PACKED.items() if magic.startswith(start)), None)
        with cast("IO[bytes]", unpack(path) if unpack else path.open("rb")) as file:
            head = file.read(HEAD)
            file.seek(0)
            encoding = _encoding(head)
            plain = head if encoding.startswith("utf-8") else head.decode(encoding, "ignore").encode()
            if head.startswith(b"SIMPLE  ="):
                yield from read_fits(path.name, path) if not unpack else _unpacked_fits(path.name, file)
            elif head.startswith(b"PAR1") and not unpack:
                yield from read_parquet(path)
            elif is_votable(plain):
                yield from read_votable(path.name, file, encoding)
            elif not head or b"\0" in plain[:4096]:
                raise RefusedInput(path.name, NO_KIND)
            else:
                yield from read_text(path.name, file, head, encoding)
    except (OSError, EOFError, lzma.LZMAError, UnicodeError) as error:
        raise_if_full(error, Path(tempfile.gettempdir()))  # where a packed table is unpacked
        reason = getattr(error, "strerror", None) or error
        raise RefusedInput(path.name, f"cannot be read: {reason}") from error


def _unpacked_fits(name: str, file: IO[bytes]) -> Iterator[TableSource]:
    with tempfile.NamedTemporaryFile() as unpacked:
        shutil.copyfileobj(file, unpacked)
        unpacked.flush()
        yield from read_fits(name, Path(unpacked.name))


def _encoding(head: bytes) -> str:
    """Return the encoding of text: by its first bytes, or where every second one of them is zero."""
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    if len(head) > 3 and not any(head[1:200:2]) and all(head[0:200:2]):
        return "utf-16-le"
    if len(head) > 3 and not any(head[0:200:2]) and all(head[1:200:2]):
        return "utf-16-be"
    return "utf-8-sig"


def _one_byte_a_character(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as Latin-1, in which older tables write ``°`` and ``é``."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("one byte a character", _one_byte_a_character)
