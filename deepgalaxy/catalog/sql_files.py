"""The SQL functions and views, whose present text is in ``catalog/sql``, one file a family."""

import hashlib
from importlib.resources import files

from sqlalchemy import Connection, text


def sql_files() -> dict[str, str]:
    """Return the text of each file of ``catalog/sql``.

    Returns
    -------
    dict of str to str
        SQL by file name, in alphabetical order. Each statement replaces what it makes, so that a file may be
        executed again.
    """
    texts = {file.name: file.read_text("utf-8") for file in (files("deepgalaxy.catalog") / "sql").iterdir()}
    return dict(sorted(texts.items()))


def sql_digest() -> str:
    """Return the digest by which a migration names the text of the files.

    Returns
    -------
    str
        First 16 hexadecimal digits of a SHA-256.
    """
    return hashlib.sha256("".join(sql_files().values()).encode()).hexdigest()[:16]


def load_sql(connection: Connection, digest: str) -> None:
    """Create or replace the functions and views, if the files are those that a migration names.

    Where they are not, they were changed after that migration, and one that follows loads them: text that
    needs a later schema is never loaded into an earlier one.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    digest : str
        `sql_digest` of the files that the migration was written for.
    """
    if digest != sql_digest():
        return
    # A file may call functions of one that follows it: their bodies are not looked into before all are there.
    connection.execute(text("SET LOCAL check_function_bodies = off"))
    for statements in sql_files().values():
        connection.execute(text(statements.replace(":", r"\:")))
    connection.execute(text("SET LOCAL check_function_bodies = on"))
