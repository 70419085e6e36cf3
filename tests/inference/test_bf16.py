"""A model in bfloat16: nearly the same answers, and vectors that never meet those of float32."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import Engine, text

import deepgalaxy as dg
from deepgalaxy.catalog.model_registry import promote_model, serving_model, stored_model
from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.networks.model_folder import load_model
from deepgalaxy.similarity.search_query import make_query
from deepgalaxy.surveys.ingest.hubble_deep_field import hubble_deep_field_cutouts
from deepgalaxy.surveys.ingest.ingest_files import ingest_images


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bf16") / "pictures"
    folder.mkdir()
    for name, cutout in hubble_deep_field_cutouts(6):
        Image.fromarray(to_8bit(cutout.pixels).transpose(1, 2, 0)).save(folder / f"{name}.png")
    return folder


def test_answers_are_nearly_those_of_float32_and_say_that_they_are_not_the_same(folder: Path) -> None:
    wide, narrow = dg.load_model(device="cpu"), dg.load_model(device="cpu", bf16=True)
    assert narrow.name == f"{wide.name}-bf16"
    assert narrow.sha256 != wide.sha256
    z, again = wide.embed(folder), narrow.embed(folder)
    assert not np.array_equal(z, again)
    assert np.all(np.linalg.norm(z - again, axis=1) < 0.03 * np.linalg.norm(z, axis=1))
    told, narrowly = (each.predict(folder, stage_anyway=True) for each in (wide, narrow))
    assert np.median(np.abs(told["stage"] - narrowly["stage"])) < 0.5
    assert set(narrowly["model"]) == {narrow.sha256[:12]}


def test_a_catalogue_keeps_its_vectors_apart_and_asks_in_the_precision_they_were_made_in(
    catalog: Engine, folder: Path, tmp_path: Path
) -> None:
    ingest_images(catalog, folder, "deep-field", tmp_path / "shards")
    picture = sorted(folder.iterdir())[0]
    narrow = dg.load_model(device="cpu", bf16=True).trained
    assert embed_catalog(catalog, narrow).embedded == 6
    wide = dg.load_model(device="cpu").trained
    with catalog.connect() as connection, pytest.raises(DeepGalaxyError, match="no vectors of the model"):
        make_query(connection, picture, wide)
    assert embed_catalog(catalog, wide).embedded == 6
    with catalog.begin() as connection:
        vectors = "SELECT count(*) FROM embedding GROUP BY model_id"
        assert connection.scalars(text(vectors)).all() == [6, 6]
        for name, model in ((wide.name, wide), (narrow.name, narrow)):
            promote_model(connection, name)
            row = serving_model(connection)
            assert row.sha256 == stored_model(connection, name).sha256 == model.sha256
            assert load_model(find_path(connection, row.path), row.sha256).bf16 == model.bf16
            assert np.array_equal(make_query(connection, picture).z, make_query(connection, picture, model).z)
        wide_z, narrow_z = (make_query(connection, picture, model).z for model in (wide, narrow))
        assert not np.array_equal(wide_z, narrow_z)
