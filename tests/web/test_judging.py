"""Judging: who may, what is kept, what comes next, and what it teaches."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from sqlalchemy import text

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings
from deepgalaxy.web.app_state import AppState

TOKEN = "those-who-may-judge"


@pytest.fixture(scope="module")
def judged(place: Any, serving: Any) -> Iterator[str]:
    """The address of an explorer with judges; what they said is taken back in the end."""
    with serving(place.data_dir, DEEPGALAXY_JUDGE_TOKEN=TOKEN) as url:
        yield url
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine, engine.begin() as connection:
        connection.execute(text("DELETE FROM judgement"))


def say(url: str, key: object, token: str = TOKEN, **said: Any) -> requests.Response:
    return requests.post(
        f"{url}/api/images/{key}/judgements", json={"judge": "Vera", **said},
        headers={"Authorization": f"Bearer {token}"} if token else {}, timeout=60,
    )  # fmt: skip


def test_judging_needs_its_token(judged: str, place: Any) -> None:
    for token in ("", "a guess of somebody"):
        answer = say(judged, 150, token, merger=True)
        assert answer.status_code == 401
        assert "requires its token" in answer.json()["error"]
    assert (
        requests.post(f"{judged}/judge", data={"key": "150", "verdict": "merger"}, timeout=60).status_code
        == 401
    )
    nobody = say(place.url, 150, merger=True)
    assert nobody.status_code == 401
    assert "DEEPGALAXY_JUDGE_TOKEN" in nobody.json()["error"]
    assert place.get("/api/images/150/judgements").json() == []


def test_the_newest_of_a_person_and_the_majority_of_people_count(judged: str) -> None:
    first, *_ = [each["id"] for each in requests.get(f"{judged}/api/next-to-judge", timeout=60).json()]
    said = say(judged, first, merger=True, tag="tail").json()
    assert (said["judge"], said["merger"], said["tag"]) == ("Vera", True, "tail")
    assert said["model"]
    say(judged, first, merger=False)
    say(judged, first, judge="Edwin", merger=True)
    assert label_of(judged, first)["interacting"] is None, "one against one"
    say(judged, first, judge="Annie", merger=True)
    label = label_of(judged, first)
    assert (label["interacting"], label["judges"], label["tags"]) == (1, "Annie; Edwin; Vera", "tail")
    for by in ("uncertainty", "novelty"):
        listed = requests.get(
            f"{judged}/api/next-to-judge", params={"by": by, "count": 50}, timeout=60
        ).json()
        assert first not in [each["id"] for each in listed]
        assert [each["score"] for each in listed] == sorted((each["score"] for each in listed), reverse=True)


def label_of(url: str, image: int) -> Any:
    rows = requests.get(f"{url}/api/judgements", timeout=60).json()["items"]
    [row] = [row for row in rows if row["file"] == str(image)]
    return row


@pytest.mark.parametrize(
    ("key", "said", "status", "words"),
    [
        ("77777777", {"merger": True}, 404, "was removed"),
        ("0" * 64, {"merger": True}, 404, "expired"),
        ("150", {}, 400, "says nothing"),
        ("150", {"merger": True, "judge": " "}, 400, "who judges"),
        ("150", {"tag": "a\0b"}, 400, "NUL"),
        ("150", {"tag": "x" * 101}, 422, "100"),
        ("150", {"merger": True, "model": "0" * 12}, 400, "no model '000000000000'"),
        ("150", {"merger": True, "model": "any"}, 422, "model"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    judged: str, key: str, said: dict[str, Any], status: int, words: str
) -> None:
    answer = say(judged, key, **said)
    assert answer.status_code == status
    assert words in answer.json()["error"]


def test_only_judgements_can_be_written(place: Any) -> None:
    explorer = AppState(Settings(data_dir=place.data_dir), judges=True)
    try:
        with explorer.judging() as connection:
            assert connection.execute(text("SELECT current_user")).scalar() == "deepgalaxy_judge"
        for statement in ("DELETE FROM image", "DELETE FROM judgement", "UPDATE judgement SET tag = 'x'"):
            with pytest.raises(DeepGalaxyError, match="permission denied"), explorer.judging() as connection:
                connection.execute(text(statement))
    finally:
        explorer.close()


def test_a_removed_image_takes_its_judgements_with_it(judged: str, place: Any) -> None:
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine, engine.begin() as connection:
        image = connection.execute(
            text("INSERT INTO image (dataset_id, external_id, sha256, file, node, index)"
                 " SELECT dataset_id, 'gone', sha256, file, node, index FROM image WHERE id = 150"
                 " RETURNING id")
        ).scalar()  # fmt: skip
    assert say(judged, image, merger=True).status_code == 201
    refused = say(judged, image, stage_right=True)
    assert "no stage or time" in refused.json()["error"]
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine, engine.begin() as connection:
        connection.execute(text("DELETE FROM image WHERE id = :id"), {"id": image})
        left = connection.execute(text("SELECT count(*) FROM judgement WHERE image_id = :id"), {"id": image})
        assert left.scalar() == 0
    assert "was removed" in say(judged, image, merger=True).json()["error"]
    with requests.Session() as browser:
        browser.post(f"{judged}/judge/login", data={"name": "Vera", "token": TOKEN}, timeout=60)
        page = browser.post(f"{judged}/judge", data={"key": image, "verdict": "merger"}, timeout=60)
    assert page.status_code == 404
    assert "was removed: the judgement is not kept" in page.text


def test_labels_and_pictures_come_in_one_file(judged: str) -> None:
    say(judged, 151, merger=False)
    content = requests.get(f"{judged}/api/judgements/training.zip", timeout=60).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "pictures/151.npy" in archive.namelist()
        heading, *rows = archive.read("labels.csv").decode().splitlines()
    assert heading.startswith("file,name,interacting,model_stage,model_time_myr,models,redshift")
    assert any(row.startswith("151,galaxies/") for row in rows)
