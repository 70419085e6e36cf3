"""The explorer on a galaxy that is probably no merger, and on one of which more is said than a stage."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from astropy.io.votable import parse_single_table
from sqlalchemy import text

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.core.prediction import MERGER_FIELDS
from deepgalaxy.core.settings import Settings
from deepgalaxy.similarity.latent_map import LatentMap, read_images

MERGER = """
    p_interacting = 0.93, mass_ratio = 0.4, mass_ratio_lo68 = 0.3, mass_ratio_hi68 = 0.55,
    mass_ratio_lo90 = 0.22, mass_ratio_hi90 = 0.71, coalescence_myr = 310, coalescence_lo68 = 120,
    coalescence_hi68 = 505, coalescence_lo90 = -44, coalescence_hi90 = 803
"""


@pytest.fixture(scope="module")
def judged(place: Any) -> Iterator[tuple[int, int]]:
    """Ids of a galaxy that is probably no merger, and of one that is."""
    first, second = (row["id"] for row in place.get("/api/images", dataset="galaxies").json()["items"][:2])
    update = "UPDATE prediction SET {} WHERE image_id = :id"
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine:
        with engine.begin() as connection:
            kept = (
                "CREATE TABLE kept_prediction AS SELECT * FROM prediction WHERE image_id IN (:first, :second)"
            )
            connection.execute(text(kept), {"first": first, "second": second})
            connection.execute(text(update.format("p_interacting = 0.4996")), {"id": first})
            connection.execute(text(update.format(MERGER)), {"id": second})
        yield first, second
        with engine.begin() as connection:
            connection.execute(
                text("DELETE FROM prediction USING kept_prediction k WHERE prediction.image_id = k.image_id")
            )
            connection.execute(text("INSERT INTO prediction SELECT * FROM kept_prediction"))
            connection.execute(text("DROP TABLE kept_prediction"))


def test_its_page_says_that_it_is_probably_no_merger(place: Any, judged: tuple[int, int]) -> None:
    page = place.get(f"/galaxy/{judged[0]}").text
    assert "Probably no merger" in page
    assert "49 %" in page, "and not 50 %"
    for words in ("Probability of each stage", "Myr</", "of 70", "as if it were a merger"):
        assert words not in page
    assert "Similar images" in page, "what it looks like is another question"


def test_a_mergers_page_has_mass_ratio_and_coalescence(place: Any, judged: tuple[int, int]) -> None:
    page = " ".join(place.get(f"/galaxy/{judged[1]}").text.split())
    assert "93 %" in page
    assert "Probability of each stage" in page
    assert "+310 Myr <small>68 %: +120 to +505</small> <small>90 %: −44 to +803</small>" in page
    assert "0.40 <small>68 %: 0.30 to 0.55</small> <small>90 %: 0.22 to 0.71</small>" in page
    frame = place.get("/api/images", dataset="pair").json()["items"][0]["id"]
    assert "Time to coalescence" not in place.get(f"/galaxy/{frame}").text, "only the galaxy was given one"


def test_cards_and_the_timeline_say_it_too(place: Any, judged: tuple[int, int]) -> None:
    cards = place.get("/", dataset="galaxies").text
    assert cards.count("merger: 49 %") == 1
    page = place.get("/timeline", like=judged[0]).text
    assert "probably no merger</span>" in page
    assert "the model's estimate" not in page


def test_the_interface_gives_null(place: Any, judged: tuple[int, int]) -> None:
    estimate = place.get(f"/api/images/{judged[0]}").json()["estimate"]
    assert estimate["p_interacting"] == pytest.approx(0.4996)
    assert {estimate[name] for name in MERGER_FIELDS} == {None}
    other = place.get(f"/api/images/{judged[1]}").json()["estimate"]
    assert (other["mass_ratio"], other["coalescence_lo90"]) == (pytest.approx(0.4), -44)
    assert other["stage"] is not None


def test_rows_have_empty_cells(place: Any, judged: tuple[int, int]) -> None:
    query = "/api/images?dataset=galaxies"
    rows = {row["id"]: row for row in place.get(query).json()["items"]}
    assert [rows[image_id]["stage"] is None for image_id in judged] == [True, False]
    table = {
        int(row["id"]): row for row in csv.DictReader(io.StringIO(place.get(f"{query}&format=csv").text))
    }
    assert (table[judged[0]]["stage"], table[judged[0]]["time_lo68"]) == ("", "")
    votable = parse_single_table(io.BytesIO(place.get(f"{query}&format=votable").content)).to_table()
    of_it = votable[votable["id"] == judged[0]]
    assert of_it["stage"].mask.tolist() == [True]
    assert of_it["p_interacting"].tolist() == pytest.approx([0.4996])


def test_a_range_of_stages_does_not_have_it(place: Any, judged: tuple[int, int]) -> None:
    every = place.get("/api/images?dataset=galaxies&stage=0..70").json()
    assert judged[0] not in {row["id"] for row in every["items"]}
    assert judged[1] in {row["id"] for row in every["items"]}


def test_on_the_map_it_has_no_stage(place: Any, judged: tuple[int, int]) -> None:
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine, engine.connect() as connection:
        drawn = LatentMap.by_components(*read_images(connection, None, 1000))
    assert np.isnan(drawn.points["stage"][np.isin(drawn.points["id"], judged)]).tolist() == [True, False]


def test_a_model_that_tells_times_alone_has_them_shown_and_no_stage(
    place: Any, judged: tuple[int, int]
) -> None:
    stages = ("stage", "stage_lo68", "stage_hi68", "stage_lo90", "stage_hi90")
    of_it = "FROM prediction WHERE image_id = :id"
    with catalog_engine(Settings(data_dir=place.data_dir)) as engine:
        with engine.begin() as connection:
            before = connection.execute(text(f"SELECT {', '.join(stages)} {of_it}"), {"id": judged[1]}).one()
            unknown = ", ".join(f"{name} = NULL" for name in stages)
            connection.execute(
                text(f"UPDATE prediction SET {unknown} WHERE image_id = :id"), {"id": judged[1]}
            )
        try:
            page = place.get(f"/galaxy/{judged[1]}").text
            assert "of 70" not in page
            assert "Probability of each stage" not in page
            assert "Time since first pericentre, Myr" in page
            assert "the model's estimate" in page
            assert place.get("/", dataset="galaxies").status_code == 200
            assert place.get("/timeline", like=judged[1]).status_code == 200
        finally:
            with engine.begin() as connection:
                known = ", ".join(f"{name} = :{name}" for name in stages)
                connection.execute(
                    text(f"UPDATE prediction SET {known} WHERE image_id = :id"),
                    {**before._mapping, "id": judged[1]},
                )
