"""Two models' answers on one galaxy: each as the catalogue has it, side by side."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

import deepgalaxy as dg
from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.model_registry import register_model, retire_model, serving_model
from deepgalaxy.catalog.vectors import read_vectors, write_embeddings, write_predictions
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.core.settings import Settings

SECOND = "b" * 64


@pytest.fixture(scope="module")
def two_models(place: Any) -> Iterator[tuple[list[int], np.ndarray]]:
    """A second model of the first six galaxies, that calls the last of them no merger; ids and vectors."""
    ids = [row["id"] for row in place.get("/api/images", dataset="galaxies").json()["items"][:6]]
    z = np.random.default_rng(1).normal(size=(len(ids), 4)).astype(np.float32)
    numbers = np.arange(len(ids), dtype=np.float32)
    predictions = PredictionArrays.of(
        stage=20 + numbers, stage_lo68=18 + numbers, stage_hi68=22 + numbers, stage_lo90=15 + numbers,
        stage_hi90=30 + numbers, time_myr=-40 + numbers, time_lo68=-60 + numbers, time_hi68=10 + numbers,
        time_lo90=-90 + numbers, time_hi90=80 + numbers, out_of_domain=0.5 + numbers,
        p_interacting=np.where(numbers < len(ids) - 1, 0.875, 0.25).astype(np.float32),
        probabilities=np.full((len(ids), 71), 1 / 71, np.float32),
    )  # fmt: skip
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine:
        with engine.begin() as connection:
            model = register_model(
                connection, sha256=SECOND, name="second", latent_size=4, architecture={}, preprocessing={},
                metrics={}, path="/none",
            )  # fmt: skip
            write_embeddings(connection, model, np.array(ids), z)
            write_predictions(connection, model, np.array(ids), predictions)
        yield ids, z
        with engine.begin() as connection:
            retire_model(connection, SECOND[:12])


def test_a_galaxys_page_compares_them(place: Any, two_models: tuple[list[int], np.ndarray]) -> None:
    ids, z = two_models
    assert f"/galaxy/{ids[1]}/models" in place.get(f"/galaxy/{ids[1]}").text
    part = " ".join(place.get(f"/galaxy/{ids[1]}/models").text.split())
    assert "deepgalaxy-small" in part
    assert "second <code>bbbbbbbbbbbb</code>" in part
    assert "21.0 <small>68 %: 19.0 to 23.0</small> <small>90 %: 16.0 to 31.0</small>" in part
    assert "−39 <small>68 %: −59 to +11</small> <small>90 %: −89 to +81</small>" in part
    assert "87 %" in part
    assert '1.50 <span class="tag warn">unlike training</span>' in part
    nearest = np.argsort(np.linalg.norm(z - z[1], axis=1))[1:]
    by_second = part.rpartition("Most similar by")[2]
    assert [part_of.split('"')[0] for part_of in by_second.split('href="/galaxy/')[1:]] == [
        str(ids[i]) for i in nearest
    ]
    no_merger = place.get(f"/galaxy/{ids[-1]}/models").text
    assert "25 %: probably no merger" in no_merger
    assert "25.0" not in no_merger, "so no stage"


def test_one_model_is_compared_with_none(place: Any, two_models: tuple[list[int], np.ndarray]) -> None:
    frame = place.get("/api/images", dataset="pair").json()["items"][0]["id"]
    assert "/models" not in place.get(f"/galaxy/{frame}").text
    assert len(place.get(f"/api/images/{frame}/models").json()) == 1
    assert frame not in two_models[0]


def test_the_interface_and_python_give_the_same(place: Any, two_models: tuple[list[int], np.ndarray]) -> None:
    ids, _ = two_models
    rows = place.get(f"/api/images/{ids[-1]}/models").json()
    assert [(row["model_name"], row["serving"]) for row in rows] == [
        ("deepgalaxy-small", True),
        ("second", False),
    ]
    assert (rows[1]["p_interacting"], rows[1]["stage"]) == (0.25, None)
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine, engine.connect() as connection:
        stored = connection.execute(
            text("SELECT p_interacting FROM prediction WHERE image_id = :id AND model_id = :model"),
            {"id": ids[0], "model": serving_model(connection).id},
        ).scalar_one()
        assert len(read_vectors(connection, serving_model(connection).id)[0]) == 156
    with dg.open_catalog(data_dir=place.data_dir) as catalog:
        table = catalog.answers(ids[0])
        assert table["model_name"].tolist() == ["deepgalaxy-small", "second"]
        assert table["p_interacting"].tolist() == pytest.approx([stored, 0.875])
        assert table["stage"][1] == 20
        assert str(table["time_lo90"].unit) == "Myr"
        with pytest.raises(dg.DeepGalaxyError, match="neither the id nor the name"):
            catalog.answers("galaxies/none.png")
