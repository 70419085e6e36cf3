"""A simulation, a model and a catalogue that version 0.1 made are read, and answer as they did there."""

import csv
import lzma
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import astropy.units as u
import h5py
import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from sqlalchemy import Engine, NullPool, create_engine, text

import deepgalaxy as dg
from deepgalaxy.core.clock import MYR_PER_STAGE, SETTLED_RADII, half_light_radii_kpc

FORMER = Path(__file__).parent / "data" / "version_0.1"
TIMES = ["time_myr", "time_lo68", "time_hi68", "time_lo90", "time_hi90"]


@pytest.fixture(scope="module")
def data_dir(short_folder: Path) -> Path:
    """The data folder of version 0.1, its weights unpacked."""
    folder = shutil.copytree(FORMER, short_folder / "version-0.1")
    packed = folder / "models" / "default" / "weights.safetensors.xz"
    packed.with_suffix("").write_bytes(lzma.decompress(packed.read_bytes()))
    packed.unlink()
    return folder


@pytest.fixture
def former_catalog(empty_database: str) -> Iterator[Engine]:
    """The catalogue of version 0.1, restored as it was dumped."""
    engine = create_engine(empty_database, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql((FORMER / "catalogue.sql").read_text().replace("%", "%%"))
    yield engine
    engine.dispose()


@pytest.fixture
def catalog(former_catalog: Engine, empty_database: str, data_dir: Path) -> Iterator[dg.Catalog]:
    """That catalogue after ``deepgalaxy db upgrade``."""
    deepgalaxy("db", "upgrade", data_dir=data_dir, database=empty_database)
    with dg.open_catalog(empty_database, data_dir=data_dir) as catalog:
        yield catalog


def deepgalaxy(*words: str, data_dir: Path, database: str) -> str:
    """Run a command, and return what it prints."""
    environment = {"DEEPGALAXY_DATA_DIR": str(data_dir), "DEEPGALAXY_DATABASE_URL": database}
    command = [sys.executable, "-m", "deepgalaxy", *words]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout + done.stderr


def answers(file: str) -> dict[str, NDArray[np.str_]]:
    """Columns of a table that version 0.1 printed."""
    rows = list(csv.DictReader((FORMER / file).read_text().splitlines()))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def test_stages_of_a_simulation_are_those_of_its_events() -> None:
    merger = dg.Merger.open(FORMER / "merger.h5")
    with h5py.File(FORMER / "merger.h5") as file:
        [group] = file.values()
        separation_kpc = group["nuclei_separation_kpc"][:]
        labels = group["t_myr_camera_00"][:]
    np.testing.assert_array_equal(labels, MYR_PER_STAGE * np.arange(71))
    assert merger.cameras == (0, 1)
    assert merger.read().mean() > 0
    # Version 0.1 wrote where on its own clock the pericentres were; its frames are 27 Myr apart.
    known = [merger.attributes[f"stage_{name}_pericentre"] for name in ("first", "second")]
    first, second = np.interp(known, np.arange(71), merger.time_myr)
    assert first == pytest.approx(0, abs=3)
    between = (merger.time_myr > 0) & (merger.time_myr < second)
    assert_allclose(merger.stage[between], 19.5 + 17 * merger.time_myr[between] / second, atol=0.2)
    assert np.isnan(merger.stage[0]), "stage 0 is nearer than where version 0.1 began"
    assert (np.diff(merger.stage[merger.staged]) > 0).all()
    merged = merger.stage > 45
    assert np.median(separation_kpc[merged]) < SETTLED_RADII * half_light_radii_kpc(merger.attributes)


def test_a_model_predicts_what_it_did(data_dir: Path) -> None:
    model = dg.load_model(data_dir / "models" / "default")
    assert model.card.stage_clock == "start"
    then, now = answers("predict.csv"), model.predict(FORMER / "merger.h5")
    assert len(now) == 142
    assert_allclose(now["stage"], then["stage"].astype(float), atol=0.006, rtol=0.001)
    for name in TIMES:
        assert_allclose(now[name].to_value("Myr"), then[name].astype(float), atol=0.06, rtol=1e-4)
    assert_allclose(now["out_of_domain"], then["out_of_domain"].astype(float), atol=0.006)


def test_no_row_of_a_catalogue_is_lost(former_catalog: Engine, empty_database: str, data_dir: Path) -> None:
    def count_rows() -> dict[str, int]:
        with former_catalog.connect() as connection:
            tables = connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            ).all()
            return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}

    before = count_rows()
    counts = {"image": 146, "embedding": 146, "prediction": 146, "cluster_member": 146, "rejected_input": 1}
    assert counts.items() <= before.items()
    deepgalaxy("db", "upgrade", data_dir=data_dir, database=empty_database)
    assert before.items() <= count_rows().items()


def test_searches_of_a_catalogue_answer_as_they_did(catalog: dg.Catalog) -> None:
    then = answers("similar.csv")
    name, number = then["name"][0], int(then["id"][0])
    [picture] = catalog.pictures(
        [number]
    )  # its pixels are found, and the model, which gives them the same vector
    now = catalog.similar(picture, k=20, all_frames=True)
    np.testing.assert_array_equal(now["name"], then["name"])
    assert_allclose(now["distance"], then["distance"].astype(float), atol=1e-4)
    assert_allclose(now["stage"], then["stage"].astype(float), rtol=1e-6)
    assert_allclose(now["time_myr"].to_value("Myr"), then["time_myr"].astype(float), rtol=1e-6)
    by_name = catalog.similar(name, k=19, all_frames=True)
    np.testing.assert_array_equal(by_name["name"], then["name"][1:])
    assert catalog.recommend(number, k=5, all_frames=True)["id"].size == 5
    around = catalog.cone("170.8788d +28.0047d", 5 * u.arcsec)
    assert list(around["name"]) == [name]


def test_a_simulation_ingested_again_gets_the_stages_of_today(
    catalog: dg.Catalog, empty_database: str, data_dir: Path
) -> None:
    query = "SELECT stage, time_myr, index AS frame FROM image WHERE stage IS NOT NULL ORDER BY id"
    before = catalog.sql(query)
    np.testing.assert_array_equal(before["stage"], before["frame"])
    ingest = ("ingest", "simulation", str(data_dir / "merger.h5"))
    assert "0 added, 142 already there (142 changed)" in deepgalaxy(
        *ingest, data_dir=data_dir, database=empty_database
    )
    merger = dg.Merger.open(data_dir / "merger.h5")
    now = catalog.sql(query)
    assert len(now) == 2 * len(merger.staged)
    assert_allclose(now["stage"], merger.stage[now["frame"]], rtol=1e-6)
    assert_allclose(now["time_myr"], merger.time_myr[now["frame"]], rtol=1e-6)
    assert "changed" not in deepgalaxy(*ingest, data_dir=data_dir, database=empty_database)
