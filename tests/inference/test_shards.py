"""Embedding in shares: together they are the whole, whatever is killed, stopped or done twice."""

import os
import signal
import subprocess
import sys
from itertools import chain
from pathlib import Path

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine, text

from deepgalaxy.catalog.vectors import images_to_embed
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.shard import BLOCK, Shard
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.surveys.ingest.ingest_files import ingest_simulation

CAMERAS = 12
IMAGES = 71 * CAMERAS


@pytest.fixture
def images(catalog: Engine, tmp_path: Path) -> Engine:
    """A catalogue with four blocks of images."""
    stages, axis = np.arange(71), np.arange(16) - 7.5
    light = np.exp(-(axis**2 + axis[:, None] ** 2) / (1 + 0.5 * stages[:, None, None]))
    with h5py.File(tmp_path / "merger.h5", "w") as h5:
        for camera in range(CAMERAS):
            group = h5.require_group("s_1_m_1")
            group[f"images_camera_{camera:02d}"] = (250 * light / (1 + camera)).astype(np.uint8)[..., None]
            group[f"t_myr_camera_{camera:02d}"] = (5.0 * stages).astype(np.float32)
    assert ingest_simulation(catalog, tmp_path / "merger.h5").added == IMAGES
    return catalog


def command(url: str, model: TrainedModel, shard: str) -> subprocess.Popen[str]:
    environment = os.environ | {"DEEPGALAXY_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-m", "deepgalaxy", "embed", "--model", str(model.folder), "--shard", shard]
    return subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)


def stored(engine: Engine) -> dict[int, tuple[NDArray[np.float32], float]]:
    query = "SELECT image_id, z, stage FROM embedding JOIN prediction USING (image_id, model_id)"
    with engine.connect() as connection:
        return {row.image_id: (row.z.to_numpy(), row.stage) for row in connection.execute(text(query))}


def test_every_image_is_of_one_shard(images: Engine) -> None:
    with images.connect() as connection:
        every = [image.image_id for image in images_to_embed(connection, 1)]
        for of in (1, 2, 3, 7):
            shares = [
                [image.image_id for image in images_to_embed(connection, 1, Shard(number, of))]
                for number in range(1, of + 1)
            ]
            assert sorted(chain.from_iterable(shares)) == sorted(every)
            assert all(len(share) <= BLOCK * -(-IMAGES // (BLOCK * of)) for share in shares)


def test_two_processes_write_what_one_does(images: Engine, catalog_url: str, model: TrainedModel) -> None:
    """The first shard is asked for twice at the same time, and is embedded once."""
    running = [command(catalog_url, model, shard) for shard in ("1/2", "2/2", "1/2")]
    told = [process.communicate(timeout=200)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], told
    counts = [int(words.split(" images embedded")[0].split()[-1]) for words in told]
    assert sum(counts) == IMAGES
    assert min(counts[0], counts[2]) == 0
    by_two = stored(images)
    with images.begin() as connection:
        connection.execute(text("DELETE FROM embedding"))
        connection.execute(text("DELETE FROM prediction"))
    assert embed_catalog(images, model).embedded == IMAGES
    by_one = stored(images)
    assert by_two.keys() == by_one.keys()
    for image_id, (z, stage) in by_one.items():
        np.testing.assert_allclose(by_two[image_id][0], z, rtol=1e-4, atol=1e-5)
        assert by_two[image_id][1] == pytest.approx(stage, abs=1e-3, nan_ok=True)


def test_a_shard_that_is_stopped_keeps_what_it_did_and_goes_on(
    images: Engine, catalog_url: str, model: TrainedModel
) -> None:
    with images.connect() as locking:
        locking.execute(text("SELECT pg_advisory_lock(hashtext('embed 2/2'), 1)"))
        waiting = command(catalog_url, model, "2/2")  # for this test's lock
        while not locking.execute(text("SELECT count(*) FROM model")).scalar():
            locking.rollback()
        waiting.send_signal(signal.SIGTERM)
        _, told = waiting.communicate(timeout=100)
        assert waiting.returncode == 75, told
    running = command(catalog_url, model, "1/2")
    while not stored(images):
        assert running.poll() is None
    running.send_signal(signal.SIGUSR2)
    _, told = running.communicate(timeout=100)
    assert (running.returncode, "to go on" in told) == (75, True), told
    done = len(stored(images))
    assert 0 < done < IMAGES / 2
    assert sum(embed_catalog(images, model, shard=Shard(k, 2)).embedded for k in (1, 2)) == IMAGES - done


@pytest.mark.parametrize("written", ["0/4", "5/4", "1/0", "1", "a/b", "-1/4", ""])
def test_what_is_no_shard_is_refused(written: str) -> None:
    with pytest.raises(WrongUse, match="shard"):
        Shard.parse(written)
