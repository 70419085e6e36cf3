"""The answers of several models on one galaxy, side by side."""

from dataclasses import dataclass

from sqlalchemy import Connection

from deepgalaxy.catalog.model_registry import named_model
from deepgalaxy.similarity.model_answers import ModelAnswer, ModelAnswers
from deepgalaxy.similarity.search import Hit, Query, SimilarImages, vector_of


@dataclass(frozen=True)
class ComparedModel:
    """What one model says of a galaxy, and what is most like it by this model's vectors."""

    answer: ModelAnswer
    neighbours: list[Hit]
    """Nearest first, one frame of each merger; none where the model has no vector of the galaxy."""
    shared: int
    """How many of them are also among the neighbours by the first model."""


def compare_models(connection: Connection, image_id: int, count: int) -> list[ComparedModel]:
    """Return the answers of all models on an image, with its neighbours by each.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    image_id : int
        The image.
    count : int
        Neighbours by each model, at most.

    Returns
    -------
    list of ComparedModel
        The serving model's first.
    """
    compared: list[ComparedModel] = []
    for answer in ModelAnswers(image_id).run(connection):
        model_id = named_model(connection, answer.model)
        z = vector_of(connection, model_id, image_id)
        hits: list[Hit] = []
        if z is not None:
            query = Query(model_id, z, image_id)
            hits = SimilarImages(query=query, k=count, all_frames=False).run(connection)
        first = compared[0].neighbours if compared else hits
        shared = len({hit.id for hit in hits} & {hit.id for hit in first})
        compared.append(ComparedModel(answer, hits, shared))
    return compared
