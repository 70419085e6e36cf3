"""Where the catalogue is, its versions, and its numbers of rows."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select

from deepgalaxy.catalog import health, schema
from deepgalaxy.catalog.engine import visit
from deepgalaxy.catalog.schema_revisions import known_revisions
from deepgalaxy.core.settings import Settings


@dataclass(frozen=True)
class CatalogStatus:
    """What `catalog_status` found: versions (empty where there is none) and numbers of rows."""

    url: str
    """Without its password."""
    embedded: bool
    """Whether deepgalaxy runs the server itself."""
    postgresql: str
    pgvector: str
    revision: str
    newest_revision: str
    """The one this deepgalaxy works with."""
    datasets: int
    images: int
    rejected_inputs: int
    models: int
    embeddings: int
    predictions: int
    cluster_runs: int
    advice: str
    """What to do about the server; empty where it is fine."""


def catalog_status(settings: Settings) -> CatalogStatus:
    """Describe the catalogue and change nothing; the embedded server is started if it does not run.

    Parameters
    ----------
    settings : Settings
        They name the database.

    Returns
    -------
    CatalogStatus
        Its fields are empty or 0 where there is no catalogue yet.

    Raises
    ------
    CatalogError
        If the server cannot be reached.
    """
    with visit(settings) as connection:
        version, vector = health.server_version(connection), health.vector_version(connection)
        return CatalogStatus(
            url=health.shown(connection.engine.url),
            embedded=settings.database_url is None,
            postgresql=f"{version // 10_000}.{version % 10_000}",
            pgvector=vector or "",
            revision=health.schema_revision(connection) or "",
            newest_revision=known_revisions()[0],
            datasets=_count(connection, schema.Dataset),
            images=_count(connection, schema.Image),
            rejected_inputs=_count(connection, schema.RejectedInput),
            models=_count(connection, schema.RegisteredModel),
            embeddings=_count(connection, schema.Embedding),
            predictions=_count(connection, schema.Prediction),
            cluster_runs=_count(connection, schema.ClusterRun),
            advice=health.vector_advice(vector),
        )


def _count(connection: Connection, table: type[schema.Base]) -> int:
    if not inspect(connection).has_table(table.__tablename__):
        return 0
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
