"""Only galaxies in a region come in: against astropy's separations, at the poles and RA 0."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.table import Table
from PIL import Image
from sqlalchemy import text

import deepgalaxy as dg
from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.tables.partitions import find_table

PLACES = [(0, 0), (359.999, 45), (0, 90), (77, -90), (206.5, 55.9)]


@pytest.fixture
def catalog(catalog_url: str, tmp_path: Path) -> Iterator[dg.Catalog]:
    with dg.open_catalog(catalog_url, data_dir=tmp_path / "data") as catalog:
        yield catalog


@pytest.fixture(scope="module")
def sky() -> SkyCoord:
    rng = np.random.default_rng(2)
    n = 120
    centres = SkyCoord(np.repeat(PLACES, n, axis=0), unit="deg")
    return centres.directional_offset_by(
        rng.uniform(0, 360, len(centres)) * u.deg, 10 ** rng.uniform(-2, 1, len(centres)) * u.deg
    )


@pytest.fixture(scope="module")
def table(sky: SkyCoord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tables") / "sky.csv"
    names = [f"g{number}" for number in range(len(sky))]
    Table({"name": names, "ra": sky.ra.deg % 360, "dec": sky.dec.deg}).write(file)
    return file


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_galaxies_within_a_circle_are_queued_and_no_other(
    catalog: dg.Catalog, sky: SkyCoord, table: Path, tmp_path: Path, place: tuple[float, float]
) -> None:
    (tmp_path / "pictures").mkdir()
    pixels = np.random.default_rng(0).integers(0, 255, (len(sky), 16, 16), dtype=np.uint8)
    for number in range(len(sky)):
        Image.fromarray(pixels[number]).save(tmp_path / "pictures" / f"g{number}.png")
    near = SkyCoord(*place, unit="deg").separation(sky).deg < 1
    report = catalog.ingest_table(
        table, pictures=tmp_path / "pictures", region=f"Circle ICRS {place[0]} {place[1]} 1"
    )
    assert (report.table.objects, report.table.outside) == (near.sum(), (~near).sum())
    assert report.fetched.fetched == near.sum()
    assert f"{(~near).sum()} more outside the region" in report.table.summary()
    with catalog.engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM membership")).scalars().all()
    assert sorted(names) == sorted(f"g{number}" for number in np.flatnonzero(near))


def test_a_galaxy_without_a_place_is_in_no_region(tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text("name,ra,dec\na,10,20\nb,,\nc,10.5,20\nd,190,-20\n")
    found = find_table(tmp_path / "some.csv", region=SkyRegion.of("Circle ICRS 10 20 1"))
    [chunk] = [found.inside(chunk) for chunk in found.chunks()]
    assert [each.name for each in chunk.objects] == ["a", "c"]
    none = find_table(tmp_path / "some.csv", region=SkyRegion.of("Circle ICRS 100 20 1"))
    [chunk] = [none.inside(chunk) for chunk in none.chunks()]
    assert chunk.report.notes() == ["no galaxy is inside the region: 3 are outside or without a place"]


def test_a_region_that_is_none_stops_before_the_table_is_read(catalog: dg.Catalog, table: Path) -> None:
    with pytest.raises(RefusedInput, match="frame NO is not known"):
        catalog.ingest_table(table, service="sdss", region="Circle NO 1 2 3")
