"""The catalogue: datasets, images, models, embeddings, predictions, rejections, clusterings."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import VECTOR
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="simulation or survey"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="when the dataset was first named",
        ),
        sa.CheckConstraint("kind IN ('simulation', 'survey')", name=op.f("ck_dataset_kind")),
        sa.PrimaryKeyConstraint("id", name="pk_dataset"),
        sa.UniqueConstraint("name", name="uq_dataset_name"),
        comment="sets of images that came together: a simulation file or a survey",
    )
    op.create_table(
        "model",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of weights and preprocessing"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("latent_size", sa.SmallInteger(), nullable=False, comment="numbers in an embedding vector"),
        sa.Column("architecture", postgresql.JSONB(), nullable=False),
        sa.Column("preprocessing", postgresql.JSONB(), nullable=False),
        sa.Column(
            "metrics", postgresql.JSONB(), nullable=False, comment="figures measured on the test simulations"
        ),
        sa.Column(
            "path", sa.Text(), nullable=False, comment="folder with weights.safetensors and model.json"
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="when the model was first registered",
        ),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_model_sha256")),
        sa.CheckConstraint("latent_size > 0", name=op.f("ck_model_latent_size")),
        sa.PrimaryKeyConstraint("id", name="pk_model"),
        sa.UniqueConstraint("sha256", name="uq_model_sha256"),
        comment="trained models; vectors of two models are never compared",
    )
    op.create_table(
        "cluster_run",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column(
            "eigenvalues",
            postgresql.ARRAY(sa.REAL()),
            nullable=False,
            comment="smallest eigenvalues of the graph Laplacian, ascending",
        ),
        sa.Column("n_clusters", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="when the run was made",
        ),
        sa.CheckConstraint("n_clusters > 0", name=op.f("ck_cluster_run_n_clusters")),
        sa.ForeignKeyConstraint(
            ["model_id"], ["model.id"], name="fk_cluster_run_model_id_model", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cluster_run"),
        comment="clusterings of one model's vectors",
    )
    op.create_index("ix_cluster_run_model_id", "cluster_run", ["model_id"])
    op.create_table(
        "image",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column(
            "external_id", sa.Text(), nullable=False, comment="the name in its dataset: a file or a frame"
        ),
        sa.Column("ra_deg", sa.Double(), comment="right ascension, ICRS, degrees in [0, 360)"),
        sa.Column("dec_deg", sa.Double(), comment="declination, ICRS, degrees in [-90, 90]"),
        sa.Column("hpx29", sa.BigInteger(), comment="HEALPix pixel of the position, order 29, nested"),
        sa.Column("redshift", sa.REAL(), comment="redshift, as its source gave it"),
        sa.Column("pixel_scale_arcsec", sa.REAL(), comment="arcseconds per pixel of the stored picture"),
        sa.Column("sha256", sa.LargeBinary(), nullable=False, comment="SHA-256 of the pixels, 32 bytes"),
        sa.Column("file", sa.Text(), nullable=False, comment="HDF5 file holding the pixels, absolute path"),
        sa.Column("node", sa.Text(), nullable=False, comment="HDF5 dataset inside that file"),
        sa.Column("index", sa.Integer(), nullable=False, comment="row of that HDF5 dataset, from 0"),
        sa.Column("simulation", sa.Text(), comment="the frame's simulation; null in surveys"),
        sa.Column(
            "camera",
            sa.SmallInteger(),
            comment="camera, from 0: one of the viewing directions; null in surveys",
        ),
        sa.Column(
            "stage",
            sa.REAL(),
            comment="merger stage, 0 (furthest apart) to 70 (virialised); null in surveys",
        ),
        sa.Column(
            "time_myr", sa.REAL(), comment="physical time since first pericentre, Myr; null in surveys"
        ),
        sa.Column("mass_ratio", sa.REAL(), comment="second galaxy's mass over the first's; null in surveys"),
        sa.Column("size_ratio", sa.REAL(), comment="second galaxy's size over the first's; null in surveys"),
        sa.CheckConstraint(
            "pixel_scale_arcsec > 0 AND pixel_scale_arcsec < 'Infinity'",
            name=op.f("ck_image_pixel_scale_arcsec"),
        ),
        sa.CheckConstraint("redshift > -1 AND redshift < 'Infinity'", name=op.f("ck_image_redshift")),
        sa.CheckConstraint(
            "(ra_deg IS NULL) = (dec_deg IS NULL) AND (ra_deg IS NULL) = (hpx29 IS NULL)",
            name=op.f("ck_image_position"),
        ),
        sa.CheckConstraint("dec_deg BETWEEN -90 AND 90", name=op.f("ck_image_dec_deg")),
        sa.CheckConstraint("index >= 0", name=op.f("ck_image_index")),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_image_sha256")),
        sa.CheckConstraint("ra_deg >= 0 AND ra_deg < 360", name=op.f("ck_image_ra_deg")),
        sa.CheckConstraint("stage >= 0 AND stage < 71", name=op.f("ck_image_stage")),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name="fk_image_dataset_id_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_image"),
        sa.UniqueConstraint("dataset_id", "external_id", name="uq_image_dataset_id_external_id"),
        comment="galaxy pictures: position, where the pixels are, and for simulations the labels",
    )
    op.create_index("ix_image_hpx29", "image", ["hpx29"])
    op.create_index("ix_image_sha256", "image", ["sha256"])
    op.create_table(
        "rejected_input",
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as external_id in image"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="when it was last refused",
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name="fk_rejected_input_dataset_id_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dataset_id", "name", name="pk_rejected_input"),
        comment="files refused at the last ingest that saw them",
    )
    op.create_table(
        "cluster_member",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.BigInteger(), nullable=False),
        sa.Column("cluster", sa.Integer(), nullable=False, comment="cluster in this run, from 0"),
        sa.Column("coordinates", VECTOR(), nullable=False, comment="spectral embedding, dimensionless"),
        sa.ForeignKeyConstraint(
            ["image_id"], ["image.id"], name="fk_cluster_member_image_id_image", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["cluster_run.id"], name="fk_cluster_member_run_id_cluster_run", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "image_id", name="pk_cluster_member"),
        comment="cluster and spectral coordinates of each image in a run",
    )
    op.create_index("ix_cluster_member_image_id", "cluster_member", ["image_id"])
    op.create_table(
        "embedding",
        sa.Column("image_id", sa.BigInteger(), nullable=False),
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("z", VECTOR(), nullable=False, comment="VAE mean, latent_size numbers, dimensionless"),
        sa.ForeignKeyConstraint(
            ["image_id"], ["image.id"], name="fk_embedding_image_id_image", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("image_id", "model_id", name="pk_embedding"),
        comment="latent vectors, one partition per model",
        postgresql_partition_by="LIST (model_id)",
    )
    op.create_table(
        "prediction",
        sa.Column("image_id", sa.BigInteger(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.REAL(),
            nullable=False,
            comment="merger stage, 0 to 70: the median of its probabilities",
        ),
        sa.Column("time_myr", sa.REAL(), nullable=False, comment="time since first pericentre, Myr"),
        sa.Column(
            "time_lo68",
            sa.REAL(),
            nullable=False,
            comment="lower end of the 68 % interval of time_myr, Myr",
        ),
        sa.Column(
            "time_hi68",
            sa.REAL(),
            nullable=False,
            comment="upper end of the 68 % interval of time_myr, Myr",
        ),
        sa.Column(
            "time_lo90",
            sa.REAL(),
            nullable=False,
            comment="lower end of the 90 % interval of time_myr, Myr",
        ),
        sa.Column(
            "time_hi90",
            sa.REAL(),
            nullable=False,
            comment="upper end of the 90 % interval of time_myr, Myr",
        ),
        sa.Column("probabilities", VECTOR(71), nullable=False, comment="probability of each stage, 0 to 70"),
        sa.CheckConstraint("stage >= 0 AND stage < 71", name=op.f("ck_prediction_stage")),
        sa.CheckConstraint(
            "time_lo68 <= time_hi68 AND time_lo90 <= time_hi90", name=op.f("ck_prediction_intervals")
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["image.id"], name="fk_prediction_image_id_image", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["model.id"], name="fk_prediction_model_id_model", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("image_id", "model_id", name="pk_prediction"),
        comment="merger stage and time of each image, by each model",
    )


def downgrade() -> None:
    # The models' partitions go with embedding. The extension stays: others may use it.
    op.drop_table("prediction")
    op.drop_table("embedding")
    op.drop_table("cluster_member")
    op.drop_table("rejected_input")
    op.drop_table("image")
    op.drop_table("cluster_run")
    op.drop_table("model")
    op.drop_table("dataset")
