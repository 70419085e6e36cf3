"""What can be wrong with a database, each in one sentence with its remedy."""

from pathlib import Path
from typing import NoReturn

import psycopg
from sqlalchemy import URL, Connection, text

from deepgalaxy.catalog.postgres_programs import database_full
from deepgalaxy.catalog.schema_revisions import known_revisions
from deepgalaxy.core.disk_space import AGAIN, DiskFull, is_full
from deepgalaxy.core.errors import DeepGalaxyError

MIN_SERVER = 15
"""Oldest PostgreSQL major version the catalogue is used with."""
MIN_VECTOR = (0, 7)
"""Oldest pgvector with everything the searches need."""

SAFE_VECTOR = (0, 8, 2)
"""Oldest pgvector whose parallel builds of HNSW indexes neither read others' data nor crash the server."""

VARIABLE = "DEEPGALAXY_DATABASE_URL"


EMBEDDED = "the embedded database"


class CatalogError(DeepGalaxyError):
    """The catalogue's database is unreachable, unfit, or not as this deepgalaxy needs it.

    Parameters
    ----------
    where : str
        Which database; shown to its owner, not to visitors of the web pages.
    problem : str
        What is wrong with it, and what to do.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.problem = problem


def shown(url: URL) -> str:
    """Return an address as it may be printed.

    Parameters
    ----------
    url : URL
        Address of a database.

    Returns
    -------
    str
        Without its password.
    """
    return url.render_as_string(hide_password=True)


def where_is(connection: Connection) -> str:
    """Return which database a connection is to, as messages name it.

    Parameters
    ----------
    connection : Connection
        Of an engine from `deepgalaxy.catalog.engine`.

    Returns
    -------
    str
        Its address without the password, or `EMBEDDED`.
    """
    embedded = connection.get_execution_options().get("embedded")
    return EMBEDDED if embedded else shown(connection.engine.url)


def raise_if_known(error: psycopg.Error, url: URL, data: Path | None, *, lost: bool) -> None:
    """Raise what an error means to the user, where we know it.

    Parameters
    ----------
    error : psycopg.Error
        As psycopg raised it.
    url : URL
        Of the database.
    data : Path or None
        The embedded server's cluster; None for another server.
    lost : bool
        Whether there is no connection, or no more.

    Raises
    ------
    DiskFull
        If the disk under the database is full.
    CatalogError
        If the connection failed or is lost, or a right is missing.
    """
    embedded = data is not None
    if is_full(error):
        raise_full(error, url, data)
    if isinstance(error, psycopg.OperationalError) and lost:
        raise_unreachable(error, url, embedded=embedded)
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        raise_not_permitted(error, url, embedded=embedded)


def raise_unreachable(error: psycopg.Error, url: URL, *, embedded: bool) -> NoReturn:
    """Raise what a failed or lost connection means to the user.

    Parameters
    ----------
    error : psycopg.Error
        The driver's error.
    url : URL
        Address of the database.
    embedded : bool
        Whether deepgalaxy runs the server itself.

    Raises
    ------
    CatalogError
        Always.
    """
    message = " ".join(str(error).split())
    where = EMBEDDED if embedded else shown(url)
    if "password authentication failed" in message or "no password supplied" in message:
        remedy = f"put the right user and password in {VARIABLE} (or the password in ~/.pgpass)"
        raise CatalogError(where, f"the server does not take this password for {url.username}: {remedy}")
    if "no pg_hba.conf entry" in message:
        raise CatalogError(where, f"the server lets {url.username} in from nowhere near here: {message}")
    if f'database "{url.database}" does not exist' in message:
        raise CatalogError(where, f"no such database on that server: make it with createdb {url.database}")
    if f'role "{url.username}" does not exist' in message:
        raise CatalogError(where, f"no such user on that server: correct {VARIABLE}")
    if error.sqlstate or "consuming input failed" in message or "connection is lost" in message:
        again = "what was finished is kept; run the same command again"
        raise CatalogError(where, f"the database server went away ({message}); {again}")
    if embedded:
        raise CatalogError(
            where,
            f"its server does not answer any more: run the same command again, which starts it ({message})",
        )
    raise CatalogError(
        where,
        f"no database server answers there: start it, correct {VARIABLE}, "
        f"or unset it to use the embedded one ({message})",
    )


def raise_full(error: psycopg.Error, url: URL, data: Path | None) -> NoReturn:
    """Raise what a full disk under the database means to the user; ``data`` is the embedded server's.

    Parameters
    ----------
    error : psycopg.Error
        As psycopg raised it.
    url : URL
        Of the database.
    data : Path or None
        The embedded server's cluster; None for another server.
    """
    if data is not None:
        raise database_full(data, error)
    message = error.diag.message_primary or " ".join(str(error).split())
    raise DiskFull(
        f"{shown(url)}: a disk of the database server is full ({message}): let its administrator "
        f"make room, then {AGAIN}"
    )


def raise_not_permitted(error: psycopg.Error, url: URL, *, embedded: bool) -> NoReturn:
    """Raise what a missing privilege means to the user.

    Parameters
    ----------
    error : psycopg.Error
        The server's error.
    url : URL
        Address of the database.
    embedded : bool
        Whether deepgalaxy runs the server itself.

    Raises
    ------
    CatalogError
        Always.
    """
    message = error.diag.message_primary
    raise CatalogError(
        EMBEDDED if embedded else shown(url),
        f"{message}: let the database's owner run this, or grant {url.username} the right",
    )


def server_version(connection: Connection) -> int:
    """Return the version of the server.

    Parameters
    ----------
    connection : Connection
        To any of its databases.

    Returns
    -------
    int
        As PostgreSQL counts: 180004 is 18.4.
    """
    return int(connection.execute(text("SHOW server_version_num")).scalar_one())


def vector_version(connection: Connection) -> str | None:
    """Return the version of the vector extension in a database.

    Parameters
    ----------
    connection : Connection
        To the database.

    Returns
    -------
    str or None
        None where the extension is not there.
    """
    query = text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    version: str | None = connection.execute(query).scalar()
    return version


def vector_advice(version: str | None) -> str:
    """Return what to do about a version of pgvector with a security hole.

    Parameters
    ----------
    version : str or None
        From `vector_version`.

    Returns
    -------
    str
        Empty where the version is safe, or there is none.
    """
    if version is None or tuple(int(part) for part in version.split(".")[:3]) >= SAFE_VECTOR:
        return ""
    safe = ".".join(map(str, SAFE_VECTOR))
    return (
        f"pgvector {version} has a security hole, CVE-2026-3172: install {safe} or newer on the server, "
        "then run ALTER EXTENSION vector UPDATE in this database"
    )


def schema_revision(connection: Connection) -> str | None:
    """Return the revision of the schema in a database.

    Parameters
    ----------
    connection : Connection
        To the database.

    Returns
    -------
    str or None
        None where there is no catalogue yet.
    """
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def check_server(connection: Connection) -> None:
    """Refuse a server on which the schema could not be made.

    Parameters
    ----------
    connection : Connection
        To the database of the catalogue.

    Raises
    ------
    CatalogError
        If the server is older than `MIN_SERVER`, or pgvector is missing, not permitted, or older than
        `MIN_VECTOR`.
    """
    where, database = where_is(connection), connection.engine.url.database
    check_server_version(server_version(connection), where)
    version = vector_version(connection)
    if version is not None and tuple(int(part) for part in version.split(".")[:2]) < MIN_VECTOR:
        least = ".".join(map(str, MIN_VECTOR))
        raise CatalogError(
            where,
            f"pgvector {version} is too old, {least} is needed: install it on the server, "
            f"then run ALTER EXTENSION vector UPDATE in database {database}",
        )
    if version is None:
        _check_vector_can_be_made(connection, where)


def check_server_version(version: int, where: str) -> None:
    """Refuse a server older than `MIN_SERVER`.

    Parameters
    ----------
    version : int
        From `server_version`.
    where : str
        The database, as the message names it.

    Raises
    ------
    CatalogError
        If it is older.
    """
    if version // 10_000 < MIN_SERVER:
        raise CatalogError(
            where,
            f"PostgreSQL {version // 10_000} is too old, {MIN_SERVER} is needed: upgrade the "
            f"server, or unset {VARIABLE} to use the embedded one",
        )


def _check_vector_can_be_made(connection: Connection, where: str) -> None:
    available = "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"
    if not connection.execute(text(available)).scalar():
        major = server_version(connection) // 10_000
        raise CatalogError(
            where,
            f"pgvector is not installed on that server: install it (Debian: apt install "
            f"postgresql-{major}-pgvector), then run CREATE EXTENSION vector in database "
            f"{connection.engine.url.database}",
        )
    permitted = """
        SELECT rolsuper OR trusted AND has_database_privilege(current_database(), 'CREATE')
        FROM pg_roles, pg_available_extension_versions
        WHERE rolname = current_user AND name = 'vector'
        ORDER BY 1 DESC LIMIT 1
    """
    if not connection.execute(text(permitted)).scalar():
        raise CatalogError(
            where,
            f"user {connection.engine.url.username} may not create extensions: let an "
            f"administrator run CREATE EXTENSION vector in database {connection.engine.url.database}",
        )


def check_schema(connection: Connection) -> None:
    """Refuse a database whose schema is not the one this deepgalaxy works with.

    Parameters
    ----------
    connection : Connection
        To the database.

    Raises
    ------
    CatalogError
        If the vector extension or the schema is missing, or the schema is older or newer than ours.
    """
    where = where_is(connection)
    revision, known = schema_revision(connection), known_revisions()
    if revision is None:
        raise CatalogError(where, "no DeepGalaxy catalogue in this database: run deepgalaxy db upgrade")
    refuse_newer(revision, known, where)
    if revision != known[0]:
        raise CatalogError(
            where,
            f"the catalogue is at schema {revision}, this deepgalaxy needs {known[0]}: "
            "run deepgalaxy db upgrade",
        )
    if vector_version(connection) is None:
        raise CatalogError(
            where,
            "the vector extension was dropped from this database, and every vector with it: "
            "run CREATE EXTENSION vector and restore a backup, or start in an empty database",
        )


def refuse_newer(revision: str | None, known: list[str], where: str) -> None:
    """Refuse a schema that a newer deepgalaxy made.

    Parameters
    ----------
    revision : str or None
        Of the database; None where there is no catalogue yet.
    known : list of str
        From `deepgalaxy.catalog.schema_revisions.known_revisions`.
    where : str
        The database, as the message names it.

    Raises
    ------
    CatalogError
        If the revision is not known.
    """
    if revision is not None and revision not in known:
        raise CatalogError(
            where,
            f"the catalogue is at schema {revision}, which a newer deepgalaxy made: "
            "upgrade deepgalaxy (pip install -U deepgalaxy)",
        )
