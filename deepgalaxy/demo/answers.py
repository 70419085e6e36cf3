"""Ask the catalogue about some of its real galaxies."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from deepgalaxy.catalog.pictures import read_images
from deepgalaxy.similarity.recommend import Recommendation, recommend
from deepgalaxy.similarity.search import Hit, Query, SimilarImages, look_up, one_a_camera, vectors_of

SIBLINGS = 71
"""Frames that one camera has of one merger."""


@dataclass(frozen=True)
class Answer:
    """What is this galaxy like, and at which stage?"""

    galaxy: Hit
    """Itself, as the catalogue knows it; its distance is 0."""
    frames: list[Hit]
    """The merger frames most like it, one of each camera: the next frame in time is a near-copy."""
    galaxies: list[Hit]
    """The real galaxies most like it."""
    recommended: list[Recommendation]
    """By spectral recommendation, among all."""


def ask(
    connection: Connection,
    model_id: int,
    image_id: int,
    count: int,
    *,
    frames_from: list[str],
    galaxies_from: list[str],
) -> Answer:
    """Answer for one image of the catalogue, with ``count`` of each kind.

    Parameters
    ----------
    connection : Connection
    model_id : int
    image_id : int
        Embedded by the model.
    count : int
    frames_from, galaxies_from : list of str
        Datasets of simulated and of real pictures.
    """
    query = Query(model_id, vectors_of(connection, model_id, [image_id])[0], image_id)

    def most_like(datasets: list[str], k: int) -> list[Hit]:
        return SimilarImages(query=query, k=k, datasets=datasets).run(connection)

    return Answer(
        galaxy=look_up(connection, model_id, [image_id])[0],
        frames=one_a_camera(most_like(frames_from, SIBLINGS * count))[:count],
        galaxies=most_like(galaxies_from, count),
        recommended=recommend(connection, query, count),
    )


def read_thumbnails(connection: Connection, image_ids: list[int]) -> dict[int, npt.NDArray[np.float32]]:
    """Pixels of images as (H, W) or (H, W, 3) in [0, 1], by id."""
    pictures = read_images(connection, image_ids)
    return {image_id: picture.transpose(1, 2, 0).squeeze() for image_id, picture in pictures.items()}
