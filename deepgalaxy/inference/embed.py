"""Embed and date everything in the catalogue that a model has not seen yet."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.model_registry import register_model
from deepgalaxy.catalog.vectors import ImageToEmbed, images_to_embed, write_embeddings, write_predictions
from deepgalaxy.core.errors import DeepGalaxyError, Stopped
from deepgalaxy.core.physical_scale import kpc_per_px
from deepgalaxy.core.progress import track
from deepgalaxy.core.shard import EVERYTHING, Shard
from deepgalaxy.core.stop_signal import StopFlag
from deepgalaxy.imaging.image_store import read_channels
from deepgalaxy.inference.predict import embed_pictures
from deepgalaxy.inference.self_check import check_canary
from deepgalaxy.networks.model_folder import TrainedModel

WAIT_S = 0.2
"""Seconds between two looks whether another process is through."""


@dataclass
class EmbedReport:
    """What `embed_catalog` did."""

    embedded: int = 0
    lost: list[DeepGalaxyError] = field(default_factory=list)
    """Files of which some pictures could not be read, each with what to do."""
    unfit: Counter[str] = field(default_factory=Counter)
    """How many pictures lack a band that the model wants, by the reason."""


def embed_catalog(
    engine: Engine, model: TrainedModel, batch: int = 64, shard: Shard = EVERYTHING
) -> EmbedReport:
    """Write the vector and the prediction of each image that lacks them under this model.

    One transaction a batch: stopped at any moment, the same call goes on where it was. Shards are embedded
    beside each other, by processes on any machines. A second call for the same shard, or one for everything
    while any is embedded, waits, and finds nothing left to do. A file that is gone is named and the others
    go on.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    model : TrainedModel
        Registered in the catalogue if it is not yet.
    batch : int
        Pictures in memory at once.
    shard : Shard
        Only its images; by default all.

    Returns
    -------
    EmbedReport
        How many were embedded, which files are lost, and how many pictures have not the model's bands.

    Raises
    ------
    DeepGalaxyError
        If the model no longer gives the vectors that are stored: old and new ones could not be compared.
    Stopped
        If SIGTERM or the signal of the settings came: after the batch, which is kept.
    """
    report = EmbedReport()
    with StopFlag() as stop:
        with engine.begin() as connection:
            model_id = _register(connection, model)
            check_canary(connection, model_id, model)
        with _turn(engine, model_id, shard, stop) as waiting:
            for rows in track(_batches(waiting, batch), "embedding"):
                if stop.is_set:
                    raise Stopped(f"stopped after {report.embedded} images as asked; run it again to go on")
                _embed_batch(engine, model_id, model, rows, report)
    return report


def _embed_batch(
    engine: Engine, model_id: int, model: TrainedModel, rows: list[ImageToEmbed], report: EmbedReport
) -> None:
    """Embed some images of one file, in a transaction."""
    wanted = model.card.preprocessing.bands
    try:
        pictures, bands = read_channels(rows[0].file, rows[0].node, [row.index for row in rows], wanted)
    except DeepGalaxyError as error:
        report.lost.append(error)
        return
    if reason := model.card.preprocessing.misfit(pictures.shape[1], bands):
        report.unfit[reason] += len(rows)
        return
    z, predictions = embed_pictures(model, pictures, _scales(rows), bands)
    ids = np.array([row.image_id for row in rows])
    with engine.begin() as connection:
        write_embeddings(connection, model_id, ids, z)
        write_predictions(connection, model_id, ids, predictions)
    report.embedded += len(rows)


@contextmanager
def _turn(engine: Engine, model_id: int, shard: Shard, stop: StopFlag) -> Iterator[list[ImageToEmbed]]:
    """Hold the locks of a shard; yield what is to embed once no other process does the same work."""
    lock = (
        "SELECT pg_try_advisory_lock(hashtext('embed'), :model)"
        if shard == EVERYTHING
        # Both, or the first is given back: a shard that waits keeps nobody else waiting.
        else """
            SELECT CASE WHEN NOT pg_try_advisory_lock(hashtext('embed ' || :shard), :model) THEN false
                WHEN pg_try_advisory_lock_shared(hashtext('embed'), :model) THEN true
                ELSE NOT pg_advisory_unlock(hashtext('embed ' || :shard), :model) END
        """
    )
    with engine.connect() as turn:
        while not turn.execute(text(lock), {"model": model_id, "shard": str(shard)}).scalar():
            turn.rollback()
            if stop.is_set:
                raise Stopped("stopped as asked, while another process embedded; run it again to go on")
            time.sleep(WAIT_S)
        try:
            waiting = images_to_embed(turn, model_id, shard)
            turn.commit()  # the locks stay; a transaction of hours would keep the database from tidying up
            yield waiting
        finally:
            turn.execute(text("SELECT pg_advisory_unlock_all()"))


def _scales(rows: list[ImageToEmbed]) -> NDArray[np.float32]:
    known = [(row.pixel_scale_arcsec, row.redshift) for row in rows]
    return kpc_per_px(*np.array(known, np.float64).T)  # None becomes NaN


def _batches(waiting: list[ImageToEmbed], size: int) -> list[list[ImageToEmbed]]:
    """Split images into batches, each of one HDF5 dataset."""
    return [
        rows[start : start + size]
        for _, group in groupby(waiting, key=lambda row: (row.file, row.node))
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
