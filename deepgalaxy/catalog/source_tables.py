"""The tables that were read for a survey, with their numbers of rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

PAGE = 100_000
"""Cutouts of a large table whose numbers are in memory at once."""


@dataclass(frozen=True)
class PartitionRead:
    """What a partition held when it was read."""

    fingerprint: str
    rows: int
    chosen: int
    refused: int
    named: int


def begin_table(connection: Connection, dataset_id: int, source: str) -> None:
    """Remove a table's refusals and numbers of rows, before it is read again.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        Dataset that the table is read for.
    source : str
        File name of the table.
    """
    given = {"dataset": dataset_id, "source": source}
    for statement in (
        "DELETE FROM rejected_input WHERE dataset_id = :dataset AND starts_with(name, :source || ' row ')",
        "DELETE FROM source_table WHERE dataset_id = :dataset AND source = :source",
    ):
        connection.execute(text(statement), given)


def end_table(
    connection: Connection, dataset_id: int, source: str, *, rows: int, chosen: int, refused: int, named: int
) -> None:
    """Write a table's numbers of rows, once it was read to its end.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        Dataset that the table is read for.
    source : str
        File name of the table.
    rows, chosen, refused : int
        Of its rows: all, those that fulfil the condition, and those that name no galaxy.
    named : int
        Galaxies that the rows name; one may be named twice.
    """
    insert = text("""
        INSERT INTO source_table (dataset_id, source, rows, chosen, refused, named)
        VALUES (:dataset, :source, :rows, :chosen, :refused, :named)
        ON CONFLICT (dataset_id, source) DO UPDATE SET rows = excluded.rows, chosen = excluded.chosen,
            refused = excluded.refused, named = excluded.named, read_at = now()
    """)
    given = {"rows": rows, "chosen": chosen, "refused": refused, "named": named}
    connection.execute(insert, {"dataset": dataset_id, "source": source, **given})


def keep_fingerprint(connection: Connection, dataset_id: int, source: str, fingerprint: str) -> None:
    """Note that a partition is in, and how it was read.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        Dataset that it was read for.
    source : str
        Name of the partition.
    fingerprint : str
        From `deepgalaxy.surveys.tables.partitions.Table.fingerprint`.
    """
    connection.execute(
        text(
            "UPDATE source_table SET fingerprint = :fingerprint"
            " WHERE dataset_id = :dataset AND source = :source"
        ),
        {"dataset": dataset_id, "source": source, "fingerprint": fingerprint},
    )


def partitions_read(connection: Connection, dataset_id: int, table: str) -> dict[str, PartitionRead]:
    """Return the partitions of a table that are in.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    dataset_id : int
        Dataset that it was read for.
    table : str
        Its name, with what stands between that and a partition's.

    Returns
    -------
    dict of str to PartitionRead
        By name of the partition.
    """
    query = text("""
        SELECT source, fingerprint, rows, chosen, refused, named FROM source_table
        WHERE dataset_id = :dataset AND starts_with(source, :table) AND fingerprint IS NOT NULL
    """)
    rows = connection.execute(query, {"dataset": dataset_id, "table": table})
    return {source: PartitionRead(*counts) for source, *counts in rows}


def cutouts_of_table(engine: Engine, dataset_id: int, table: str) -> Iterator[NDArray[np.int64]]:
    """Yield the cutouts that the partitions of a table name, some at a time.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    dataset_id : int
        Dataset of the cutouts.
    table : str
        Its name, with what stands between that and a partition's.

    Yields
    ------
    ndarray of int64, shape (n,)
        Ids, ascending, `PAGE` at most.
    """
    query = text("""
        SELECT id FROM cutout WHERE dataset_id = :dataset AND id > :last AND EXISTS (
            SELECT FROM membership WHERE cutout_id = id AND starts_with(source, :table))
        ORDER BY id LIMIT :most
    """)
    last = 0
    while True:
        with engine.connect() as connection:
            given = {"dataset": dataset_id, "last": last, "table": table, "most": PAGE}
            ids = np.fromiter(connection.execute(query, given).scalars(), np.int64)
        if not len(ids):
            return
        yield ids
        last = int(ids[-1])
