"""One galaxy, of the catalogue or just sent: what is known of it, its picture, and a query with it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.image_pixels import read_images
from deepgalaxy.catalog.model_registry import serving_model
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.search import Query
from deepgalaxy.web.app_state import AppState, Missing
from deepgalaxy.web.uploads import Upload

if TYPE_CHECKING:
    from deepgalaxy.inference.predict import PicturePredictions


@dataclass(frozen=True)
class Estimate:
    """When in its merger a model believes a galaxy to be."""

    stage: float
    """0 furthest apart, 19.5 first pericentre, 70 virialised."""
    time_myr: float
    """Since first pericentre."""
    time_lo68: float
    time_hi68: float
    time_lo90: float
    time_hi90: float
    out_of_domain: float | None
    """Above 1 the picture is unlike those the model learnt to date."""
    probabilities: list[float]
    """Of the stages 0 to 70."""
    model: str
    """First 12 digits of the model's sha256."""


@dataclass(frozen=True)
class Galaxy:
    """What is known of one galaxy; what nobody knows is null."""

    key: str
    """What it is asked for by: the id of an image, or the sha256 of a file that was sent."""
    id: int | None
    name: str
    """``dataset/external id``, or what the file was called."""
    dataset: str | None
    ra_deg: float | None
    """ICRS."""
    dec_deg: float | None
    redshift: float | None
    pixel_scale_arcsec: float | None
    simulation: str | None
    """The merger of which it is a frame."""
    camera: int | None
    mass_ratio: float | None
    size_ratio: float | None
    stage: float | None
    """The simulation's own label."""
    time_myr: float | None
    """The simulation's own, since first pericentre."""
    cluster: int | None
    """By the newest clustering of the serving model's vectors, from 0."""
    estimate: Estimate | None
    """By the serving model; null where it has not seen the image yet."""


_FACTS = text("""
    SELECT i.id, d.name || '/' || i.external_id AS name, d.name AS dataset, i.ra_deg, i.dec_deg, i.redshift,
        i.pixel_scale_arcsec, i.simulation, i.camera, i.mass_ratio, i.size_ratio, i.stage, i.time_myr,
        (SELECT c.cluster FROM cluster_member c WHERE c.image_id = i.id AND c.run_id =
            (SELECT max(r.id) FROM cluster_run r WHERE r.model_id = m.id)) AS cluster
    FROM image i JOIN dataset d ON d.id = i.dataset_id LEFT JOIN model m ON m.serving WHERE i.id = :id
""")
_ESTIMATE = text("""
    SELECT p.stage, p.time_myr, p.time_lo68, p.time_hi68, p.time_lo90, p.time_hi90, p.out_of_domain,
        p.probabilities, left(m.sha256, 12) AS model
    FROM prediction p JOIN model m ON m.id = p.model_id WHERE m.serving AND p.image_id = :id
""")
_VECTOR = text("""
    SELECT m.id AS model_id, e.z FROM image i LEFT JOIN model m ON m.serving
    LEFT JOIN embedding e ON e.image_id = i.id AND e.model_id = m.id WHERE i.id = :id
""")


def find_galaxy(explorer: AppState, connection: Connection, key: str) -> Galaxy:
    """Return what is known of a galaxy.

    Raises
    ------
    Missing
        If there is none of this key; an upload is forgotten after an hour.
    """
    if upload := find_upload(explorer, key):
        return _of_upload(explorer, connection, upload)
    facts = connection.execute(_FACTS, {"id": _id(key)}).mappings().first()
    if facts is None:
        raise Missing(f"image {key} is not in the catalogue")
    said = connection.execute(_ESTIMATE, {"id": facts["id"]}).mappings().first()
    estimate = said and Estimate(**{**said, "probabilities": said["probabilities"].to_list()})
    return Galaxy(**facts, key=key, estimate=estimate or None)


def make_query(explorer: AppState, connection: Connection, key: str) -> Query:
    """Ask with a galaxy, by the serving model's vector of it.

    Raises
    ------
    Missing
        If there is none of this key.
    DeepGalaxyError
        If there is no model, or it has not seen the image yet.
    """
    if upload := find_upload(explorer, key):
        model_id, dated = _date(explorer, connection, upload)
        if dated.z is None:
            raise DeepGalaxyError("the serving model has no VAE: promote one that has")
        return Query(model_id, dated.z[0], None)
    image_id = _id(key)
    if (found := connection.execute(_VECTOR, {"id": image_id}).first()) is None:
        raise Missing(f"image {key} is not in the catalogue")
    if found.z is None:
        raise DeepGalaxyError(f"image {key} has no vector of the serving model yet: run `deepgalaxy embed`")
    return Query(found.model_id, found.z.to_numpy(), image_id)


def read_picture(explorer: AppState, connection: Connection, key: str) -> NDArray[np.float32]:
    """Return the picture of a galaxy, (1 or 3, H, W) in [0, 1].

    Raises
    ------
    Missing
        If there is none of this key.
    DeepGalaxyError
        If its pixels are gone.
    """
    if upload := find_upload(explorer, key):
        return upload.cutout.pixels
    image_id = _id(key)
    if (found := read_images(connection, [image_id]).get(image_id)) is None:
        raise Missing(f"image {key} is not in the catalogue")
    return found


def find_sha256(explorer: AppState, connection: Connection, key: str) -> str:
    """Return the sha256 of a galaxy's pixels, of what was sent that of the file.

    Raises
    ------
    Missing
        If there is none of this key.
    """
    if upload := find_upload(explorer, key):
        return upload.sha256
    query = text("SELECT encode(sha256, 'hex') FROM image WHERE id = :id")
    if (found := connection.execute(query, {"id": _id(key)}).scalar()) is None:
        raise Missing(f"image {key} is not in the catalogue")
    return str(found)


def find_upload(explorer: AppState, key: str) -> Upload | None:
    """Return the picture that was sent, of this key; None where the key is that of an image.

    Raises
    ------
    Missing
        If it was forgotten.
    """
    if not re.fullmatch("[0-9a-f]{64}", key):
        return None
    if (upload := explorer.uploads.get(key)) is None:
        raise Missing("this picture was forgotten: uploads are kept for an hour; send it again")
    return upload


def _id(key: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", key):
        raise Missing(f"{key[:80]!r} is no image's id: ids are whole numbers")
    return int(key)


def _date(explorer: AppState, connection: Connection, upload: Upload) -> "tuple[int, PicturePredictions]":
    from deepgalaxy.inference.predict import predict_pictures

    model_id, model = explorer.model(connection)
    if model.sha256 not in upload.dated:
        upload.dated[model.sha256] = predict_pictures(model, upload.cutout.pixels[None])
    return model_id, upload.dated[model.sha256]


def _of_upload(explorer: AppState, connection: Connection, upload: Upload) -> Galaxy:
    _, dated = _date(explorer, connection, upload)
    said, cutout = dated.predictions, upload.cutout
    unlike = float(dated.out_of_domain[0])
    facts = {name: float(getattr(said, name)[0]) for name in Estimate.__annotations__ if name in _NUMBERS}
    estimate = Estimate(
        **facts,
        out_of_domain=unlike if np.isfinite(unlike) else None,
        probabilities=said.probabilities[0].tolist(),
        model=serving_model(connection).sha256[:12],
    )
    nothing = dict.fromkeys(
        ("id", "dataset", "redshift", "simulation", "camera", "mass_ratio", "size_ratio", "stage", "time_myr",
         "cluster")
    )  # fmt: skip
    place = {name: getattr(cutout, name) for name in ("ra_deg", "dec_deg", "pixel_scale_arcsec")}
    return Galaxy(**nothing, **place, key=upload.sha256, name=upload.name, estimate=estimate)


_NUMBERS = ("stage", "time_myr", "time_lo68", "time_hi68", "time_lo90", "time_hi90")
