"""What a user asks with: a picture on disk, or an image of the catalogue."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from deepgalaxy.catalog.models import find_model
from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.inference.dating import date_pictures
from deepgalaxy.networks.weights import TrainedModel
from deepgalaxy.similarity.search import vectors_of


@dataclass(frozen=True)
class Query:
    """A vector to search with."""

    model_id: int
    z: npt.NDArray[np.float32]
    """(latent_size,)."""
    image_id: int | None
    """Which image of the catalogue it is; ``None`` for a picture from disk."""


def make_query(connection: Connection, model: TrainedModel, wanted: str) -> Query:
    """Understand a query as an image id, an image's name, or a file.

    Parameters
    ----------
    connection : Connection
    model : TrainedModel
        The model whose vectors are searched; a file is embedded with it.
    wanted : str
        ``"1234"``, ``"gz1/587722981750014083.jpeg"``, or a path.

    Raises
    ------
    DeepGalaxyError
        If the catalogue has no vectors of this model, or ``wanted`` is neither.
    """
    model_id = find_model(connection, model.sha256)
    if model_id is None:
        raise DeepGalaxyError(
            f"the catalogue has no vectors of the model in {model.folder} yet; run `deepgalaxy embed` first"
        )
    path = Path(wanted)
    if path.is_file():
        _, cutout = next(iter(read_cutouts(path)))
        return Query(model_id, date_pictures(model, cutout.pixels[None]).z[0], None)
    image_id = _find_image(connection, model_id, wanted)
    return Query(model_id, vectors_of(connection, model_id, [image_id])[0], image_id)


def _find_image(connection: Connection, model_id: int, wanted: str) -> int:
    row = connection.execute(
        text(
            "SELECT i.id, e.image_id IS NOT NULL AS embedded FROM image i"
            " JOIN dataset d ON d.id = i.dataset_id"
            " LEFT JOIN embedding e ON e.image_id = i.id AND e.model_id = :model_id"
            " WHERE i.id = :id OR d.name || '/' || i.external_id = :name"
        ),
        {
            "model_id": model_id,
            "id": int(wanted) if wanted.isdecimal() and len(wanted) < 19 else None,
            "name": wanted,
        },
    ).first()
    if row is None:
        raise DeepGalaxyError(
            f"{wanted}: neither a file here nor the id or name of an image in the catalogue"
        )
    if not row.embedded:
        raise DeepGalaxyError(f"image {wanted} has no vector of this model yet; run `deepgalaxy embed` first")
    return int(row.id)
