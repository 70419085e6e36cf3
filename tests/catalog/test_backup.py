"""A catalogue that is dumped and restored answers as before: rows, functions, partitions and indexes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.model_registry import register_model
from deepgalaxy.catalog.psql import _embedded_programs, run_psql
from deepgalaxy.catalog.vectors import read_vectors
from deepgalaxy.core.settings import Settings

BackUp = Callable[[Engine, str], None]
FillSky = Callable[[Connection, int, float], tuple[int, NDArray[np.float32]]]
ASKED = "SELECT image_id, distance, name FROM similar_images('[1,2,3,4]'::vector, 7, metric => 'cosine')"


def test_dumped_and_restored_it_answers_the_same(
    catalog: Engine, empty_database: str, back_up: BackUp, fill_sky: FillSky
) -> None:
    with catalog.begin() as connection:
        model, z = fill_sky(connection, 60, 1)
        before = connection.execute(text(ASKED)).all()
        connection.execute(
            text(f"CREATE INDEX ON embedding_{model} USING hnsw ((z::vector(4)) vector_l2_ops)")
        )
    back_up(catalog, empty_database)
    restored = open_engine(Settings(database_url=empty_database))
    with restored.begin() as connection:
        assert connection.execute(text(ASKED)).all() == before
        assert np.array_equal(read_vectors(connection, model)[1], z)
        assert connection.scalar(text("SELECT count(*) FROM cone_search(5, 1, 2)")) == 5
        indexes = connection.scalars(
            text("SELECT indexdef FROM pg_indexes WHERE tablename = :name"), {"name": f"embedding_{model}"}
        )
        assert any("USING hnsw" in definition for definition in indexes)
        assert (
            register_model(
                connection,
                sha256="b" * 64,
                name="b",
                latent_size=4,
                architecture={},
                preprocessing={},
                metrics={},
                path="/b",
            )
            > model
        )
    restored.dispose()


def test_programs_started_from_psql_know_the_catalogue(
    catalog_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{_embedded_programs()[0]}:/usr/bin:/bin")
    dump = tmp_path / "catalogue.dump"
    status = run_psql(
        Settings(database_url=catalog_url), ["-c", rf"\! pg_dump --format=custom --file={dump}"]
    )
    assert status == 0
    assert dump.read_bytes().startswith(b"PGDMP")
