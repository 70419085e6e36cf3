"""Shapes on the sky against brute force over positions, by astropy's angles, where positions are hardest."""

import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord
from mocpy import MOC
from numpy.typing import NDArray
from regions import CirclePixelRegion as CircleInPixels
from regions import CircleSkyRegion, CompoundSkyRegion, EllipseSkyRegion, PixCoord, Regions

from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.core.errors import RefusedInput

PLACES = [(0, 0), (359.9999, 45), (0, 90), (77, -90), (12, -89.5), (45, 41.8103), (206.5, 55.9)]
"""RA 0, the poles, a place beside one, the corner of a HEALPix face; and one like any other."""
SIZES = [1e-4, 0.3, 8, 70]
Outside = Callable[[SkyCoord], NDArray[np.float64]]


def around(center: SkyCoord, size_deg: float, n: int = 6_000) -> SkyCoord:
    """Positions out to three times the size of a shape, and over the whole sky."""
    rng = np.random.default_rng(0)
    near = center.directional_offset_by(
        rng.uniform(0, 360, n) * u.deg, np.minimum(3 * size_deg * np.sqrt(rng.random(n)), 180) * u.deg
    )
    far = SkyCoord(rng.uniform(0, 360, n) * u.deg, np.degrees(np.arcsin(rng.uniform(-1, 1, n))) * u.deg)
    return SkyCoord([near.icrs, far.icrs])


def assert_same(region: SkyRegion, positions: SkyCoord, outside_deg: NDArray[np.float64]) -> None:
    """All that is inside is found; and of what is outside only what is within a pixel of the border."""
    found = region.contains(positions.icrs.ra.deg, positions.icrs.dec.deg)
    pixel_deg = 2.2 * np.degrees(np.sqrt(4 * np.pi / (12 * 4**region.order)))
    assert found[outside_deg < -2e-7].all()  # 0.7 milliarcseconds
    assert outside_deg[found].max() < pixel_deg
    assert (outside_deg < 0).any()
    assert not found.all()


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("radius", [*SIZES, 91, 179])
@pytest.mark.parametrize("frame", ["icrs", "galactic", "fk5"])
def test_a_circle_is_what_is_within_its_radius(place: tuple[float, float], radius: float, frame: str) -> None:
    center = SkyCoord(*place, unit="deg", frame=frame)
    positions = around(center, radius)
    outside = center.icrs.separation(positions).deg - radius
    stcs = f"Circle {frame.upper()} {place[0]} {place[1]} {radius:.9f}"
    ds9 = f"{frame}; circle({place[0]}, {place[1]}, {radius:.9f})"
    for region in (stcs, ds9, CircleSkyRegion(center, radius * u.deg)):
        assert_same(SkyRegion.of(region), positions, outside)


def in_plane(center: SkyCoord, positions: SkyCoord, angle: float) -> tuple[Any, Any]:
    """Distances along the width and height of a shape, in the plane that touches the sky at its centre."""
    own = positions.transform_to(center.frame)
    separation, along = center.separation(own), center.position_angle(own) - (angle + 90) * u.deg
    far = separation >= 89.999 * u.deg
    reach = np.tan(np.where(far, 89.999, separation.deg) * u.deg).value
    # 90 degrees east of north is the direction of the width of a shape that is not turned
    return reach * np.cos(along).value, reach * np.sin(along).value


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("frame", ["icrs", "galactic"])
def test_a_box_and_an_ellipse_are_turned_in_their_own_frame(
    place: tuple[float, float], size: float, frame: str
) -> None:
    center, angle = SkyCoord(*place, unit="deg", frame=frame), 30
    positions = around(center, size)
    x, y = in_plane(center, positions, angle)
    half = np.tan(np.radians([size, size / 3]))
    stretched = 1 / np.cos(np.radians(size)) ** 2  # the plane's scale at the far end
    beyond = np.maximum(abs(x) - half[0], abs(y) - half[1])
    box = SkyRegion.of(f"{frame}; box({place[0]}, {place[1]}, {2 * size:.9f}d, {2 * size / 3:.9f}d, {angle})")
    assert_same(box, positions, np.degrees(beyond) / stretched)
    separation = center.separation(positions.transform_to(center.frame)).deg
    direction = np.arctan2(y, x)
    border = size * (size / 3) / np.hypot(size / 3 * np.cos(direction), size * np.sin(direction))
    ellipse = EllipseSkyRegion(center, 2 * size * u.deg, 2 * size / 3 * u.deg, angle * u.deg)
    # towards the border an ellipse is nearer than along the radius, never further
    assert_same(SkyRegion.of(ellipse), positions, (separation - border) / 3)


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("size", SIZES)
def test_a_polygon_has_great_circles_for_sides(place: tuple[float, float], size: float) -> None:
    center = SkyCoord(*place, unit="deg")
    corners = center.directional_offset_by([10, 130, 200, 310] * u.deg, size * u.deg)
    positions = around(center, size)
    points, ends = positions.icrs.cartesian.xyz.value.T, corners.icrs.cartesian.xyz.value.T
    poles = np.cross(np.roll(ends, -1, axis=0), ends)
    poles /= np.linalg.norm(poles, axis=1, keepdims=True)
    outside = -np.degrees(np.arcsin(np.clip(points @ poles.T, -1, 1))).min(axis=1)
    if (center.cartesian.xyz.value @ poles.T < 0).any():
        outside = np.degrees(np.arcsin(np.clip(points @ poles.T, -1, 1))).max(axis=1)
    numbers = " ".join(
        f"{ra:.12f} {dec:.12f}" for ra, dec in zip(corners.ra.deg, corners.dec.deg, strict=True)
    )
    assert_same(SkyRegion.of(f"Polygon ICRS {numbers}"), positions, outside)
    assert_same(SkyRegion.of(f"icrs; polygon({numbers.replace(' ', ',')})"), positions, outside)


def test_shapes_are_united_cut_and_left_out() -> None:
    a, b = SkyCoord(10, 20, unit="deg"), SkyCoord(12, 20, unit="deg")
    positions = around(a, 4)
    in_a, in_b = (place.separation(positions).deg - 2 for place in (a, b))
    one, other = "Circle 10 20 2", "Circle 12 20 2"
    for text, outside in {
        f"Union ICRS ({one} {other})": np.minimum(in_a, in_b),
        f"Intersection ICRS ({one} {other})": np.maximum(in_a, in_b),
        f"Difference ICRS ({one} {other})": np.maximum(in_a, -in_b),
        f"Not ICRS ({one})": -in_a,
        "icrs; circle(10, 20, 2)\n-circle(12, 20, 2)": np.maximum(in_a, -in_b),
        "icrs\ncircle(10, 20, 2) # color=red\n# text(1,2) text={M31}\ncircle(12, 20, 2)": np.minimum(
            in_a, in_b
        ),
        "icrs; annulus(10, 20, 1, 2)": np.maximum(in_a, -in_a - 1),
    }.items():
        assert_same(SkyRegion.of(text), positions, outside)
    both = [CircleSkyRegion(place, 2 * u.deg) for place in (a, b)]
    assert_same(SkyRegion.of(Regions(both)), positions, np.minimum(in_a, in_b))
    crossed = CompoundSkyRegion(*both, operator.and_)
    assert_same(SkyRegion.of(crossed), positions, np.maximum(in_a, in_b))


@pytest.mark.parametrize("form", ["fits", "json", "ascii"])
def test_a_moc_is_read_as_it_is(tmp_path: Path, form: str) -> None:
    moc = MOC.from_string("3/17 5/8 40-47 29/1000")
    file = tmp_path / f"moc.{form}"
    if form == "fits":
        moc.save(file, format="fits")
    else:
        file.write_text(moc.to_string(format=form))
        assert SkyRegion.of(file.read_text()).moc == moc
    for given in (moc, file, str(file)):
        assert SkyRegion.of(given).moc == moc
    assert SkyRegion.of(moc).area_deg2 == pytest.approx(moc.sky_fraction * 129600 / np.pi)


def test_files_of_ds9_and_stcs_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.reg").write_text(
        "# Region file format: DS9 version 4.1\nglobal color=green\nfk5\ncircle(10,20,1')\n"
    )
    (tmp_path / "a.stcs").write_text("Circle FK5 10 20 0.016666666666666666\n")
    ds9, stcs = (SkyRegion.of(tmp_path / name) for name in ("a.reg", "a.stcs"))
    assert ds9.area_deg2 == pytest.approx(np.pi / 3600, rel=0.01)
    assert stcs == ds9


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "no shape is in it"),
        ("M31", "not a valid frame or region shape"),
        ("circle(10, 20, 1)", "frame was not found"),
        ("image; circle(10, 20, 1)", "pixel coordinates: save it in fk5 or icrs"),
        ("physical; circle(10, 20, 1)", "not supported"),
        ("icrs; circle(10, 20, 1)\nwhat is this", "not a valid frame or region shape"),
        ("icrs; circle(10)", "too few numbers"),
        ("icrs; circle(1, 2)", "too few numbers"),
        ("icrs; circle(a, b, c)", "could not convert"),
        ("icrs; circle(nan, 2, 3)", "no number"),
        ("icrs; polygon(1, 2, 3)", "fewer than three corners"),
        ("icrs; point(10, 20)", "point: draw it as circle"),
        ("icrs; circle(10, 20, 200)", "radius 200 is not between 0 and 180 degrees"),
        ("icrs; box(10, 20, 200, 1, 0)", "a side of 200 is not between"),
        ("icrs; text(1, 2, {M31})", "no shape is in it"),
        ("Circle UNKNOWNFrame 10 20 1", "frame UNKNOWNFrame is not known; there are ICRS, FK5"),
        ("Union (Circle 10 20 1)", "names no frame"),
        ("Circle ICRS 400 20 1", "400 20 is no place on the sky"),
        ("Circle ICRS 10 20", "circle with 2 numbers, wanted: lon lat radius"),
        ("Circle ICRS 10 20 -1", "strictly positive"),
        ("Circle ICRS 10 20 1 unit arcmin", "'unit' is no number, in degrees"),
        ("Ellipse ICRS 10 20 2 1 30", "'ellipse' is none of circle, box, polygon"),
        ("Union ICRS (Circle 10 20 1", "ends too early"),
        ("Difference ICRS (Circle 10 20 1)", "difference of 1 shapes"),
        ("Intersection ICRS (Circle 10 20 1 Circle 100 20 1)", "it is empty: no image can be in it"),
        ("5/", "it is empty: no image can be in it"),
        ("5/99999999", "no region of the sky"),
        ('{"5": [1', "no region of the sky"),
        ("not here.fits", "no such file"),
        (MOC.new_empty(5), "it is empty: no image can be in it"),
        (CircleInPixels(PixCoord(1, 2), 3), "pixel coordinates"),
    ],
    ids=str,
)
def test_what_is_no_region_is_refused_by_a_sentence(given: Any, why: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        SkyRegion.of(given)
    assert why in str(refused.value)


def test_a_file_that_is_no_region_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.fits").write_bytes(b"SIMPLE  =                    T" + bytes(100))
    (tmp_path / "a.reg").write_bytes(b"\xff\xfe\x00")
    for name, why in (("a.fits", "no MOC in FITS"), ("a.reg", "neither a MOC nor a text of regions")):
        with pytest.raises(RefusedInput, match=f"{name}: {why}"):
            SkyRegion.of(tmp_path / name)


def test_a_pixel_overlaps_what_has_a_part_in_it() -> None:
    region = SkyRegion.of(MOC.from_string("6/37-40 29/1000"))
    assert [pixel for pixel in range(20) if region.overlaps(5, pixel)] == [0, 9, 10]
    assert [pixel for pixel in range(160) if region.overlaps(7, pixel)] == [0, *range(148, 160)]
    assert not region.contains(np.nan, np.nan)
