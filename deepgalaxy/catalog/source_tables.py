"""The tables that were read for a survey, with their numbers of rows."""

from sqlalchemy import Connection, text


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
