"""`deepgalaxy.Catalog`: what it answers, against brute force and the searches that psql calls."""

import subprocess
import sys
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
from astropy.utils.masked import get_data_and_mask
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.similarity.search import SimilarImages
from deepgalaxy.surveys.ingest.hubble_deep_field import hubble_deep_field_cutouts

COUNT = 12


@pytest.fixture(scope="module")
def model() -> dg.Model:
    return dg.load_model("deepgalaxy-small")


@pytest.fixture(scope="module")
def folder(short_folder: Path) -> Path:
    folder = short_folder / "pictures"
    folder.mkdir()
    lines = ["file,ra,dec,redshift"]
    for number, (name, cutout) in enumerate(hubble_deep_field_cutouts(COUNT)):
        Image.fromarray(to_8bit(cutout.pixels).transpose(1, 2, 0)).save(folder / f"{name}.png")
        lines.append(f"{name}.png,{10 + 5 * number},{-20 + number},{0.01 * (number + 1)}")
    (folder / "catalog.csv").write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def catalog(short_folder: Path, folder: Path, model: dg.Model) -> Iterator[dg.Catalog]:
    with dg.open_catalog(data_dir=short_folder / "front-door") as catalog:
        catalog.ingest(folder)
        catalog.embed(model)
        yield catalog


def test_its_models_are_loaded_by_name(catalog: dg.Catalog, model: dg.Model) -> None:
    assert catalog.model().sha256 == catalog.model("deepgalaxy-small").sha256 == model.sha256
    with pytest.raises(dg.DeepGalaxyError, match="nobody"):
        catalog.model("nobody")


def test_similar_is_brute_force_over_its_vectors(catalog: dg.Catalog, model: dg.Model, folder: Path) -> None:
    file = sorted(folder.glob("*.png"))[4]
    z, ids = catalog.vectors(model)
    assert z.shape == (COUNT, model.card.architecture.latent_size)
    distance = np.linalg.norm(z - model.embed(file), axis=1)
    found = catalog.similar(file, k=5)
    np.testing.assert_array_equal(found["id"], ids[np.argsort(distance)][:5])
    np.testing.assert_allclose(found["distance"], np.sort(distance)[:5], atol=1e-3)
    assert found["time_myr"].unit == u.Myr


def test_a_query_may_be_an_id_a_name_a_file_or_a_picture(catalog: dg.Catalog, folder: Path) -> None:
    file = sorted(folder.glob("*.png"))[0]
    ((row,),) = [catalog.sql("SELECT id FROM image WHERE external_id = :name", name=file.name)]
    by_id = catalog.similar(int(row["id"]), k=3)
    np.testing.assert_array_equal(by_id["id"], catalog.similar(f"pictures/{file.name}", k=3)["id"])
    np.testing.assert_array_equal(by_id["id"], catalog.similar(np.int64(row["id"]), k=3)["id"])
    pixels = np.asarray(Image.open(file))
    by_picture = catalog.similar(pixels, k=4)
    assert by_picture["id"][0] == row["id"]
    np.testing.assert_array_equal(by_picture["id"][1:], by_id["id"])


def test_a_cone_may_be_in_any_frame_and_unit(catalog: dg.Catalog) -> None:
    center = SkyCoord(20 * u.deg, -18 * u.deg)
    near = catalog.cone(center, 6 * u.deg)
    assert len(near) == 3
    for other, radius in (
        (center.galactic, 360 * u.arcmin),
        (center.fk5, 6),
        ("20 -18", 6 * u.deg.to(u.rad) * u.rad),
    ):
        np.testing.assert_array_equal(catalog.cone(other, radius)["id"], near["id"])
    assert near["separation_deg"].unit == u.deg
    within = catalog.similar(1, k=COUNT, cone=(center, 6 * u.deg))
    assert set(within["id"]) <= set(near["id"])


def test_stages_narrow_a_search(catalog: dg.Catalog) -> None:
    every = catalog.similar(1, k=COUNT)
    stages, unknown = get_data_and_mask(every["stage"])
    middle = float(np.median(stages[~unknown]))
    assert set(catalog.similar(1, k=COUNT, stage=(middle, None))["id"]) == set(
        every["id"][~unknown & (stages >= middle)]
    ), "none of those that are probably no mergers"


def test_recommendations_are_shown_as_pictures(catalog: dg.Catalog) -> None:
    found = catalog.recommend(1, k=4)
    assert "spectral_distance" in found.colnames
    sheet = found[:3].show()
    html = sheet._repr_html_()
    assert html.count("<img ") == len(sheet) == 3
    assert all(str(name) in html for name in found["name"][:3])


def test_pictures_come_in_the_order_asked_for(catalog: dg.Catalog, folder: Path) -> None:
    found = catalog.sql("SELECT id, external_id FROM image ORDER BY id DESC LIMIT 2")
    pictures = catalog.pictures(list(found["id"]))
    for cutout, name in zip(pictures, found["external_id"], strict=True):
        ((_, read),) = read_cutouts(folder / name)
        np.testing.assert_array_equal(cutout.pixels, read.pixels)


def test_sql_reads_and_writes_nothing(catalog: dg.Catalog) -> None:
    table = catalog.sql("SELECT id, redshift, simulation FROM image WHERE id <= :last ORDER BY id", last=2)
    assert isinstance(table, QTable)
    assert len(table) == 2
    assert table["simulation"].mask.all()
    with pytest.raises(dg.DeepGalaxyError, match="read-only transaction"):
        catalog.sql("DELETE FROM image")
    with pytest.raises(dg.DeepGalaxyError, match="does not exist"):
        catalog.sql("SELECT nothing FROM nowhere")
    assert len(catalog.sql("SELECT id FROM image")) == COUNT


def test_ingesting_and_embedding_again_add_nothing(
    catalog: dg.Catalog, folder: Path, model: dg.Model
) -> None:
    report = catalog.ingest(folder)
    assert (report.added, report.known) == (0, COUNT)
    assert catalog.embed(model).embedded == 0
    assert list(catalog.datasets()["name"]) == ["pictures"]
    assert list(catalog.models()["model"]) == [model.sha256[:12]]


def test_an_export_holds_every_image(catalog: dg.Catalog, tmp_path: Path) -> None:
    assert catalog.export(tmp_path / "all.fits").rows == COUNT
    with fits.open(tmp_path / "all.fits") as hdus:
        assert len(hdus[1].data) == COUNT


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"cone": (SkyCoord(1 * u.deg, 2 * u.deg), 3 * u.kpc)}, "radius: 3.0 kpc cannot be converted to deg"),
        ({"cone": (SkyCoord([1, 2] * u.deg, [3, 4] * u.deg), 3)}, "not one position"),
        ({"stage": (30, 20)}, "stage: 30 to 20 is no range"),
        ({"stage": (None, None)}, "is no range"),
        ({"metric": "manhattan"}, "there are l2, cosine"),
    ],
)
def test_impossible_filters_are_refused_by_their_parameter(
    catalog: dg.Catalog, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        catalog.similar(1, **options)


def test_a_closed_catalog_says_so(short_folder: Path) -> None:
    catalog = dg.open_catalog(data_dir=short_folder / "front-door")
    catalog.close()
    catalog.close()
    for ask in (catalog.datasets, catalog.embed, lambda: catalog.similar(1)):
        with pytest.raises(dg.DeepGalaxyError, match="is closed: open it again"):
            ask()
    assert "closed" in repr(catalog)


def test_a_table_in_memory_corrects_what_is_known(catalog: dg.Catalog, folder: Path) -> None:
    names = [file.name for file in sorted(folder.glob("*.png"))]
    places = SkyCoord(100 * u.deg + np.arange(COUNT) * u.deg, 40 * u.deg).galactic
    table = Table({"filename": names, "coord": places, "Z": np.linspace(0.1, 0.2, COUNT)})
    assert catalog.ingest(folder, table=table).changed == COUNT
    now = catalog.sql("SELECT ra_deg, dec_deg, redshift FROM image ORDER BY external_id")
    np.testing.assert_allclose(now["ra_deg"], places.icrs.ra.deg)
    np.testing.assert_allclose(now["dec_deg"], 40)
    np.testing.assert_allclose(now["redshift"], table["Z"])
    frame = pd.DataFrame({"file": names, "ra": 10.0, "dec": np.arange(COUNT), "redshift": 0.5})
    assert catalog.ingest(folder, table=frame).changed == COUNT
    assert set(catalog.sql("SELECT redshift FROM image")["redshift"]) == {0.5}


@pytest.mark.parametrize(
    ("table", "reason"),
    [(Table({"ra": [1.0], "dec": [2.0]}), "no column named file"), (3, "is no table")],
)
def test_a_table_without_the_columns_needed_is_refused(
    catalog: dg.Catalog, folder: Path, table: Any, reason: str
) -> None:
    with pytest.raises(dg.DeepGalaxyError, match=reason):
        catalog.ingest(folder, table=table)


def test_rows_of_a_search_are_those_of_its_table(catalog: dg.Catalog) -> None:
    search = SimilarImages(query=catalog.query(1), k=4)
    rows = catalog.rows(search)
    assert {type(row) for row in rows} == {search.row_type}
    table = catalog.similar(1, k=4)
    assert [row.id for row in rows] == list(table["id"])
    times, unknown = get_data_and_mask(table["time_myr"].value)
    assert [row.time_myr for row in rows] == [None if no else t for t, no in zip(times, unknown, strict=True)]


def test_a_place_may_be_an_objects_name(catalog: dg.Catalog) -> None:
    with pytest.raises(dg.DeepGalaxyError, match="an object's name is shorter than that"):  # nobody is asked
        catalog.cone(30 * "M51", 1 * u.deg)


def test_searching_waits_for_no_table_of_astropy(catalog: dg.Catalog) -> None:
    code = (
        "import sys, deepgalaxy as dg; from deepgalaxy.similarity.search import SimilarImages\n"
        f"with dg.open_catalog(data_dir={str(catalog._settings.data_dir)!r}) as catalog:\n"
        "    assert catalog.rows(SimilarImages(query=catalog.query(1)))\n"
        "print({'astropy', 'torch', 'sklearn', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
