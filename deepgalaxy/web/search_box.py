"""The search box: takes an image, a dataset, a position on the sky, or the name of an object."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from deepgalaxy.similarity.name_resolver import NamedPlace, UnknownPlace, find_place
from deepgalaxy.similarity.search_query import find_image
from deepgalaxy.web.app_state import Missing

MOST = 5
"""Images with the same name that a message lists."""


@dataclass(frozen=True)
class FoundImage:
    """An image of the catalogue."""

    id: int


@dataclass(frozen=True)
class FoundDataset:
    """A dataset of the catalogue."""

    name: str


def understand(connection: Connection, words: str) -> FoundImage | FoundDataset | NamedPlace:
    """Find what the words in the search box name.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    words : str
        Id of an image; its name, whole or its last parts as cards show it; name of a dataset; position
        (ICRS); or name of an object, which the CDS resolves.

    Returns
    -------
    FoundImage, FoundDataset or NamedPlace
        The first of these that the words name.

    Raises
    ------
    Missing
        If several images have this name, or neither the catalogue nor the CDS knows it, or the CDS cannot
        be reached.
    """
    words = words.strip()
    if image_id := find_image(connection, words):
        return FoundImage(image_id)
    if words.isdecimal():
        raise Missing(f"image {words[:20]} is not in the catalogue")
    given = {"words": words, "ending": f"/{words}", "most": MOST + 1}
    if connection.execute(_DATASET, given).scalar():
        return FoundDataset(words)
    if len(found := connection.execute(_ENDING, given).all()) == 1:
        return FoundImage(found[0].id)
    if found:
        names = ", ".join(row.name for row in found[:MOST]) + (", …" if len(found) > MOST else "")
        raise Missing(f"{words}: several images have names that end like this; enter one of: {names}")
    try:
        return find_place(words)
    except UnknownPlace as unknown:
        raise Missing(f"no image or dataset has this name, and it is not a position: {unknown}") from unknown


_DATASET = text("SELECT EXISTS (SELECT FROM dataset WHERE name = :words)")
_ENDING = text("""
    SELECT i.id, d.name || '/' || i.external_id AS name FROM image i JOIN dataset d ON d.id = i.dataset_id
    WHERE i.external_id = :words OR right(i.external_id, length(:ending)) = :ending ORDER BY i.id LIMIT :most
""")
