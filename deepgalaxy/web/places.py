"""What a user wrote in the search field: an image, a place on the sky, or the name of an object."""

from dataclasses import dataclass

from sqlalchemy import Connection

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.similarity.filters import Cone
from deepgalaxy.similarity.query import find_image
from deepgalaxy.web.explorer import Missing

LOOK_UP_S = 8.0
NAME_LENGTH = 60


@dataclass(frozen=True)
class Place:
    """A place on the sky."""

    ra_deg: float
    """ICRS."""
    dec_deg: float
    words: str
    """What was asked for."""


def find_wanted(connection: Connection, words: str) -> str | Place:
    """Understand what a user wrote: the key of an image, or else a place.

    Raises
    ------
    Missing
        If it is nothing that we or the name service know, or that service cannot be asked.
    """
    words = words.strip()
    if image_id := find_image(connection, words):
        return str(image_id)
    if words.isdecimal():
        raise Missing(f"image {words[:20]} is not in the catalogue")
    return find_place(words)


def find_place(words: str) -> Place:
    """Understand a position, or ask the name service of the CDS in Strasbourg (Sesame) for an object's.

    Raises
    ------
    Missing
        As `find_wanted`.
    """
    try:
        cone = Cone.parse(words, "1deg")
    except DeepGalaxyError as error:
        if not any(letter.isalpha() for letter in words):
            raise Missing(str(error)) from error
        return _look_up(words)
    return Place(cone.ra_deg, cone.dec_deg, words)


def _look_up(name: str) -> Place:
    from astropy.coordinates import SkyCoord
    from astropy.coordinates.name_resolve import NameResolveError
    from astropy.utils.data import conf

    if len(name) > NAME_LENGTH or not name.isprintable():
        raise Missing("an object's name is shorter than that; write its position, as in 206.54 55.89")
    try:
        with conf.set_temp("remote_timeout", LOOK_UP_S):
            place = SkyCoord.from_name(name)
    except NameResolveError as error:
        if "Unable to find coordinates" in str(error):
            raise Missing(
                f"{name}: no image here has this id or name, and no object is known by it (Sesame)"
            ) from error
        raise Missing(
            f"{name}: no image here has this id or name, and the name service (CDS Sesame) cannot be reached"
            " from this machine; write the position instead, as in 13:29:52.7 +47:11:43 or 202.47 47.195"
        ) from error
    return Place(float(place.ra.deg), float(place.dec.deg), name)
