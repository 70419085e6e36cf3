"""How many cutouts of surveys are fetched, and what was refused."""

from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class QueueStatus:
    """Counts of one table's galaxies in one dataset, or of pictures that were on disk."""

    dataset: str
    source: str | None
    """File name of a table; None for pictures that no table lists."""
    rows: int | None
    """Rows of the table, chosen or not; None as long as it was not read to its end."""
    rows_refused: int | None
    """Rows of the table that name no galaxy."""
    chosen: int | None
    """Rows that fulfil the condition, refused or not."""
    named: int | None
    """Galaxies that the rows name: two of a pair, and one may be named twice."""
    galaxies: int
    """Different galaxies: the sum of the three that follow."""
    fetched: int
    refused: int
    remaining: int
    per_second: float | None
    """Cutouts, fetched or refused, in the dataset's last run."""
    last_run: str | None
    """``running`` (or killed), ``done``, ``failed`` or ``killed``."""


def queue_status(connection: Connection) -> list[QueueStatus]:
    """Count the galaxies of each table in each dataset it was queued for, and pictures without a table.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.

    Returns
    -------
    list of QueueStatus
        In order of dataset and table.
    """
    query = text("""
        WITH galaxy AS (
            SELECT dataset_id, split_part(source, '::', 1) AS source, cutout_id,
                EXISTS (SELECT FROM image AS i WHERE i.dataset_id = c.dataset_id
                    AND i.external_id = c.external_id) AS fetched,
                EXISTS (SELECT FROM rejected_input AS r WHERE r.dataset_id = c.dataset_id
                    AND r.name = c.external_id) AS refused
            FROM membership JOIN cutout AS c ON c.id = cutout_id
            GROUP BY dataset_id, split_part(source, '::', 1), cutout_id, external_id
        ), queued AS (
            SELECT dataset_id, source, count(*) AS galaxies, count(*) FILTER (WHERE fetched) AS fetched,
                count(*) FILTER (WHERE refused AND NOT fetched) AS refused
            FROM galaxy GROUP BY dataset_id, source
        ), read_table AS (  -- a table in many files has a line a file
            SELECT dataset_id, split_part(source, '::', 1) AS source, sum(rows)::bigint AS rows,
                sum(refused)::bigint AS refused, sum(chosen)::bigint AS chosen, sum(named)::bigint AS named
            FROM source_table GROUP BY dataset_id, split_part(source, '::', 1)
        ), on_disk AS (
            SELECT dataset_id, sum(came)::int AS fetched, sum(refused)::int AS refused FROM (
                SELECT dataset_id, count(*) AS came, 0 AS refused FROM image AS i
                WHERE NOT EXISTS (SELECT FROM cutout AS c WHERE c.dataset_id = i.dataset_id
                    AND c.external_id = i.external_id) GROUP BY dataset_id
                UNION ALL
                SELECT dataset_id, 0, count(*) FROM rejected_input AS r
                WHERE NOT EXISTS (SELECT FROM cutout AS c WHERE c.dataset_id = r.dataset_id
                    AND c.external_id = r.name) AND NOT EXISTS (SELECT FROM source_table AS s
                    WHERE s.dataset_id = r.dataset_id AND starts_with(r.name, s.source || ' row '))
                GROUP BY dataset_id
            ) AS either GROUP BY dataset_id
        )
        SELECT dataset.name, source, t.rows, t.refused, t.chosen, t.named, coalesce(galaxies, 0),
            coalesce(q.fetched, 0), coalesce(q.refused, 0), coalesce(galaxies - q.fetched - q.refused, 0),
            round(((details ->> 'fetched')::numeric + (details ->> 'refused')::numeric)
                / nullif((details ->> 'seconds')::numeric, 0), 2)::float8,
            CASE WHEN run.id IS NOT NULL THEN coalesce(outcome, 'running') END
        FROM queued AS q FULL JOIN read_table AS t USING (dataset_id, source)
        JOIN dataset ON dataset.id = dataset_id
        LEFT JOIN LATERAL (SELECT * FROM job_run WHERE job = 'fetch ' || dataset.name
            ORDER BY id DESC LIMIT 1) AS run ON true
        UNION ALL
        SELECT dataset.name, NULL, NULL, NULL, NULL, NULL, fetched + refused, fetched, refused, 0, NULL, NULL
        FROM on_disk JOIN dataset ON dataset.id = dataset_id
        ORDER BY 1, 2
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
    """Return what was refused, and why.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.

    Returns
    -------
    list of Refusal
        In order of dataset and name.
    """
    query = text("""
        SELECT dataset.name AS dataset, r.name, reason, seen_at
        FROM rejected_input AS r JOIN dataset ON dataset.id = dataset_id ORDER BY 1, 2
    """)
    return [
        Refusal(row.dataset, row.name, row.reason, row.seen_at.isoformat(timespec="seconds"))
        for row in connection.execute(query)
    ]
