"""What a user wrote in the search field: an image, a dataset, a place on the sky, or an object."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from deepgalaxy.similarity.name_resolver import NamedPlace, UnknownPlace, find_place
from deepgalaxy.similarity.search_query import find_image
from deepgalaxy.web.app_state import Missing

MOST = 5
"""Images of one name that are listed."""


@dataclass(frozen=True)
class FoundImage:
    """An image of the catalogue."""

    id: int


@dataclass(frozen=True)
class FoundDataset:
    """A dataset of the catalogue."""

    name: str


def find_wanted(connection: Connection, words: str) -> FoundImage | FoundDataset | NamedPlace:
    """Understand what a user wrote: the id or name of an image, whole or as a card shows it, or else a place.

    Raises
    ------
    Missing
        If it is the name of several images, or nothing that we or the name service know, or that service
        cannot be asked.
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
        raise Missing(f"{words}: several images end so; say which: {names}")
    try:
        return find_place(words)
    except UnknownPlace as unknown:
        raise Missing(f"no image or dataset here is called so, and it is no place: {unknown}") from unknown


_DATASET = text("SELECT EXISTS (SELECT FROM dataset WHERE name = :words)")
_ENDING = text("""
    SELECT i.id, d.name || '/' || i.external_id AS name FROM image i JOIN dataset d ON d.id = i.dataset_id
    WHERE i.external_id = :words OR right(i.external_id, length(:ending)) = :ending ORDER BY i.id LIMIT :most
""")
