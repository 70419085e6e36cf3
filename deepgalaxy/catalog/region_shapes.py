"""Shapes on the sky as MOCs: circles, annuli, boxes, ellipses and polygons of astropy's regions.

Of mocpy only cones of up to 90 degrees and polygons are used: its larger cones lack parts of the sky, and it
reads the angles of boxes and ellipses in other frames as those in ICRS (0.21).
"""

import operator
import warnings
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import numpy as np
from astropy import units as u
from astropy.coordinates import CartesianRepresentation, SkyCoord
from mocpy import MOC
from regions import (
    CircleAnnulusSkyRegion,
    CircleSkyRegion,
    CompoundSkyRegion,
    EllipseSkyRegion,
    PixelRegion,
    PolygonSkyRegion,
    RectangleSkyRegion,
    Region,
    Regions,
    TextSkyRegion,
)

Cover = Callable[[int], MOC]
"""The pixels of a HEALPix order that a shape touches."""
MOST_RANGES = 4_000
"""Of a MOC: the border is that of pixels, about a thousandth of the shape's size wide."""
_OPERATIONS: dict[Any, Callable[[MOC, MOC], MOC]] = {
    operator.and_: MOC.intersection,
    operator.or_: MOC.union,
    operator.xor: MOC.symmetric_difference,
}


class TooFine(Exception):  # noqa: N818 - not an error
    """A shape has too many pixels of this order."""


def cover_regions(given: Region | Iterable[Region], order: int) -> MOC:
    """Return the pixels that a region touches, or of a list those of its included less the excluded ones.

    Parameters
    ----------
    given : Region or iterable of Region
        Of the package regions, in coordinates on the sky. As in DS9, one with ``include=False`` is cut out of
        all the others; labels are passed over.
    order : int
        HEALPix order of the smallest pixels.

    Returns
    -------
    MOC
        Every position inside is in one of its pixels.

    Raises
    ------
    ValueError
        If a shape is in pixels, has no area, or is not known.
    TooFine
        If a shape has more than `MOST_RANGES` ranges of pixels of this order.
    """
    shapes = [given] if isinstance(given, Region) else given
    shapes = [each for each in shapes if not isinstance(each, TextSkyRegion)]
    included = [_cover(each, order) for each in shapes if _is_included(each)]
    excluded = [_cover(each, order) for each in shapes if not _is_included(each)]
    if not included:
        raise ValueError("no shape is in it")
    return reduce(without, excluded, reduce(MOC.union, included))


def without(moc: MOC, other: MOC) -> MOC:
    """Return a MOC without another, whose border stays: it is inside both.

    Parameters
    ----------
    moc, other : MOC
        Of the same order.

    Returns
    -------
    MOC
        The difference.
    """
    return moc.difference(other.contracted())


def complement(moc: MOC) -> MOC:
    """Return the rest of the sky, with the border.

    Parameters
    ----------
    moc : MOC
        A part of the sky.

    Returns
    -------
    MOC
        Every position outside is in one of its pixels.
    """
    return moc.contracted().complement()


def _is_included(region: Region) -> bool:
    return bool(region.meta.get("include", True)) and region.meta.get("include") != "-"


def _cover(region: Region, order: int) -> MOC:
    match region:
        case PixelRegion():
            raise ValueError("it is in pixel coordinates: save it in fk5 or icrs")
        case CompoundSkyRegion():
            sides = (_cover(side, order) for side in (region.region1, region.region2))
            return _OPERATIONS[region.operator](*sides)
        case CircleSkyRegion():
            return _cone(region.center, region.radius, order)
        case CircleAnnulusSkyRegion():
            outer, inner = (
                _cone(region.center, radius, order) for radius in (region.outer_radius, region.inner_radius)
            )
            return without(outer, inner)
        case RectangleSkyRegion():
            return _polygon(_corners(region), order)
        case EllipseSkyRegion():
            return _polygon(_outline(region), order)
        case PolygonSkyRegion():
            return _polygon(region.vertices, order)
    name = type(region).__name__.removesuffix("SkyRegion").lower()
    raise ValueError(f"{name}: draw it as circle, annulus, ellipse, box or polygon")


def _cone(center: SkyCoord, radius: u.Quantity, order: int) -> MOC:
    place, radius_deg = center.icrs, float(radius.to_value(u.deg))
    _check_finite(place)
    if not 0 < radius_deg <= 180:
        raise ValueError(f"radius {radius_deg:g} is not between 0 and 180 degrees")
    if radius_deg > 90:
        opposite = SkyCoord(place.ra + 180 * u.deg, -place.dec)
        return complement(_cone(opposite, 180 * u.deg - radius, order)) if radius_deg < 180 else _all_sky()
    return _no_finer(MOC.from_cone(lon=place.ra, lat=place.dec, radius=radius, max_depth=order))


def _all_sky() -> MOC:
    return MOC.from_string("0/0-11")


def _polygon(vertices: SkyCoord, order: int) -> MOC:
    if vertices.isscalar or len(vertices) < 3:
        raise ValueError("polygon with fewer than three corners")
    _check_finite(vertices.icrs)
    return _no_finer(MOC.from_polygon_skycoord(vertices.icrs, max_depth=order))


def _check_finite(places: SkyCoord) -> None:
    if not (np.isfinite(places.ra).all() and np.isfinite(places.dec).all()):
        raise ValueError("a place that is no number")


def _no_finer(moc: MOC) -> MOC:
    if len(moc.to_depth29_ranges) > MOST_RANGES:
        raise TooFine
    return moc


def _corners(box: RectangleSkyRegion) -> SkyCoord:
    """Corners of a box whose sides are great circles, half its width and height from its centre."""
    half = [_half(side, 90) for side in (box.width, box.height)]
    x, y = (np.tan(np.radians(side)) for side in half)
    return _about(box, np.array([x, -x, -x, x]), np.array([y, y, -y, -y]))


def _outline(ellipse: EllipseSkyRegion) -> SkyCoord:
    """Points so near to one another that the polygon leaves an ellipse by 1e-5 of its size."""
    a, b = (np.radians(_half(side, 90)) for side in (ellipse.width, ellipse.height))
    step = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    x, y = (size * np.array(of(step)) / np.cos(np.pi / 720) for size, of in ((a, np.cos), (b, np.sin)))
    radius = np.hypot(x, y)
    return _about(ellipse, *(side * np.tan(radius) / radius for side in (x, y)))


def _about(region: RectangleSkyRegion | EllipseSkyRegion, x: Any, y: Any) -> SkyCoord:
    """Places in the plane that touches the sky at a region's centre, turned by the region's angle."""
    frame = region.center.skyoffset_frame(rotation=region.angle)
    on_sky = CartesianRepresentation(np.ones_like(x), x, y)
    return SkyCoord(on_sky, frame=frame).transform_to(region.center.frame)


def _half(side: u.Quantity, most_deg: float) -> float:
    half = float(side.to_value(u.deg)) / 2
    if not 0 < half < most_deg:
        raise ValueError(f"a side of {2 * half:g} is not between 0 and {2 * most_deg:g} degrees")
    return half


def parse_ds9(words: str) -> Cover:
    """Understand regions as DS9 saves them.

    Parameters
    ----------
    words : str
        ``"icrs; circle(206.5, 55.9, 2)"``, or the contents of a file.

    Returns
    -------
    Cover
        Makes a MOC of them.

    Raises
    ------
    ValueError
        If a shape or frame is not known.
    """
    from astropy.utils.exceptions import AstropyUserWarning

    with warnings.catch_warnings(record=True) as skipped:
        warnings.simplefilter("always", AstropyUserWarning)
        try:
            found = Regions.parse(words, format="ds9")
        except (IndexError, KeyError, TypeError) as error:  # of a shape with too few numbers
            raise ValueError("a shape of DS9 has too few numbers, or one that cannot be") from error
    told = [str(each.message) for each in skipped if issubclass(each.category, AstropyUserWarning)]
    if told:  # of a shape, a frame or a line that is not understood
        raise ValueError(told[0].removesuffix(", skipping."))
    return lambda order: cover_regions(found, order)
