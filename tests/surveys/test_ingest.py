"""Pictures and simulations to the catalogue, with the power cut at any moment."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from astropy.io import fits
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy import Engine, text

from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.catalog.vectors import images_to_embed
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.image_store import read_pictures
from deepgalaxy.imaging.merger_file import read_simulations
from deepgalaxy.imaging.readers import read_cutouts
from deepgalaxy.surveys.ingest.ingest_files import IngestReport, ingest_images, ingest_simulation

SIZE_PX = 16
EXAMPLE = Path(__file__).parents[3] / "shared/data/simulations/example-14-mergers-128px.h5"


def draw(path: Path, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (20, 20, 3), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three good pictures, one in a folder of its own, and three files that are none."""
    folder = tmp_path / "sky"
    for seed, name in enumerate(["b.png", "a.png", "deep/c.png"]):
        draw(folder / name, seed)
    (folder / "page.jpeg").write_text("<!DOCTYPE html><html>no such object</html>")
    (folder / "empty.fits").write_bytes(b"")
    (folder / "deep" / "notes.txt").write_text("to do")
    (folder / ".hidden.png").write_bytes(b"")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "x.png").write_bytes(b"")
    return folder


def ingest(engine: Engine, folder: Path, store: Path, batch: int = 256) -> IngestReport:
    return ingest_images(engine, folder, "sky", store, SIZE_PX, batch)


def contents(engine: Engine) -> list[tuple[object, ...]]:
    """What the catalogue and its store say, without what differs from run to run."""
    query = text("""
        SELECT external_id, encode(sha256, 'hex'), file, node, index, ra_deg, dec_deg, hpx29, redshift
        FROM image ORDER BY external_id
    """)
    with engine.connect() as connection:
        rows = [(*row[:2], find_path(connection, row.file), *row[3:]) for row in connection.execute(query)]
        refused = connection.execute(text("SELECT name, reason FROM rejected_input ORDER BY name")).all()
    images = []
    for name, sha256, file, node, index, *facts in rows:
        pixels = read_pictures(file, node, [index])
        images.append((name, sha256, hashlib.sha256(pixels.tobytes()).hexdigest(), *facts))
    return [*images, *(tuple(row) for row in refused)]


def test_pictures_come_in_and_the_rest_is_refused_by_name(
    catalog: Engine, folder: Path, tmp_path: Path
) -> None:
    report = ingest(catalog, folder, tmp_path / "store", batch=2)
    assert (report.added, report.known) == (3, 0)
    reasons = {error.name: error.reason for error in report.refused}
    assert set(reasons) == {"page.jpeg", "empty.fits", "deep/notes.txt"}
    assert "HTML" in reasons["page.jpeg"]
    with catalog.connect() as connection:
        kept = {row.name: row.reason for row in connection.execute(text("SELECT * FROM rejected_input"))}
        rows = connection.execute(text("SELECT * FROM image ORDER BY external_id")).mappings().all()
    assert kept == reasons
    assert [row["external_id"] for row in rows] == ["a.png", "b.png", "deep/c.png"]
    for row in rows:
        assert Path(row["file"]).parent == tmp_path / "store" / "sky"
        [(_, cutout)] = read_cutouts(folder / row["external_id"], SIZE_PX)
        assert row["sha256"].hex() == cutout.sha256
        stored = read_pictures(Path(row["file"]), row["node"], [row["index"]])[0]
        assert Cutout(stored, "none").sha256 == cutout.sha256


def test_a_dozen_runs_are_as_one(catalog: Engine, folder: Path, tmp_path: Path) -> None:
    ingest(catalog, folder, tmp_path / "store")
    once = contents(catalog)
    shards = set((tmp_path / "store").rglob("*"))
    for batch in range(1, 12):
        report = ingest(catalog, folder, tmp_path / "store", batch)
        assert (report.added, report.known, len(report.refused)) == (0, 3, 3)
    assert contents(catalog) == once
    assert set((tmp_path / "store").rglob("*")) == shards


def test_files_that_burst_limits_stop_nothing(catalog: Engine, folder: Path, tmp_path: Path) -> None:
    with h5py.File(folder / "many.h5", "w") as file:
        shape = (2_000_000, 1, 1, 1)
        file.create_dataset("images", shape=shape, dtype=np.uint8, chunks=shape, compression="gzip")
        file["images"][:] = 0
    (folder / "waits.png").symlink_to("/proc/kmsg")
    os.truncate(folder / "empty.fits", 2 * 2**30)
    report = ingest(catalog, folder, tmp_path / "store")
    assert report.added == 3
    reasons = {refused.name: refused.reason.split(":")[0] for refused in report.refused}
    assert reasons == {
        "deep/notes.txt": "neither JPEG, PNG, WebP, TIFF, FITS, HDF5 nor npy",
        "empty.fits": "neither JPEG, PNG, WebP, TIFF, FITS, HDF5 nor npy",
        "many.h5": "too many",
        "page.jpeg": "an HTML page, not a picture",
        "waits.png": "empty",
    }


def test_a_place_that_cannot_be_trusted_is_not_taken_and_said(
    catalog: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sky").mkdir()
    hdu = fits.PrimaryHDU(np.random.default_rng(1).normal(size=(20, 20)).astype(np.float32))
    hdu.header["CTYPE1"], hdu.header["CTYPE2"] = "RA---TAN", "DEC--TAN"
    hdu.header["CRVAL1"], hdu.header["CRVAL2"] = "12:02:00", 20.25
    hdu.writeto(tmp_path / "sky" / "text.fits")
    assert ingest(catalog, tmp_path / "sky", tmp_path / "store").added == 1
    assert "text.fits: its position is not taken: CRVAL1 is '12:02:00', not a number" in caplog.text
    with catalog.connect() as connection:
        assert connection.execute(text("SELECT ra_deg, dec_deg, hpx29 FROM image")).all() == [(None,) * 3]


def test_a_mended_file_comes_in_and_its_refusal_is_forgotten(
    catalog: Engine, folder: Path, tmp_path: Path
) -> None:
    ingest(catalog, folder, tmp_path / "store")
    draw(folder / "mended.png", 9)
    (folder / "page.jpeg").unlink()
    shutil.copy(folder / "mended.png", folder / "page.jpeg")
    report = ingest(catalog, folder, tmp_path / "store")
    assert (report.added, report.known) == (2, 3)
    with catalog.connect() as connection:
        names = set(connection.execute(text("SELECT name FROM rejected_input")).scalars())
    assert names == {"empty.fits", "deep/notes.txt"}


def test_table_beside_the_pictures_tells_their_positions(
    catalog: Engine, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "catalog.csv").write_text(
        "File,REDSHIFT,ra_deg,dec_deg,source\n"
        "a.png,0.025,187.5,-12.25,SDSS\n"
        "deep/c.png,-99,10,20,SDSS\n"
        "b.png,0.1,400,0,SDSS\n"
        "unseen.png,1,1,1,SDSS\n",
        encoding="utf-8-sig",
    )
    assert ingest(catalog, folder, tmp_path / "store").added == 3
    assert "ra_deg '400' of b.png: taken as unknown" in caplog.text
    assert "redshift '-99' of deep/c.png" in caplog.text
    assert "names unseen.png, which is not there" in caplog.text
    with catalog.connect() as connection:
        query = text("SELECT external_id, ra_deg, dec_deg, redshift FROM image ORDER BY external_id")
        rows = [tuple(row) for row in connection.execute(query)]
    assert rows == [
        ("a.png", 187.5, -12.25, pytest.approx(0.025)),
        ("b.png", None, None, pytest.approx(0.1)),
        ("deep/c.png", 10, 20, None),
    ]


def test_pixels_that_are_gone_are_read_again(
    catalog: Engine, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ingest(catalog, folder, tmp_path / "store", batch=1)
    before = contents(catalog)
    lost = sorted((tmp_path / "store").rglob("*.h5"))[0]
    lost.unlink()
    report = ingest(catalog, folder, tmp_path / "store", batch=1)
    assert (report.added, report.known) == (1, 2)
    assert "the pixels of 1 images are gone" in caplog.text
    assert contents(catalog) == before


def test_linked_folders_are_entered_once_and_closed_ones_named(
    catalog: Engine, folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    draw(elsewhere / "linked.png", 5)
    (folder / "link").symlink_to(elsewhere)
    (folder / "loop").symlink_to(folder)
    report = ingest(catalog, folder, tmp_path / "store")
    assert report.added == 4
    if os.geteuid() != 0:  # nothing is closed to root
        (folder / "closed").mkdir(mode=0)
        again = ingest(catalog, folder, tmp_path / "store")
        assert "closed: cannot be entered" in " ".join(map(str, again.refused))


@pytest.mark.parametrize(
    ("table", "message"), [(b"name,ra\n", "no column named file"), (b"\xff\xfe", "no table")]
)
def test_unreadable_table_stops_before_anything_is_lost(
    catalog: Engine, folder: Path, tmp_path: Path, table: bytes, message: str
) -> None:
    (folder / "catalog.csv").write_bytes(table)
    with pytest.raises(DeepGalaxyError, match=message):
        ingest(catalog, folder, tmp_path / "store")


def test_position_and_scale_come_from_the_header_of_a_fits_file(catalog: Engine, tmp_path: Path) -> None:
    header = fits.Header()
    header["CTYPE1"], header["CTYPE2"] = "RA---TAN", "DEC--TAN"
    header["CRVAL1"], header["CRVAL2"] = 150.0, 2.0
    header["CRPIX1"] = header["CRPIX2"] = 16.5
    header["CDELT1"], header["CDELT2"] = -0.5 / 3600, 0.5 / 3600
    header["CUNIT1"] = header["CUNIT2"] = "deg"
    y, x = np.mgrid[-16:16, -16:16]
    noise = np.random.default_rng(0).normal(0, 1, (32, 32))
    (tmp_path / "sky").mkdir()
    galaxy = (1000 * np.exp(-(x**2 + y**2) / 50) + noise).astype(np.float32)
    fits.writeto(tmp_path / "sky" / "one.fits", galaxy, header)
    ingest(catalog, tmp_path / "sky", tmp_path / "store")
    with catalog.connect() as connection:
        row = connection.execute(text("SELECT * FROM image")).one()
    assert (row.ra_deg, row.dec_deg) == (pytest.approx(150, abs=1e-6), pytest.approx(2, abs=1e-6))
    assert row.pixel_scale_arcsec == pytest.approx(1.0, rel=1e-4)
    assert row.hpx29 is not None


def test_name_that_is_no_utf8_is_refused_and_the_rest_goes_on(
    catalog: Engine, folder: Path, tmp_path: Path
) -> None:
    shutil.copy(folder / "a.png", folder / os.fsdecode(b"\xff.png"))
    report = ingest(catalog, folder, tmp_path / "store")
    assert report.added == 3
    assert "\udcff.png" in {error.name for error in report.refused}


def test_many_pictures_in_one_file(catalog: Engine, tmp_path: Path) -> None:
    write_merger(tmp_path / "mergers" / "two.h5", n_frames=3)
    report = ingest(catalog, tmp_path / "mergers", tmp_path / "store", batch=4)
    assert (report.added, report.refused) == (12, [])
    again = ingest(catalog, tmp_path / "mergers", tmp_path / "store")
    assert (again.added, again.known) == (0, 12)
    with catalog.connect() as connection:
        first = connection.execute(text("SELECT min(external_id) FROM image")).scalar()
    assert first == "two.h5::s_0.5_m_0.25/images_camera_00[0]"


@pytest.mark.parametrize("name", ["../elsewhere", "", ".."])
def test_dataset_is_no_way_out_of_the_store(catalog: Engine, folder: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(DeepGalaxyError, match="dataset name"):
        ingest_images(catalog, folder, name, tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_folder_that_is_not_there(catalog: Engine, tmp_path: Path) -> None:
    with pytest.raises(DeepGalaxyError, match="no such folder"):
        ingest(catalog, tmp_path / "gone", tmp_path / "store")


# Power cuts. Each leaves a catalogue, and the same call again must make it equal to an uninterrupted one.

N_MANY = 60
CALL = """
import sys
from pathlib import Path
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings
from deepgalaxy.surveys.ingest.ingest_files import ingest_images
data, folder = map(Path, sys.argv[1:])
engine = open_engine(Settings(data_dir=data))
try:
    ingest_images(engine, folder, "sky", data / "images", 16, batch=3)
except DeepGalaxyError as error:
    sys.exit(f"message: {error}")
"""


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for seed in range(N_MANY):
        draw(tmp_path / "many" / f"{seed:03d}.png", seed)
    (tmp_path / "many" / "none.txt").write_text("no picture")
    return tmp_path / "many"


def start(data_dir: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CALL, str(data_dir), str(folder)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def wait_for_rows(engine: Engine, least: int) -> None:
    deadline = time.monotonic() + 60
    query = text("SELECT count(*) FROM image")
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            if connection.execute(query).scalar_one() >= least:
                return
        time.sleep(0.002)
    raise AssertionError("the ingest did not get that far")


def uninterrupted(catalog: Engine, many: Path, tmp_path: Path) -> list[tuple[object, ...]]:
    ingest(catalog, many, tmp_path / "store", batch=3)
    expected = contents(catalog)
    assert len(expected) == N_MANY + 1
    return expected


def test_killed_server_costs_nothing_but_the_second_call(
    catalog: Engine, embedded_data_dir: Path, many: Path, tmp_path: Path, kill_server: Callable[[Path], None]
) -> None:
    settings = Settings(data_dir=embedded_data_dir)
    engine = open_engine(settings)
    for least in (3, 30):
        run = start(embedded_data_dir, many)
        wait_for_rows(engine, least)
        kill_server(embedded_data_dir)
        _, message = run.communicate(timeout=60)
        assert run.returncode == 1, "the ingest was over before the server was killed"
        assert "message: " in message
        assert "run the same command again" in message or "no database server answers" in message
        engine.dispose()
        engine = open_engine(settings)
        with engine.connect() as connection:
            assert least <= connection.execute(text("SELECT count(*) FROM image")).scalar_one() < N_MANY
    report = ingest(engine, many, embedded_data_dir / "images", batch=3)
    assert report.added + report.known == N_MANY
    assert report.added > 0
    assert contents(engine) == uninterrupted(catalog, many, tmp_path)
    engine.dispose()


def test_killed_ingest_costs_nothing_but_the_second_call(
    catalog: Engine, embedded_data_dir: Path, many: Path, tmp_path: Path
) -> None:
    engine = open_engine(Settings(data_dir=embedded_data_dir))
    for least in (1, 30):
        run = start(embedded_data_dir, many)
        wait_for_rows(engine, least)
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=60)
        assert run.returncode == -signal.SIGKILL
    report = ingest(engine, many, embedded_data_dir / "images", batch=3)
    assert report.added + report.known == N_MANY
    assert contents(engine) == uninterrupted(catalog, many, tmp_path)
    engine.dispose()


# Simulations.


def write_merger(path: Path, n_frames: int, groups: tuple[str, ...] = ("s_0.5_m_0.25", "s_1_m_1")) -> None:
    rng = np.random.default_rng(len(path.name))
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        for group in groups:
            for camera in range(2):
                pixels = rng.integers(0, 256, (n_frames, SIZE_PX, SIZE_PX, 1), dtype=np.uint8)
                file[f"{group}/images_camera_{camera:02d}"] = pixels
                file[f"{group}/t_myr_camera_{camera:02d}"] = 5 * np.arange(n_frames, dtype=np.float32)


def frame(path: Path, node: str, index: int) -> NDArray[np.uint8]:
    with h5py.File(path) as file:
        return np.asarray(file[node][index])


def test_frames_come_in_with_their_labels_and_stay_where_they_are(catalog: Engine, tmp_path: Path) -> None:
    path = tmp_path / "runs.h5"
    write_merger(path, n_frames=5)
    report = ingest_simulation(catalog, path)
    assert (report.added, report.known, report.refused) == (20, 0, [])
    with catalog.connect() as connection:
        rows = connection.execute(text("SELECT * FROM image ORDER BY external_id")).mappings().all()
        dataset = connection.execute(text("SELECT name, kind FROM dataset")).one()
    assert dataset == ("runs", "simulation")
    expected = {
        "external_id": "s_1_m_1/camera_00/003",
        "node": "s_1_m_1/images_camera_00",
        "index": 3,
        "file": str(path),
        "simulation": "runs/s_1_m_1",
        "camera": 0,
        "mass_ratio": 1.0,
        "size_ratio": 1.0,
        "stage": 3.0,
        "time_myr": pytest.approx(5 * (3 - 19.5)),
    }
    assert {name: rows[13][name] for name in expected} == expected
    assert (rows[0]["mass_ratio"], rows[0]["size_ratio"]) == (0.25, 0.5)
    for row in rows:
        stored = frame(path, row["node"], row["index"]).transpose(2, 0, 1)
        assert row["sha256"] == hashlib.sha256(f"{stored.shape}".encode() + stored.tobytes()).digest()


def test_simulations_added_to_a_file_come_in_and_known_ones_stay(catalog: Engine, tmp_path: Path) -> None:
    path = tmp_path / "runs.h5"
    write_merger(path, 4)
    ingest_simulation(catalog, path)
    with h5py.File(path, "a") as file:
        file.copy("s_1_m_1", "s_1_m_1__run_2")
    report = ingest_simulation(catalog, path)
    assert (report.added, report.known) == (8, 16)
    for _ in range(3):
        report = ingest_simulation(catalog, path)
        assert (report.added, report.known) == (0, 24)


def test_frames_of_the_same_names_from_another_file_are_not_taken_for_known(
    catalog: Engine, tmp_path: Path
) -> None:
    for place in ("here", "there"):
        write_merger(tmp_path / place / "runs.h5", 4)
    ingest_simulation(catalog, tmp_path / "here" / "runs.h5")
    with pytest.raises(DeepGalaxyError, match="give this file a dataset name of its own"):
        ingest_simulation(catalog, tmp_path / "there" / "runs.h5")
    assert ingest_simulation(catalog, tmp_path / "there" / "runs.h5", "others").added == 16


def test_a_merger_file_that_was_moved_is_followed_and_not_read_again(catalog: Engine, tmp_path: Path) -> None:
    old, new = tmp_path / "here" / "runs.h5", tmp_path / "there" / "runs.h5"
    write_merger(old, 4)
    ingest_simulation(catalog, old)
    with catalog.connect() as connection:
        before = [row.image_id for row in images_to_embed(connection, 1)]
    new.parent.mkdir()
    old.rename(new)
    report = ingest_simulation(catalog, new)
    assert (report.added, report.known) == (0, 16)
    with catalog.connect() as connection:
        after = images_to_embed(connection, 1)
    assert ([row.image_id for row in after], {row.file for row in after}) == (before, {new})
    new.unlink()
    other = tmp_path / "third" / "runs.h5"
    write_merger(other, 4)
    with h5py.File(other, "a") as file:
        file["s_1_m_1/images_camera_00"][0, 0, 0] ^= 1
    with pytest.raises(DeepGalaxyError, match="give this file a dataset name of its own"):
        ingest_simulation(catalog, other)
    with catalog.connect() as connection:
        assert images_to_embed(connection, 1) == after


def test_file_that_is_no_simulation(catalog: Engine, tmp_path: Path) -> None:
    (tmp_path / "x.h5").write_text("<html>")
    report = ingest_simulation(catalog, tmp_path / "x.h5")
    assert report.added == 0
    assert "x.h5" in str(report.refused[0])
    with catalog.connect() as connection:
        kept = connection.execute(text("SELECT name, reason FROM rejected_input")).one()
    assert (kept.name, kept.reason) == (report.refused[0].name, report.refused[0].reason)
    write_merger(tmp_path / "x.h5", 4)
    assert ingest_simulation(catalog, tmp_path / "x.h5").added == 16
    with catalog.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM rejected_input")) == 0


def test_simulation_with_impossible_pixels_is_refused_and_the_rest_goes_on(
    catalog: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "runs.h5"
    write_merger(path, 4)
    pixels = np.full((4, SIZE_PX, SIZE_PX, 1), 0.5, np.float32)
    pixels[2, 5, 5] = np.nan
    with h5py.File(path, "a") as file:
        del file["s_1_m_1/images_camera_01"]
        file["s_1_m_1/images_camera_01"] = pixels
    report = ingest_simulation(catalog, path)
    assert report.added == 8
    assert [error.name for error in report.refused] == ["s_1_m_1"]
    with catalog.connect() as connection:
        assert connection.execute(text("SELECT name FROM rejected_input")).scalars().all() == ["s_1_m_1"]
    write_merger(path, 4)
    assert ingest_simulation(catalog, path).added == 8
    with catalog.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM rejected_input")) == 0


@pytest.mark.skipif(not EXAMPLE.exists(), reason="no published merger dataset beside the project")
def test_published_simulations(catalog: Engine) -> None:
    report = ingest_simulation(catalog, EXAMPLE)
    expected = sum(len(one.cameras) * one.n_frames for one in read_simulations(EXAMPLE))
    assert (report.added, report.refused) == (expected, [])
    with catalog.connect() as connection:
        assert len(images_to_embed(connection, 1)) == expected
        assert connection.execute(text("SELECT count(DISTINCT simulation) FROM image")).scalar() == 14
