"""Example searches: images similar to real galaxies of the catalogue."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from deepgalaxy.catalog.image_pixels import read_images
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.recommend import Recommendation, RecommendedImages
from deepgalaxy.similarity.search import Hit, Query, SimilarImages, look_up, vector_of


@dataclass(frozen=True)
class Answer:
    """One galaxy and the images similar to it."""

    galaxy: Hit
    """The galaxy itself, at distance 0."""
    frames: list[Hit]
    """The most similar merger frames, one of each merger: neighbouring frames are nearly the same."""
    galaxies: list[Hit]
    """The most similar real galaxies."""
    recommended: list[Recommendation]
    """Spectral recommendations among all images."""


def ask(
    connection: Connection,
    model_id: int,
    image_id: int,
    count: int,
    *,
    frames_from: list[str],
    galaxies_from: list[str],
) -> Answer:
    """Search for images similar to one of the catalogue.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model_id : int
        Id of a model in the catalogue.
    image_id : int
        Id of an image that the model has embedded.
    count : int
        Results of each kind.
    frames_from, galaxies_from : list of str
        Names of the datasets with simulated and with real pictures.

    Returns
    -------
    Answer
        The galaxy and its results.

    Raises
    ------
    DeepGalaxyError
        If the image has no vector of this model.
    """
    z = vector_of(connection, model_id, image_id)
    if z is None:
        raise DeepGalaxyError(f"image {image_id} has no vector of this model yet: run `deepgalaxy embed`")
    query = Query(model_id, z, image_id)

    def _nearest(datasets: list[str], *, all_frames: bool) -> list[Hit]:
        search = SimilarImages(query=query, k=count, datasets=datasets, all_frames=all_frames)
        return search.run(connection)

    return Answer(
        galaxy=look_up(connection, model_id, {image_id: 0.0})[0],
        frames=_nearest(frames_from, all_frames=False),
        galaxies=_nearest(galaxies_from, all_frames=True),
        recommended=RecommendedImages(query=query, k=count, all_frames=False).run(connection),
    )


def read_thumbnails(connection: Connection, image_ids: list[int]) -> dict[int, npt.NDArray[np.float32]]:
    """Read pictures in the layout of matplotlib.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    image_ids : list of int
        Ids of the images.

    Returns
    -------
    dict
        Pixels in [0, 1], shape (H, W) or (H, W, 3), by id.
    """
    pictures = read_images(connection, image_ids)
    return {image_id: picture.transpose(1, 2, 0).squeeze() for image_id, picture in pictures.items()}
