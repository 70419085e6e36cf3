"""Searches in a MOC against brute force, to the pixel, where positions are hardest."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import Latitude, Longitude, SkyCoord
from astropy_healpix import HEALPix
from mocpy import MOC
from PIL import Image
from regions import EllipseSkyRegion
from sqlalchemy import Engine, text

import deepgalaxy as dg
from deepgalaxy.__main__ import main
from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import get_settings
from deepgalaxy.similarity.search import Query, SimilarImages
from deepgalaxy.similarity.sky_map import write_region


@pytest.mark.parametrize("centre", [(0, 0), (359.999, 45), (0, 90), (77, -90), (45, 41.8103)], ids=str)
@pytest.mark.parametrize("radius_deg", [0.01, 1, 20])
def test_a_moc_filters_first_and_to_the_pixel(
    shared_sky: tuple[Engine, Any], tmp_path: Path, centre: tuple[float, float], radius_deg: float
) -> None:
    catalog, sky = shared_sky
    order = 14 if radius_deg < 1 else 9
    moc = MOC.from_cone(
        lon=Longitude(centre[0], u.deg),
        lat=Latitude(centre[1], u.deg),
        radius=radius_deg * u.deg,
        max_depth=order,
    )
    moc.save(tmp_path / "moc.fits", format="fits")
    pixels = HEALPix(2**order, "nested").lonlat_to_healpix(sky.ra * u.deg, sky.dec * u.deg)
    keep = np.isin(pixels, moc.flatten())
    assert keep.any()
    assert not keep.all()
    with catalog.connect() as connection:
        z = sky.z[3] + np.float32(0.1)
        search = SimilarImages(
            query=Query(sky.model, z, None), k=10_000, region=SkyRegion.of(tmp_path / "moc.fits")
        )
        assert [hit.id for hit in search.run(connection)] == sky.nearest(z, 10_000, keep)


def test_a_footprint_is_the_pixels_of_a_dataset_and_a_region(shared_sky: tuple[Engine, Any]) -> None:
    catalog, sky = shared_sky
    pixels = HEALPix(2**8, "nested").lonlat_to_healpix(sky.ra * u.deg, sky.dec * u.deg)
    rare = np.unique(pixels[sky.dataset == "rare"])
    with catalog.connect() as connection:
        held = connection.scalar(text("SELECT footprint('rare')"))
        found = connection.scalars(text("SELECT image_id FROM images_in_region(footprint('rare'))")).all()
    cells = [(r.lower >> 42, r.upper >> 42) for r in held]
    assert [cell for low, high in cells for cell in range(low, high)] == rare.tolist()
    assert sorted(found) == sorted(sky.ids[np.isin(pixels, rare)].tolist())


def test_a_footprint_is_a_moc_in_python(shared_sky: tuple[Engine, Any]) -> None:
    engine, sky = shared_sky
    pixels = HEALPix(2**8, "nested").lonlat_to_healpix(sky.ra * u.deg, sky.dec * u.deg)
    rare = np.unique(pixels[sky.dataset == "rare"])
    with dg.open_catalog(engine.url.render_as_string(hide_password=False)) as catalog:
        moc = catalog.footprint("rare")
        assert sorted(moc.flatten()) == rare.tolist()
        assert catalog.footprint("rare", 3).max_order == 3
        with pytest.raises(DeepGalaxyError, match=r"dataset nothing: there is none; there is rare, wide"):
            catalog.footprint("nothing")
        with pytest.raises(DeepGalaxyError, match="HEALPix order 30 is not between 0 and 29"):
            catalog.footprint("rare", 30)


def is_filled(file: Path, place: tuple[float, float]) -> bool:
    """Whether a map is green at shares of its width and height, counted from the left and the top."""
    pixels = np.asarray(Image.open(file).convert("RGBA")).astype(int)
    drawn = pixels[..., 3] > 0
    rows, columns = np.flatnonzero(drawn.any(1)), np.flatnonzero(drawn[len(drawn) // 2])
    right = columns[-1]  # left of the map stands a label
    left = pixels.shape[1] - 1 - right
    x, y = round(left + place[0] * (right - left)), round(rows[0] + place[1] * (rows[-1] - rows[0]))
    near = pixels[y - 4 : y + 5, x - 9 : x + 10]
    return bool(((near[..., 3] > 200) & (near[..., 1] - near[..., 0] > 60)).mean() > 0.3)


def test_a_map_fills_what_is_in_the_region_and_nothing_else(tmp_path: Path) -> None:
    """East is left: RA 90 lies a quarter of the way, RA 270 three quarters."""
    for words, inside, outside in (
        ("Circle ICRS 90 0 5", (0.25, 0.5), (0.75, 0.5)),
        ("Circle ICRS 270 0 5", (0.75, 0.5), (0.25, 0.5)),
        ("Circle ICRS 0 0 5", (0.5, 0.5), (0.5, 0.1)),
        ("Circle ICRS 12 90 10", (0.5, 0.03), (0.5, 0.97)),
        ("Circle ICRS 12 -90 10", (0.5, 0.97), (0.5, 0.03)),
    ):
        write_region(SkyRegion.of(words), tmp_path / "map.png")
        assert is_filled(tmp_path / "map.png", inside), words
        assert not is_filled(tmp_path / "map.png", outside), words


@pytest.mark.parametrize("suffix", [".fits", ".json"])
def test_the_command_writes_a_footprint(command: Any, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"rare{suffix}"
    [row] = command("dataset", "footprint", "rare", "-o", str(file))
    region = SkyRegion.of(file)
    assert (row["dataset"], row["order"]) == ("rare", 8)
    assert row["pixels"] == len(region.moc.flatten())
    assert row["area_deg2"] == pytest.approx(region.area_deg2)
    assert "write .fits, .json or .png" in command(
        "dataset", "footprint", "rare", "-o", str(tmp_path / "a.b")
    )


@pytest.fixture
def command(
    shared_sky: tuple[Engine, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """The command line on that catalogue; gives the rows that it prints."""
    monkeypatch.setenv("DEEPGALAXY_DATABASE_URL", shared_sky[0].url.render_as_string(hide_password=False))
    get_settings.cache_clear()

    def run(*words: str) -> Any:
        monkeypatch.setattr("sys.argv", ["deepgalaxy", *words, "--format", "json"])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return json.loads(printed.out) if not ended.value.code else printed.err

    return run


@pytest.mark.parametrize("centre", [(0, 0), (359.999, 45), (0, 90), (77, -90)], ids=str)
@pytest.mark.parametrize("option", ["--region", "--moc"])
def test_every_search_keeps_to_a_region(
    shared_sky: tuple[Engine, Any], command: Any, tmp_path: Path, centre: tuple[float, float], option: str
) -> None:
    _, sky = shared_sky
    place = SkyCoord(*centre, unit="deg")
    separation = place.separation(SkyCoord(sky.ra, sky.dec, unit="deg")).deg
    own = int(np.argmin(separation))
    near = separation < 1
    assert near.sum() > 20
    (tmp_path / "field.reg").write_text(f"icrs\ncircle({centre[0]}, {centre[1]}, 1)\n")
    moc = MOC.from_cone(place.ra, place.dec, radius=1 * u.deg, max_depth=16)
    moc.save(tmp_path / "moc.fits", format="fits")
    expected = sky.nearest(sky.z[own], 10_000, near & (sky.ids != sky.ids[own]))
    for region in (f"Circle ICRS {centre[0]} {centre[1]} 1", tmp_path / "field.reg", tmp_path / "moc.fits"):
        given = (option, str(region))
        rows = command("similar", str(sky.ids[own]), "-k", "10000", *given)
        assert [row["id"] for row in rows] == expected
        rows = command("recommend", str(sky.ids[own]), "-k", "5", *given)
        assert {row["id"] for row in rows} <= set(expected)
        rows = command("cone", "--near", f"{centre[0]}, {centre[1]}", "--radius", "30deg", *given)
        assert [row["id"] for row in rows] == [int(sky.ids[i]) for i in np.argsort(separation)[: near.sum()]]


def test_python_takes_shapes_and_mocs(shared_sky: tuple[Engine, Any]) -> None:
    engine, sky = shared_sky
    shape = EllipseSkyRegion(SkyCoord(0, 90, unit="deg"), 4 * u.deg, 2 * u.deg)
    with dg.open_catalog(engine.url.render_as_string(hide_password=False)) as catalog:
        inside = SkyRegion.of(shape)
        expected = sky.nearest(sky.z[0], 10_000, inside.contains(sky.ra, sky.dec) & (sky.ids != sky.ids[0]))
        for region in (shape, inside.moc):
            found = catalog.similar(int(sky.ids[0]), 10_000, region=region)
            assert list(found["id"]) == expected
        assert set(catalog.cone("0 90", 5, region=shape)["id"]) == set(expected) | (
            {int(sky.ids[0])} if inside.contains(sky.ra[:1], sky.dec[:1])[0] else set()
        )


@pytest.mark.parametrize("option", ["--region", "--moc"])
def test_what_is_no_region_is_refused_by_the_command(command: Any, tmp_path: Path, option: str) -> None:
    MOC.new_empty(5).save(tmp_path / "empty.fits", format="fits")
    for region, why in {
        str(tmp_path / "empty.fits"): "it is empty: no image can be in it",
        "image; circle(1, 2, 3)": "pixel coordinates",
        "Circle NOWHERE 1 2 3": "frame NOWHERE is not known",
        "nowhere.moc": "nowhere.moc: no such file",
    }.items():
        for search in (("similar", "1"), ("recommend", "1"), ("cone", "--near", "0, 0", "--radius", "1deg")):
            assert why in command(*search, option, region)
