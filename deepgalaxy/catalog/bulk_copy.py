"""Bulk writes: PostgreSQL's binary COPY, from whole numpy arrays where every row has the same width."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import Copy, sql
from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql

from deepgalaxy.catalog.health import raise_if_known
from deepgalaxy.catalog.schema import Base

BLOCK_ROWS = 4_096
"""Rows turned into COPY's form and sent at a time: 0.6 MB of 32-number vectors, which a cache holds."""

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
"""Signature, flags (none), length of the header's extension (none)."""
TRAILER = b"\xff\xff"


@contextmanager
def staging(connection: Connection, table: str, columns: Sequence[str]) -> Iterator[str]:
    """Make an empty temporary table with some columns of another, and none of its constraints.

    Parameters
    ----------
    connection : Connection
        In whose transaction it is made.
    table : str
        Name of the other table.
    columns : sequence of str
        Names of the columns.

    Yields
    ------
    str
        Name of the temporary table, which is dropped in the end.
    """
    name = f"staged_{table}"
    listed = ", ".join(columns)
    query = f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {listed} FROM {table} WITH NO DATA"  # noqa: S608
    connection.execute(text(query))
    yield name
    connection.execute(text(f"DROP TABLE {name}"))


def copy_arrays(connection: Connection, table: str, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write equally long arrays as the columns of a table, without a Python object per value.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    table : str
        Name of the table to write into.
    columns : mapping of str to array
        int32 (n,) for integer, int64 (n,) for bigint, float32 (n,) for real and float32 (n, d) for
        vector columns; no nulls.
    """
    n_rows = len(next(iter(columns.values())))
    records = np.zeros(min(n_rows, BLOCK_ROWS), _record_type(columns))
    records["n_fields"] = len(columns)
    for name in columns:
        records[name]["n_bytes"] = records.dtype[name]["value"].itemsize
        if "dim" in (records.dtype[name]["value"].names or ()):
            records[name]["value"]["dim"] = columns[name].shape[1]
    with _copy(connection, table, list(columns)) as copy:
        copy.write(HEADER)
        for start in range(0, n_rows, BLOCK_ROWS):
            block = records[: min(BLOCK_ROWS, n_rows - start)]
            for name, values in columns.items():
                target = block[name]["value"]
                if values.ndim == 2:
                    target = target["numbers"]
                target[...] = values[start : start + len(block)]
            copy.write(block.tobytes())
        copy.write(TRAILER)


def _record_type(columns: Mapping[str, NDArray[Any]]) -> np.dtype[Any]:
    """Return a row's layout in COPY's binary format: number of fields, then length and value of each."""
    fields: list[tuple[str, Any]] = [("n_fields", ">i2")]
    for name, values in columns.items():
        value: Any = values.dtype.newbyteorder(">")
        if values.ndim == 2:
            value = np.dtype([("dim", ">i2"), ("unused", ">i2"), ("numbers", value, (values.shape[1],))])
        fields.append((name, np.dtype([("n_bytes", ">i4"), ("value", value)])))
    return np.dtype(fields)


def fetch_arrays(
    connection: Connection, query: str, columns: Mapping[str, tuple[str, tuple[int, ...]]]
) -> NDArray[Any]:
    """Read a query's rows into one structured array, without a Python object per value.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    query : str
        SQL without parameters, whose result has no nulls.
    columns : mapping of str to (str, tuple of int)
        numpy type and shape of each column: ``("i8", ())`` for bigint, ``("f4", (d,))`` for a vector of d.

    Returns
    -------
    structured array, shape (n,)
        One field per column, in network byte order.
    """
    samples = {name: np.zeros((1, *shape), kind) for name, (kind, shape) in columns.items()}
    record = _record_type(samples)
    with (
        _driver(connection) as driver,
        driver.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy,
    ):
        data = b"".join(bytes(block) for block in copy)
    body = memoryview(data)[len(HEADER) : -len(TRAILER)]
    rows = np.frombuffer(body, record)
    plain = {
        name: rows[name]["value"]["numbers"] if shape else rows[name]["value"]
        for name, (_, shape) in columns.items()
    }
    out = np.empty(len(rows), [(name, values.dtype, values.shape[1:]) for name, values in plain.items()])
    for name, values in plain.items():
        out[name] = values
    return out


def column_types(table: type[Base], without: Collection[str] = ()) -> dict[str, str]:
    """Return the columns of a table of the schema, for `copy_rows`.

    Parameters
    ----------
    table : type of Base
        Class of the table in `deepgalaxy.catalog.schema`.
    without : collection of str, optional
        Columns that are not written.

    Returns
    -------
    dict of str to str
        PostgreSQL's type by column name, in the order of the table.
    """
    return {
        column.name: column.type.compile(postgresql.dialect()).lower()  # type: ignore[no-untyped-call]
        for column in table.__table__.columns
        if column.name not in without
    }


def copy_rows(
    connection: Connection, table: str, types: Mapping[str, str], rows: Iterable[Sequence[object]]
) -> None:
    """Write rows of any types, nulls and text among them.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    table : str
        Name of the table to write into.
    types : mapping of str to str
        PostgreSQL's type of each column to write (`column_types`).
    rows : iterable of sequences
        Python values in the order of ``types``.
    """
    with _copy(connection, table, list(types)) as copy:
        copy.set_types(list(types.values()))
        for row in rows:
            copy.write_row(row)


@contextmanager
def _copy(connection: Connection, table: str, columns: Sequence[str]) -> Iterator[Copy]:
    if not connection.in_transaction():
        connection.begin()  # the driver alone does not begin SQLAlchemy's transaction
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with _driver(connection) as driver, driver.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy


@contextmanager
def _driver(connection: Connection) -> Iterator[psycopg.Connection[Any]]:
    """Go past SQLAlchemy; errors of the database have the messages that they have elsewhere."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        yield driver
    except psycopg.Error as error:
        data = connection.get_execution_options().get("embedded")
        raise_if_known(error, connection.engine.url, data, lost=driver.broken)
        raise
