"""Alembic's migrations: where they are, and which revisions there are."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

PACKAGE = Path(__file__).parents[1]


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration.

    Parameters
    ----------
    connection : Connection, optional
        In whose transaction to migrate; by default a connection by the settings is made.

    Returns
    -------
    alembic.config.Config
        With the folder of the migrations.
    """
    inside = PACKAGE / "migrations"  # in an installed wheel; in a checkout they are beside the package
    folder = inside if inside.is_dir() else PACKAGE.parent / "migrations"
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def known_revisions() -> list[str]:
    """Return the schema revisions that this deepgalaxy knows.

    Returns
    -------
    list of str
        The newest first.
    """
    return [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
