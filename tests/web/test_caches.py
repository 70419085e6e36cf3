"""What the explorer keeps in memory, and for how long."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection

from deepgalaxy.catalog.image_pixels import nearly_blank, read_images
from deepgalaxy.core.settings import Settings
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.similarity.spectral import rank_spectrally
from deepgalaxy.web import prepared_pictures, ranking_processes, uploads
from deepgalaxy.web.app_state import AppState
from deepgalaxy.web.prepared_pictures import PreparedPictures, prepare
from deepgalaxy.web.ranking_processes import Rankings
from deepgalaxy.web.uploads import Upload, Uploads


def upload(sha256: str, name: str = "a.png") -> Upload:
    return Upload(sha256, name, Cutout(np.zeros((1, 8, 8), np.float32), "none"))


@pytest.fixture
def connection(place: Any) -> Iterator[Connection]:
    explorer = AppState(Settings(data_dir=place.data_dir))
    try:
        with explorer.catalog() as opened:
            yield opened
    finally:
        explorer.close()


def test_the_upload_that_was_used_least_recently_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 2)
    kept = Uploads()
    for name in ("first", "second"):
        kept.keep(upload(name))
    assert kept.get("first")
    kept.keep(upload("third"))
    assert [kept.get(name) is not None for name in ("first", "second", "third")] == [True, False, True]


def test_an_upload_under_another_name_replaces_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Uploads()
    kept.keep(upload("same", "a.png"))
    kept.keep(upload("same", "b.png"))
    found = kept.get("same")
    assert found is not None
    assert found.name == "b.png"
    monkeypatch.setattr(uploads, "KEPT_S", 0.0)
    expired = Uploads()
    expired.keep(upload("same"))
    assert expired.get("same") is None, "its time is over"


@pytest.mark.parametrize("most", [3, 1000])
def test_prepared_pictures_are_those_of_the_images_asked_for(
    connection: Connection, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared_pictures, "KEPT", most)
    prepared = PreparedPictures()
    for ids in ([1, 80, 150, 2, 151], [151, 3, 1], [1, 1]):
        read = read_images(connection, ids)
        np.testing.assert_array_equal(prepared.get(connection, ids), prepare([read[i] for i in ids]))
    every = list(range(1, 157))
    assert prepared.nearly_blank(connection, every) == nearly_blank(connection, every)


def test_a_ranking_is_computed_once_for_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking_processes, "PROCESSES", 1)
    vectors = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
    query = vectors[0] + np.float32(0.1)
    rankings = Rankings()
    try:
        first = rankings.rank(query, vectors)
        assert rankings.rank(query.copy(), vectors.copy()) is first
        assert rankings.rank(query + 1, vectors) is not first
    finally:
        rankings.stop()
    expected = rank_spectrally(query, vectors)
    for name, value in vars(expected).items():
        np.testing.assert_allclose(getattr(first, name), value, rtol=1e-5, atol=1e-7)
