"""`deepgalaxy.Catalog.ingest_table`: files and tables in memory, as the command does it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import astropy.units as u
import numpy as np
import pandas as pd
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.table import QTable, Table
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.core.errors import WrongUse

NAMES = ["M31", "NGC 4676", "M101"]
PLACES = SkyCoord([10, 20, 30] * u.deg, [-5, 0, 5] * u.deg)


@pytest.fixture
def catalog(catalog_url: str, tmp_path: Path) -> Iterator[dg.Catalog]:
    with dg.open_catalog(catalog_url, data_dir=tmp_path / "data") as catalog:
        yield catalog


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for name in ("M31", "ngc_4676"):
        Image.fromarray(rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)).save(folder / f"{name}.png")
    return folder


def known(catalog: dg.Catalog) -> QTable:
    return catalog.sql("SELECT ra_deg, dec_deg, redshift FROM image ORDER BY ra_deg")


def in_a_file(folder: Path) -> dict[str, Any]:
    lines = [f"{name},{p.ra.deg},{p.dec.deg},0.1" for name, p in zip(NAMES, PLACES, strict=True)]
    (folder / "mine.csv").write_text("\n".join(["name,ra,dec,z", *lines]))
    return {"table": folder / "mine.csv"}


def in_astropy(_: Path) -> dict[str, Any]:
    return {
        "table": Table({"name": NAMES, "place": PLACES.galactic, "redshift": [0.1] * 3}),
        "name": "mine.csv",
    }


def in_pandas(_: Path) -> dict[str, Any]:
    columns = {"called": NAMES, "a": PLACES.ra.deg, "d": PLACES.dec.deg, "redshift": 0.1}
    roles = {"name": "called", "ra": "a", "dec": "d"}
    return {"table": pd.DataFrame(columns), "name": "mine.csv", "columns": roles}


@pytest.mark.parametrize("given", [in_a_file, in_astropy, in_pandas])
def test_a_table_brings_in_its_galaxies_wherever_it_is(
    given: Any, catalog: dg.Catalog, pictures: Path, tmp_path: Path
) -> None:
    seen: list[int] = []
    report = catalog.ingest_table(
        **given(tmp_path), pictures=pictures, on_read=lambda table: seen.append(table.objects)
    )
    assert seen == [report.table.objects] == [3]
    assert report.fetched.fetched == 2
    assert [refused.name for refused in report.fetched.refused] == ["J020000.00+050000.0"]
    found = known(catalog)
    np.testing.assert_allclose(found["ra_deg"], [10, 20])
    np.testing.assert_allclose(found["dec_deg"], [-5, 0], atol=1e-9)
    np.testing.assert_allclose(found["redshift"], 0.1)
    assert list(catalog.datasets()["name"]) == ["pictures"]
    assert list(catalog.sql("SELECT DISTINCT source FROM membership")["source"]) == ["mine.csv"]
    again = catalog.ingest_table(**given(tmp_path), pictures=pictures).fetched
    assert (again.fetched, again.known) == (0, 3)


def test_a_condition_chooses_rows_and_where_none_is_chosen_nothing_is_fetched(
    catalog: dg.Catalog, pictures: Path
) -> None:
    table = Table({"name": NAMES, "ra": [1.0, 2.0, 3.0], "dec": [0.0, 0.0, 0.0], "votes": [5, 50, 500]})
    report = catalog.ingest_table(table, pictures=pictures, name="t", where="votes > 1000")
    assert (report.table.chosen, report.fetched.fetched) == (0, 0)
    assert report.table.notes() == ["no row fulfils the condition: see `where=`"]
    assert catalog.ingest_table(table, pictures=pictures, name="t", where="votes < 10").fetched.fetched == 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "where the pictures come from: `service=sdss`"),
        ({"service": "sdss", "pictures": "here"}, "where the pictures come from"),
        ({"service": "hubble"}, "service hubble: there is euclid, hips"),
        ({"service": "sdss", "per_second": 0}, "ingest_table: per_second = 0: Input should be greater"),
        ({"service": "sdss", "speed": 3}, "ingest_table: speed = 3"),
        ({"service": "sdss", "name": None}, "give a table in memory a `name=`"),
    ],
)
def test_impossible_parameters_are_refused_by_their_names(
    catalog: dg.Catalog, options: dict[str, Any], reason: str
) -> None:
    table = Table({"ra": [1.0], "dec": [2.0]})
    with pytest.raises(WrongUse, match=reason):
        catalog.ingest_table(table, **({"name": "t"} | options))
    assert len(catalog.datasets()) == 0


def test_a_table_that_names_no_galaxy_is_refused(catalog: dg.Catalog, pictures: Path) -> None:
    with pytest.raises(dg.DeepGalaxyError, match="say `columns="):
        catalog.ingest_table(Table({"a": [1], "b": [2]}), pictures=pictures, name="t")


def test_bands_and_a_pattern_say_which_files_are_one_picture(catalog: dg.Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "apart"
    folder.mkdir()
    noise = np.random.default_rng(5)
    for name, bands in (("ngc1", "gri"), ("ngc2", "gri"), ("ngc3", "gr")):
        for band in bands:
            plane = noise.normal(0, 1, (64, 64)).astype(np.float32)
            plane[24:40, 24:40] += 50
            fits.writeto(folder / f"{name}_{band}.fits", plane)
    table = Table({"name": ["ngc1", "NGC 2", "ngc3"], "ra": [1.0, 2.0, 3.0], "dec": [0.0, 0.0, 0.0]})
    report = catalog.ingest_table(
        table, name="t", pictures=folder, bands="g,r,i", pattern="{name}_{band}.fits"
    ).fetched
    assert report.fetched == 2
    assert [refused.reason for refused in report.refused] == ["no file of band i"]
    found = catalog.sql("SELECT id FROM image ORDER BY ra_deg")
    assert [cutout.bands for cutout in catalog.pictures(list(found["id"]))] == [tuple("irg")] * 2
    with pytest.raises(WrongUse, match="bands of a service stand after its name"):
        catalog.ingest_table(table, name="t", service="sdss", bands="g")
