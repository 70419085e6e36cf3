"""The catalogue's images, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.range import Range
from sqlalchemy import Connection, text

from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.catalog.sql_functions import ask
from deepgalaxy.core.prediction import PREDICTION, Predicted
from deepgalaxy.similarity.chosen_images import PlacedImage
from deepgalaxy.similarity.search_filters import Cone, Stages


@dataclass(frozen=True, kw_only=True)
class ImageSummary(Predicted[float | None], PlacedImage):
    """One image of the catalogue, with its labels from a simulation, or else what the serving model says."""

    labelled: bool
    """Whether stage and time are known from a simulation, not estimated by the model."""
    separation_deg: float | None
    """Angular distance from the centre of the cone, degrees; null without a cone."""


@dataclass(frozen=True)
class DatasetSummary:
    """One dataset of the catalogue."""

    name: str
    kind: str
    """``simulation`` or ``survey``."""
    images: int
    """Number of images."""


_COLUMNS = ", ".join(
    f"t.{name}" for name in ("name", "ra_deg", "dec_deg", "redshift", *PREDICTION, "labelled")
)


def list_images(
    connection: Connection,
    *,
    count: int,
    skip: int = 0,
    datasets: Sequence[str] = (),
    stages: Stages | None = None,
    cone: Cone | None = None,
    region: SkyRegion | None = None,
) -> tuple[list[ImageSummary], int]:
    """Return a page of the images that pass the filters, and the number of all that do.

    With a cone, images nearest to its centre come first; otherwise real galaxies, then simulated ones.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    count : int
        Images per page.
    skip : int
        Images before this page.
    datasets : sequence of str
        Names; by default all.
    stages : Stages, optional
        Range of stages.
    cone : Cone, optional
        Around a place on the sky.
    region : SkyRegion, optional
        Part of the sky of any shape.

    Returns
    -------
    images : list of ImageSummary
        This page.
    total : int
        Number on all pages.

    Raises
    ------
    DeepGalaxyError
        If the cone's centre or radius is impossible.
    """
    given: dict[str, Any] = {"count": count, "skip": skip, "datasets": list(datasets)}
    source, separation, passed = "image i", "NULL::float8", ["true"]
    if cone:
        source += " JOIN images_in_cone(:ra_deg, :dec_deg, :radius_deg) c ON c.image_id = i.id"
        separation = "c.separation_deg"
        given |= vars(cone)
    if region:
        source += " JOIN images_in_region(:region) r ON r.image_id = i.id"
        given["region"] = region.multirange
    if datasets:
        passed.append("i.dataset_id IN (SELECT d.id FROM dataset d WHERE d.name = ANY(:datasets))")
    if stages:
        source += (
            " LEFT JOIN prediction p ON p.image_id = i.id"
            " AND p.model_id = (SELECT m.id FROM model m WHERE m.serving)"
        )
        passed.append(
            "coalesce(i.stage, if_merger(p.p_interacting, p.stage))::numeric <@ CAST(:stages AS numrange)"
        )
        given["stages"] = Range(stages.low, stages.high, "[]")
    where = f"{source} WHERE {' AND '.join(passed)}"
    # First choose the images, then join their data: joining all images first took ten times as long.
    page = text(f"""
        WITH page AS MATERIALIZED (
            SELECT i.id, {separation} AS separation_deg FROM {where}
            ORDER BY separation_deg, i.stage IS NOT NULL, i.id LIMIT :count OFFSET :skip
        )
        SELECT t.image_id AS id, {_COLUMNS}, page.separation_deg
        FROM page JOIN merger_timeline t ON t.image_id = page.id
        ORDER BY page.separation_deg, t.labelled, t.image_id
    """)  # noqa: S608 - no user input
    total = ask(connection, text(f"SELECT count(*) FROM {where}"), given).scalar_one()  # noqa: S608
    return [ImageSummary(**row) for row in ask(connection, page, given).mappings()], total


def has_vectors(connection: Connection) -> bool:
    """Tell whether any image has a vector of a model.

    Parameters
    ----------
    connection : Connection
        To the catalogue.

    Returns
    -------
    bool
        False before the first ``deepgalaxy embed``.
    """
    return bool(connection.execute(text("SELECT EXISTS (SELECT FROM embedding)")).scalar_one())


def list_metrics(connection: Connection) -> dict[str, dict[str, float]]:
    """Return the validation metrics of each model's best epoch.

    Parameters
    ----------
    connection : Connection
        To the catalogue.

    Returns
    -------
    dict
        Values by metric, by the first 12 digits of the model's SHA-256.
    """
    query = text("SELECT left(sha256, 12), metrics -> 'kept' FROM model WHERE metrics ? 'kept'")
    return {model: kept for model, kept in connection.execute(query)}  # noqa: C416 - mypy does not take rows for pairs


def list_datasets(connection: Connection) -> list[DatasetSummary]:
    """Return all datasets, real galaxies first.

    Parameters
    ----------
    connection : Connection
        To the catalogue.

    Returns
    -------
    list of DatasetSummary
        In order of kind, then name.
    """
    query = text("""
        SELECT d.name, d.kind, (SELECT count(*) FROM image i WHERE i.dataset_id = d.id) AS images
        FROM dataset d ORDER BY d.kind DESC, d.name
    """)
    return [DatasetSummary(**row) for row in connection.execute(query).mappings()]
