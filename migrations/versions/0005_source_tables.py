"""Which tables were read for a survey, and how many rows they had: so that each can be accounted for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "source_table",
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="the table's file name, as in membership"),
        sa.Column("rows", sa.BigInteger(), nullable=False, comment="all that it has"),
        sa.Column("chosen", sa.BigInteger(), nullable=False, comment="rows that fulfil the condition"),
        sa.Column("refused", sa.BigInteger(), nullable=False, comment="rows that name no galaxy"),
        sa.Column(
            "named",
            sa.BigInteger(),
            nullable=False,
            comment="galaxies that the rows name: two of a pair, and one may be named twice",
        ),
        sa.Column(
            "read_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="when it was last read to its end",
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name="fk_source_table_dataset_id_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dataset_id", "source", name="pk_source_table"),
        comment="tables that were read for a survey",
    )


def downgrade() -> None:
    op.drop_table("source_table")
