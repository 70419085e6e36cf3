"""Calls of the catalogue's SQL functions, whose error messages are written for users."""

from collections.abc import Mapping
from typing import Any

import psycopg
from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.exc import DBAPIError

from deepgalaxy.core.errors import DeepGalaxyError


def ask(
    connection: Connection, statement: Executable, given: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Run a query; data exceptions (SQLSTATE class 22) are mistakes of the caller.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    statement : Executable
        The query.
    given : mapping of str to Any
        Its parameters.

    Returns
    -------
    CursorResult
        The rows.

    Raises
    ------
    DeepGalaxyError
        With the message of a data exception.
    """
    try:
        return connection.execute(statement, given)
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.DataError):
            raise DeepGalaxyError(error.orig.diag.message_primary or str(error.orig)) from error
        raise
