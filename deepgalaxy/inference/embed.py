"""Embed and date everything in the catalogue that a model has not seen yet."""

from itertools import groupby
from pathlib import Path

import numpy as np
from sqlalchemy import Engine

from deepgalaxy.catalog.models import register_model
from deepgalaxy.catalog.vectors import images_to_embed, write_embeddings, write_predictions
from deepgalaxy.imaging.store import read_pictures
from deepgalaxy.inference.dating import date_pictures
from deepgalaxy.networks.weights import TrainedModel
from deepgalaxy.progress import track


def embed_catalog(engine: Engine, model: TrainedModel, batch: int = 256) -> int:
    """Write the vector and the prediction of each image that lacks them under this model.

    One transaction a batch: stopped at any moment, the same call goes on where it was.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    model : TrainedModel
        Registered in the catalogue if it is not yet.
    batch : int
        Pictures in memory at once.

    Returns
    -------
    int
        Images embedded by this call.
    """
    card = model.card
    with engine.begin() as connection:
        model_id = register_model(
            connection,
            sha256=model.sha256,
            name=card.name,
            latent_size=card.architecture.latent_size,
            architecture=card.architecture.model_dump(mode="json"),
            preprocessing=card.preprocessing.model_dump(mode="json"),
            metrics=card.metrics,
            path=str(model.folder.resolve()),
        )
        waiting = images_to_embed(connection, model_id)
    batches = [
        (Path(file), node, rows[start : start + batch])
        for (file, node), group in groupby(waiting, key=lambda row: (row.file, row.node))
        for rows in [list(group)]
        for start in range(0, len(rows), batch)
    ]
    for file, node, rows in track(batches, "embedding"):
        dated = date_pictures(model, read_pictures(file, node, [row.index for row in rows]))
        ids = np.array([row.image_id for row in rows])
        with engine.begin() as connection:
            write_embeddings(connection, model_id, ids, dated.z)
            write_predictions(connection, model_id, ids, dated.predictions)
    return len(waiting)
