"""Searches in SQL; which model serves; measured vector indexes; what a clustering's stability was."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FUNCTIONS = (
    "cluster_of",
    "similar_in_cone(bigint, float8, float8, float8, integer, text, text, text[], numrange, boolean)",
    "similar_in_cone(vector, float8, float8, float8, integer, text, text, text[], numrange, boolean)",
    "similar_images(bigint, integer, text, text, text[], numrange, boolean)",
    "similar_images(vector, integer, text, text, text[], numrange, boolean)",
    "search_images",
    "cone_search",
    "images_in_cone",
    "healpix_cover",
    "healpix_centre",
    "find_model",
    "refuse_more_than_cap",
    "refuse",
)


def upgrade() -> None:
    op.add_column(
        "model",
        sa.Column(
            "serving",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="whether it answers where no model is named; true for one at most",
        ),
    )
    op.create_index("uq_model_serving", "model", ["serving"], unique=True, postgresql_where="serving")
    op.execute("UPDATE model SET serving = true WHERE id = (SELECT min(id) FROM model)")
    op.add_column(
        "prediction",
        sa.Column(
            "out_of_domain",
            sa.REAL(),
            comment="above 1 a picture is unlike those the model learnt to date; null where it does not say",
        ),
    )
    op.add_column(
        "cluster_run",
        sa.Column(
            "stability",
            sa.REAL(),
            nullable=False,
            comment="adjusted Rand index with a run of another k and seed, 1 where they agree",
        ),
    )
    op.create_table(
        "vector_index",
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False, comment="l2 or cosine"),
        sa.Column(
            "ef_search", sa.Integer(), nullable=False, comment="candidates that a search for ten looks at"
        ),
        sa.Column(
            "recall",
            sa.REAL(),
            nullable=False,
            comment="recall@10 against exact scans: mean less two standard errors",
        ),
        sa.Column("sampled", sa.Integer(), nullable=False, comment="searches that recall was measured by"),
        sa.Column(
            "serves",
            sa.Boolean(),
            sa.Computed("recall >= 0.99::real", persisted=True),
            nullable=False,
            comment="whether searches use the index; they are exact otherwise",
        ),
        sa.Column(
            "checked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="when recall was measured",
        ),
        sa.CheckConstraint("metric IN ('l2', 'cosine')", name=op.f("ck_vector_index_metric")),
        sa.CheckConstraint("ef_search BETWEEN 1 AND 1000", name=op.f("ck_vector_index_ef_search")),
        sa.ForeignKeyConstraint(
            ["model_id"], ["model.id"], name="fk_vector_index_model_id_model", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("model_id", "metric", name="pk_vector_index"),
        comment="HNSW indexes of the models' partitions, and how well they were found to answer",
    )
    searches = Path(__file__).with_suffix(".sql").read_text()
    op.execute(sa.text(searches.replace(":", r"\:")))


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP VIEW merger_timeline, timeline_by_model")
    op.execute("DROP TYPE similar_image, image_in_cone")
    op.drop_table("vector_index")
    op.drop_column("cluster_run", "stability")
    op.drop_column("prediction", "out_of_domain")
    op.drop_index("uq_model_serving", "model")
    op.drop_column("model", "serving")
