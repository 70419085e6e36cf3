"""What the jobs that come back by themselves did, when, and with what outcome."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("job", sa.Text(), nullable=False, comment="which job: nightly"),
        sa.Column("host", sa.Text(), nullable=False, comment="the machine it ran on"),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="when it started",
        ),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            comment="when it ended, or was found to have been killed; null while it runs",
        ),
        sa.Column(
            "outcome",
            sa.Text(),
            comment="done, failed, stopped (it goes on next time) or killed; null while it runs",
        ),
        sa.Column(
            "details",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
            comment="what it did",
        ),
        sa.CheckConstraint(
            "outcome IN ('done', 'failed', 'stopped', 'killed')", name=op.f("ck_job_run_outcome")
        ),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_job_run_end")),
        sa.PrimaryKeyConstraint("id", name="pk_job_run"),
        comment="runs of jobs that come back by themselves, such as the nightly one",
    )
    op.create_index("ix_job_run_job_id", "job_run", ["job", "id"])


def downgrade() -> None:
    op.drop_table("job_run")
