"""Regions of the sky in STC-S, as TAP 1.0 has it: Circle, Box, Polygon, Union, Intersection, Difference, Not.

mocpy reads STC-S too, but takes a difference for an exclusive or and an unknown frame for ICRS, and refuses
every box (0.21).
"""

import math
import re
from functools import reduce

from astropy import units as u
from astropy.coordinates import SkyCoord
from mocpy import MOC
from regions import CircleSkyRegion, PolygonSkyRegion, RectangleSkyRegion, Region

from deepgalaxy.catalog.region_shapes import Cover, complement, cover_regions, without

FRAMES = {"icrs": "icrs", "fk5": "fk5", "j2000": "fk5", "fk4": "fk4", "b1950": "fk4", "galactic": "galactic"}
SHAPES = {"circle": "lon lat radius", "box": "lon lat width height", "polygon": "lon lat of each corner"}
OPERATIONS = ("union", "intersection", "difference", "not")
_NO_AREA = ("position", "positioninterval", "allsky", "ellipse", "convex")
_PASSED_OVER = (
    "barycenter",
    "geocenter",
    "heliocenter",
    "topocenter",
    "unknownrefpos",
    "spherical2",
    "spher2",
)
_BEGINS = re.compile(rf"\s*({'|'.join((*SHAPES, *OPERATIONS, *_NO_AREA))})\s+[A-Za-z(]", re.IGNORECASE)


def is_stcs(words: str) -> bool:
    """Tell whether a text is meant as STC-S.

    Parameters
    ----------
    words : str
        Any text.

    Returns
    -------
    bool
        Whether it begins with a shape and a frame.
    """
    return _BEGINS.match(words) is not None


def parse_stcs(words: str) -> Cover:
    """Understand a region in STC-S.

    Parameters
    ----------
    words : str
        ``"Circle ICRS 206.5 55.9 2"``, ``"Union FK5 (Circle 10 20 1 Polygon 0 0 2 0 2 2)"``; in degrees.

    Returns
    -------
    Cover
        Makes a MOC of it.

    Raises
    ------
    ValueError
        If it is no such text.
    """
    rest = re.findall(r"[()]|[^\s(),]+", words)
    cover = _read(rest, None)
    if rest:
        raise ValueError(f"{rest[0]!r} is too much")
    return cover


def _read(rest: list[str], frame: str | None) -> Cover:
    """Take one shape from the words that are left."""
    kind = _take(rest).lower()
    if kind not in (*SHAPES, *OPERATIONS):
        raise ValueError(f"{kind!r} is none of {', '.join((*SHAPES, *OPERATIONS))}")
    if rest and rest[0][0].isalpha() and rest[0].lower() not in _PASSED_OVER:
        named = _take(rest)
        if named.lower() not in FRAMES:
            raise ValueError(f"frame {named} is not known; there are {', '.join(FRAMES).upper()}")
        frame = FRAMES[named.lower()]
    while rest and rest[0].lower() in _PASSED_OVER:
        rest.pop(0)
    if frame is None:
        raise ValueError(f"it names no frame; write {kind.capitalize()} ICRS …")
    if kind in OPERATIONS:
        return _combined(kind, _inside(rest, frame))
    region = _shape(kind, _numbers(rest), frame)
    return lambda order: cover_regions(region, order)


def _take(rest: list[str]) -> str:
    if not rest:
        raise ValueError("it ends too early")
    return rest.pop(0)


def _inside(rest: list[str], frame: str) -> list[Cover]:
    """Take the shapes in parentheses."""
    if _take(rest) != "(":
        raise ValueError("shapes that are combined stand in parentheses")
    covers = []
    while rest and rest[0] != ")":
        covers.append(_read(rest, frame))
    if _take(rest) != ")" or not covers:
        raise ValueError("there is nothing in the parentheses")
    return covers


def _combined(kind: str, covers: list[Cover]) -> Cover:
    if kind in ("difference", "not") and len(covers) != 2 - (kind == "not"):
        raise ValueError(f"{kind} of {len(covers)} shapes")
    operation = {"union": MOC.union, "intersection": MOC.intersection, "difference": without}.get(kind)
    if operation is None:
        return lambda order: complement(covers[0](order))
    return lambda order: reduce(operation, (cover(order) for cover in covers))


def _numbers(rest: list[str]) -> list[float]:
    numbers = []
    while rest and rest[0] not in "()" and rest[0].lower() not in (*SHAPES, *OPERATIONS):
        word = rest.pop(0)
        try:
            numbers.append(float(word))
        except ValueError:
            raise ValueError(f"{word!r} is no number, in degrees") from None
    return numbers


def _shape(kind: str, numbers: list[float], frame: str) -> Region:
    enough = (
        len(numbers) >= 6 and len(numbers) % 2 == 0
        if kind == "polygon"
        else (len(numbers) == len(SHAPES[kind].split()))
    )
    if not enough:
        raise ValueError(f"{kind} with {len(numbers)} numbers, wanted: {SHAPES[kind]}")
    places = numbers if kind == "polygon" else numbers[:2]
    for lon, lat in zip(places[::2], places[1::2], strict=True):
        if not (math.isfinite(lon) and 0 <= lon <= 360 and -90 <= lat <= 90):
            raise ValueError(f"{lon:g} {lat:g} is no place on the sky, in degrees")
    if kind == "polygon":
        return PolygonSkyRegion(SkyCoord(places[::2], places[1::2], unit=u.deg, frame=frame))
    center = SkyCoord(*places, unit=u.deg, frame=frame)
    sizes = [size * u.deg for size in numbers[2:]]
    return CircleSkyRegion(center, *sizes) if kind == "circle" else RectangleSkyRegion(center, *sizes)
