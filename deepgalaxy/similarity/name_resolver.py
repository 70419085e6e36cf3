"""A place on the sky, as a user writes it: a position, or the name of an object."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.similarity.search_filters import Cone

if TYPE_CHECKING:
    from astropy.coordinates import SkyCoord
    from astropy.units import Quantity

LOOK_UP_S = 8.0
NAME_LENGTH = 60
ACCEPTED = 'write a position, "13:29:52.7 +47:11:43" (hours) or "202.47, 47.195" (degrees, ICRS)'


class UnknownPlace(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """Nothing is known by this name, or nobody can be asked."""


@dataclass(frozen=True)
class NamedPlace:
    """A place on the sky."""

    ra_deg: float
    """ICRS."""
    dec_deg: float
    words: str
    """What was asked for."""


def find_place(words: str) -> NamedPlace:
    """Understand a position, or ask the name service of the CDS in Strasbourg (Sesame) for an object's.

    Parameters
    ----------
    words : str
        A position as `Cone.parse` reads it, or the name of an object.

    Returns
    -------
    NamedPlace
        In degrees, ICRS.

    Raises
    ------
    UnknownPlace
        If it is neither a position nor a name that the service knows, or that service cannot be asked.
    """
    try:
        cone = Cone.parse(words, "1deg")
    except DeepGalaxyError as error:
        if not any(letter.isalpha() for letter in words):
            raise UnknownPlace(str(error)) from error
        return _look_up(words)
    return NamedPlace(cone.ra_deg, cone.dec_deg, words)


def find_cone(center: "SkyCoord | str", radius: "Quantity | float | str") -> Cone:
    """Understand a place, its name too, and a radius.

    Parameters
    ----------
    center : SkyCoord or str
        One position, of any frame; or text: a position or the name of an object.
    radius : Quantity, float or str
        An angle: a bare number is degrees, text has its unit: ``"5arcmin"``.

    Returns
    -------
    Cone
        In degrees, ICRS.

    Raises
    ------
    DeepGalaxyError
        If one cannot be understood.
    """
    if isinstance(center, str):
        place = find_place(center)
        center = f"{place.ra_deg!r} {place.dec_deg!r}"
    return Cone.of(center, radius)


def _look_up(name: str) -> NamedPlace:
    from astropy.coordinates import SkyCoord
    from astropy.coordinates.name_resolve import NameResolveError
    from astropy.utils.data import conf

    if len(name) > NAME_LENGTH or not name.isprintable():
        raise UnknownPlace(f"an object's name is shorter than that; {ACCEPTED}")
    try:
        with conf.set_temp("remote_timeout", LOOK_UP_S):
            place = SkyCoord.from_name(name)
    except NameResolveError as error:
        if "Unable to find coordinates" in str(error):
            raise UnknownPlace(f"{name}: no object is known by this name (CDS Sesame); {ACCEPTED}") from error
        raise UnknownPlace(
            f"{name}: the name service (CDS Sesame) cannot be reached from this machine; {ACCEPTED}"
        ) from error
    return NamedPlace(float(place.ra.deg), float(place.dec.deg), name)
