"""Vectors whose distances over- or underflow are refused in searches, and radii that do."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    _replace_functions(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    _replace_functions(Path(__file__).with_name("0007_index_methods.sql"))


def _replace_functions(file: Path) -> None:
    op.execute(sa.text(file.read_text().replace(":", r"\:")))
