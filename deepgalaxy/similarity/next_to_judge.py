"""Which images an expert should judge next: those that teach a model most."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, text

from deepgalaxy.catalog.model_registry import serving_model


class JudgeBy(StrEnum):
    """Order of the images to judge."""

    UNCERTAINTY = "uncertainty"
    """The model cannot decide: ``p_interacting`` near 0.5, the widest intervals."""
    NOVELTY = "novelty"
    """Unlike what the model learnt from, and unlike what was judged."""


@dataclass(frozen=True)
class ToJudge:
    """An image to judge."""

    id: int
    name: str
    """``dataset/external id``."""
    score: float | None
    """By which they are ordered, highest first. Uncertainty: 0 to about 2. Novelty: distance of the vector to
    that of the nearest judged image; before any judgement, the out-of-domain score. Null where unknown."""


_UNJUDGED = """
    FROM prediction p JOIN image i ON i.id = p.image_id JOIN dataset d ON d.id = i.dataset_id
    WHERE p.model_id = :model AND d.kind = 'survey' AND i.id <> ALL (:skip)
        AND NOT EXISTS (SELECT FROM judgement j WHERE j.image_id = i.id)
"""
# How near 0.5 the probability of a merger is; and of what may be one, how wide the 90 % interval of its
# stage is, as a part of all 70; or where the model gives no stage that of its time, of the 2.5 Gyr in which
# pairs return.
_UNCERTAIN = f"""
    SELECT i.id, d.name || '/' || i.external_id AS name,
        coalesce(1 - abs(2 * p.p_interacting - 1), 0) + coalesce(if_merger(p.p_interacting, coalesce(
            (p.stage_hi90 - p.stage_lo90) / 70::real, (p.time_hi90 - p.time_lo90) / 2500::real)), 0) AS score
    {_UNJUDGED} ORDER BY score DESC, i.id LIMIT :count
"""
# Of the thousand most unlike the training pictures, the one furthest from what was judged comes first.
_NOVEL = f"""
    WITH far AS (
        SELECT i.id, d.name || '/' || i.external_id AS name, p.out_of_domain
        {_UNJUDGED} ORDER BY p.out_of_domain DESC NULLS LAST, i.id LIMIT 1000
    ), judged AS (
        SELECT e.z FROM (SELECT max(id) AS id, image_id FROM judgement GROUP BY image_id
            ORDER BY 1 DESC LIMIT 1000) AS j
        JOIN embedding e ON e.image_id = j.image_id AND e.model_id = :model
    )
    SELECT far.id, far.name, coalesce(min(e.z <-> judged.z), max(far.out_of_domain)) AS score
    FROM far LEFT JOIN embedding e ON e.image_id = far.id AND e.model_id = :model
    LEFT JOIN judged ON true GROUP BY far.id, far.name ORDER BY score DESC NULLS LAST, far.id LIMIT :count
"""  # noqa: S608 - no user input
_QUERIES = {JudgeBy.UNCERTAINTY: text(_UNCERTAIN), JudgeBy.NOVELTY: text(_NOVEL)}


def next_to_judge(
    connection: Connection, by: JudgeBy = JudgeBy.UNCERTAINTY, count: int = 10, skip: Sequence[int] = ()
) -> list[ToJudge]:
    """Return the images of surveys that nobody has judged, the most instructive first.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    by : JudgeBy
        What makes an image instructive, to the serving model.
    count : int
        Number of images, at most.
    skip : sequence of int
        Ids of images that are left out.

    Returns
    -------
    list of ToJudge
        Highest score first.

    Raises
    ------
    DeepGalaxyError
        If the catalogue has no model yet.
    """
    given = {"model": serving_model(connection).id, "count": count, "skip": list(skip)}
    return [ToJudge(**row) for row in connection.execute(_QUERIES[by], given).mappings()]
