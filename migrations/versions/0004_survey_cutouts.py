"""Cutouts wanted of surveys, and the tables that speak of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "cutout",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False, comment="as in image, once it is there"),
        sa.Column("ra_deg", sa.Double(), comment="right ascension, ICRS, degrees in [0, 360)"),
        sa.Column("dec_deg", sa.Double(), comment="declination, ICRS, degrees in [-90, 90]"),
        sa.Column("hpx16", sa.BigInteger(), comment="HEALPix pixel of the position, order 16, nested"),
        sa.Column(
            "pixel_scale_arcsec",
            sa.REAL(),
            comment="arcseconds per pixel to ask for; null: the service's own",
        ),
        sa.Column("redshift", sa.REAL(), comment="redshift, as the first table gave it"),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name="fk_cutout_dataset_id_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cutout"),
        sa.UniqueConstraint("dataset_id", "external_id", name="uq_cutout_dataset_id_external_id"),
        comment="cutouts wanted of a survey, one a galaxy;"
        " fetched ones are in image, refused in rejected_input",
    )
    op.create_index("ix_cutout_dataset_id_hpx16", "cutout", ["dataset_id", "hpx16"])
    op.create_table(
        "membership",
        sa.Column("cutout_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="the table's file name"),
        sa.Column("name", sa.Text(), nullable=False, comment="what the table calls the galaxy"),
        sa.Column("objid", sa.BigInteger(), comment="SDSS object number"),
        sa.Column(
            "attributes",
            postgresql.JSONB(),
            nullable=False,
            comment="the row's other columns, vote fractions and all; never labels",
        ),
        sa.ForeignKeyConstraint(
            ["cutout_id"], ["cutout.id"], name="fk_membership_cutout_id_cutout", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cutout_id", "source", "name", name="pk_membership"),
        comment="which tables speak of a galaxy, and what they say",
    )


def downgrade() -> None:
    op.drop_table("membership")
    op.drop_table("cutout")
