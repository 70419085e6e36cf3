"""The way into the catalogue: the embedded server by default, your own PostgreSQL by its address."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from pgvector.psycopg import register_vector
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from deepgalaxy.catalog import health
from deepgalaxy.catalog.embedded_server import start_server
from deepgalaxy.catalog.schema_revisions import alembic_config, known_revisions
from deepgalaxy.core.settings import Settings, get_settings

DATABASE = "deepgalaxy"
"""Name of the database on the embedded server."""
DRIVER = "postgresql+psycopg"
_MIGRATING = threading.Lock()  # Alembic keeps what it works on in module globals


def open_engine(settings: Settings | None = None) -> Engine:
    """Open the catalogue, ready for use.

    The embedded server is started, its database made, and its schema brought up to date, as needed; it
    stays up at least as long as the engine lives. Your own server (``settings.database_url``) is only
    looked at: its schema changes when you run ``deepgalaxy db upgrade``.

    Parameters
    ----------
    settings : Settings, optional
        By default those of this process.

    Returns
    -------
    Engine
        Vectors come back from it, and go in, as pgvector's types.

    Raises
    ------
    CatalogError
        If the server cannot be reached or used, or its schema is missing, older or newer than ours.
    """
    settings = settings or get_settings()
    if settings.database_url is None:
        upgrade(settings)
    engine = connect(settings)
    try:
        with engine.connect() as connection:
            health.check_server(connection)
            health.check_schema(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def catalog_engine(settings: Settings) -> Iterator[Engine]:
    """Open the catalogue as `open_engine` does, and close it in the end.

    Parameters
    ----------
    settings : Settings
        They name the database.

    Yields
    ------
    Engine
        From `open_engine`.
    """
    engine = open_engine(settings)
    try:
        yield engine
    finally:
        engine.dispose()


def upgrade(target: Settings | str) -> None:
    """Make the catalogue's schema, or bring it up to date: ``deepgalaxy db upgrade``.

    Safe to run twice, and by several processes at once; all of it happens or nothing.

    Parameters
    ----------
    target : Settings or str
        Whose database, or the address of one.

    Raises
    ------
    CatalogError
        If the server cannot be reached or used, or its schema is newer than ours.
    """
    settings = Settings(database_url=target) if isinstance(target, str) else target
    with _MIGRATING, visit(settings) as connection:
        health.check_server(connection)
        revision = health.schema_revision(connection)
        health.refuse_newer(revision, known_revisions(), health.where_is(connection))
        command.upgrade(alembic_config(connection), "head")


@contextmanager
def visit(settings: Settings) -> Iterator[Connection]:
    """Connect to the catalogue's database, whatever the state of its schema, for one transaction.

    Parameters
    ----------
    settings : Settings
        They name the database.

    Yields
    ------
    Connection
        In a transaction that is committed in the end.
    """
    engine = connect(settings)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def connect(settings: Settings) -> Engine:
    """Return an engine on the catalogue's database, whatever the state of its schema.

    Its connections know the settings' data folder, where `deepgalaxy.catalog.stored_paths` finds files.

    Parameters
    ----------
    settings : Settings
        They name the database.

    Returns
    -------
    Engine
        Vectors come back from it, and go in, as pgvector's types.

    Raises
    ------
    CatalogError
        If ``settings.database_url`` is no PostgreSQL address, or the embedded server does not start.
    """
    if settings.database_url is not None:
        engine = _engine(_own_url(settings.database_url), None)
    else:
        server = start_server(settings.data_dir / "postgres")
        url = make_url(server.url)
        _create_database(url, server.data)
        engine = _engine(url.set(database=DATABASE), server.data)
        # Not on the engine itself: connections taken from it, and its option copies, may outlive it.
        weakref.finalize(engine.dialect, server.close)
    engine.update_execution_options(data_dir=settings.data_dir)
    return engine


def _own_url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in ("postgresql", "postgres"):
        # The address is not repeated: it may hold a password.
        wanted = "postgresql://user:password@host/database"
        raise health.CatalogError(health.VARIABLE, f"not a PostgreSQL address: write {wanted}")
    return url.set(drivername=DRIVER)


def _create_database(url: URL, data: Path) -> None:
    """Make the embedded server's database where it is missing; one process at a time."""
    engine = _engine(url, data)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock(hashtext('deepgalaxy'))"))
        query = text("SELECT count(*) FROM pg_database WHERE datname = :name")
        if not connection.execute(query, {"name": DATABASE}).scalar():
            connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    engine.dispose()


def _engine(url: URL, data: Path | None) -> Engine:
    """Make the engine of a server; of the embedded one ``data`` is the database cluster."""
    # psycopg prepares a statement by itself from its fifth execution on, and PostgreSQL then may plan it
    # without its parameters: the recall of an approximate search fell from 1.00 to 0.01.
    arguments: dict[str, Any] = {"prepare_threshold": None, "application_name": "deepgalaxy"}
    engine = create_engine(
        url, pool_pre_ping=True, connect_args=arguments, execution_options={"embedded": data}
    )

    @event.listens_for(engine, "connect")
    def know_vectors(connection: psycopg.Connection[Any], _record: object) -> None:
        if connection.execute("SELECT to_regtype('vector')").fetchone() != (None,):
            register_vector(connection)
        connection.rollback()

    @event.listens_for(engine, "handle_error")
    def say_what_happened(context: ExceptionContext) -> None:
        error = context.original_exception
        lost = context.connection is None or context.is_disconnect
        if isinstance(error, psycopg.Error) and not context.is_pre_ping:
            health.raise_if_known(error, url, data, lost=lost)

    return engine
