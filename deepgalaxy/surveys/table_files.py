"""FITS, VOTable and Parquet tables by chunks."""

import importlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from astropy.io import fits, votable
from astropy.table import Table
from numpy.typing import NDArray

from deepgalaxy.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.surveys.columns import Chosen, Chunk, Column

ROWS = 10_000
LARGEST_VOTABLE_BYTES = 256 * 2**20
"""Unpacked. XML is read whole, and takes several times its size while it is."""


def read_fits(name: str, path: Path) -> Iterator[Chunk]:
    """Read the first table of an unpacked FITS file, mapped into memory and not read whole.

    Raises
    ------
    RefusedInput
        If there is none, or the file is damaged or truncated.
    """
    with _refusing(name, "FITS"):
        units = fits.open(path, memmap=True)
    with units:
        with _refusing(name, "FITS"):
            tables = [unit for unit in units if isinstance(unit, fits.BinTableHDU | fits.TableHDU)]
            n_rows = len(tables[0].data) if tables else 0
        if not tables:
            raise RefusedInput(name, "a FITS file without a table")
        for start in range(0, n_rows, ROWS):
            with _refusing(name, "FITS"):
                part = type(tables[0])(tables[0].data[start : start + ROWS])
                chunk = _chunk(Table.read(part), start)
            yield chunk


def is_votable(head: bytes) -> bool:
    """Whether a file that begins so is a VOTable."""
    return b"<votable" in head.lower()


def read_votable(name: str, file: IO[bytes]) -> Iterator[Chunk]:
    """Read the first table of a VOTable.

    Raises
    ------
    RefusedInput
        If there is none, or the file is damaged or larger than 256 MiB.
    """
    content = file.read(LARGEST_VOTABLE_BYTES + 1)
    if len(content) > LARGEST_VOTABLE_BYTES:
        limit = LARGEST_VOTABLE_BYTES >> 20
        raise RefusedInput(name, f"a VOTable of more than {limit} MiB: turn it into FITS or CSV")
    with _refusing(name, "VOTable"):
        read = votable.parse(io.BytesIO(content), verify="ignore").get_first_table()
        chunk = _chunk(read.to_table(use_names_over_ids=True), 0)
    yield chunk


def read_parquet(path: Path) -> Iterator[Chunk]:
    """Read a Parquet file.

    Raises
    ------
    DeepGalaxyError
        If pyarrow is not installed.
    RefusedInput
        If the file is damaged.
    """
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise DeepGalaxyError(f"{path.name} is Parquet, which needs pyarrow: pip install pyarrow") from error
    with _refusing(path.name, "Parquet"):
        batches = parquet.ParquetFile(path).iter_batches(batch_size=ROWS)
    start = 0
    while True:
        with _refusing(path.name, "Parquet"):
            batch = next(batches, None)
            if batch is None:
                return
            table = Table({name: _array(values) for name, values in _with_nulls(batch.to_pydict()).items()})
        yield _chunk(table, start)
        start += len(table)


def _with_nulls(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Say None where a column ``name.mask`` says that ``name`` is unknown: that is how astropy writes it."""
    masks = {name: columns.pop(f"{name}.mask") for name in list(columns) if f"{name}.mask" in columns}
    return columns | {
        name: [None if hidden else value for value, hidden in zip(columns[name], mask, strict=True)]
        for name, mask in masks.items()
    }


def _array(values: list[Any]) -> NDArray[Any]:
    """Integers stay integers where some are missing: as floats, objids would lose their last digits."""
    unknown = [value is None for value in values]
    if not any(unknown):
        return np.array(values)
    nothing = next((type(value)() for value in values if value is not None), "")
    return np.ma.array([nothing if value is None else value for value in values], mask=unknown)


def _chunk(table: Table, start: int) -> Chunk:
    names = tuple(name for name in table.colnames if table[name].ndim == 1)
    units = {name: str(table[name].unit) for name in names if table[name].unit}

    def source(name: str, chosen: Chosen) -> Column:
        values: Column = table[name].data[chosen]
        return values

    return Chunk(names, start + 1 + np.arange(len(table)), source, units)


@contextmanager
def _refusing(name: str, kind: str) -> Iterator[None]:
    """Turn what a library raises at a damaged file into a refusal: it may be anything."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # most files break some rule
            yield
    except Exception as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RefusedInput(name, f"damaged {kind}: {reason}") from error
