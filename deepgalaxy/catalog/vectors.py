"""Embeddings and predictions of images by models, read and written in bulk."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import errors
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError

from deepgalaxy.catalog.bulk_copy import copy_arrays, fetch_arrays, staging
from deepgalaxy.catalog.schema import RegisteredModel
from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction import PREDICTION
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.core.shard import BLOCK, EVERYTHING, Shard

Floats = NDArray[np.float32]
LENGTHS = (1e-12, 1e12)
"""Least and largest length of a vector that is not zero: beyond, squares in float32 over- or underflow.

The SQL function ``search_images`` has the same limits."""


@dataclass(frozen=True)
class ImageToEmbed:
    """An image's id, and where its pixels are: row ``index`` of the HDF5 dataset ``node`` in ``file``."""

    image_id: int
    file: Path
    node: str
    index: int
    pixel_scale_arcsec: float | None
    redshift: float | None


def images_to_embed(connection: Connection, model_id: int, shard: Shard = EVERYTHING) -> list[ImageToEmbed]:
    """Return the images of which a model has no vector or no prediction.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    model_id : int
        From `deepgalaxy.catalog.model_registry.register_model`.
    shard : Shard
        Only of this one.

    Returns
    -------
    list of ImageToEmbed
        In order of file and row.
    """
    query = text("""
        SELECT image.id, file, node, index, pixel_scale_arcsec, redshift FROM image
        LEFT JOIN embedding ON embedding.image_id = image.id AND embedding.model_id = :model
        LEFT JOIN prediction ON prediction.image_id = image.id AND prediction.model_id = :model
        WHERE (embedding.image_id IS NULL OR prediction.image_id IS NULL)
            AND (image.id / :block) % :of = :number - 1
        ORDER BY file, node, index
    """)
    rows = connection.execute(query, {"model": model_id, "block": BLOCK, **vars(shard)})
    return [ImageToEmbed(image_id, find_path(connection, file), *rest) for image_id, file, *rest in rows]


def read_vectors(connection: Connection, model_id: int) -> tuple[NDArray[np.int64], Floats]:
    """Return all vectors of a model, by binary COPY.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    model_id : int
        From `deepgalaxy.catalog.model_registry.register_model`.

    Returns
    -------
    image_ids : ndarray of int64, shape (n,)
        Ascending.
    z : ndarray of float32, shape (n, latent size)
        Vector of each image.

    Raises
    ------
    DeepGalaxyError
        If the model is not in the catalogue.
    """
    size = _latent_size(connection, model_id)
    query = f"SELECT image_id, z FROM embedding WHERE model_id = {int(model_id)}"  # noqa: S608
    rows = fetch_arrays(connection, query, {"image_id": ("i8", ()), "z": ("f4", (size,))})
    order = np.argsort(rows["image_id"])
    return rows["image_id"][order].astype(np.int64), rows["z"][order].astype(np.float32)


def write_embeddings(connection: Connection, model_id: int, image_ids: NDArray[np.int64], z: Floats) -> None:
    """Write a model's vectors; those it had of the same images are replaced.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    model_id : int
        From `deepgalaxy.catalog.model_registry.register_model`.
    image_ids : array of int64, shape (n,)
        No image twice.
    z : array of float32, shape (n, latent size)
        Finite.

    Raises
    ------
    DeepGalaxyError
        If the model or an image is not in the catalogue, an image is named twice, or the vectors are
        not of the model's size, not finite, or of a length beyond `LENGTHS`.
    """
    size = _latent_size(connection, model_id)
    length = np.linalg.norm(np.asarray(z, np.float64).reshape(len(z), -1), axis=1)
    if (beyond := (length > 0) & ((length < LENGTHS[0]) | (length > LENGTHS[1]))).any():
        row = int(np.argmax(beyond))
        raise DeepGalaxyError(
            f"embedding of model {model_id}: the vector of image {image_ids[row]} is {length[row]:.3g} long,"
            f" and distances over- or underflow beyond {LENGTHS[0]:g} to {LENGTHS[1]:g}: retrain it"
        )
    _write(connection, "embedding", model_id, image_ids, {"z": (z, (size,))})


def write_predictions(
    connection: Connection, model_id: int, image_ids: NDArray[np.int64], predictions: PredictionArrays
) -> None:
    """Write a model's predictions; those it had of the same images are replaced.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    model_id : int
        From `deepgalaxy.catalog.model_registry.register_model`.
    image_ids : array of int64, shape (n,)
        No image twice.
    predictions : PredictionArrays
        Each (n,), the probabilities (n, 71).

    Raises
    ------
    DeepGalaxyError
        If the model or an image is not in the catalogue, an image is named twice, or an array has
        another length, a stage outside 0–70, a probability or mass ratio outside 0–1, an interval with
        swapped ends, or a number that is infinite.
    """
    _latent_size(connection, model_id)
    columns: dict[str, tuple[Floats, tuple[int, ...]]] = {
        field.name: (getattr(predictions, field.name), ()) for field in fields(predictions)
    }
    columns["probabilities"] = (predictions.probabilities, (N_STAGES,))
    _write(connection, "prediction", model_id, image_ids, columns)


def _latent_size(connection: Connection, model_id: int) -> int:
    size = connection.execute(
        select(RegisteredModel.latent_size).where(RegisteredModel.id == model_id)
    ).scalar()
    if size is None:
        raise DeepGalaxyError(f"model {model_id} is not in the catalogue: register it first")
    return size


def _write(
    connection: Connection,
    table: str,
    model_id: int,
    image_ids: NDArray[np.int64],
    columns: dict[str, tuple[Floats, tuple[int, ...]]],
) -> None:
    """Replace rows of ``table``; ``columns`` maps a name to its values and the shape of one of them."""
    n = len(image_ids)
    arrays: dict[str, NDArray[Any]] = {
        "image_id": np.asarray(image_ids, np.int64),
        "model_id": np.full(n, model_id, np.int32),
    }
    for name, (values, shape) in columns.items():
        arrays[name] = np.asarray(values, np.float32)
        if arrays[name].shape != (n, *shape):
            raise DeepGalaxyError(
                f"{table} of model {model_id}: {name} has shape {arrays[name].shape}, "
                f"{n} images of this model need {(n, *shape)}"
            )
        is_wrong = np.isinf(arrays[name]) if name in PREDICTION else ~np.isfinite(arrays[name])
        if is_wrong.any():
            row = int(np.argwhere(is_wrong)[0, 0])
            raise DeepGalaxyError(
                f"{table} of model {model_id}: {name} of image {image_ids[row]} is not finite"
            )
    if len(np.unique(arrays["image_id"])) < n:
        raise DeepGalaxyError(f"{table} of model {model_id}: the same image is given twice")
    _upsert(connection, table, arrays)


def _upsert(connection: Connection, table: str, arrays: dict[str, NDArray[Any]]) -> None:
    listed = ", ".join(arrays)
    stored = ", ".join(f"nullif({name}, 'NaN')" if name in PREDICTION else name for name in arrays)
    values = [name for name in arrays if name not in ("image_id", "model_id")]
    updates = ", ".join(f"{name} = excluded.{name}" for name in values)
    # In order of image: two processes that write the same images cannot deadlock.
    with staging(connection, table, list(arrays)) as staged:
        copy_arrays(connection, staged, arrays)
        statement = f"""
            INSERT INTO {table} ({listed}) SELECT {stored} FROM {staged} ORDER BY image_id
            ON CONFLICT (model_id, image_id) DO UPDATE SET {updates}
        """  # noqa: S608
        try:
            connection.execute(text(statement))
        except IntegrityError as error:
            raise DeepGalaxyError(_violation(error.orig, table)) from error


def _violation(error: BaseException | None, table: str) -> str:
    detail = error.diag.message_detail if isinstance(error, errors.Error) else None
    if isinstance(error, errors.ForeignKeyViolation):
        return f"{table}: an image is not in the catalogue, add it first ({detail})"
    return f"{table}: a value the catalogue does not take ({error})"
