"""A small catalogue to ask."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import URL, Connection, Engine, make_url, text

from deepgalaxy.catalog.health import server_version
from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.model_registry import register_model
from deepgalaxy.catalog.psql import _embedded_programs
from deepgalaxy.catalog.vectors import write_embeddings

FillSky = Callable[[Connection, int, float], tuple[int, NDArray[np.float32]]]


@pytest.fixture
def fill_sky() -> FillSky:
    """Write images one degree apart, with vectors of 4 numbers; give their model and the vectors."""
    return _fill_sky


def _fill_sky(connection: Connection, count: int, dec_deg: float) -> tuple[int, NDArray[np.float32]]:
    model = register_model(
        connection,
        sha256="a" * 64,
        name="a",
        latent_size=4,
        architecture={},
        preprocessing={},
        metrics={},
        path="/a",
    )
    rows = [
        ImageRow(
            external_id=str(i), sha256="00" * 32, file="/no", node="n", index=i, ra_deg=i, dec_deg=dec_deg
        )
        for i in range(count)
    ]
    add_images(connection, get_dataset(connection, "sky", "survey"), rows)
    ids = np.array(connection.scalars(text("SELECT id FROM image ORDER BY id")).all())
    z = np.random.default_rng(0).normal(size=(count, 4)).astype(np.float32)
    write_embeddings(connection, model, ids, z)
    return model, z


@pytest.fixture
def back_up(tmp_path: Path) -> Callable[[Engine, str], None]:
    """Dump a catalogue, and restore it into the empty database of an address."""

    def back_up(catalog: Engine, restored: str) -> None:
        dump = tmp_path / "catalogue.dump"
        run(catalog, "pg_dump", "--format=custom", f"--file={dump}", plain(catalog.url))
        run(catalog, "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={plain(restored)}", str(dump))

    return back_up


def plain(url: URL | str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def run(engine: Engine, program: str, *words: str) -> None:
    """Run a client program of the server's own version: an older server does not know a newer one's words."""
    with engine.connect() as connection:
        major = server_version(connection) // 10_000
    folders = [*_embedded_programs(), f"/usr/lib/postgresql/{major}/bin"]
    path = Path(folders[0 if major == 18 else 1], program)
    if not path.exists():
        pytest.skip(f"no {program} of PostgreSQL {major} here")
    subprocess.run([path, *words], check=True, capture_output=True)
