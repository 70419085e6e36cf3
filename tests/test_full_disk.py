"""Every verb on a disk that fills: one sentence, nothing half written, and the same command goes on."""

import gzip
import logging
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from PIL import Image
from sqlalchemy import Engine, text

from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.cli import main
from deepgalaxy.core.clock import find_events
from deepgalaxy.core.disk_space import DiskFull, full_disk
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings, get_settings
from deepgalaxy.imaging.decoding import shared_decoders
from deepgalaxy.simulation import evolution, run_state
from deepgalaxy.simulation.kept_states import kept_states_path
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.simulation.run_state import run_state_path
from deepgalaxy.training.loop import TrainingLoop

AGAIN = "then run the same command again; what was finished is kept"
DATABASE_BYTES = 200 * 2**20
SEGMENT_BYTES = 16 * 2**20
"""Of PostgreSQL's log of what it is about to write."""


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command line with a data folder; gives the exit status and what it printed."""

    def command(data_dir: Path, *words: str | Path) -> tuple[int, str]:
        monkeypatch.setenv("DEEPGALAXY_DATA_DIR", str(data_dir))
        monkeypatch.setattr("sys.argv", ["deepgalaxy", *map(str, words)])
        get_settings.cache_clear()
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capfd.readouterr().err

    yield command
    get_settings.cache_clear()


@pytest.fixture
def served(small_disk: Callable[[int], Any], kill_server: Callable[[Path], None]) -> Iterator[Any]:
    """A disk with a data folder whose server is up and stays so."""
    disk = small_disk(DATABASE_BYTES)
    engine = open_engine(Settings(data_dir=disk.path))
    yield disk
    engine.dispose()
    kill_server(disk.path)


def assert_said(ended: tuple[int, str], folder: Path) -> None:
    """It failed with a sentence that names this folder, what to free, and that it goes on."""
    status, message = ended
    assert status == 1, message
    last = message.splitlines()[-1]
    room = r"\(\d+ [kM]B of \d+ [kM]B free, .+\)"
    assert re.match(rf"error: {re.escape(str(folder))}: this disk is full {room}: delete .+, ", last), message
    assert last.endswith(AGAIN)
    assert len(re.findall("disk is full", message)) == 1, message
    assert not re.search("Traceback|sqlalche|INSERT|psycopg|HDF5|errno", message), message


def write_pictures(folder: Path, count: int = 10) -> Path:
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(count):
        noise = rng.integers(0, 256, (128, 128, 3), dtype=np.uint8)
        Image.fromarray(noise).save(folder / f"{number}.png")
    return folder


def write_merger(file: Path) -> Path:
    rng = np.random.default_rng(0)
    with h5py.File(file, "w") as h5:
        for run in range(2):
            for camera in range(2):
                name = f"s_1_m_1__run_{run}/images_camera_{camera:02d}"
                h5[name] = rng.integers(0, 256, (71, 16, 16, 1), dtype=np.uint8)
                h5[name.replace("images", "t_myr")] = 5 * np.arange(71, dtype=np.float32)
    return file


def test_ingest_and_embed_on_a_full_disk(served: Any, run: Run, tmp_path: Path) -> None:
    """The image store's disk is full for ``ingest images``, the database's for the others."""
    database = served.path / "postgres" / "pg18"
    verbs: list[tuple[tuple[str | Path, ...], Path, str]] = [
        (
            ("ingest", "images", write_pictures(tmp_path / "cats"), "--dataset", "cats"),
            served.path / "images" / "cats",
            "10 added, 0 already there, 0 refused",
        ),
        (
            ("ingest", "simulation", write_merger(tmp_path / "toys.h5")),
            database,
            "284 added, 0 already there, 0 refused",
        ),
        (("embed",), database, "294 images embedded"),
    ]
    for words, folder, done in verbs:
        served.leave(64 * 2**10)
        assert_said(run(served.path, *words), folder)
        assert served.temporary() == []
        served.make_room()
        status, message = run(served.path, *words)
        assert (status, message.splitlines()[-1]) == (0, done), message


def test_a_database_whose_log_of_changes_finds_no_room_goes_on_afterwards(served: Any) -> None:
    """PostgreSQL ends with a panic then, and cannot recover until there is room."""
    settings = Settings(data_dir=served.path)
    database = str(served.path / "postgres" / "pg18")
    engine = open_engine(settings)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept AS SELECT 1 AS one"))
    served.leave(5 * 2**20)
    fill = text("SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000))")

    def write_much(engine: Engine) -> None:
        with engine.connect() as connection:
            for _ in range(2 * SEGMENT_BYTES // 1_000_000):
                connection.execute(fill)

    with pytest.raises(DiskFull, match=rf"^{database}: this disk is full .+ nothing in this folder"):
        write_much(engine)
    engine.dispose()
    with pytest.raises(DiskFull, match=rf"^{database}: this disk is full .+ nothing in this folder"):
        open_engine(settings)
    served.make_room()
    engine = open_engine(settings)
    write_much(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT one FROM kept")).scalar() == 1
    engine.dispose()


def test_a_packed_picture_that_cannot_be_unpacked_is_not_taken_for_a_damaged_one(
    small_disk: Callable[[int], Any],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    catalog_url: str,
) -> None:
    monkeypatch.setenv("DEEPGALAXY_DATABASE_URL", catalog_url)
    pictures = write_pictures(tmp_path / "cats", 3)
    for file in list(pictures.iterdir()):
        file.with_suffix(".png.gz").write_bytes(gzip.compress(file.read_bytes(), 1))
        file.unlink()
    disk = small_disk(16 * 2**10)
    ingest = ("ingest", "images", pictures, "--dataset", "cats")
    shared_decoders().stop()  # each takes its temporary folder when it starts
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(disk.path))
        assert_said(run(tmp_path / "data", *ingest), disk.path)
        shared_decoders().stop()
    assert list(disk.path.iterdir()) == []
    assert run(tmp_path / "data", *ingest) == (0, "3 added, 0 already there, 0 refused\n")


def test_train_with_no_room_for_its_model(small_disk: Callable[[int], Any], run: Run, tmp_path: Path) -> None:
    disk = small_disk(8 * 2**20)
    disk.leave(300_000)
    model = disk.path / "model"
    words = ("train", write_merger(tmp_path / "toys.h5"), "--output", model, "--epochs", "1")
    assert_said(run(tmp_path, *words), model)
    assert disk.temporary() == []
    disk.make_room()
    status, message = run(tmp_path, *words)
    assert status == 0, message
    assert {path.name for path in model.iterdir()} == {"model.json", "weights.safetensors"}


def test_train_with_no_room_for_its_pictures(
    small_disk: Callable[[int], Any], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = small_disk(32 * 2**10)
    monkeypatch.setattr(tempfile, "tempdir", str(disk.path))
    toys = write_merger(tmp_path / "toys.h5")
    ended = run(tmp_path, "train", toys, "--output", tmp_path / "model", "--epochs", "1")
    assert_said(ended, disk.path)
    assert "TMPDIR" in ended[1]
    assert list(disk.path.iterdir()) == []


def test_tune_with_no_room_for_its_pictures(
    small_disk: Callable[[int], Any],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    catalog_url: str,
) -> None:
    """It ends, before the trial or in it, as further ones would meet the same; the trial does not count."""
    monkeypatch.setenv("DEEPGALAXY_DATABASE_URL", catalog_url)
    disk = small_disk(32 * 2**10)
    words = ("tune", write_merger(tmp_path / "toys.h5"), "--trials", "1", "--epochs", "1")
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(disk.path))
        assert_said(run(tmp_path, *words), disk.path)
    assert list(disk.path.iterdir()) == []

    def write_much(*_: object) -> None:  # as a library does that hides the error number
        try:
            (disk.path / "cache").write_bytes(bytes(2**20))
        except OSError as error:
            raise RuntimeError("cannot write its cache") from error

    with monkeypatch.context() as patch:
        patch.setattr(TrainingLoop, "run", write_much)
        assert_said(run(disk.path, *words), disk.path)
    assert run(tmp_path, *words)[0] == 0, "the one trial is still to come"
    engine = open_engine(Settings(data_dir=tmp_path, database_url=catalog_url))
    with engine.connect() as connection:
        states = connection.execute(text("SELECT state::text FROM optuna.trials ORDER BY number"))
        assert states.scalars().all() == ["FAIL", "COMPLETE"]
    engine.dispose()


TINY = MergerRecipe(
    particles=260, softening_kpc=2.0, start_separation_kpc=20.0, speed_ratio=0.8, engine="direct"
)
TINY_RUN = [
    *("simulate", "--particles", "260", "--softening-kpc", "2", "--start-separation-kpc", "20"),
    *("--speed-ratio", "0.8", "--engine", "direct", "--size", "64", "--cameras", "8", "--output"),
]


@pytest.mark.parametrize("free_bytes", [16 * 2**10, 100 * 2**10], ids=["its states", "its pictures"])
def test_simulate_with_no_room(
    free_bytes: int,
    small_disk: Callable[[int], Any],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evolution, "LONGEST_MYR", 100.0)
    disk = small_disk(8 * 2**20)
    disk.leave(free_bytes)
    output = disk.path / "run.h5"
    ended = run(tmp_path, *TINY_RUN, output)
    assert_said(ended, disk.path)
    left = {path.name for path in disk.path.iterdir()}
    assert left == {"filling", "run.failed"}, "states without a checkpoint are of no use to the next run"
    assert "error: " + (disk.path / "run.failed").read_text() == ended[1].splitlines()[-1] + "\n"
    disk.make_room()
    status, message = run(tmp_path, *TINY_RUN, output)
    assert status == 0, message
    assert [path.name for path in disk.path.iterdir()] == ["run.h5"]


def test_a_run_with_a_checkpoint_keeps_its_states_on_a_full_disk_and_goes_on(
    small_disk: Callable[[int], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(evolution, "LONGEST_MYR", 100.0)
    monkeypatch.setattr(run_state, "EVERY_S", 0.0)
    monkeypatch.setattr(run_state, "EVERY_WRITES", 0.0)
    disk = small_disk(8 * 2**20)
    disk.leave(48 * 2**10)
    output = disk.path / "run.h5"
    with pytest.raises(DiskFull, match="a run needs about 1 MB there"):
        simulate(TINY, output, size_px=64, cameras=2)
    assert run_state_path(output).exists()
    assert kept_states_path(output).exists()
    disk.make_room()
    with caplog.at_level(logging.INFO, "deepgalaxy"):
        simulate(TINY, output, size_px=64, cameras=2)
    assert "goes on from stage" in caplog.text
    assert [path.name for path in disk.path.iterdir()] == ["run.h5"]


def test_galaxies_that_never_meet_leave_neither_states_nor_a_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_state, "EVERY_S", 0.0)
    monkeypatch.setattr(run_state, "EVERY_WRITES", 0.0)
    monkeypatch.setattr(evolution, "find_events", lambda times, *_: find_events(times, 0 * times + 50, 8.0))
    with pytest.raises(DeepGalaxyError, match="no first pericentre"):
        simulate(TINY, tmp_path / "run.h5", size_px=16, cameras=1)
    assert [path.name for path in tmp_path.iterdir()] == ["run.failed"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device", "/tmp/file"), "/tmp: this disk is full"),
        (OSError(122, "Disk quota exceeded", "/tmp/file"), "/tmp: your quota on this disk is used up"),
        (OSError("Can't write data (errno = 28, error message = 'No space left on device')"), "full"),
        (RuntimeError("I/O error: No space left on device (os error 28)"), "full"),
        (
            RuntimeError(
                'could not extend file "base/1": wrote only 4096 of 8192 bytes\nHINT:  Check free disk space.'
            ),
            "full",
        ),
        (OSError(27, "File too large", "/tmp/file"), None),
        (ValueError("28"), None),
        (None, None),
    ],
)
def test_what_is_taken_for_a_full_disk(error: Exception | None, message: str | None) -> None:
    found = full_disk(error)
    assert found is None if message is None else message in str(found)
    wrapped = DeepGalaxyError("cannot be written")
    wrapped.__cause__ = error
    again = full_disk(wrapped)
    assert again is None if message is None else message in str(again)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full, a disk that is always full")
def test_output_that_finds_no_room_blames_no_other_folder() -> None:
    with Path("/dev/full").open("wb") as out:
        words = [sys.executable, "-m", "deepgalaxy", "samples", "--help"]
        ended = subprocess.run(words, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == (
        f"error: a disk that was written to is full (28 No space left on device): make room on it, {AGAIN}\n"
    )
