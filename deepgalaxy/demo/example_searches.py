"""Ask the catalogue about some of its real galaxies."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from deepgalaxy.catalog.image_pixels import read_images
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.recommend import Recommendation, recommend
from deepgalaxy.similarity.search import Hit, Query, SimilarImages, look_up, vector_of


@dataclass(frozen=True)
class Answer:
    """What is this galaxy like, and at which stage?"""

    galaxy: Hit
    """Itself, as the catalogue knows it; its distance is 0."""
    frames: list[Hit]
    """The merger frames most like it, one of each merger: its others are near-copies."""
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
    z = vector_of(connection, model_id, image_id)
    if z is None:
        raise DeepGalaxyError(f"image {image_id} has no vector of this model yet: run `deepgalaxy embed`")
    query = Query(model_id, z, image_id)

    def most_like(datasets: list[str], *, all_frames: bool) -> list[Hit]:
        search = SimilarImages(query=query, k=count, datasets=datasets, all_frames=all_frames)
        return search.run(connection)

    return Answer(
        galaxy=look_up(connection, model_id, [image_id])[0],
        frames=most_like(frames_from, all_frames=False),
        galaxies=most_like(galaxies_from, all_frames=True),
        recommended=recommend(connection, query, count, all_frames=False),
    )


def read_thumbnails(connection: Connection, image_ids: list[int]) -> dict[int, npt.NDArray[np.float32]]:
    """Pixels of images as (H, W) or (H, W, 3) in [0, 1], by id."""
    pictures = read_images(connection, image_ids)
    return {image_id: picture.transpose(1, 2, 0).squeeze() for image_id, picture in pictures.items()}
