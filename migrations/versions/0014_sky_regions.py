"""Searches in a region of the sky (a MOC), and the footprint of a dataset."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from deepgalaxy.catalog.sql_files import load_sql

revision = "0014"
down_revision = "0013"

ARGUMENTS = (
    "integer, vector, bigint, integer, text, text[], numrange, double precision, double precision, "
    "double precision, boolean"
)


def _drop(arguments: str) -> None:
    """Drop the searches by vector: a function with other arguments would be another one beside them."""
    op.execute(f"DROP FUNCTION IF EXISTS search_images({arguments}), nearest_images({arguments})")


def upgrade() -> None:
    _drop(ARGUMENTS)
    load_sql(op.get_bind(), "6b9c2787b635e77c")


def downgrade() -> None:
    _drop(f"{ARGUMENTS}, int8multirange")
    op.execute("DROP FUNCTION IF EXISTS images_in_region, footprint")
    before = Path(__file__).with_name("0014_before.sql").read_text()
    op.execute(sa.text(before.replace(":", r"\:")))
