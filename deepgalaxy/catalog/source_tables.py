"""The tables that were read for a survey, row by row accounted for."""

from sqlalchemy import Connection, text


def begin_table(connection: Connection, dataset_id: int, source: str) -> None:
    """Forget which rows of a table were refused, and how many there were: it is read anew."""
    given = {"dataset": dataset_id, "source": source}
    for statement in (
        "DELETE FROM rejected_input WHERE dataset_id = :dataset AND starts_with(name, :source || ' row ')",
        "DELETE FROM source_table WHERE dataset_id = :dataset AND source = :source",
    ):
        connection.execute(text(statement), given)


def end_table(
    connection: Connection, dataset_id: int, source: str, *, rows: int, chosen: int, refused: int, named: int
) -> None:
    """Take down what a table had, once it was read to its end.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
    source : str
        The table's name.
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
