"""The catalogue's images, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.range import Range
from sqlalchemy import Connection, text

from deepgalaxy.catalog.sql_functions import ask
from deepgalaxy.similarity.search_filters import Cone, Stages


@dataclass(frozen=True)
class ImageSummary:
    """One image of the catalogue."""

    id: int
    name: str
    """``dataset/external id``."""
    ra_deg: float | None
    """ICRS."""
    dec_deg: float | None
    redshift: float | None
    stage: float | None
    """The label of a simulated image, else what the serving model says."""
    time_myr: float | None
    """Since first pericentre; label or estimate as the stage."""
    time_lo68: float | None
    """Of the model's interval; null for a simulated image, whose time is known."""
    time_hi68: float | None
    time_lo90: float | None
    time_hi90: float | None
    labelled: bool
    """Whether stage and time are a simulation's labels rather than the model's estimate."""
    out_of_domain: float | None
    """Above 1 the picture is unlike those the model learnt to date."""
    separation_deg: float | None
    """From the centre of the cone; null where there is none."""


@dataclass(frozen=True)
class DatasetSummary:
    """A set of images that came together."""

    name: str
    kind: str
    """``simulation`` or ``survey``."""
    images: int


_COLUMNS = (
    "t.image_id AS id, t.name, t.ra_deg, t.dec_deg, t.redshift, t.stage, t.time_myr, t.time_lo68,"
    " t.time_hi68, t.time_lo90, t.time_hi90, t.labelled, t.out_of_domain"
)


def list_images(
    connection: Connection,
    *,
    count: int,
    skip: int = 0,
    datasets: Sequence[str] = (),
    stages: Stages | None = None,
    cone: Cone | None = None,
) -> tuple[list[ImageSummary], int]:
    """Return a page of images and how many there are in all.

    In a cone those nearest to its centre come first; else real galaxies do, and then simulated ones.
    The filters are those of the searches.

    Raises
    ------
    DeepGalaxyError
        If the cone is not on the sky.
    """
    given: dict[str, Any] = {"count": count, "skip": skip, "datasets": list(datasets)}
    source, separation, passed = "image i", "NULL::float8", ["true"]
    if cone:
        source += " JOIN images_in_cone(:ra_deg, :dec_deg, :radius_deg) c ON c.image_id = i.id"
        separation = "c.separation_deg"
        given |= vars(cone)
    if datasets:
        passed.append("i.dataset_id IN (SELECT d.id FROM dataset d WHERE d.name = ANY(:datasets))")
    if stages:
        source += (
            " LEFT JOIN prediction p ON p.image_id = i.id"
            " AND p.model_id = (SELECT m.id FROM model m WHERE m.serving)"
        )
        passed.append("coalesce(i.stage, p.stage)::numeric <@ CAST(:stages AS numrange)")
        given["stages"] = Range(stages.low, stages.high, "[]")
    where = f"{source} WHERE {' AND '.join(passed)}"
    # Which images, and only then what is known of them: of all, that took ten times as long.
    page = text(f"""
        WITH page AS MATERIALIZED (
            SELECT i.id, {separation} AS separation_deg FROM {where}
            ORDER BY separation_deg, i.stage IS NOT NULL, i.id LIMIT :count OFFSET :skip
        )
        SELECT {_COLUMNS}, page.separation_deg FROM page JOIN merger_timeline t ON t.image_id = page.id
        ORDER BY page.separation_deg, t.labelled, t.image_id
    """)  # noqa: S608 - our own words
    total = ask(connection, text(f"SELECT count(*) FROM {where}"), given).scalar_one()  # noqa: S608
    return [ImageSummary(**row) for row in ask(connection, page, given).mappings()], total


def has_vectors(connection: Connection) -> bool:
    """Whether a model has seen any image."""
    return bool(connection.execute(text("SELECT EXISTS (SELECT FROM embedding)")).scalar_one())


def list_metrics(connection: Connection) -> dict[str, dict[str, float]]:
    """Return what each model's kept epoch was measured at, by the first 12 digits of its sha256."""
    query = text("SELECT left(sha256, 12), metrics -> 'kept' FROM model WHERE metrics ? 'kept'")
    return {model: kept for model, kept in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def list_datasets(connection: Connection) -> list[DatasetSummary]:
    """Return every dataset, real galaxies first."""
    query = text("""
        SELECT d.name, d.kind, (SELECT count(*) FROM image i WHERE i.dataset_id = d.id) AS images
        FROM dataset d ORDER BY d.kind DESC, d.name
    """)
    return [DatasetSummary(**row) for row in connection.execute(query).mappings()]
