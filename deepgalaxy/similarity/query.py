"""What a user asks with: a picture on disk, or an image of the catalogue."""

from pathlib import Path

from sqlalchemy import Connection, text

from deepgalaxy.catalog.models import find_model, serving_model
from deepgalaxy.catalog.paths import find_path
from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.similarity.search import Query, vector_of


def make_query(connection: Connection, wanted: str, folder: Path | None) -> Query:
    """Understand a query as an image id, an image's name, or a file.

    Parameters
    ----------
    connection : Connection
    wanted : str
        ``"1234"``, ``"gz1/587722981750014083.jpeg"``, or a path.
    folder : Path or None
        Of the model whose vectors are searched; by default the serving model. It embeds a file.

    Raises
    ------
    DeepGalaxyError
        If the catalogue has no vectors of this model, the model does not give the vectors that are stored,
        or ``wanted`` is neither.
    """
    path = Path(wanted)
    if folder is None:
        serving = serving_model(connection)
        model_id, folder = serving.id, find_path(connection, serving.path)
        if not path.is_file():
            return query_of_image(connection, model_id, wanted)
    from deepgalaxy.networks.weights import load_model  # torch: a file's vector, and a folder's identity

    model = load_model(folder)
    found = find_model(connection, model.sha256)
    if found is None:
        raise DeepGalaxyError(
            f"the catalogue has no vectors of the model in {model.folder} yet; run `deepgalaxy embed` first"
        )
    if not path.is_file():
        return query_of_image(connection, found, wanted)
    from deepgalaxy.inference.canary import check_canary
    from deepgalaxy.inference.dating import embed_pictures

    check_canary(connection, found, model)
    _, cutout = next(iter(read_cutouts(path)))
    return Query(found, embed_pictures(model, cutout.pixels[None])[0][0], None)


def query_of_image(connection: Connection, model_id: int, wanted: str) -> Query:
    """Ask with an image of the catalogue, by its id or its name (``"gz1/587722981750014083.jpeg"``).

    Raises
    ------
    DeepGalaxyError
        If there is none, or it has no vector of this model.
    """
    image_id = find_image(connection, wanted)
    if image_id is None:
        raise DeepGalaxyError(
            f"{wanted}: neither a file here nor the id or name of an image in the catalogue; for what is"
            ' around a place or an object: deepgalaxy cone --near "170.9, 28" --radius 1arcmin'
        )
    z = vector_of(connection, model_id, image_id)
    if z is None:
        raise DeepGalaxyError(f"image {wanted} has no vector of this model yet; run `deepgalaxy embed` first")
    return Query(model_id, z, image_id)


def find_image(connection: Connection, wanted: str) -> int | None:
    """Return the id of the image of this id or name (``dataset/external id``); None where there is none."""
    query = text("""
        SELECT coalesce((SELECT i.id FROM image i WHERE i.id = :id),
            (SELECT i.id FROM image i JOIN dataset d ON d.id = i.dataset_id
             WHERE d.name = :dataset AND i.external_id = :external_id))
    """)
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else None
    dataset, _, external_id = wanted.partition("/")
    given = {"id": number, "dataset": dataset, "external_id": external_id}
    found: int | None = connection.execute(query, given).scalar()
    return found
