"""The nearest images without what is known of each, for searches that want a few of many."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from deepgalaxy.catalog.sql_files import load_sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    load_sql(op.get_bind(), "30595f48da908866")


def downgrade() -> None:
    before = Path(__file__).with_name("0013_before.sql").read_text()
    op.execute(sa.text(before.replace(":", r"\:")))
    op.execute("DROP FUNCTION nearest_images")
