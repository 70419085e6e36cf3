"""Judgements: what people say of images, and what it teaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from deepgalaxy.catalog.model_registry import named_model
from deepgalaxy.core.errors import DeepGalaxyError

MOST_CHARACTERS = 100
"""Of a name or a tag."""


class ImageGone(DeepGalaxyError):  # noqa: N818 - reads well where it is raised
    """An image to judge that is not in the catalogue, or not any more."""


@dataclass(frozen=True)
class Judgement:
    """What one person said of one image at one time; null where they did not say."""

    id: int
    image_id: int
    judge: str
    """Who."""
    judged_at: datetime
    merger: bool | None
    """Whether the picture shows a merger."""
    stage_right: bool | None
    """Whether the model's stage and time are right."""
    tag: str | None
    model_stage: float | None
    """What the model said when it was judged."""
    model_time_myr: float | None
    """What the model said: time since first pericentre, Myr."""
    model: str | None
    """First 12 digits of the sha256 of the model that was judged."""


@dataclass(frozen=True)
class JudgedLabel:
    """What people together say of an image, as a row of a table of labels; null where they do not agree.

    `deepgalaxy train` learns from ``interacting``, which people said. Stage and time are a model's answers
    that people said are right: their columns are called so, and are taken where
    ``--columns stage=model_stage,time=model_time_myr`` asks for them.
    """

    file: str
    """The image's id: its picture is called after it."""
    name: str
    """``dataset/external id``."""
    interacting: int | None
    """1 where more people say merger, 0 where more say not."""
    model_stage: float | None
    """The model's own, where more people say that it is right than wrong."""
    model_time_myr: float | None
    """The model's own time since first pericentre, Myr, as the stage."""
    models: str
    """Whose they are: first 12 digits of the sha256 of each model."""
    redshift: float | None
    pixel_scale_arcsec: float | None
    judges: str
    """Who judged it."""
    tags: str


_COLUMNS = "id, image_id, judge, judged_at, merger, stage_right, tag, model_stage, model_time_myr, model"
_ADD = text(f"""
    INSERT INTO judgement (image_id, judge, merger, stage_right, tag, model_stage, model_time_myr, model)
    SELECT i.id, :judge, :merger, :stage_right, :tag, if_merger(p.p_interacting, p.stage),
        if_merger(p.p_interacting, p.time_myr), left(m.sha256, 12)
    FROM image i LEFT JOIN model m ON m.id = :model OR CAST(:model AS integer) IS NULL AND m.serving
    LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = m.id WHERE i.id = :id
    RETURNING {_COLUMNS}
""")  # noqa: S608 - no user input
_LABELS = text("""
    WITH of_person AS (
        SELECT image_id, judge,
            (array_agg(merger ORDER BY id DESC) FILTER (WHERE merger IS NOT NULL))[1] AS merger,
            (array_agg(stage_right ORDER BY id DESC) FILTER (WHERE stage_right IS NOT NULL))[1]
                AS stage_right,
            (array_agg(model_stage ORDER BY id DESC) FILTER (WHERE stage_right))[1] AS stage,
            (array_agg(model_time_myr ORDER BY id DESC) FILTER (WHERE stage_right))[1] AS time_myr,
            (array_agg(model ORDER BY id DESC) FILTER (WHERE stage_right))[1] AS model,
            string_agg(DISTINCT tag, '; ') AS tags
        FROM judgement GROUP BY image_id, judge
    ), of_image AS (
        SELECT image_id, 2 * avg(merger::int) - 1 AS mergers, 2 * avg(stage_right::int) - 1 AS stages,
            avg(stage) FILTER (WHERE stage_right) AS stage,
            avg(time_myr) FILTER (WHERE stage_right) AS time_myr,
            string_agg(DISTINCT model, '; ') FILTER (WHERE stage_right) AS models,
            string_agg(judge, '; ' ORDER BY judge) AS judges, coalesce(string_agg(tags, '; '), '') AS tags
        FROM of_person GROUP BY image_id
    )
    SELECT i.id::text AS file, d.name || '/' || i.external_id AS name,
        CASE sign(mergers) WHEN 1 THEN 1 WHEN -1 THEN 0 END AS interacting,
        CASE WHEN dated THEN o.stage::real END AS model_stage,
        CASE WHEN dated THEN o.time_myr::real END AS model_time_myr,
        CASE WHEN dated THEN models ELSE '' END AS models, i.redshift, i.pixel_scale_arcsec, judges, tags
    FROM (SELECT *, stages > 0 AND coalesce(mergers, 1) > 0 AS dated FROM of_image) AS o
    JOIN image i ON i.id = o.image_id JOIN dataset d ON d.id = i.dataset_id ORDER BY i.id
""")


def add_judgement(
    connection: Connection,
    image_id: int,
    judge: str,
    *,
    merger: bool | None = None,
    stage_right: bool | None = None,
    tag: str | None = None,
    model: str | None = None,
) -> Judgement:
    """Write down what somebody says of an image, with the model's answer that they saw.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    image_id : int
        The image.
    judge : str
        Who judges.
    merger : bool, optional
        Whether the picture shows a merger.
    stage_right : bool, optional
        Whether the model's stage and time are right.
    tag : str, optional
        A free word or two.
    model : str, optional
        First digits of the sha256 of the model whose answer they saw; by default the one that serves.

    Returns
    -------
    Judgement
        As it was written.

    Raises
    ------
    ImageGone
        If the image is not in the catalogue.
    DeepGalaxyError
        If nobody judges, nothing is said, there is no such model, or it gives no stage to judge.
    """
    judge, tag = judge.strip(), (tag or "").strip() or None
    if not judge:
        raise DeepGalaxyError("who judges? give a name")
    if max(len(judge), len(tag or "")) > MOST_CHARACTERS:
        raise DeepGalaxyError(f"a name or a tag has at most {MOST_CHARACTERS} characters")
    if "\0" in judge + (tag or ""):
        raise DeepGalaxyError("a name or a tag contains a NUL character")
    if merger is None and stage_right is None and tag is None:
        raise DeepGalaxyError("this judgement says nothing: give merger, stage_right or a tag")
    seen = None if model is None else named_model(connection, model)
    given = {
        "id": image_id,
        "judge": judge,
        "merger": merger,
        "stage_right": stage_right,
        "tag": tag,
        "model": seen,
    }
    try:
        row = connection.execute(_ADD, given).mappings().first()
    except IntegrityError as error:
        if "stage_to_judge" in str(error):
            raise DeepGalaxyError(
                f"image {image_id}: the model gives no stage or time that could be right"
            ) from error
        if "fk_judgement" in str(error):  # removed at this moment
            raise _gone(image_id) from error
        raise
    if row is None:
        raise _gone(image_id)
    return Judgement(**row)


def _gone(image_id: int) -> ImageGone:
    return ImageGone(
        f"image {image_id} is not in the catalogue, or was removed: the judgement is not kept; take the next"
    )


def list_judgements(connection: Connection, image_id: int) -> list[Judgement]:
    """List what was said of an image.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    image_id : int
        The image.

    Returns
    -------
    list of Judgement
        Newest first.
    """
    query = text(f"SELECT {_COLUMNS} FROM judgement WHERE image_id = :id ORDER BY id DESC")  # noqa: S608
    return [Judgement(**row) for row in connection.execute(query, {"id": image_id}).mappings()]


def judged_labels(connection: Connection) -> Sequence[JudgedLabel]:
    """Return what people together say of each image that was judged.

    Of what one person said twice the newest counts; of several people the majority.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.

    Returns
    -------
    sequence of JudgedLabel
        In order of the images' ids.
    """
    return [JudgedLabel(**row) for row in connection.execute(_LABELS).mappings()]


def count_judged(connection: Connection, judge: str) -> int:
    """Count the images that somebody judged.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    judge : str
        Who.

    Returns
    -------
    int
        Number of images.
    """
    query = text("SELECT count(DISTINCT image_id) FROM judgement WHERE judge = :judge")
    return int(connection.execute(query, {"judge": judge}).scalar_one())
