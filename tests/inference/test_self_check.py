"""A model must give the vectors that it gave before, or nothing is added to them."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from sqlalchemy import Engine, text

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.inference.self_check import check_canary
from deepgalaxy.networks.model_folder import TrainedModel
from deepgalaxy.surveys.ingest.ingest_files import ingest_images


def bring_in(catalog: Engine, folder: Path, count: int) -> None:
    """Draw so many pictures and ingest them."""
    folder.mkdir()
    rng = np.random.default_rng(count)
    for k in range(count):
        Image.fromarray(rng.integers(0, 255, (40, 40), dtype=np.uint8)).save(folder / f"{k}.png")
    ingest_images(catalog, folder, folder.name, folder.parent / "shards")


def test_a_model_whose_answers_changed_adds_nothing(
    catalog: Engine, tmp_path: Path, model: TrainedModel
) -> None:
    bring_in(catalog, tmp_path / "first", 6)
    assert embed_catalog(catalog, model).embedded == 6
    assert embed_catalog(catalog, model).embedded == 0
    bring_in(catalog, tmp_path / "second", 3)
    with torch.no_grad():  # as another version of the software might change what the same weights give
        weight = next(model.network.parameters())
        weight.neg_()
    with pytest.raises(DeepGalaxyError, match="no longer gives image 1 the vector that is stored"):
        embed_catalog(catalog, model)
    with catalog.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM embedding")) == 6
    with torch.no_grad():
        weight.neg_()
    assert embed_catalog(catalog, model).embedded == 3


def test_pictures_that_are_gone_tell_nothing(catalog: Engine, tmp_path: Path, model: TrainedModel) -> None:
    bring_in(catalog, tmp_path / "first", 2)
    embed_catalog(catalog, model)
    for shard in (tmp_path / "shards").rglob("*.h5"):
        shard.unlink()
    with catalog.connect() as connection:
        model_id = connection.scalar(text("SELECT id FROM model"))
        assert model_id is not None
        check_canary(connection, model_id, model)
