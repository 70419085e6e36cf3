"""What people say of pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "judgement",
        sa.Column(
            "id", sa.BigInteger, sa.Identity(always=True), primary_key=True, comment="number of the judgement"
        ),
        sa.Column(
            "image_id",
            sa.BigInteger,
            sa.ForeignKey("image.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
            comment="the image; its judgements are removed with it",
        ),
        sa.Column("judge", sa.Text, nullable=False, comment="who judged, by the name that they gave"),
        sa.Column(
            "judged_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.now(),
            nullable=False,
            comment="when",
        ),
        sa.Column("merger", sa.Boolean, comment="whether the picture shows a merger; null where not said"),
        sa.Column(
            "stage_right",
            sa.Boolean,
            comment="whether the model's stage and time are right; null where not said",
        ),
        sa.Column("tag", sa.Text, comment="a free word or two; null where none was given"),
        sa.Column(
            "model_stage", sa.REAL, comment="the model's stage that was judged; null where it gave none"
        ),
        sa.Column(
            "model_time_myr",
            sa.REAL,
            comment="the model's time since first pericentre that was judged, Myr; null where it gave none",
        ),
        sa.Column(
            "model",
            sa.Text,
            comment="first 12 digits of the sha256 of the model that was judged; null where there was none",
        ),
        sa.CheckConstraint("judge ~ '\\S' AND char_length(judge) <= 100", name="judge"),
        sa.CheckConstraint("tag ~ '\\S' AND char_length(tag) <= 100", name="tag"),
        sa.CheckConstraint("num_nonnulls(merger, stage_right, tag) > 0", name="says_something"),
        sa.CheckConstraint(
            "stage_right IS NULL OR num_nonnulls(model_stage, model_time_myr) > 0", name="stage_to_judge"
        ),
        comment="what people say of images, one row each time; a person's newest counts",
    )


def downgrade() -> None:
    op.drop_table("judgement")
