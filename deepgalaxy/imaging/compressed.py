"""Files packed with gzip, bzip2 or xz."""

import bz2
import gzip
import lzma
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.damage import damaged
from deepgalaxy.imaging.limits import MAX_FILE_BYTES, Kind

_OPEN: dict[Kind, Any] = {Kind.GZIP: gzip.open, Kind.BZIP2: bz2.open, Kind.XZ: lzma.open}
PACKED = frozenset(_OPEN)
_BLOCK_BYTES = 2**20


@contextmanager
def unpacked(path: Path, kind: Kind) -> Iterator[Path]:
    """Unpack a file into the temporary folder, under its own name, until the context ends.

    Parameters
    ----------
    path : Path
        The file.
    kind : Kind
        One of `PACKED`.

    Yields
    ------
    Path
        The unpacked file.

    Raises
    ------
    RefusedInput
        If it is damaged, or holds more than `deepgalaxy.imaging.limits.MAX_FILE_BYTES`.
    """
    with tempfile.TemporaryDirectory(prefix="deepgalaxy-") as folder:
        plain = Path(folder) / path.name
        try:
            with _OPEN[kind](path, "rb") as packed, plain.open("wb") as file:
                _copy(path.name, packed, file)
        except RefusedInput:
            raise
        except Exception as error:  # decoders of damaged files raise anything
            raise damaged(path, f"truncated or damaged {kind}: {error}") from error
        yield plain


def _copy(name: str, packed: IO[bytes], file: IO[bytes]) -> None:
    size = 0
    while block := packed.read(_BLOCK_BYTES):
        size += len(block)
        if size > MAX_FILE_BYTES:
            raise RefusedInput(name, f"too large: holds more than {MAX_FILE_BYTES >> 20} MiB")
        file.write(block)
