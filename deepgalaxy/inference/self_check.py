"""The canary: a model that is loaded must give the vectors that it gave before."""

import numpy as np
from sqlalchemy import Connection, text

from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.image_store import read_channels
from deepgalaxy.inference.predict import embed_pictures
from deepgalaxy.networks.model_folder import TrainedModel

SIZE = 4
"""Images embedded again: those that the model embedded with the lowest ids."""
TOLERANCE, BF16_TOLERANCE = 1e-2, 5e-2
"""Of a vector's length: far above what threads and processors change, far below neighbours' distances. In
bfloat16 rounding alone changes up to 0.015 (`benchmarks.bfloat16`)."""


def check_canary(connection: Connection, model_id: int, model: TrainedModel) -> None:
    """Embed a few images again and compare with what is stored.

    Whatever gives this model new vectors, or asks with one, does this first. Images whose files are gone
    tell nothing, and are passed over.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model_id : int
        Of the model in the catalogue.
    model : TrainedModel
        As it was loaded.

    Raises
    ------
    DeepGalaxyError
        If a vector differs by more than rounding: the software, its settings or the pixels have changed.
    """
    tolerance = BF16_TOLERANCE if model.bf16 else TOLERANCE
    rows = connection.execute(
        text(
            "SELECT i.id, i.file, i.node, i.index AS place, e.z"
            " FROM embedding e JOIN image i ON i.id = e.image_id"
            " WHERE e.model_id = :model_id ORDER BY e.image_id LIMIT :size"
        ),
        {"model_id": model_id, "size": SIZE},
    )
    for row in rows:
        try:
            file, wanted = find_path(connection, row.file), model.card.preprocessing.bands
            picture, bands = read_channels(file, row.node, [row.place], wanted)
        except DeepGalaxyError:
            continue
        stored, again = row.z.to_numpy(), embed_pictures(model, picture, bands=bands)[0][0]
        if not np.linalg.norm(again - stored) <= tolerance * np.linalg.norm(stored):
            raise DeepGalaxyError(
                f"the model in {model.folder} no longer gives image {row.id} the vector that is stored: its "
                "answers would be wrong. Put the software and the pixels back as they were, or retire the "
                f"model (`deepgalaxy model retire {model.sha256[:12]}`) and run `deepgalaxy embed` again"
            )
