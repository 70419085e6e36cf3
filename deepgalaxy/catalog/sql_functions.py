"""Questions to the catalogue's SQL functions, whose refusals are sentences for people."""

from collections.abc import Mapping
from typing import Any

import psycopg
from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.exc import DBAPIError

from deepgalaxy.core.errors import DeepGalaxyError


def ask(
    connection: Connection, statement: Executable, given: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Run a query; what SQL refuses (SQLSTATE class 22, data exceptions) is the asker's to mend.

    Raises
    ------
    DeepGalaxyError
        With what SQL said of what was given.
    """
    try:
        return connection.execute(statement, given)
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.DataError):
            raise DeepGalaxyError(error.orig.diag.message_primary or str(error.orig)) from error
        raise
