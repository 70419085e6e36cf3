"""What the pages say, to people."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from deepgalaxy.catalog.model_registry import serving_model
from deepgalaxy.catalog.vectors import read_vectors
from deepgalaxy.core.settings import Settings
from deepgalaxy.similarity.recommend import RecommendedImages
from deepgalaxy.similarity.search_query import query_of_image
from deepgalaxy.web import usual_distance as usual
from deepgalaxy.web.app_state import AppState
from deepgalaxy.web.explanations import MEANINGS, beyond_one
from deepgalaxy.web.usual_distance import UsualDistances


def test_head_is_answered_as_get_is(place: Any) -> None:
    for path in ("/", "/galaxy/1", "/api/images", "/api/images/1/picture.png", "/static/style.css"):
        answer = requests.head(place.url + path, timeout=60)
        assert (answer.status_code, answer.content) == (200, b""), path
        assert answer.headers["content-type"] == place.get(path).headers["content-type"]
    assert requests.head(f"{place.url}/galaxy/77777777", timeout=60).status_code == 404


def test_docs_lead_to_the_interface(place: Any) -> None:
    page = place.get("/docs")
    assert page.url.endswith("/interface")
    assert "<code>datasets</code>" in page.text, "backticks of a docstring are code"
    assert "`" not in page.text


@pytest.mark.parametrize(
    "path",
    ["/", "/?dataset=pair", "/galaxy/1", "/galaxy/150", "/galaxy/150/similar", "/timeline?like=150", "/runs"],
)
def test_every_number_has_a_meaning(place: Any, path: str) -> None:
    page = place.get(path).text
    meanings = re.findall(r'class="tip" title="([^"]*)"', page)
    assert meanings
    assert all(meanings)


def test_estimates_say_whether_the_picture_is_of_a_merger(place: Any) -> None:
    galaxies = place.get("/api/images", dataset="galaxies", count=100).json()["items"]
    mergers = {galaxy["id"] for galaxy in galaxies if galaxy["p_interacting"] >= 0.5}
    assert 0 < len(mergers) < len(galaxies)
    for galaxy in galaxies:
        page = place.get(f"/galaxy/{galaxy['id']}").text
        assert ("A merger with a probability of" in page) == (galaxy["id"] in mergers), galaxy
        assert ("Probably no merger" in page) == (galaxy["id"] not in mergers), galaxy
    assert "180 kpc" in place.get("/").text
    frame = place.get("/api/images", dataset="pair").json()["items"][0]["id"]
    page = place.get(f"/galaxy/{frame}").text
    assert "as if it were a merger" not in page, "it is one"
    assert "Probably no merger" not in page


def test_names_on_cards_are_found_by_the_search_box(place: Any) -> None:
    page = place.get("/", dataset="galaxies").text
    cards = re.findall(
        r'<a href="/galaxy/(\d+)" title="[^"]*">\s*<img[^>]*>\s*<span class="name">([^<]+)</span>', page
    )
    assert len(cards) == 14
    for number, name in cards:
        assert place.get("/find", q=name).url == f"{place.url}/galaxy/{number}"
    assert place.get("/find", q="pair").url == f"{place.url}/?dataset=pair"


def test_what_is_not_found_says_what_is_accepted(place: Any) -> None:
    assert "202.47, 47.195" in place.get("/find", 404, q="M 51 or so").text
    assert "pair/s_1_m_1/camera_00/010" in place.get("/find", q="camera_00/010").text


def test_positions_with_a_comma_are_found(place: Any) -> None:
    assert "near=150.200000+2.000000" in place.get("/find", q="150.2, 2.0").url


@given(st.floats(1, 1e6, exclude_min=True))
def test_what_is_above_one_reads_so(value: float) -> None:
    if value > 1 + 1e-15:
        assert 1 < float(beyond_one(value)) < value + 0.01


def test_meanings_are_one_line() -> None:
    assert all(len(meaning) < 170 and meaning.endswith(".") for meaning in MEANINGS.values())


def test_usual_distances_are_those_of_brute_force(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usual, "LEAST", 10)
    explorer = AppState(Settings(data_dir=place.data_dir))
    try:
        with explorer.catalog() as connection:
            model = serving_model(connection).id
            ids, z = read_vectors(connection, model)
            distances = UsualDistances()
            found = distances.get(connection, query_of_image(connection, model, str(ids[0])))
            again = distances.get(connection, query_of_image(connection, model, str(ids[1])))
            assert again is found, "they are measured once for a model"
            names = place.get("/api/images", dataset="galaxies").json()["items"]
    finally:
        explorer.close()
    real = np.isin(ids, [row["id"] for row in names])
    among = cdist(z[real], z[real]) + np.diag([np.inf] * int(real.sum()))
    assert found["survey"] == pytest.approx(np.quantile(among.min(axis=1), 0.95), rel=1e-6)
    frames = cdist(z[real], z[~real]).min(axis=1)
    assert found["simulation"] == pytest.approx(np.quantile(frames, 0.95), rel=1e-6)


def test_nearly_blank_fields_are_not_recommended(place: Any) -> None:
    explorer = AppState(Settings(data_dir=place.data_dir))
    try:
        with explorer.catalog() as connection:
            query = query_of_image(connection, serving_model(connection).id, "1")
            search = RecommendedImages(query=query, k=40, blank=lambda *_: set())
            every = [hit.id for hit in search.run(connection)]
            blank = set(every[:5]) | {every[11]}
            search = replace(search, k=34, blank=lambda _, ids: blank & set(ids))
            rest = [hit.id for hit in search.run(connection)]
    finally:
        explorer.close()
    assert rest == [image_id for image_id in every if image_id not in blank]


def test_the_list_can_be_sent_to_topcat_or_aladin(place: Any) -> None:
    """The button is there on the explorer's own machine."""
    assert 'hx-post="/send?' in place.get("/").text
    answer = requests.post(f"{place.url}/send", timeout=60)
    assert answer.status_code == 200
    assert "SAMP: no hub is running on this machine: start TOPCAT or Aladin" in answer.text
