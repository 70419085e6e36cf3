"""Indexes of two methods, each with the effort that its recall was measured at; quicker cones."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TABLE = "vector_index"
EF_SEARCH = "candidates that a search for ten looks at"
EFFORT = "hnsw.ef_search or ivfflat.probes in a search for ten"
HNSW = "HNSW indexes of the models' partitions, and how well they were found to answer"
EITHER = "indexes of the models' partitions, and how well they were found to answer"


def upgrade() -> None:
    op.drop_index("ix_image_hpx29", "image")
    op.create_index("ix_image_hpx29", "image", ["hpx29"], postgresql_include=["id", "ra_deg", "dec_deg"])
    _rename("ef_search", "effort", EFFORT)
    for column in (
        sa.Column("method", sa.Text(), server_default="hnsw", nullable=False, comment="hnsw or ivfflat"),
        sa.Column(
            "most",
            sa.Integer(),
            server_default="1000",
            nullable=False,
            comment="effort above which a search scans everything instead",
        ),
    ):
        op.add_column(TABLE, column)
        op.alter_column(TABLE, column.name, server_default=None)
    op.create_check_constraint(op.f("ck_vector_index_method"), TABLE, "method IN ('hnsw', 'ivfflat')")
    op.create_check_constraint(op.f("ck_vector_index_effort"), TABLE, "effort > 0")
    op.create_table_comment(TABLE, EITHER, existing_comment=HNSW)
    _replace_functions(Path(__file__).with_suffix(".sql").read_text())


def downgrade() -> None:
    op.execute("DELETE FROM vector_index WHERE method <> 'hnsw' OR effort > 1000")
    op.create_table_comment(TABLE, HNSW, existing_comment=EITHER)
    op.drop_constraint(op.f("ck_vector_index_method"), TABLE)
    op.drop_column(TABLE, "most")
    op.drop_column(TABLE, "method")
    _rename("effort", "ef_search", EF_SEARCH)
    op.create_check_constraint(op.f("ck_vector_index_ef_search"), TABLE, "ef_search BETWEEN 1 AND 1000")
    op.drop_index("ix_image_hpx29", "image")
    op.create_index("ix_image_hpx29", "image", ["hpx29"])
    before = Path(__file__).with_name("0002_searches.sql").read_text()
    function = r"^CREATE (FUNCTION (?:images_in_cone|search_images)\(.*?^END \$\$;)"
    functions = re.findall(function, before, re.DOTALL | re.MULTILINE)
    _replace_functions("\n".join(f"CREATE OR REPLACE {words}" for words in functions))


def _rename(old: str, new: str, comment: str) -> None:
    """By a new column: a column that is renamed keeps constraints of its old name."""
    op.add_column(TABLE, sa.Column(new, sa.Integer(), comment=comment))
    op.execute(f"UPDATE {TABLE} SET {new} = {old}")  # noqa: S608
    op.alter_column(TABLE, new, nullable=False)
    op.drop_column(TABLE, old)


def _replace_functions(statements: str) -> None:
    op.execute(sa.text(statements.replace(":", r"\:")))
