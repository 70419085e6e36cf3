"""Embed and date everything in the catalogue that a model has not seen yet."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.model_registry import register_model
from deepgalaxy.catalog.vectors import ImageToEmbed, images_to_embed, write_embeddings, write_predictions
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.physical_scale import kpc_per_px
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.image_store import read_channels
from deepgalaxy.inference.predict import embed_pictures
from deepgalaxy.inference.self_check import check_canary
from deepgalaxy.networks.model_folder import TrainedModel


@dataclass
class EmbedReport:
    """What `embed_catalog` did."""

    embedded: int = 0
    lost: list[DeepGalaxyError] = field(default_factory=list)
    """Files of which some pictures could not be read, each with what to do."""
    unfit: Counter[str] = field(default_factory=Counter)
    """How many pictures lack a band that the model wants, by the reason."""


def embed_catalog(engine: Engine, model: TrainedModel, batch: int = 64) -> EmbedReport:
    """Write the vector and the prediction of each image that lacks them under this model.

    One transaction a batch: stopped at any moment, the same call goes on where it was. A second call beside
    it waits, and finds nothing left to do. A file that is gone is named and the others go on.

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
    EmbedReport
        How many were embedded, which files are lost, and how many pictures have not the model's bands.

    Raises
    ------
    DeepGalaxyError
        If the model no longer gives the vectors that are stored: old and new ones could not be compared.
    """
    report, wanted = EmbedReport(), model.card.preprocessing.bands
    with engine.begin() as connection:
        model_id = _register(connection, model)
        check_canary(connection, model_id, model)
    with engine.connect() as turn:
        turn.execute(text("SELECT pg_advisory_lock(hashtext('embed'), :model)"), {"model": model_id})
        for file, node, rows in track(_batches(images_to_embed(turn, model_id), batch), "embedding"):
            try:
                pictures, bands = read_channels(file, node, [row.index for row in rows], wanted)
            except DeepGalaxyError as error:
                report.lost.append(error)
                continue
            if reason := model.card.preprocessing.misfit(pictures.shape[1], bands):
                report.unfit[reason] += len(rows)
                continue
            z, predictions = embed_pictures(model, pictures, _scales(rows), bands)
            ids = np.array([row.image_id for row in rows])
            with engine.begin() as connection:
                write_embeddings(connection, model_id, ids, z)
                write_predictions(connection, model_id, ids, predictions)
            report.embedded += len(rows)
        turn.execute(text("SELECT pg_advisory_unlock_all()"))
    return report


def _scales(rows: list[ImageToEmbed]) -> NDArray[np.float32]:
    known = [(row.pixel_scale_arcsec, row.redshift) for row in rows]
    return kpc_per_px(*np.array(known, np.float64).T)  # None becomes NaN


def _batches(waiting: list[ImageToEmbed], size: int) -> list[tuple[Path, str, list[ImageToEmbed]]]:
    return [
        (file, node, rows[start : start + size])
        for (file, node), group in groupby(waiting, key=lambda row: (row.file, row.node))
        for rows in [list(group)]
        for start in range(0, len(rows), size)
    ]


def _register(connection: Connection, model: TrainedModel) -> int:
    card = model.card
    return register_model(
        connection,
        sha256=model.sha256,
        name=model.name,
        latent_size=card.architecture.latent_size,
        architecture=card.architecture.model_dump(mode="json"),
        preprocessing=card.preprocessing.model_dump(mode="json"),
        metrics=card.metrics,
        path=model.folder,
    )
