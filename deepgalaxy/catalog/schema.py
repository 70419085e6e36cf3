r"""The tables of the catalogue: datasets, images, models, vectors, predictions, and more.

Every table and column has a PostgreSQL comment with its meaning and unit: ``\d+ image`` shows them.
The tables are made by ``migrations/``; a test checks that both are the same.
"""

from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.core.prediction import LEVELS, MERGER_PROPERTIES, PREDICTION, interval_ends
from deepgalaxy.core.ranges import DECLINATION_DEG, RIGHT_ASCENSION_DEG, STAGE


class Base(DeclarativeBase):
    """The catalogue's tables."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        }
    )


def _now(comment: str) -> Mapped[datetime]:
    return mapped_column(DateTime(timezone=True), server_default=func.now(), comment=comment)


def _real(comment: str) -> Mapped[float]:
    return mapped_column(REAL, comment=comment)


def _real_or_null(comment: str) -> Mapped[float | None]:
    return mapped_column(REAL, comment=comment)


class Dataset(Base):
    """A set of images of one origin: a simulation file or a survey."""

    __tablename__ = "dataset"
    __table_args__ = (
        CheckConstraint("kind IN ('simulation', 'survey')", name="kind"),
        {"comment": "sets of images that came together: a simulation file or a survey"},
    )

    id: Mapped[int] = mapped_column(
        Integer, Identity(always=True), primary_key=True, comment="number of the dataset"
    )
    name: Mapped[str] = mapped_column(
        Text, unique=True, comment="name, as searches and the command line take it"
    )
    kind: Mapped[str] = mapped_column(Text, comment="simulation or survey")
    created_at: Mapped[datetime] = _now("when the dataset was first named")


class Image(Base):
    """One galaxy picture: where it is on the sky, where its pixels are, what is known of it."""

    __tablename__ = "image"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        # A cone search reads the index alone.
        Index("ix_image_hpx29", "hpx29", postgresql_include=["id", "ra_deg", "dec_deg"]),
        CheckConstraint(RIGHT_ASCENSION_DEG.sql("ra_deg"), name="ra_deg"),
        CheckConstraint(DECLINATION_DEG.sql("dec_deg"), name="dec_deg"),
        CheckConstraint(
            "(ra_deg IS NULL) = (dec_deg IS NULL) AND (ra_deg IS NULL) = (hpx29 IS NULL)", name="position"
        ),
        CheckConstraint("redshift > -1 AND redshift < 'Infinity'", name="redshift"),
        CheckConstraint(
            "pixel_scale_arcsec > 0 AND pixel_scale_arcsec < 'Infinity'", name="pixel_scale_arcsec"
        ),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        CheckConstraint("index >= 0", name="index"),
        CheckConstraint(STAGE.sql("stage"), name="stage"),
        {"comment": "galaxy pictures: position, where the pixels are, and for simulations the labels"},
    )

    id: Mapped[int] = mapped_column(
        BigInteger,
        Identity(always=True),
        primary_key=True,
        comment="number of the image, by which searches know it",
    )
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), comment="the dataset that it came with"
    )
    external_id: Mapped[str] = mapped_column(Text, comment="the name in its dataset: a file or a frame")
    ra_deg: Mapped[float | None] = mapped_column(Double, comment="right ascension, ICRS, degrees in [0, 360)")
    dec_deg: Mapped[float | None] = mapped_column(Double, comment="declination, ICRS, degrees in [-90, 90]")
    hpx29: Mapped[int | None] = mapped_column(
        BigInteger, comment="HEALPix pixel of the position, order 29, nested"
    )
    redshift: Mapped[float | None] = _real_or_null("redshift, as its source gave it")
    pixel_scale_arcsec: Mapped[float | None] = _real_or_null("arcseconds per pixel of the stored picture")
    sha256: Mapped[bytes] = mapped_column(LargeBinary, index=True, comment="SHA-256 of the pixels, 32 bytes")
    file: Mapped[str] = mapped_column(
        Text,
        comment="HDF5 file holding the pixels: relative to the data folder, absolute where it lies elsewhere",
    )
    node: Mapped[str] = mapped_column(Text, comment="HDF5 dataset inside that file")
    index: Mapped[int] = mapped_column(Integer, comment="row of that HDF5 dataset, from 0")
    simulation: Mapped[str | None] = mapped_column(Text, comment="the frame's simulation; null in surveys")
    camera: Mapped[int | None] = mapped_column(
        SmallInteger, comment="camera, from 0: one of the viewing directions; null in surveys"
    )
    stage: Mapped[float | None] = _real_or_null(
        "merger stage, 0 (furthest apart) to 70 (virialised); null in surveys"
    )
    time_myr: Mapped[float | None] = _real_or_null(
        "physical time since first pericentre, Myr; null in surveys"
    )
    mass_ratio: Mapped[float | None] = _real_or_null("second galaxy's mass over the first's; null in surveys")
    size_ratio: Mapped[float | None] = _real_or_null("second galaxy's size over the first's; null in surveys")


class RegisteredModel(Base):
    """A trained model; its id stands beside each vector and each prediction it made."""

    __tablename__ = "model"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        CheckConstraint("latent_size > 0", name="latent_size"),
        Index("uq_model_serving", "serving", unique=True, postgresql_where="serving"),
        {"comment": "trained models; vectors of two models are never compared"},
    )

    id: Mapped[int] = mapped_column(
        Integer, Identity(always=True), primary_key=True, comment="number of the model"
    )
    sha256: Mapped[str] = mapped_column(Text, unique=True, comment="SHA-256 of weights and preprocessing")
    name: Mapped[str] = mapped_column(Text, comment="name, as searches and the command line take it")
    latent_size: Mapped[int] = mapped_column(SmallInteger, comment="numbers in an embedding vector")
    architecture: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="backbone, side of the network's picture, numbers in z, parts"
    )
    preprocessing: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="what is done to a picture before the network sees it"
    )
    metrics: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="figures measured on the test simulations")
    path: Mapped[str] = mapped_column(
        Text,
        comment="folder with weights.safetensors and model.json: relative to the data folder, after package: "
        "to deepgalaxy itself, absolute where it lies elsewhere",
    )
    created_at: Mapped[datetime] = _now("when the model was first registered")
    serving: Mapped[bool] = mapped_column(
        Boolean,
        server_default=false(),
        comment="whether it answers where no model is named; true for one at most",
    )


class Embedding(Base):
    """One model's vector of one image, in that model's partition (see `model_registry.register_model`).

    The partition stands in for a foreign key to ``model``: without one no vector can be written.
    The key starts with the image, so that deleting an image finds its vectors.
    """

    __tablename__ = "embedding"
    __table_args__ = (
        {
            "comment": "latent vectors, one partition per model",
            "postgresql_partition_by": "LIST (model_id)",
        },
    )

    image_id: Mapped[int] = mapped_column(
        ForeignKey("image.id", ondelete="CASCADE"), primary_key=True, comment="the image"
    )
    model_id: Mapped[int] = mapped_column(
        Integer, primary_key=True, autoincrement=False, comment="the model whose vector this is"
    )
    z: Mapped[list[float]] = mapped_column(
        VECTOR(), nullable=False, comment="VAE mean, latent_size numbers, dimensionless"
    )


class _PredictionFields:
    """A column for each of `deepgalaxy.core.prediction.PREDICTION`."""


for _name, _meaning in PREDICTION.items():
    _words = ", ".join(filter(None, (_meaning.description, _meaning.unit)))
    _words += "; null where the model does not say"
    setattr(_PredictionFields, _name, mapped_column(REAL, nullable=True, comment=_words))
_INTERVALS = " AND ".join(
    "{} <= {}".format(*interval_ends(name, level)) for name in MERGER_PROPERTIES for level in LEVELS
)


class Prediction(_PredictionFields, Base):
    """What one model says of one image; the table keeps it all, whether it is a merger or not."""

    __tablename__ = "prediction"
    __table_args__ = (
        CheckConstraint(STAGE.sql("stage"), name="stage"),
        CheckConstraint("p_interacting >= 0 AND p_interacting <= 1", name="p_interacting"),
        CheckConstraint("mass_ratio >= 0 AND mass_ratio <= 1", name="mass_ratio"),
        CheckConstraint(_INTERVALS, name="intervals"),
        {"comment": "what each model says of each image, as if it were a merger whether it is one or not"},
    )

    image_id: Mapped[int] = mapped_column(
        ForeignKey("image.id", ondelete="CASCADE"), primary_key=True, comment="the image"
    )
    model_id: Mapped[int] = mapped_column(
        ForeignKey("model.id", ondelete="CASCADE"), primary_key=True, comment="the model that predicts"
    )
    probabilities: Mapped[list[float]] = mapped_column(
        VECTOR(N_STAGES),
        nullable=False,
        comment="probability of each stage, 0 to 70; 0 for all where the model tells no stage",
    )


class VectorIndex(Base):
    """The index of one model's partition under one metric: searches use it while it serves."""

    __tablename__ = "vector_index"
    __table_args__ = (
        CheckConstraint("metric IN ('l2', 'cosine')", name="metric"),
        CheckConstraint("method IN ('hnsw', 'ivfflat')", name="method"),
        CheckConstraint("effort > 0", name="effort"),
        {"comment": "indexes of the models' partitions, and how well they were found to answer"},
    )

    model_id: Mapped[int] = mapped_column(
        ForeignKey("model.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the model whose partition is indexed",
    )
    metric: Mapped[str] = mapped_column(Text, primary_key=True, comment="l2 or cosine")
    method: Mapped[str] = mapped_column(Text, comment="hnsw or ivfflat")
    effort: Mapped[int] = mapped_column(
        Integer, comment="hnsw.ef_search or ivfflat.probes in a search for ten"
    )
    most: Mapped[int] = mapped_column(Integer, comment="effort above which a search scans everything instead")
    recall: Mapped[float] = _real("recall@10 against exact scans: mean less two standard errors")
    sampled: Mapped[int] = mapped_column(Integer, comment="searches that recall was measured by")
    serves: Mapped[bool] = mapped_column(
        Boolean,
        Computed("recall >= 0.99::real", persisted=True),
        nullable=False,
        comment="whether searches use the index; they are exact otherwise",
    )
    checked_at: Mapped[datetime] = _now("when recall was measured")


class RejectedInput(Base):
    """A file that was refused, and why; removed once it is accepted."""

    __tablename__ = "rejected_input"
    __table_args__ = ({"comment": "files refused at the last ingest that saw them"},)

    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the dataset that it was to come into",
    )
    name: Mapped[str] = mapped_column(Text, primary_key=True, comment="as external_id in image")
    reason: Mapped[str] = mapped_column(Text, comment="what was wrong with it")
    seen_at: Mapped[datetime] = _now("when it was last refused")


class ClusterRun(Base):
    """One spectral clustering of one model's vectors."""

    __tablename__ = "cluster_run"
    __table_args__ = (
        CheckConstraint("n_clusters > 0", name="n_clusters"),
        {"comment": "clusterings of one model's vectors"},
    )

    id: Mapped[int] = mapped_column(
        Integer,
        Identity(always=True),
        primary_key=True,
        comment="number of the run: cluster_of answers from the newest",
    )
    model_id: Mapped[int] = mapped_column(
        ForeignKey("model.id", ondelete="CASCADE"),
        index=True,
        comment="the model whose vectors were clustered",
    )
    method: Mapped[str] = mapped_column(Text, comment="how clusters were found")
    parameters: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="neighbours (k), seed, regularisation, pieces of the graph"
    )
    eigenvalues: Mapped[list[float]] = mapped_column(
        ARRAY(REAL), comment="smallest eigenvalues of the graph Laplacian, ascending"
    )
    n_clusters: Mapped[int] = mapped_column(Integer, comment="clusters found")
    stability: Mapped[float] = _real(
        "adjusted Rand index with a run of another k and seed, 1 where they agree"
    )
    created_at: Mapped[datetime] = _now("when the run was made")


class ClusterMember(Base):
    """Cluster and spectral coordinates of one image in one run."""

    __tablename__ = "cluster_member"
    __table_args__ = ({"comment": "cluster and spectral coordinates of each image in a run"},)

    run_id: Mapped[int] = mapped_column(
        ForeignKey("cluster_run.id", ondelete="CASCADE"), primary_key=True, comment="the run"
    )
    image_id: Mapped[int] = mapped_column(
        ForeignKey("image.id", ondelete="CASCADE"), primary_key=True, index=True, comment="the image"
    )
    cluster: Mapped[int] = mapped_column(Integer, comment="cluster in this run, from 0")
    coordinates: Mapped[list[float]] = mapped_column(
        VECTOR(), nullable=False, comment="spectral embedding, dimensionless"
    )


class JudgementRow(Base):
    """What one person said of one image at one time."""

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint(r"judge ~ '\S' AND char_length(judge) <= 100", name="judge"),
        CheckConstraint(r"tag ~ '\S' AND char_length(tag) <= 100", name="tag"),
        CheckConstraint("num_nonnulls(merger, stage_right, tag) > 0", name="says_something"),
        CheckConstraint(
            "stage_right IS NULL OR num_nonnulls(model_stage, model_time_myr) > 0", name="stage_to_judge"
        ),
        {"comment": "what people say of images, one row each time; a person's newest counts"},
    )

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, comment="number of the judgement"
    )
    image_id: Mapped[int] = mapped_column(
        ForeignKey("image.id", ondelete="CASCADE"),
        index=True,
        comment="the image; its judgements are removed with it",
    )
    judge: Mapped[str] = mapped_column(Text, comment="who judged, by the name that they gave")
    judged_at: Mapped[datetime] = _now("when")
    merger: Mapped[bool | None] = mapped_column(
        Boolean, comment="whether the picture shows a merger; null where not said"
    )
    stage_right: Mapped[bool | None] = mapped_column(
        Boolean, comment="whether the model's stage and time are right; null where not said"
    )
    tag: Mapped[str | None] = mapped_column(Text, comment="a free word or two; null where none was given")
    model_stage: Mapped[float | None] = _real_or_null(
        "the model's stage that was judged; null where it gave none"
    )
    model_time_myr: Mapped[float | None] = _real_or_null(
        "the model's time since first pericentre that was judged, Myr; null where it gave none"
    )
    model: Mapped[str | None] = mapped_column(
        Text, comment="first 12 digits of the sha256 of the model that was judged; null where there was none"
    )


class JobRun(Base):
    """One run of a scheduled job: when, and with what outcome."""

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("outcome IN ('done', 'failed', 'stopped', 'killed')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="end"),
        Index("ix_job_run_job_id", "job", "id"),
        {"comment": "runs of jobs that come back by themselves, such as the nightly one"},
    )

    id: Mapped[int] = mapped_column(
        Integer, Identity(always=True), primary_key=True, comment="number of the run"
    )
    job: Mapped[str] = mapped_column(Text, comment="which job: nightly")
    host: Mapped[str] = mapped_column(Text, comment="the machine it ran on")
    started_at: Mapped[datetime] = _now("when it started")
    ended_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="when it ended, or was found to have been killed; null while it runs"
    )
    outcome: Mapped[str | None] = mapped_column(
        Text, comment="done, failed, stopped (it goes on next time) or killed; null while it runs"
    )
    details: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb"), comment="what it did"
    )


class WantedCutout(Base):
    """A cutout to fetch from a survey: done once ``image`` or ``rejected_input`` has its name."""

    __tablename__ = "cutout"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        Index("ix_cutout_dataset_id_hpx16", "dataset_id", "hpx16"),
        {
            "comment": "cutouts wanted of a survey, one a galaxy;"
            " fetched ones are in image, refused in rejected_input"
        },
    )

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, comment="number of the cutout"
    )
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), comment="the dataset that it is wanted for"
    )
    external_id: Mapped[str] = mapped_column(Text, comment="as in image, once it is there")
    ra_deg: Mapped[float | None] = mapped_column(Double, comment="right ascension, ICRS, degrees in [0, 360)")
    dec_deg: Mapped[float | None] = mapped_column(Double, comment="declination, ICRS, degrees in [-90, 90]")
    hpx16: Mapped[int | None] = mapped_column(
        BigInteger, comment="HEALPix pixel of the position, order 16, nested"
    )
    pixel_scale_arcsec: Mapped[float | None] = _real_or_null(
        "arcseconds per pixel to ask for; null: the service's own"
    )
    redshift: Mapped[float | None] = _real_or_null("redshift, as the first table gave it")


class Membership(Base):
    """One table's entry of one galaxy."""

    __tablename__ = "membership"
    __table_args__ = ({"comment": "which tables speak of a galaxy, and what they say"},)

    cutout_id: Mapped[int] = mapped_column(
        ForeignKey("cutout.id", ondelete="CASCADE"), primary_key=True, comment="the galaxy's cutout"
    )
    source: Mapped[str] = mapped_column(Text, primary_key=True, comment="the table's file name")
    name: Mapped[str] = mapped_column(Text, primary_key=True, comment="what the table calls the galaxy")
    objid: Mapped[int | None] = mapped_column(BigInteger, comment="SDSS object number")
    attributes: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="the row's other columns, vote fractions and all; never labels"
    )


class SourceTable(Base):
    """A table of galaxies that was read to its end for a survey."""

    __tablename__ = "source_table"
    __table_args__ = ({"comment": "tables that were read for a survey"},)

    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the dataset that it was read for",
    )
    source: Mapped[str] = mapped_column(
        Text, primary_key=True, comment="the table's file name, as in membership"
    )
    rows: Mapped[int] = mapped_column(BigInteger, comment="all that it has")
    chosen: Mapped[int] = mapped_column(BigInteger, comment="rows that fulfil the condition")
    refused: Mapped[int] = mapped_column(BigInteger, comment="rows that name no galaxy")
    named: Mapped[int] = mapped_column(
        BigInteger, comment="galaxies that the rows name: two of a pair, and one may be named twice"
    )
    read_at: Mapped[datetime] = _now("when it was last read to its end")
    fingerprint: Mapped[str | None] = mapped_column(
        Text,
        comment="of a partition of a table: SHA-256 of its size, time, condition and columns, by which it is"
        " not read again; null of a table in one file",
    )
