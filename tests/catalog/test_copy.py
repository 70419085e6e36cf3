"""Binary COPY against what the database reads back."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine, text

from deepgalaxy.catalog.bulk_copy import BLOCK_ROWS, column_types, copy_arrays, copy_rows
from deepgalaxy.catalog.schema import Base, Image

SPECIAL = np.array([0, -0.0, 1e-45, -1e-38, 3.4028235e38, 1 / 3, -math.pi, 1e-7], np.float32)


@pytest.mark.parametrize("n", [0, 1, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1])
def test_arrays_are_read_back_exactly(catalog: Engine, n: int) -> None:
    rng = np.random.default_rng(n)
    ids = np.arange(n, dtype=np.int64) + 2**40
    small = rng.integers(-(2**31), 2**31, n).astype(np.int32)
    real = rng.choice(SPECIAL, n)
    z = rng.choice(SPECIAL, (n, 5))
    with catalog.begin() as connection:
        connection.execute(text("CREATE TEMP TABLE t (id bigint, small int, real real, z vector)"))
        copy_arrays(connection, "t", {"id": ids, "small": small, "real": real, "z": z})
        rows = connection.execute(text("SELECT id, small, real, z FROM t ORDER BY id")).all()
    assert [row.id for row in rows] == ids.tolist()
    assert [row.small for row in rows] == small.tolist()
    assert bits(np.array([row.real for row in rows], np.float32)) == bits(real)
    assert bits(np.array([row.z.to_numpy() for row in rows], np.float32)) == bits(z)


def bits(values: NDArray[np.float32]) -> bytes:
    return values.tobytes()


def test_arrays_need_not_be_contiguous(catalog: Engine) -> None:
    z = np.arange(12, dtype=np.float32).reshape(3, 4)[:, ::2]
    with catalog.begin() as connection:
        connection.execute(text("CREATE TEMP TABLE t (z vector)"))
        copy_arrays(connection, "t", {"z": z})
        back = connection.execute(text("SELECT z FROM t ORDER BY z <-> '[0,0]'")).scalars().all()
    assert [vector.to_list() for vector in back] == z.tolist()


def test_copy_alone_begins_a_transaction_that_commit_keeps(catalog: Engine) -> None:
    with catalog.begin() as connection:
        connection.execute(text("CREATE TABLE kept (id bigint)"))
    with catalog.connect() as connection:
        copy_arrays(connection, "kept", {"id": np.arange(3, dtype=np.int64)})
        connection.commit()
    with catalog.connect() as connection:
        copy_arrays(connection, "kept", {"id": np.arange(3, dtype=np.int64)})
        connection.rollback()
        assert connection.execute(text("SELECT count(*) FROM kept")).scalar() == 3


def test_rows_keep_text_and_nulls(catalog: Engine) -> None:
    types = {"name": "text", "raw": "bytea", "number": "float4", "whole": "int2"}
    rows = [("naïve\t\\N\n星系", b"\x00\xff", 0.5, -7), ("", b"", None, None)]
    with catalog.begin() as connection:
        connection.execute(text("CREATE TEMP TABLE t (name text, raw bytea, number real, whole smallint)"))
        copy_rows(connection, "t", types, rows)
        back = connection.execute(text("SELECT * FROM t ORDER BY whole")).all()
    assert [tuple(row) for row in back] == rows


def test_types_of_columns_are_those_of_the_database(catalog: Engine) -> None:
    query = text("""
        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = CAST(:name AS regclass) AND attnum > 0 AND NOT attisdropped
    """)
    with catalog.connect() as connection:
        for mapper in Base.registry.mappers:
            found = connection.execute(query, {"name": mapper.class_.__tablename__}).all()
            assert set(column_types(mapper.class_).items()) == set(map(tuple, found))
    assert column_types(Image).keys() - column_types(Image, without=["id"]).keys() == {"id"}
