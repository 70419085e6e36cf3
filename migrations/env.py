"""Run by Alembic: migrate the database of the settings, or the one `upgrade` is connected to."""

import re

from alembic import context
from sqlalchemy import Connection, text

from deepgalaxy.catalog import health
from deepgalaxy.catalog.engine import visit
from deepgalaxy.catalog.schema import Base
from deepgalaxy.core.settings import get_settings


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the models' partitions: they come with the models, not with the schema."""
    return not (kind == "table" and re.fullmatch(r"embedding_\d+", name or ""))


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        compare_server_default=True,
    )
    with context.begin_transaction():
        # Two processes that open a new catalogue at once: the second waits here, and finds it done.
        context.execute(text("SELECT pg_advisory_xact_lock(hashtext('deepgalaxy'))"))
        context.run_migrations()


if given := context.config.attributes.get("connection"):
    migrate(given)
else:
    with visit(get_settings()) as connection:
        health.check_server(connection)
        migrate(connection)
