"""The explorer on a disk that fills."""

from pathlib import Path
from typing import Any

import numpy as np
import requests
from PIL import Image


def test_serve_says_it_to_visitors_without_a_path_and_goes_on(
    small_disk: Any, kill_server: Any, serving: Any
) -> None:
    """First there is no room to make the database."""
    disk = small_disk(200 * 2**20)
    disk.leave(20 * 2**20)
    data_dir = disk.path / "data"
    data_dir.mkdir()
    with serving(data_dir, lines=2) as address:
        answer = requests.get(f"{address}/api/datasets", timeout=60)
        assert answer.status_code == 503
        assert answer.json() == {
            "error": "a disk of the explorer's machine is full: its log says which, and what to do"
        }
        assert f"{data_dir}/postgres/pg18: this disk is full" in (disk.path / "serve.log").read_text()
        assert list(disk.path.rglob(".initdb-*")) == []
        disk.make_room()
        assert requests.get(f"{address}/api/datasets", timeout=60).json() == []
    kill_server(data_dir)


def test_an_upload_that_finds_no_room_is_no_fault_of_the_picture(
    small_disk: Any, catalog_url: str, serving: Any, tmp_path: Path
) -> None:
    disk = small_disk(32 * 2**10)
    noise = np.random.default_rng(1).integers(0, 256, (128, 128, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "cat.png")
    environment = {"DEEPGALAXY_DATABASE_URL": catalog_url, "TMPDIR": str(disk.path)}
    with serving(tmp_path / "data", lines=2, **environment) as address:
        answer = requests.post(
            f"{address}/api/pictures", files={"file": (tmp_path / "cat.png").read_bytes()}, timeout=60
        )
        assert answer.status_code == 503, answer.text
        assert "disk" in answer.json()["error"]
    assert f"{disk.path}: this disk is full" in (tmp_path / "serve.log").read_text()
