"""The map over HTTP: what a line goes around, and UMAP, against their definitions."""

import csv
import io
import time
from typing import Any

import numpy as np
import pytest
from astropy.io.votable import parse_single_table
from sklearn.manifold import trustworthiness
from sqlalchemy import text

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.model_registry import serving_model
from deepgalaxy.catalog.vectors import read_vectors
from deepgalaxy.core.settings import Settings

PATIENCE_S = 600.0
"""Numba compiles UMAP first, after all other work of the machine."""


def drawn_on(place: Any, layout: str = "pca") -> tuple[str, np.ndarray, np.ndarray]:
    """The map's state, its images' ids and their places."""
    facts = place.get("/api/map", layout=layout).json()
    content = place.get("/api/map/points", layout=layout, state=facts["state"]).content
    n = facts["points"]
    xy = np.frombuffer(content[8 * n : 16 * n], "<f4").reshape(2, n).T
    return facts["state"], np.frombuffer(content[: 8 * n], "<f8").astype(int), xy.astype(float)


def is_inside(x: float, y: float, corners: np.ndarray) -> bool:
    """Whether a ray to the right crosses the line an odd number of times."""
    crossings = 0
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            crossings += 1
    return crossings % 2 == 1


def written(corners: np.ndarray) -> str:
    return ",".join(map(repr, corners.ravel().tolist()))


@pytest.mark.parametrize("seed", range(12))
def test_a_line_selects_what_is_inside_also_where_it_crosses_itself(place: Any, seed: int) -> None:
    state, ids, xy = drawn_on(place)
    rng = np.random.default_rng(seed)
    wide = rng.choice([0.3, 1.5, 100])
    corners = xy.mean(axis=0) + xy.std(axis=0) * rng.normal(0, wide, (3 + 5 * seed, 2))
    expected = [i for i, (x, y) in zip(ids.tolist(), xy, strict=True) if is_inside(x, y, corners)]
    found = place.get("/api/map/images", within=written(corners), state=state, count=500).json()
    assert [row["id"] for row in found["items"]] == expected
    assert found["total"] == len(expected)


def test_a_selection_comes_in_pages_and_as_files(place: Any) -> None:
    state, ids, xy = drawn_on(place)
    (left, low), (right, high) = xy.min(axis=0) - 1, xy.max(axis=0) + 1
    everything = {
        "within": written(np.array([[left, low], [right, low], [right, high], [left, high]])),
        "state": state,
    }
    first = place.get("/api/map/images", **everything, count=100).json()
    second = place.get(first["next"]).json()
    assert [row["id"] for row in first["items"] + second["items"]] == ids.tolist()
    assert second["next"] is None
    assert {row["labelled"] for row in first["items"] + second["items"]} == {True, False}
    table = place.get("/api/map/images", **everything, count=10_000, format="csv").text
    assert [int(row["id"]) for row in csv.DictReader(io.StringIO(table))] == ids.tolist()
    file = place.get("/api/map/images", **everything, count=10_000, format="votable").content
    votable = parse_single_table(io.BytesIO(file)).to_table()
    assert votable["id"].tolist() == ids.tolist()
    assert str(votable["ra_deg"].unit) == "deg"
    page = place.get("/map", **everything).text
    assert "1 to 24 of 156 images" in page
    assert "page=2" in page
    assert "145 to 156 of 156 images" in place.get("/map", **everything, page=7).text


@pytest.mark.parametrize(
    ("within", "words"),
    [
        ("", "no corners"),
        ("here", "no corners"),
        ("0,0,1,1", "4 numbers"),
        ("0,0,1,1,2", "5 numbers"),
        ("0,0,1,nan,1,0", "within ±1e+09"),
        ("0,0,1,1e300,1,0", "within ±1e+09"),
        (",".join(["0"] * 514), "3 to 256 corners"),
    ],
)
def test_what_is_no_line_is_refused(place: Any, within: str, words: str) -> None:
    assert words in place.get("/api/map/images", 400, within=within).json()["error"]


def test_places_on_a_map_that_has_changed_are_refused(place: Any) -> None:
    state, ids, xy = drawn_on(place)
    line = written(xy.mean(axis=0) + np.array([[-1, -1], [1, -1], [0, 1]]))
    of_it = "FROM embedding WHERE image_id = :id"
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine:
        with engine.begin() as connection:
            kept = connection.execute(text(f"SELECT model_id, z {of_it}"), {"id": int(ids[-1])}).one()
            connection.execute(text(f"DELETE {of_it}"), {"id": int(ids[-1])})
        try:
            for path in ("/api/map/images", "/map"):
                assert "has changed since" in place.get(path, 400, within=line, state=state).text
            assert place.get("/api/map").json()["points"] == len(ids) - 1
        finally:
            with engine.begin() as connection:
                connection.execute(
                    text("INSERT INTO embedding (image_id, model_id, z) VALUES (:id, :model_id, :z)"),
                    {"id": int(ids[-1]), "model_id": kept.model_id, "z": kept.z},
                )
    assert drawn_on(place)[0] == state


@pytest.mark.timeout(900)
def test_umap_keeps_neighbours_and_is_computed_beside_other_requests(place: Any) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while (answer := place.get("/api/map", status=None, layout="umap")).status_code == 503:
        assert "UMAP is placing 156 images" in answer.json()["error"]
        assert place.get("/api/map").json()["layout"] == "pca"
        assert time.monotonic() < deadline
        time.sleep(0.5)
    _, ids, xy = drawn_on(place, "umap")
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine, engine.connect() as connection:
        known, z = read_vectors(connection, serving_model(connection).id)
    assert ids.tolist() == known.tolist()
    assert trustworthiness(z, xy, n_neighbors=5) > 0.9
    facts = place.get("/api/map", layout="umap", of=int(ids[5])).json()
    assert facts["place"] == pytest.approx(xy[5].tolist())
    assert facts["explained"] is None
    some = xy[5] + np.ptp(xy, axis=0) / 4 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    expected = [i for i, (x, y) in zip(ids.tolist(), xy, strict=True) if is_inside(x, y, some)]
    found = place.get("/api/map/images", within=written(some), layout="umap", count=500).json()["items"]
    assert [row["id"] for row in found] == expected
