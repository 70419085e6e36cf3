"""Tables in many files: HATS catalogues and folders of Parquet, and the pictures inside."""

import functools
import http.server
import io
import shutil
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from astropy.io import fits
from PIL import Image
from sqlalchemy import text

import deepgalaxy as dg
from deepgalaxy.catalog.sky_region import SkyRegion
from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.imaging.fits_pictures import read_fits
from deepgalaxy.surveys.tables import partitions
from deepgalaxy.surveys.tables.table_objects import read_objects

ROWS = 240
SIDE = 40
BANDS = ["DES-G", "DES-R", "DES-Z"]


@pytest.fixture
def catalog(catalog_url: str, tmp_path: Path) -> Iterator[dg.Catalog]:
    with dg.open_catalog(catalog_url, data_dir=tmp_path / "data") as catalog:
        yield catalog


def galaxies(rows: int = ROWS) -> pd.DataFrame:
    """Places all over the sky, with redshifts and a magnitude that is unknown in places."""
    rng = np.random.default_rng(1)
    mag = rng.normal(20, 1, rows).astype(np.float32)
    mag[::7] = np.nan
    return pd.DataFrame(
        {
            "source_ra": rng.uniform(0, 360, rows),
            "source_dec": np.degrees(np.arcsin(rng.uniform(-1, 1, rows))),
            "object_id": [f"g{number}" for number in range(rows)],
            "redshift": rng.uniform(0.01, 0.2, rows).astype(np.float32),
            "mag_r": mag,
            "serial": np.arange(rows) + 2**60,
        }
    )


@pytest.fixture(scope="module")
def hats_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue that LSDB wrote."""
    folder = tmp_path_factory.mktemp("hats") / "sky"
    with warnings.catch_warnings(), dask.config.set(scheduler="synchronous"):
        warnings.simplefilter("ignore")
        import lsdb

        made = lsdb.from_dataframe(  # type: ignore[attr-defined]
            galaxies(), ra_column="source_ra", dec_column="source_dec", catalog_name="sky", lowest_order=1
        )
        made.write_catalog(folder)
    return folder


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(ROWS):
        pixels = rng.integers(0, 255, (16, 16), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"g{number}.png")
    return folder


def found(catalog: dg.Catalog) -> pd.DataFrame:
    query = text("""
        SELECT m.name, c.ra_deg, c.dec_deg, c.redshift, m.attributes, m.source, i.id AS image
        FROM membership AS m JOIN cutout AS c ON c.id = m.cutout_id
        LEFT JOIN image AS i ON (i.dataset_id, i.external_id) = (c.dataset_id, c.external_id)
    """)
    return pd.read_sql(query, catalog.engine).set_index("name").sort_index()


def test_a_hats_catalogue_comes_in_whole_with_its_columns(
    catalog: dg.Catalog, hats_folder: Path, pictures: Path
) -> None:
    report = catalog.ingest_table(hats_folder, pictures=pictures, dataset="sky")
    assert (report.table.rows, report.table.objects, report.fetched.fetched) == (ROWS, ROWS, ROWS)
    rows, truth = found(catalog), galaxies().set_index("object_id").sort_index()
    assert rows.index.tolist() == truth.index.tolist()
    np.testing.assert_allclose(rows["ra_deg"], truth["source_ra"])
    np.testing.assert_allclose(rows["dec_deg"], truth["source_dec"])
    np.testing.assert_allclose(rows["redshift"], truth["redshift"])
    assert [each["serial"] for each in rows["attributes"]] == truth["serial"].tolist()
    mags = [each.get("mag_r", np.nan) for each in rows["attributes"]]
    np.testing.assert_allclose(mags, truth["mag_r"])
    assert not any("_healpix_29" in each for each in rows["attributes"])
    assert rows["image"].notna().all()
    assert rows["source"].str.startswith(f"{hats_folder.name}::Norder=").all()
    with catalog.engine.connect() as connection:
        from deepgalaxy.catalog.queue_status import queue_status

        [status] = queue_status(connection)
    assert (status.source, status.rows, status.galaxies, status.fetched) == (
        hats_folder.name,
        ROWS,
        ROWS,
        ROWS,
    )


def test_partitions_that_are_in_are_not_read_again_after_a_kill(
    catalog: dg.Catalog, hats_folder: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = read_objects

    def counting(file: Path, **options: Any) -> Any:
        if len(read) == killed_after:
            raise KeyboardInterrupt
        read.append(file.name)
        return real(file, **options)

    monkeypatch.setattr(partitions, "read_objects", counting)
    files = len(partitions.find_table(hats_folder).partitions)
    assert files > 12
    killed_after = 5
    with pytest.raises(KeyboardInterrupt):
        catalog.ingest_table(hats_folder, pictures=pictures)
    killed_after = -1
    report = catalog.ingest_table(hats_folder, pictures=pictures)
    assert len(read) == files  # each once: five before, the others after
    assert (report.table.rows, report.fetched.fetched) == (ROWS, ROWS)
    again = catalog.ingest_table(hats_folder, pictures=pictures)
    assert len(read) == files
    assert (again.table.rows, again.fetched.known) == (ROWS, ROWS)
    some = catalog.ingest_table(hats_folder, pictures=pictures, where="redshift > 0.1")
    assert len(read) == 2 * files  # another condition: other rows
    assert some.table.chosen == int((galaxies()["redshift"] > 0.1).sum())


def test_partitions_outside_a_region_are_not_read(
    catalog: dg.Catalog, hats_folder: Path, pictures: Path
) -> None:
    region, table = "Circle ICRS 0 -90 20", galaxies()
    inside = table["source_dec"] < -70
    files = partitions.find_table(hats_folder, region=SkyRegion.of(region)).partitions
    assert 0 < len(files) < len(partitions.find_table(hats_folder).partitions) / 3
    some = catalog.ingest_table(hats_folder, pictures=pictures, region=region)
    assert some.table.objects == some.fetched.fetched == inside.sum()
    assert sorted(found(catalog).index) == sorted(table["object_id"][inside])
    every = catalog.ingest_table(hats_folder, pictures=pictures)
    assert (every.table.objects, every.fetched.known) == (ROWS, inside.sum())


def test_a_partition_that_was_written_anew_is_read_again(
    catalog: dg.Catalog, tmp_path: Path, pictures: Path
) -> None:
    folder = tmp_path / "parts" / "deep"
    folder.mkdir(parents=True)
    every = galaxies().rename(columns={"source_ra": "ra", "source_dec": "dec"})
    for number in range(3):
        every[number::3].to_parquet(folder / f"part{number}.parquet")
    (folder / "_metadata").write_bytes(b"not a table")
    assert catalog.ingest_table(folder.parent, pictures=pictures).table.rows == ROWS
    every.loc[every.index[1::3], "redshift"] = 0.5
    every[1::3].to_parquet(folder / "part1.parquet", compression="gzip")
    report = catalog.ingest_table(folder.parent, pictures=pictures)
    assert (report.table.rows, report.table.changed) == (ROWS, ROWS // 3)
    rows = found(catalog)
    assert (rows.loc[[f"g{n}" for n in range(1, ROWS, 3)], "redshift"] == 0.5).all()
    assert set(rows["source"]) == {f"parts::deep/part{number}.parquet" for number in range(3)}


def test_a_catalogue_is_read_from_the_web(catalog: dg.Catalog, hats_folder: Path, pictures: Path) -> None:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(hats_folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{hats_folder.name}"
        report = catalog.ingest_table(address, pictures=pictures)
        server.shutdown()
    assert (report.table.rows, report.fetched.fetched) == (ROWS, ROWS)


def test_galaxies_that_are_there_are_matched_by_place(
    catalog: dg.Catalog, hats_folder: Path, pictures: Path, tmp_path: Path
) -> None:
    catalog.ingest_table(hats_folder, pictures=pictures, dataset="sky")
    other = galaxies().rename(columns={"source_ra": "ra", "source_dec": "dec", "object_id": "name"})
    other["dec"] += 0.3 / 3600
    other["ra"] = other["ra"].where(
        other.index % 2 == 0, other["ra"] + 20 / 3600 / np.cos(np.radians(other["dec"]))
    )
    (tmp_path / "other").mkdir()
    other[["name", "ra", "dec"]].to_parquet(tmp_path / "other" / "a.parquet")
    catalog.ingest_table(tmp_path / "other", pictures=pictures, dataset="sky")
    with catalog.engine.connect() as connection:
        both = connection.execute(
            text(
                "SELECT count(*) FROM (SELECT cutout_id FROM membership GROUP BY 1 HAVING count(*) = 2) AS t"
            )
        ).scalar_one()
    assert both == ROWS // 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("hats_version=v1.0", "hats_version=v2.3"), "HATS version 2.3; the hats that is installed"),
        (
            ("dataproduct_type=object", "dataproduct_type=map"),
            "cannot read this catalogue: .* is not of type",
        ),
        (("hats_col_ra=source_ra\n", ""), "cannot read this catalogue"),
    ],
)
def test_a_catalogue_that_hats_does_not_read_is_refused_in_a_sentence(
    hats_folder: Path, tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    folder = shutil.copytree(hats_folder, tmp_path / "odd")
    for file in (folder / "sky").glob("*properties"):
        told = file.read_text()
        assert change[0] in told
        file.write_text(told.replace(*change))
    with pytest.raises(RefusedInput, match=reason):
        partitions.find_table(folder)


def test_hipscat_empty_and_missing_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="a folder without Parquet files"):
        partitions.find_table(tmp_path)
    (tmp_path / "catalog_info.json").write_text("{}")
    with pytest.raises(RefusedInput, match="HiPSCat, the format before HATS"):
        partitions.find_table(tmp_path)
    with pytest.raises(WrongUse, match="no such file or folder"):
        partitions.find_table(tmp_path / "gone")


def flux(number: int) -> np.ndarray[Any, Any]:
    """Sky-subtracted flux of a galaxy in three bands, brighter below its middle, (3, H, W)."""
    rng = np.random.default_rng(number)
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    light = np.exp(-(x**2 + 2 * (y + 5) ** 2) / 50)
    return np.stack([(4 + k) * 10 * light + rng.normal(0, 1, light.shape) for k in range(3)]).astype(
        np.float32
    )


def multimodal(rows: int, as_records: bool) -> pa.Table:
    """A table with pictures as the Multimodal Universe's HATS catalogues have them."""
    images: list[Any] = []
    for number in range(rows):
        planes = [[row.tolist() for row in plane] for plane in flux(number)]
        if number == 3:
            planes = [[[float("nan")] * SIDE] * SIDE] * 3
        fields: dict[str, Any] = {
            "band": BANDS,
            "flux": planes,
            "ivar": planes,
            "psf_fwhm": [1.0] * 3,
            "scale": [0.262] * 3,
        }
        images.append(
            [{name: values[k] for name, values in fields.items()} for k in range(3)] if as_records else fields
        )
    array = pa.list_(pa.list_(pa.float32()))
    kinds = {
        "band": pa.string(),
        "flux": array,
        "ivar": array,
        "psf_fwhm": pa.float32(),
        "scale": pa.float32(),
    }
    kind = (
        pa.list_(pa.struct(kinds.items()))
        if as_records
        else pa.struct([(name, pa.list_(each)) for name, each in kinds.items()])
    )
    return pa.table(
        {
            "image": pa.array(images, kind),
            "ra": np.arange(rows) * 0.01 + 100,
            "dec": np.arange(rows) * 0.01 - 30,
            "object_id": [f"o{n}" for n in range(rows)],
        }
    )


@pytest.mark.parametrize("as_records", [False, True])
def test_pictures_inside_a_table_are_those_of_fits_files_with_the_same_flux(
    catalog: dg.Catalog, tmp_path: Path, as_records: bool
) -> None:
    (tmp_path / "mmu").mkdir()
    pq.write_table(multimodal(10, as_records), tmp_path / "mmu" / "a.parquet", row_group_size=4)
    report = catalog.ingest_table(tmp_path / "mmu", bands="g,z")
    assert (report.table.objects, report.fetched.fetched) == (10, 9)
    [refused] = report.fetched.refused
    assert "100% of a band is missing" in refused.reason
    rows = found(catalog)
    for number in (0, 7):
        [cutout] = catalog.pictures([int(rows["image"][f"o{number}"])])
        assert cutout.bands == ("z", "g")
        header = fits.Header({"BANDS": "grz"})
        fits.writeto(tmp_path / "same.fits", flux(number), header, overwrite=True)
        np.testing.assert_array_equal(
            cutout.pixels, read_fits(tmp_path / "same.fits", 128, ["g", "z"]).as_stored().pixels
        )
    scale = catalog.sql("SELECT DISTINCT pixel_scale_arcsec FROM image")["pixel_scale_arcsec"]
    np.testing.assert_allclose(scale, 0.262 * SIDE / 128, rtol=1e-6)
    again = catalog.ingest_table(tmp_path / "mmu", bands="g,z")
    assert (again.fetched.fetched, again.fetched.known) == (0, 10)


def test_pictures_inside_go_on_after_a_kill(
    catalog: dg.Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deepgalaxy.surveys.ingest import fetch
    from deepgalaxy.surveys.ingest.store import store_pictures

    (tmp_path / "mmu").mkdir()
    pq.write_table(multimodal(10, False), tmp_path / "mmu" / "a.parquet", row_group_size=4)
    monkeypatch.setattr(fetch, "BATCH", 4)
    real, stored = store_pictures, list[int]()

    def killing(*given: Any) -> Any:
        if len(stored) == 1:
            raise KeyboardInterrupt
        stored.append(1)
        return real(*given)

    monkeypatch.setattr(fetch, "store_pictures", killing)
    with pytest.raises(KeyboardInterrupt):
        catalog.ingest_table(tmp_path / "mmu")
    monkeypatch.setattr(fetch, "store_pictures", real)
    report = catalog.ingest_table(tmp_path / "mmu")
    assert (report.fetched.fetched, report.fetched.known) == (6, 4)


def test_files_of_pictures_inside_a_table_are_read(catalog: dg.Catalog, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    contents: list[Any] = []
    for _ in range(3):
        content = io.BytesIO()
        Image.fromarray(rng.integers(0, 255, (128, 128, 3), dtype=np.uint8)).save(content, "PNG")
        contents.append({"bytes": content.getvalue(), "path": None})
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    table = pa.table(
        {
            "rgb_image": pa.array([*contents, None], kind),
            "ra": [1.0, 2, 3, 4],
            "dec": [0.0] * 4,
            "object_id": ["o0", "o1", "o2", "o3"],
        }
    )
    pq.write_table(table, tmp_path / "gz10.parquet")
    report = catalog.ingest_table(tmp_path / "gz10.parquet")
    assert report.fetched.fetched == 3
    assert [each.reason for each in report.fetched.refused] == ["no picture in this row"]
    [cutout] = catalog.pictures([int(found(catalog).loc["o1", "image"])])
    decoded = np.asarray(Image.open(io.BytesIO(contents[1]["bytes"]))) / 255
    np.testing.assert_allclose(cutout.image, decoded, atol=1 / 255)
