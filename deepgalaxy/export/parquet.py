"""Parquet with the columns' metadata in a VOTable (VOParquet), which astropy and TOPCAT read."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from deepgalaxy.export.export_columns import UNKNOWN_INTEGER, Column
from deepgalaxy.export.export_rows import Batch, Rows
from deepgalaxy.export.votable import document

_TYPES = {"i8": pa.int64(), "i2": pa.int16(), "f8": pa.float64(), "f4": pa.float32(), "text": pa.string()}


def write_parquet(rows: Rows, path: Path) -> int:
    """Write a Parquet file.

    Parameters
    ----------
    rows : Rows
        To be written.
    path : Path
        File to write.

    Returns
    -------
    int
        Number of rows.
    """
    widths = rows.widths()
    xml = document(rows, widths).replace(b"</TABLE>", b'<PARQUET type="Parquet-local-XML"/>\n</TABLE>')
    metadata = {"IVOA.VOTable-Parquet.version": "1.0", "IVOA.VOTable-Parquet.content": xml}
    metadata |= {f"table::len::{name}": str(width) for name, width in widths.items()}  # for astropy
    return write_batches(path, schema(rows.columns).with_metadata(metadata), rows.batches())


def schema(columns: Sequence[Column]) -> pa.Schema:
    """Return the Arrow schema of columns, with unit, UCD and description of each as metadata.

    Parameters
    ----------
    columns : sequence of Column
        In the order of the file.

    Returns
    -------
    pyarrow.Schema
        One field for each column.
    """
    return pa.schema([pa.field(c.name, _type(c), metadata=_metadata(c)) for c in columns])


def write_batches(path: Path, types: pa.Schema, batches: Iterator[Batch]) -> int:
    """Write batches of rows to a Parquet file, compressed by zstd.

    Parameters
    ----------
    path : Path
        File to write.
    types : pyarrow.Schema
        Of the file.
    batches : iterator of dict
        Values by column.

    Returns
    -------
    int
        Number of rows.
    """
    count = 0
    with parquet.ParquetWriter(path, types, compression="zstd") as writer:
        for batch in batches:
            table = pa.table([_array(batch[field.name], field.type) for field in types], schema=types)
            writer.write_table(table)
            count += len(table)
    return count


def _type(column: Column) -> pa.DataType:
    return pa.list_(pa.float32(), column.size) if column.size else _TYPES[column.kind]


def _metadata(column: Column) -> dict[str, str]:
    metadata = {"description": column.description, "ucd": column.ucd}
    return metadata | {"unit": column.unit} if column.unit else metadata


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Make an Arrow array; only scalar floats are null where unknown.

    astropy and pandas turn an integer column with nulls into floats, which changes the last digits of objids.
    """
    if pa.types.is_fixed_size_list(kind):
        unknown_vector = np.full(kind.list_size, np.nan, np.float32)
        flat = np.concatenate([unknown_vector if value is None else value.to_numpy() for value in values])
        return pa.FixedSizeListArray.from_arrays(flat, kind.list_size)
    if not pa.types.is_floating(kind):
        unknown = UNKNOWN_INTEGER if pa.types.is_integer(kind) else ""
        values = [unknown if value is None else value for value in values]
    return pa.array(values, kind)
