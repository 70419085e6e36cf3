"""Exports, opened with the readers their users would use, hold what the catalogue holds."""

import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pytest
from astropy import units as u
from astropy.io.votable.ucd import check_ucd
from astropy.table import Table
from pyarrow import parquet
from sqlalchemy import Engine, text

from deepgalaxy.catalog.cutout_queue import TableEntries, queue_cutouts
from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.model_registry import register_model
from deepgalaxy.catalog.vectors import write_embeddings, write_predictions
from deepgalaxy.core.errors import DeepGalaxyError, WrongUse, printable
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.export import hats
from deepgalaxy.export.export_columns import IMAGE, model_columns
from deepgalaxy.export.formats import ExportFormat, format_of
from deepgalaxy.export.write import export_catalog

PLACED = 700
ODD = "Größe/日本\x1b[31m\n <&> 'x'.jpg"
OBJID = 1237648720142401611


@pytest.fixture
def filled(catalog: Engine) -> Engine:
    """Images with and without a position, a label, an objid, a vector."""
    rng = np.random.default_rng(1)
    ra, dec = rng.uniform(0, 360, PLACED), np.degrees(np.arcsin(rng.uniform(-1, 1, PLACED)))
    common: dict[str, Any] = {"sha256": "00" * 32, "file": "/no", "node": "images"}
    rows = [
        ImageRow(
            external_id=f"g{i:04d}",
            index=i,
            ra_deg=float(ra[i]),
            dec_deg=float(dec[i]),
            redshift=i / 1000,
            **common,
        )
        for i in range(PLACED)
    ]
    odd = [ImageRow(external_id=ODD, index=0, **common)]
    frame: dict[str, Any] = {
        "simulation": "s",
        "camera": 3,
        "stage": 12.5,
        "time_myr": -80.0,
        "mass_ratio": 0.5,
        "size_ratio": 0.7,
    }
    nowhere = np.array([np.nan])
    mention = TableEntries(
        external_id=["g0003"], name=["g"], objid=[OBJID], ra_deg=nowhere, dec_deg=nowhere,
        pixel_scale_arcsec=[None], redshift=[None], attributes=["{}"],
    )  # fmt: skip
    with catalog.begin() as connection:
        sky = get_dataset(connection, "sky", "survey")
        add_images(connection, sky, rows)
        add_images(connection, get_dataset(connection, "odd", "survey"), odd)
        simulated = get_dataset(connection, "runs", "simulation")
        add_images(connection, simulated, [ImageRow(external_id="f", index=0, **common, **frame)])
        queue_cutouts(connection, sky, "table.csv", mention)
        model = register_model(
            connection, sha256="ab" * 32, name="m", latent_size=16, path="/m",
            architecture={}, preprocessing={}, metrics={},
        )  # fmt: skip
        ids = np.array(connection.scalars(text("SELECT id FROM image ORDER BY id")).all())[: PLACED - 50]
        count = len(ids)
        stage, time = rng.uniform(0, 70, count), rng.normal(0, 300, count)
        write_embeddings(connection, model, ids, rng.normal(size=(count, 16)).astype(np.float32))
        given = {
            "stage": stage, "time_myr": time, "time_lo68": time - 1, "time_hi68": time + 1,
            "time_lo90": time - 2, "time_hi90": time + 2, "probabilities": rng.dirichlet(np.ones(71), count),
            "out_of_domain": rng.uniform(0, 2, count),
            "p_interacting": np.where(rng.uniform(size=count) < 0.2, np.nan, rng.uniform(0, 1, count)),
            "mass_ratio": rng.uniform(0, 1, count), "coalescence_myr": rng.normal(0, 300, count),
        }  # fmt: skip
        arrays = PredictionArrays.of(**{name: values.astype(np.float32) for name, values in given.items()})
        write_predictions(connection, model, ids, arrays)
    return catalog


def truth(engine: Engine) -> list[dict[str, Any]]:
    """What the catalogue says, by way of another query."""
    query = text("""
        SELECT i.id AS image_id, d.name AS dataset, external_id AS name, ra_deg, dec_deg, redshift, camera,
            i.stage AS simulated_stage, i.time_myr AS simulated_time_myr,
            i.mass_ratio AS simulated_mass_ratio,
            CASE WHEN p.p_interacting >= 0.5 OR p.p_interacting IS NULL THEN p.stage END AS stage,
            CASE WHEN p.p_interacting >= 0.5 OR p.p_interacting IS NULL THEN p.time_hi90 END AS time_hi90,
            CASE WHEN p.p_interacting >= 0.5 OR p.p_interacting IS NULL THEN p.mass_ratio END AS mass_ratio,
            CASE WHEN p.p_interacting >= 0.5 OR p.p_interacting IS NULL THEN p.coalescence_myr
                END AS coalescence_myr,
            p.mass_ratio_lo68, p.p_interacting, p.out_of_domain, p.probabilities, z,
            CASE WHEN external_id = 'g0003' THEN 1237648720142401611 END AS objid
        FROM image i JOIN dataset d ON d.id = i.dataset_id LEFT JOIN prediction p ON p.image_id = i.id
        LEFT JOIN embedding e ON e.image_id = i.id ORDER BY i.id
    """)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def assert_same(table: Table, engine: Engine, name_as_it_is: bool = False) -> None:
    """Every value of every row, unknown ones masked or NaN."""
    rows = truth(engine)
    assert len(table) == len(rows) == PLACED + 2
    for given, row in zip(table, rows, strict=True):
        for name, value in row.items():
            shown = given[name]
            if isinstance(value, str):
                plain = printable(value).encode("ascii", "backslashreplace").decode()
                assert shown == (value if name_as_it_is else plain)
            elif value is None:
                assert np.all(np.ma.getmaskarray(shown) | (np.ma.getdata(shown) != np.ma.getdata(shown))), (
                    name
                )
            elif name in ("z", "probabilities"):
                np.testing.assert_array_equal(np.asarray(shown), value.to_numpy())
            else:
                assert shown == (np.float32(value) if np.asarray(shown).dtype == np.float32 else value), name


def assert_says_what_it_is(table: Table) -> None:
    assert (table["ra_deg"].unit, table["time_myr"].unit, table["pixel_scale_arcsec"].unit) == (
        u.deg,
        u.Myr,
        u.arcsec,
    )
    assert "right ascension" in table["ra_deg"].description


def test_votable(filled: Engine, tmp_path: Path) -> None:
    report = export_catalog(filled, tmp_path / "all.vot", ExportFormat.VOTABLE)
    assert (report.rows, report.model) == (PLACED + 2, "ab" * 6)
    table = Table.read(tmp_path / "all.vot")
    assert_same(table, filled)
    assert_says_what_it_is(table)
    assert table["ra_deg"].meta["ucd"] == "pos.eq.ra;meta.main"
    assert not list(tmp_path.glob(".*"))


def test_votable_keeps_the_rules(filled: Engine, tmp_path: Path) -> None:
    from astropy.io.votable import parse

    export_catalog(filled, tmp_path / "all.vot", ExportFormat.VOTABLE)
    document = parse(tmp_path / "all.vot", verify="exception")
    [system] = document.iter_coosys()
    assert (system.ID, system.system) == ("icrs", "ICRS")
    assert document.get_first_table().get_field_by_id("ra_deg").ref == "icrs"


@pytest.mark.skipif(not shutil.which("stilts"), reason="STILTS is not installed: apt-get install stilts")
@pytest.mark.parametrize("name", ["all.vot", "all.fits"])
def test_stilts_reads_every_row_and_finds_no_fault(filled: Engine, tmp_path: Path, name: str) -> None:
    """TOPCAT's library: its linter of VOTables has nothing to say, and units and UCDs are there."""
    export_catalog(filled, tmp_path / name, format_of(Path(name)))

    def stilts(*words: str) -> str:
        done = subprocess.run(["stilts", *words], capture_output=True, text=True, check=True, cwd=tmp_path)
        return done.stdout + done.stderr

    if name.endswith("vot"):
        assert stilts("votlint", name) == ""
    assert f"rows: {PLACED + 2}" in stilts("tpipe", f"in={name}", "omode=count")
    columns = stilts("tpipe", f"in={name}", "cmd=meta name units ucd", "ofmt=csv")
    assert "ra_deg,deg,pos.eq.ra;meta.main" in columns
    assert "time_myr,Myr," in columns


def test_fits(filled: Engine, tmp_path: Path) -> None:
    from astropy.io import fits

    export_catalog(filled, tmp_path / "all.fits", ExportFormat.FITS)
    assert_same(Table.read(tmp_path / "all.fits"), filled)
    with fits.open(tmp_path / "all.fits") as units:
        units.verify("exception")
        header = units[1].header
    by_name = {header[f"TTYPE{i}"]: i for i in range(1, header["TFIELDS"] + 1)}
    assert header[f"TUCD{by_name['dec_deg']}"] == "pos.eq.dec;meta.main"
    assert header[f"TUNIT{by_name['time_lo68']}"] == "Myr"
    assert header["MODEL"] == "ab" * 6


def field_type(file: parquet.ParquetFile, name: str) -> str:
    return str(file.schema_arrow.field(name).type)


def test_parquet(filled: Engine, tmp_path: Path) -> None:
    export_catalog(filled, tmp_path / "all.parquet", ExportFormat.PARQUET)
    file = parquet.ParquetFile(tmp_path / "all.parquet")
    field = file.schema_arrow.field("time_myr")
    assert (field.metadata[b"unit"], field.metadata[b"ucd"]) == (b"Myr", b"time.age")
    rows = file.read().to_pylist()
    for given, row in zip(rows, truth(filled), strict=True):
        for name, value in row.items():
            if name in ("z", "probabilities"):
                vector = np.full(len(given[name]), np.nan) if value is None else value.to_numpy()
                np.testing.assert_array_equal(given[name], vector)
            elif isinstance(value, float) and field_type(file, name) == "float":
                assert given[name] == np.float32(value), name
            else:
                assert given[name] == ({"objid": -1, "camera": -1}.get(name) if value is None else value), (
                    name
                )


def test_parquet_means_what_a_votable_would(filled: Engine, tmp_path: Path) -> None:
    export_catalog(filled, tmp_path / "all.parquet", ExportFormat.PARQUET)
    table = Table.read(tmp_path / "all.parquet", format="parquet.votable")
    assert_says_what_it_is(table)
    table["objid"].mask = table["objid"] == -1
    table["camera"].mask = table["camera"] == -1
    assert_same(table, filled, name_as_it_is=True)


def test_hats(filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hats, "PARTITION_ROWS", 40)
    report = export_catalog(filled, tmp_path / "sky", ExportFormat.HATS)
    assert (report.rows, report.left_out) == (PLACED, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dask and its friends
        dask.config.set(scheduler="synchronous")
        from hats.io.validation import is_valid_catalog
        from lsdb.loaders.hats.read_hats import open_catalog

        assert is_valid_catalog(tmp_path / "sky", strict=True)
        opened = open_catalog(tmp_path / "sky")
        near = opened.cone_search(ra=100.0, dec=20.0, radius_arcsec=30 * 3600).compute()
        every = opened.compute()
    assert len(opened.get_healpix_pixels()) > 12
    rows = {row["image_id"]: row for row in truth(filled) if row["ra_deg"] is not None}
    assert sorted(every["image_id"]) == sorted(rows)
    for _, given in every.iterrows():
        row = rows[given["image_id"]]
        assert (given["ra_deg"], given["name"]) == (row["ra_deg"], row["name"])
        if row["z"] is not None:
            np.testing.assert_array_equal(given["z"], row["z"].to_numpy())
    from astropy.coordinates import SkyCoord

    places = SkyCoord(
        [row["ra_deg"] for row in rows.values()], [row["dec_deg"] for row in rows.values()], unit="deg"
    )
    inside = places.separation(SkyCoord(100.0, 20.0, unit="deg")) < 30 * u.deg
    assert sorted(near["image_id"]) == np.array(list(rows))[inside].tolist()


def test_only_some_datasets_and_no_model(catalog: Engine, filled: Engine, tmp_path: Path) -> None:
    export_catalog(filled, tmp_path / "runs.vot", ExportFormat.VOTABLE, datasets=["runs"])
    [frame] = Table.read(tmp_path / "runs.vot")
    assert (frame["camera"], frame["simulated_stage"], frame["simulation"]) == (3, 12.5, "s")
    with catalog.begin() as connection:
        connection.execute(text("DELETE FROM model"))
    report = export_catalog(catalog, tmp_path / "bare.fits", ExportFormat.FITS, datasets=["odd"])
    assert (report.rows, report.model) == (1, None)
    assert "z" not in Table.read(tmp_path / "bare.fits").colnames


@pytest.mark.parametrize("form", [ExportFormat.VOTABLE, ExportFormat.FITS, ExportFormat.PARQUET])
def test_an_empty_catalogue_is_a_table_without_rows(
    catalog: Engine, tmp_path: Path, form: ExportFormat
) -> None:
    assert export_catalog(catalog, tmp_path / "none", form).rows == 0
    assert len(Table.read(tmp_path / "none", format=form.value)) == 0


def test_what_cannot_be_is_said(filled: Engine, tmp_path: Path) -> None:
    (tmp_path / "sky").mkdir()
    (tmp_path / "sky" / "mine.txt").write_text("mine")
    usual: dict[str, Any] = {"output": tmp_path / "x.fits", "form": ExportFormat.FITS}
    for words, given in (
        ("no dataset moon; there is odd, runs, sky", {"datasets": ["moon"]}),
        ("model", {"model": "nobody"}),
        ("already exists", {"output": tmp_path / "sky", "form": ExportFormat.HATS}),
        ("already exists", {"output": tmp_path / "sky"}),
        ("position", {"output": tmp_path / "new", "form": ExportFormat.HATS, "datasets": ["odd"]}),
    ):
        with pytest.raises(DeepGalaxyError, match=words):
            export_catalog(filled, **(usual | given))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sky"]
    with pytest.raises(WrongUse, match="`form=`"):
        format_of(tmp_path / "table.doc")
    assert format_of(Path("A.FITS")) is ExportFormat.FITS


def test_command(
    filled: Engine, catalog_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from deepgalaxy.cli import main
    from deepgalaxy.core.settings import get_settings

    monkeypatch.setenv("DEEPGALAXY_DATABASE_URL", catalog_url)
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()
    for words, status, given in (
        (["all.vot"], 0, "all.vot: 702 images, model abababababab"),
        (["sky", "--format", "hats"], 0, "2 without a position are left out"),
        (["odd.fits", "--dataset", "odd"], 0, "odd.fits: 1 images"),
        (["table.doc"], 2, "--format"),
        (["all.vot", "--model", "nobody"], 1, "no model 'nobody'"),
    ):
        monkeypatch.setattr("sys.argv", ["deepgalaxy", "export", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert (int(ended.value.code or 0), given in capsys.readouterr().err) == (status, True), words
    get_settings.cache_clear()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.vot", "odd.fits", "sky"]


def test_units_and_ucds_are_words_of_the_virtual_observatory() -> None:
    for column in (*IMAGE, *model_columns(16)):
        assert check_ucd(column.ucd, check_controlled_vocabulary=True, has_colon=False), column
        assert column.unit is None or u.Unit(column.unit, format="vounit")
        assert column.description


FLAT = """
import resource, sys
from pathlib import Path
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.export.formats import ExportFormat
from deepgalaxy.export import export_rows as rows
from deepgalaxy.export.write import export_catalog
from deepgalaxy.core.settings import Settings

rows.BATCH = 1000
engine = open_engine(Settings(database_url=sys.argv[1]))
sizes = []
for dataset in ("few", "many"):
    export_catalog(engine, Path(sys.argv[2]), ExportFormat(sys.argv[3]), datasets=[dataset])
    sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(sizes[1] - sizes[0])
"""


@pytest.mark.parametrize("form", ["votable", "fits", "parquet"])
def test_memory_does_not_grow_with_the_rows(
    catalog: Engine, catalog_url: str, tmp_path: Path, form: str
) -> None:
    insert = text("""
        INSERT INTO image (dataset_id, external_id, sha256, file, node, index)
        SELECT :dataset, repeat('x', 1000) || g, sha256(''), '/no', 'n', 0
        FROM generate_series(1, :count) AS g
    """)
    with catalog.begin() as connection:
        for name, count in (("few", 3_000), ("many", 60_000)):
            connection.execute(insert, {"dataset": get_dataset(connection, name, "survey"), "count": count})
    command = [sys.executable, "-c", FLAT, catalog_url, str(tmp_path / "out"), form]
    grown_kib = int(
        subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ)).stdout
    )
    assert grown_kib < 30_000, "the table has 60,000 KiB"
