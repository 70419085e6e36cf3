"""SQL access for others: a role that can only read, with a time-out and a cap on rows."""

from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine, event, text

from deepgalaxy.core.errors import DeepGalaxyError


def grant_reader(engine: Engine, role: str, timeout_s: int, row_cap: int, *, judges: bool = False) -> bool:
    """Let a role read the catalogue and call its searches; it is made where it is new.

    Models that come later are readable too. The time-out and the cap (on the rows of a search; other SQL is
    limited by the time-out alone) are settings of the role: they prevent accidents, not attacks, for the role
    can change them.

    Parameters
    ----------
    engine : Engine
        Its user owns the catalogue and may make roles.
    role : str
        Name of the role.
    timeout_s : int
        Longest time of a statement, seconds.
    row_cap : int
        Largest number of rows of one search.
    judges : bool
        Whether it may also add rows to ``judgement``, in transactions that it declares ``READ WRITE``; if
        not, that right is taken back.

    Returns
    -------
    bool
        Whether the role is new, and so has no password yet.

    Raises
    ------
    DeepGalaxyError
        If the role could write here.
    CatalogError
        If the user may not make roles or grant rights.
    """
    name = sql.Identifier(role)
    database = sql.Identifier(engine.url.database or "")
    with engine.begin() as connection:
        found = connection.execute(
            text(
                "SELECT rolsuper OR pg_has_role(rolname, current_user, 'USAGE')"
                " FROM pg_roles WHERE rolname = :role"
            ),
            {"role": role},
        ).scalar()
        if found:
            raise DeepGalaxyError(f"role {role} owns this catalogue or may do anything: choose another name")
        statements = [
            "GRANT CONNECT ON DATABASE {database} TO {role}",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
            "ALTER ROLE {role} IN DATABASE {database} SET default_transaction_read_only = on",
            "ALTER ROLE {role} IN DATABASE {database} SET statement_timeout = {timeout}",
            "ALTER ROLE {role} IN DATABASE {database} SET deepgalaxy.row_cap = {cap}",
        ]
        right = "GRANT INSERT ON judgement TO {role}" if judges else "REVOKE INSERT ON judgement FROM {role}"
        statements.append(right)
        if found is None:
            statements.insert(0, "CREATE ROLE {role} LOGIN")
        for statement in statements:
            composed = sql.SQL(statement).format(
                role=name,
                database=database,
                timeout=sql.Literal(f"{timeout_s}s"),
                cap=sql.Literal(str(row_cap)),
            )
            connection.exec_driver_sql(composed.as_string().replace("%", "%%"))
    return found is None


def only_read(engine: Engine, timeout_s: int, row_cap: int, role: str | None = None) -> None:
    """Make an engine's connections read-only from now on, unless a transaction says that it writes.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    timeout_s : int
        Longest time of a statement, seconds.
    row_cap : int
        Largest number of rows of one search.
    role : str, optional
        Role to change to (`grant_reader`), where the engine's user may do more.
    """

    @event.listens_for(engine, "connect")
    def _restrict(connection: psycopg.Connection[Any], _record: object) -> None:
        statement = sql.SQL(
            "SET default_transaction_read_only = on; SET statement_timeout = {}; SET deepgalaxy.row_cap = {}"
        ).format(sql.Literal(f"{timeout_s}s"), sql.Literal(str(row_cap)))
        connection.execute(statement)
        if role:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        connection.commit()

    engine.dispose()  # connections made before this are not restricted
