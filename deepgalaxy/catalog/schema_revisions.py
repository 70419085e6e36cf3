"""Where the schema's history lies."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

PACKAGE = Path(__file__).parents[1]


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, to migrate in the transaction of ``connection``."""
    inside = PACKAGE / "migrations"  # in an installed wheel; in a checkout they lie beside the package
    folder = inside if inside.is_dir() else PACKAGE.parent / "migrations"
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def known_revisions() -> list[str]:
    """Return every schema revision this deepgalaxy knows, newest first."""
    return [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
