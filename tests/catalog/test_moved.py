"""A data folder is moved, or copied beside a restored backup, and everything is as it was."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import torch
from alembic import command
from PIL import Image
from sqlalchemy import Engine, text

from deepgalaxy.catalog.engine import catalog_engine, open_engine, upgrade, visit
from deepgalaxy.catalog.image_pixels import read_images
from deepgalaxy.catalog.model_registry import list_models, serving_model
from deepgalaxy.catalog.schema_revisions import alembic_config
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction import PREDICTION
from deepgalaxy.core.settings import Settings
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.inference.model_choice import DEFAULT, SHIPPED, model_folder
from deepgalaxy.inference.self_check import check_canary
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import ModelCard, load_model, save_model
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.similarity.search import Hit, SimilarImages
from deepgalaxy.similarity.search_query import make_query
from deepgalaxy.surveys.ingest.ingest_files import IngestReport, ingest_images, ingest_simulation
from deepgalaxy.web.app_state import AppState

PICTURES, FRAMES, SIZE_PX = 5, 4, 32
FORMER = {"stage", "time_myr", "time_lo68", "time_hi68", "time_lo90", "time_hi90", "out_of_domain"}
LATER = PREDICTION.keys() - FORMER - {"mass_ratio"}
"""Fields of a prediction that catalogues of version 0.1 did not have; the mass ratio here is a label."""


@dataclass(frozen=True)
class Stock:
    """A catalogue of pictures and of two mergers, one of them in the data folder, under two models."""

    settings: Settings
    elsewhere: Path
    """Folder of the pictures as they came, and of the other merger."""

    def at(self, data_dir: Path, database_url: str | None = None) -> "Stock":
        """The same, its data folder or also its database in another place."""
        url = database_url or self.settings.database_url
        return replace(self, settings=Settings(data_dir=data_dir, database_url=url))

    def fill(self) -> None:
        """Make everything."""
        rng = np.random.default_rng(1)
        (self.elsewhere / "sky").mkdir(parents=True)
        for k in range(PICTURES):
            pixels = rng.integers(0, 255, (40, 40), dtype=np.uint8)
            Image.fromarray(pixels).save(self.elsewhere / "sky" / f"{k}.png")
        for path in self.mergers():
            path.parent.mkdir(parents=True, exist_ok=True)
            with h5py.File(path, "w") as file:
                pixels = rng.integers(0, 255, (FRAMES, SIZE_PX, SIZE_PX, 1), dtype=np.uint8)
                file["s_1_m_1/images_camera_00"] = pixels
                file["s_1_m_1/t_myr_camera_00"] = 5 * np.arange(FRAMES, dtype=np.float32)
        self.make_model()
        with catalog_engine(self.settings) as engine:
            assert [report.added for report in self.ingest(engine)] == [PICTURES, FRAMES, FRAMES]
            for folder in (self.own_model(), SHIPPED):
                assert embed_catalog(engine, load_model(folder)).embedded == PICTURES + 2 * FRAMES

    def mergers(self) -> tuple[Path, Path]:
        return self.settings.data_dir / "simulations" / "inside.h5", self.elsewhere / "outside.h5"

    def own_model(self) -> Path:
        return model_folder(self.settings, DEFAULT)

    def make_model(self) -> None:
        """Save an untrained network as the user's own: one of version 0.1, as its catalogues had."""
        torch.manual_seed(1)
        former = Architecture(size_px=SIZE_PX, latent_size=16, properties=("stage",), scaled=False)
        network = Network(former)
        card = ModelCard(
            name="untrained",
            architecture=network.architecture,
            preprocessing=Preprocessing(size_px=SIZE_PX),
            training={},
            stage_time_myr=tuple(range(71)),
            metrics={},
        )
        save_model(self.own_model(), network, card)

    def ingest(self, engine: Engine) -> list[IngestReport]:
        pictures = ingest_images(engine, self.elsewhere / "sky", "sky", self.settings.data_dir / "images")
        return [pictures, *(ingest_simulation(engine, path) for path in self.mergers())]

    def kept(self) -> dict[str, set[str]]:
        """The paths in the tables."""
        with visit(self.settings) as connection:
            asked = {"image": "SELECT DISTINCT file FROM image", "model": "SELECT path FROM model"}
            return {table: set(connection.scalars(text(query))) for table, query in asked.items()}

    def answers(self) -> tuple[list[list[Hit]], list[bytes]]:
        """What a search by a picture and one by an image find, and every thumbnail, to the bit."""
        explorer = AppState(self.settings)
        with explorer.catalog() as connection:
            model_id, model = explorer.model(connection)
            assert model.folder == self.own_model()
            picture = self.elsewhere / "sky" / "3.png"
            queries = [make_query(connection, wanted, None) for wanted in (str(picture), "sky/3.png")]
            hits = [SimilarImages(query=query, k=6).run(connection) for query in queries]
            ids = connection.scalars(text("SELECT id FROM image ORDER BY id")).all()
            pictures = read_images(connection, ids)
            thumbnails = [pictures[image_id].tobytes() for image_id in ids]
            assert [row.path for row in list_models(connection)] == [str(self.own_model()), str(SHIPPED)]
            assert serving_model(connection).id == model_id
        explorer.close()
        assert len(thumbnails) == PICTURES + 2 * FRAMES
        return hits, thumbnails

    def former_answers(self) -> object:
        """What the same searches found in catalogues that had fewer fields of a prediction."""
        hits, thumbnails = self.answers()
        unknown: dict[str, Any] = dict.fromkeys(LATER)
        return [[replace(hit, **unknown) for hit in found] for found in hits], thumbnails

    def check(self, before: object) -> None:
        """See that it answers as before, reads nothing again, and that the canary is alive."""
        assert self.answers() == before
        shards = set(self.settings.data_dir.rglob("*.h5"))
        for picture in (self.elsewhere / "sky").glob("[012].png"):
            picture.write_text("to read it again would be to refuse it")
        with catalog_engine(self.settings) as engine:
            found = [(report.added, report.known, report.refused) for report in self.ingest(engine)]
            assert found == [(0, PICTURES, []), (0, FRAMES, []), (0, FRAMES, [])]
            model = load_model(self.own_model())
            assert embed_catalog(engine, model).embedded == 0
            with torch.no_grad():
                next(model.network.parameters()).neg_()
            with engine.connect() as connection, pytest.raises(DeepGalaxyError, match="no longer gives"):
                check_canary(connection, serving_model(connection).id, model)
        assert set(self.settings.data_dir.rglob("*.h5")) == shards
        assert self.kept() == {
            "image": {
                *(str(shard.relative_to(self.settings.data_dir)) for shard in shards),
                str(self.elsewhere / "outside.h5"),
            },
            "model": {"models/default", "package:models/deepgalaxy-small"},
        }


@pytest.fixture
def stock(catalog_url: str, tmp_path: Path) -> Stock:
    """On a server of one's own."""
    stock = Stock(Settings(database_url=catalog_url, data_dir=tmp_path / "data"), tmp_path / "elsewhere")
    stock.fill()
    return stock


def test_moved(stock: Stock, tmp_path: Path) -> None:
    before = stock.answers()
    stock.settings.data_dir.rename(tmp_path / "larger-disk")
    stock.at(tmp_path / "larger-disk").check(before)


def test_a_backup_beside_a_copy(
    stock: Stock, empty_database: str, back_up: Callable[[Engine, str], None], tmp_path: Path
) -> None:
    before = stock.answers()
    engine = open_engine(stock.settings)
    back_up(engine, empty_database)
    engine.dispose()
    shutil.copytree(stock.settings.data_dir, tmp_path / "copy")
    shutil.rmtree(stock.settings.data_dir)
    stock.at(tmp_path / "copy", empty_database).check(before)


def make_old(stock: Stock) -> None:
    """Let every path be absolute, as catalogues had them that are older than this migration."""
    with visit(stock.settings) as connection:
        command.downgrade(alembic_config(connection), "0008-1")
    kept = stock.kept()
    assert all(Path(path).is_absolute() and Path(path).exists() for path in kept["image"] | kept["model"])


@pytest.mark.parametrize("how", ["stays", "moved before", "copied before"])
def test_an_old_catalogue_is_migrated(stock: Stock, tmp_path: Path, how: str) -> None:
    before = stock.former_answers()
    make_old(stock)
    data_dir = stock.settings.data_dir
    if how == "moved before":
        data_dir = data_dir.rename(tmp_path / "larger-disk")
    if how == "copied before":
        data_dir = shutil.copytree(data_dir, tmp_path / "larger-disk")
    now = stock.at(data_dir)
    upgrade(now.settings)
    if how == "copied before":
        shutil.rmtree(stock.settings.data_dir)
    now.check(before)


def test_a_migration_of_a_shared_server_takes_no_other_data_folder_for_its_own(
    stock: Stock, tmp_path: Path
) -> None:
    before = stock.former_answers()
    make_old(stock)
    old = stock.kept()["image"]
    upgrade(stock.at(tmp_path / "of-somebody-else").settings)
    assert stock.kept()["image"] == old
    assert stock.answers() == before


def test_moved_with_the_embedded_database_in_it(
    embedded_data_dir: Path, kill_server: Callable[[Path], None], tmp_path: Path
) -> None:
    stock = Stock(Settings(data_dir=embedded_data_dir), tmp_path)
    stock.fill()
    before = stock.answers()
    kill_server(embedded_data_dir)
    there = embedded_data_dir.rename(embedded_data_dir.with_name(f"{embedded_data_dir.name}-moved"))
    try:
        assert stock.at(there).answers() == before
        kill_server(there)
    finally:
        there.rename(embedded_data_dir)
    stock.check(before)
