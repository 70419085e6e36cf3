"""One galaxy, of the catalogue or uploaded: its data, its picture, and its vector as a query."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.image_pixels import read_images
from deepgalaxy.catalog.model_registry import serving_model
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction import Predicted
from deepgalaxy.imaging.bands import in_colour
from deepgalaxy.similarity.model_answers import ESTIMATES
from deepgalaxy.similarity.search import Query
from deepgalaxy.web.app_state import AppState, Missing
from deepgalaxy.web.uploads import Upload

if TYPE_CHECKING:
    from deepgalaxy.inference.predict import PicturePredictions

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Estimate(Predicted[float | None]):
    """What a model says of a galaxy; null where it does not say.

    Stage, times and mass ratio with their intervals are null too where the picture is probably no merger
    (``p_interacting`` below 0.5).
    """

    probabilities: list[float]
    """Of the stages 0 to 70, if it is a merger; 0 for all where the model tells no stage."""
    model: str
    """First 12 digits of the model's sha256."""


@dataclass(frozen=True)
class Galaxy:
    """The data of one galaxy; null where unknown."""

    key: str
    """Id of the image, or SHA-256 of the uploaded file."""
    id: int | None
    """Null for an upload."""
    name: str
    """``dataset/external id``, or the name of the uploaded file."""
    dataset: str | None
    ra_deg: float | None
    """Right ascension, degrees, ICRS."""
    dec_deg: float | None
    """Declination, degrees, ICRS."""
    redshift: float | None
    pixel_scale_arcsec: float | None
    """Side of a pixel, arcseconds."""
    simulation: str | None
    """Name of the simulated merger of which it is a frame."""
    camera: int | None
    mass_ratio: float | None
    """Mass of the second galaxy over that of the first."""
    size_ratio: float | None
    """Size of the second galaxy over that of the first."""
    stage: float | None
    """Known from the simulation, 0 to 70."""
    time_myr: float | None
    """Known from the simulation, Myr since first pericentre."""
    cluster: int | None
    """In the newest clustering of the serving model's vectors, from 0."""
    estimate: Estimate | None
    """By the serving model; null where it has not processed the image yet."""


_FACTS = text("""
    SELECT i.id, d.name || '/' || i.external_id AS name, d.name AS dataset, i.ra_deg, i.dec_deg, i.redshift,
        i.pixel_scale_arcsec, i.simulation, i.camera, i.mass_ratio, i.size_ratio, i.stage, i.time_myr,
        (SELECT c.cluster FROM cluster_member c WHERE c.image_id = i.id AND c.run_id =
            (SELECT max(r.id) FROM cluster_run r WHERE r.model_id = m.id)) AS cluster
    FROM image i JOIN dataset d ON d.id = i.dataset_id LEFT JOIN model m ON m.serving WHERE i.id = :id
""")
_ESTIMATE = text(f"""
    SELECT {ESTIMATES}, p.probabilities, left(m.sha256, 12) AS model
    FROM prediction p JOIN model m ON m.id = p.model_id WHERE m.serving AND p.image_id = :id
""")  # noqa: S608 - no user input
_VECTOR = text("""
    SELECT m.id AS model_id, e.z FROM image i LEFT JOIN model m ON m.serving
    LEFT JOIN embedding e ON e.image_id = i.id AND e.model_id = m.id WHERE i.id = :id
""")


def find_galaxy(explorer: AppState, connection: Connection, key: str) -> Galaxy:
    """Return the data of a galaxy.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    connection : Connection
        To the catalogue.
    key : str
        Id of an image, or SHA-256 of an upload.

    Returns
    -------
    Galaxy
        With the serving model's estimate, if there is one.

    Raises
    ------
    Missing
        If no galaxy has this key; an upload is kept for an hour.
    """
    source = find_source(explorer, key)
    if isinstance(source, Upload):
        return _of_upload(explorer, connection, source)
    facts = _there(key, connection.execute(_FACTS, {"id": source}).mappings().first())
    row = connection.execute(_ESTIMATE, {"id": facts["id"]}).mappings().first()
    estimate = row and Estimate(**{**row, "probabilities": row["probabilities"].to_list()})
    return Galaxy(**facts, key=key, estimate=estimate or None)


def make_query(explorer: AppState, connection: Connection, key: str) -> Query:
    """Make a query from a galaxy, by the serving model's vector of it.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    connection : Connection
        To the catalogue.
    key : str
        Id of an image, or SHA-256 of an upload.

    Returns
    -------
    Query
        For searches and recommendations.

    Raises
    ------
    Missing
        If no galaxy has this key.
    DeepGalaxyError
        If there is no model, or it has not processed the image yet.
    """
    source = find_source(explorer, key)
    if isinstance(source, Upload):
        model_id, dated = _date(explorer, connection, source)
        if dated.z is None:
            raise DeepGalaxyError("the serving model has no VAE: `deepgalaxy model promote` one that has")
        return Query(model_id, dated.z[0], None)
    found = _there(key, connection.execute(_VECTOR, {"id": source}).first())
    if found.z is None:
        raise DeepGalaxyError(f"image {key} has no vector of the serving model yet: run `deepgalaxy embed`")
    return Query(found.model_id, found.z.to_numpy(), source)


def read_picture(explorer: AppState, connection: Connection, key: str) -> NDArray[np.float32]:
    """Return the picture of a galaxy.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    connection : Connection
        To the catalogue.
    key : str
        Id of an image, or SHA-256 of an upload.

    Returns
    -------
    ndarray of float32, shape (1 or 3, H, W)
        Pixels in [0, 1].

    Raises
    ------
    Missing
        If no galaxy has this key.
    DeepGalaxyError
        If its pixels cannot be read any more.
    """
    source = find_source(explorer, key)
    if isinstance(source, Upload):
        return in_colour(source.cutout.pixels)
    return _there(key, read_images(connection, [source]).get(source))


def find_sha256(explorer: AppState, connection: Connection, key: str) -> str:
    """Return the SHA-256 of a galaxy's pixels, or for an upload that of its file.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    connection : Connection
        To the catalogue.
    key : str
        Id of an image, or SHA-256 of an upload.

    Returns
    -------
    str
        Hexadecimal.

    Raises
    ------
    Missing
        If no galaxy has this key.
    """
    source = find_source(explorer, key)
    if isinstance(source, Upload):
        return source.sha256
    query = text("SELECT encode(sha256, 'hex') FROM image WHERE id = :id")
    return str(_there(key, connection.execute(query, {"id": source}).scalar()))


def find_source(explorer: AppState, key: str) -> Upload | int:
    """Return what a key names: an upload, or an image by its id.

    Parameters
    ----------
    explorer : AppState
        The application's state.
    key : str
        Id of an image, or SHA-256 of an upload.

    Returns
    -------
    Upload or int
        The upload, or the id of an image, which need not be in the catalogue.

    Raises
    ------
    Missing
        If the key is neither, or the upload is not kept any more.
    """
    if re.fullmatch("[0-9a-f]{64}", key):
        if (upload := explorer.uploads.get(key)) is None:
            raise Missing("this upload has expired: uploads are kept for an hour; send it again")
        return upload
    if not re.fullmatch("[0-9]{1,18}", key):
        raise Missing(f"{key[:80]!r} is not the id of an image: ids are whole numbers")
    return int(key)


def _there(key: str, found: T | None) -> T:
    """Return what the catalogue has of an image."""
    if found is None:
        raise Missing(f"image {key} is not in the catalogue")
    return found


def _date(explorer: AppState, connection: Connection, upload: Upload) -> "tuple[int, PicturePredictions]":
    from deepgalaxy.inference.predict import predict_pictures
    from deepgalaxy.inference.predict_files import HowToPredict

    model_id, model = explorer.model(connection)
    if model.sha256 not in upload.predictions:
        cutout = upload.cutout
        kpc = HowToPredict().kpc_per_px([cutout])
        upload.predictions[model.sha256] = predict_pictures(model, cutout.pixels[None], kpc, cutout.bands)
    return model_id, upload.predictions[model.sha256]


def _of_upload(explorer: AppState, connection: Connection, upload: Upload) -> Galaxy:
    _, dated = _date(explorer, connection, upload)
    predictions, cutout = dated.predictions, upload.cutout
    estimate = Estimate(
        **predictions.row(0),
        probabilities=predictions.probabilities[0].tolist(),
        model=serving_model(connection).sha256[:12],
    )
    unknown = dict.fromkeys(
        ("id", "dataset", "simulation", "camera", "mass_ratio", "size_ratio", "stage", "time_myr",
         "cluster")
    )  # fmt: skip
    position = {
        name: getattr(cutout, name) for name in ("ra_deg", "dec_deg", "redshift", "pixel_scale_arcsec")
    }
    return Galaxy(**unknown, **position, key=upload.sha256, name=upload.name, estimate=estimate)
