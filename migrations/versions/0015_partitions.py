"""Partitions of large tables that are in already are known, and not read again."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

COMMENT = (
    "of a partition of a table: SHA-256 of its size, time, condition and columns, by which it is"
    " not read again; null of a table in one file"
)


def upgrade() -> None:
    op.add_column("source_table", sa.Column("fingerprint", sa.Text(), nullable=True, comment=COMMENT))


def downgrade() -> None:
    op.drop_column("source_table", "fingerprint")
