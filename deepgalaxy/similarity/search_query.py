"""What a user asks with: a picture on disk, or an image of the catalogue."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from deepgalaxy.catalog.model_registry import find_model, stored_model
from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.decoding import read_one
from deepgalaxy.similarity.search import Query, vector_of

if TYPE_CHECKING:
    from deepgalaxy.networks.model_folder import TrainedModel


def make_query(
    connection: Connection,
    wanted: "str | Path | Cutout",
    model: "TrainedModel | Path | str | None" = None,
    bands: Sequence[str] | None = None,
) -> Query:
    """Understand a query as an image's id or name, a file, or a picture in memory.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    wanted : str, Path or Cutout
        ``"1234"``, ``"gz1/587722981750014083.jpeg"``, a galaxy's name or objid in a table, the path of a
        picture, or a picture.
    model : TrainedModel, Path or str, optional
        Whose vectors are searched: a model, its folder, or its name or first digits of its sha256 in the
        catalogue; by default the serving model. It embeds a picture.
    bands : sequence of str, optional
        Which bands of a FITS file to keep, each by itself.

    Returns
    -------
    Query
        With the vector of the image or the picture.

    Raises
    ------
    DeepGalaxyError
        If the catalogue has no vectors of this model, the model does not give the vectors that are stored,
        or ``wanted`` is none of these.
    """
    picture = wanted if isinstance(wanted, Cutout) else None
    path = Path(wanted) if isinstance(wanted, str | Path) else None
    sha256 = None
    is_image = picture is None and not (path and path.is_file())
    if model is None or isinstance(model, str):
        row = stored_model(connection, model)
        if is_image:
            return query_of_image(connection, row.id, str(wanted))
        model, sha256 = find_path(connection, row.path), row.sha256
    # torch takes a second: only a picture's vector and a folder's identity need it
    from deepgalaxy.inference.predict import embed_pictures
    from deepgalaxy.inference.self_check import check_canary
    from deepgalaxy.networks.model_folder import load_model

    trained = load_model(model, sha256) if isinstance(model, Path) else model
    model_id = find_model(connection, trained.sha256)
    if model_id is None:
        raise DeepGalaxyError(
            f"the catalogue has no vectors of the model in {trained.folder} yet; run `deepgalaxy embed` first"
        )
    if is_image:
        return query_of_image(connection, model_id, str(wanted))
    check_canary(connection, model_id, trained)
    picture = picture or read_one(Path(str(path)), bands=bands)
    return Query(model_id, embed_pictures(trained, picture.pixels[None], bands=picture.bands)[0][0], None)


def query_of_image(connection: Connection, model_id: int, wanted: str) -> Query:
    """Ask with an image of the catalogue, by its id or name: see `find_image`.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model_id : int
        Whose vectors are searched.
    wanted : str
        As for `find_image`.

    Returns
    -------
    Query
        With the stored vector.

    Raises
    ------
    DeepGalaxyError
        If there is none, or it has no vector of this model.
    """
    image_id = find_image(connection, wanted)
    if image_id is None:
        raise DeepGalaxyError(
            f"{wanted}: neither a file here nor the id or name of an image in the catalogue; for what is"
            ' around a place or an object: `deepgalaxy cone --near "170.9, 28" --radius 1arcmin`'
        )
    z = vector_of(connection, model_id, image_id)
    if z is None:
        raise DeepGalaxyError(f"image {wanted} has no vector of this model yet; run `deepgalaxy embed` first")
    return Query(model_id, z, image_id)


def find_image(connection: Connection, wanted: str) -> int | None:
    """Return the id of an image; None where there is none.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    wanted : str
        Its id, its name (``dataset/external id``), or else what a table calls the galaxy: its name or object
        number there (``587722981750014083``, ``gz2/NGC 4676``).

    Returns
    -------
    int or None
        Its id.

    Raises
    ------
    DeepGalaxyError
        If tables call several so.
    """
    query = text("""
        SELECT coalesce((SELECT i.id FROM image i WHERE i.id = :number),
            (SELECT i.id FROM image i JOIN dataset d ON d.id = i.dataset_id
             WHERE d.name = :dataset AND i.external_id = :inside))
    """)
    dataset, _, inside = wanted.partition("/")
    given = {"number": _number(wanted), "dataset": dataset, "inside": inside}
    found: int | None = connection.execute(query, given).scalar()
    return found or _called_so(connection, wanted)


def _called_so(connection: Connection, wanted: str) -> int | None:
    query = text("""
        SELECT DISTINCT i.id, d.name || '/' || i.external_id AS name
        FROM membership m JOIN cutout c ON c.id = m.cutout_id JOIN dataset d ON d.id = c.dataset_id
        JOIN image i ON i.dataset_id = c.dataset_id AND i.external_id = c.external_id
        WHERE m.name = :wanted OR m.objid = :number
            OR (d.name = :dataset AND (m.name = :inside OR m.objid = :inner_number))
        ORDER BY 1 LIMIT 4
    """)
    dataset, _, inside = wanted.partition("/")
    given = {"wanted": wanted, "number": _number(wanted), "dataset": dataset, "inside": inside}
    found = connection.execute(query, given | {"inner_number": _number(inside)}).all()
    if len(found) > 1:
        names = ", ".join(row.name for row in found[:3])
        raise DeepGalaxyError(f"{wanted}: tables call several images so; name one: {names}")
    return found[0].id if found else None


def _number(word: str) -> int | None:
    is_number = word.isascii() and word.isdecimal() and len(word) < 20 and int(word) < 2**63
    return int(word) if is_number else None
