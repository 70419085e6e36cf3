"""Functions and views as they are in ``deepgalaxy/catalog/sql``: migrations no longer carry their text."""

from alembic import op

from deepgalaxy.catalog.sql_files import load_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    load_sql(op.get_bind(), "902e326077276fbf")


def downgrade() -> None:
    """Do nothing: the migrations before this one made functions and views that do the same."""
