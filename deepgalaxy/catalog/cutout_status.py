"""How far the galaxies of survey tables have come, and what was refused."""

from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class QueueStatus:
    """How far the galaxies of one table have come in one dataset."""

    dataset: str
    source: str
    rows: int
    """Of the table, that name a galaxy."""
    galaxies: int
    fetched: int
    refused: int
    remaining: int
    rows_refused: int
    """Of the table, that name none."""
    per_second: float | None
    """Cutouts, fetched or refused, in the dataset's last run."""
    last_run: str | None
    """``running`` (or killed), ``done``, ``failed`` or ``killed``."""


def queue_status(connection: Connection) -> list[QueueStatus]:
    """Return how far each table has come, in each dataset it was queued for."""
    query = text("""
        WITH galaxy AS (
            SELECT dataset_id, source, cutout_id, count(*) AS n_rows,
                EXISTS (SELECT FROM image AS i WHERE i.dataset_id = c.dataset_id
                    AND i.external_id = c.external_id) AS fetched,
                EXISTS (SELECT FROM rejected_input AS r WHERE r.dataset_id = c.dataset_id
                    AND r.name = c.external_id) AS refused
            FROM membership JOIN cutout AS c ON c.id = cutout_id
            GROUP BY dataset_id, source, cutout_id, external_id
        )
        SELECT dataset.name, source, sum(n_rows)::int, count(*), count(*) FILTER (WHERE fetched),
            count(*) FILTER (WHERE refused AND NOT fetched),
            count(*) FILTER (WHERE NOT fetched AND NOT refused),
            (SELECT count(*) FROM rejected_input AS r
             WHERE r.dataset_id = dataset.id AND starts_with(r.name, source || ' row ')),
            round(((details ->> 'fetched')::numeric + (details ->> 'refused')::numeric)
                / nullif((details ->> 'seconds')::numeric, 0), 2)::float8,
            CASE WHEN run.id IS NOT NULL THEN coalesce(outcome, 'running') END
        FROM galaxy JOIN dataset ON dataset.id = dataset_id
        LEFT JOIN LATERAL (SELECT * FROM job_run WHERE job = 'fetch ' || dataset.name
            ORDER BY id DESC LIMIT 1) AS run ON true
        GROUP BY dataset.id, dataset.name, source, run.id, details, outcome ORDER BY dataset.name, source
    """)
    return [QueueStatus(*row) for row in connection.execute(query)]


@dataclass(frozen=True)
class Refusal:
    """A galaxy, or a row of a table, that was refused."""

    dataset: str
    name: str
    reason: str
    seen_at: str
    """ISO 8601."""


def list_refused(connection: Connection) -> list[Refusal]:
    """Return what was refused, by dataset and name."""
    query = text("""
        SELECT dataset.name AS dataset, r.name, reason, seen_at
        FROM rejected_input AS r JOIN dataset ON dataset.id = dataset_id ORDER BY 1, 2
    """)
    return [
        Refusal(row.dataset, row.name, row.reason, row.seen_at.isoformat(timespec="seconds"))
        for row in connection.execute(query)
    ]
