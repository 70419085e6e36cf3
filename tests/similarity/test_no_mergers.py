"""What is probably no merger has no stage in what the catalogue answers; table prediction keeps all."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from deepgalaxy.core.prediction import MERGER_FIELDS, PREDICTION
from deepgalaxy.similarity.search import Hit, Query, SimilarImages
from deepgalaxy.similarity.search_filters import Stages

RATIO, COALESCENCE_MYR = 0.25, 300.0


def say_which_are_mergers(connection: Connection, sky: Any) -> NDArray[np.float32]:
    """Give a third of the images no ``p_interacting``, as an older model; return it."""
    rng = np.random.default_rng(1)
    p = rng.uniform(0, 1, len(sky.ids)).astype(np.float32)
    p[::3] = np.nan
    p[1:6:3] = 0.5, np.nextafter(np.float32(0.5), np.float32(0))
    given = "unnest(CAST(:ids AS bigint[]), CAST(:p AS real[])) AS given (id, p)"
    connection.execute(
        text(f"""
            UPDATE prediction SET p_interacting = nullif(p, 'NaN'), mass_ratio = :ratio,
                mass_ratio_lo68 = 0.2, mass_ratio_hi68 = 0.3, coalescence_myr = :coalescence,
                coalescence_lo90 = 100, coalescence_hi90 = 900, stage_lo90 = stage - 2, stage_hi90 = stage + 2
            FROM {given} WHERE image_id = id
        """),
        {"ids": sky.ids.tolist(), "p": p.tolist(), "ratio": RATIO, "coalescence": COALESCENCE_MYR},
    )
    return p


def search(connection: Connection, sky: Any, k: int = 3000, stages: Stages | None = None) -> list[Hit]:
    return SimilarImages(query=Query(sky.model, sky.z[0] + 0.1, None), k=k, stages=stages).run(connection)


def test_searches_give_no_stage_of_what_is_probably_no_merger(catalog: Engine, sky: Any) -> None:
    with catalog.begin() as connection:
        p = say_which_are_mergers(connection, sky)
        hits = {hit.id: hit for hit in search(connection, sky)}
    assert hits.keys() == {*sky.ids.tolist()}
    for image_id, probability, stage in zip(sky.ids.tolist(), p, sky.stage, strict=True):
        hit = hits[image_id]
        if np.isnan(probability):
            assert hit.p_interacting is None
        else:
            assert hit.p_interacting == pytest.approx(float(probability))
        if probability < 0.5:
            assert all(getattr(hit, name) is None for name in MERGER_FIELDS)
        else:
            assert hit.stage == pytest.approx(float(stage), rel=1e-6)
            assert (hit.mass_ratio, hit.coalescence_myr) == (RATIO, COALESCENCE_MYR)
            assert hit.stage_hi90 == pytest.approx(stage + 2, rel=1e-6)
            assert hit.mass_ratio_lo68 == pytest.approx(0.2)
            assert hit.mass_ratio_lo90 is None


def test_the_timelines_say_the_same_as_searches_and_the_table_keeps_all(catalog: Engine, sky: Any) -> None:
    with catalog.begin() as connection:
        p = say_which_are_mergers(connection, sky)
        hits = {hit.id: vars(hit) for hit in search(connection, sky)}
        for view in ("merger_timeline", "timeline_by_model"):
            rows = connection.execute(
                text(f"SELECT image_id, {', '.join(PREDICTION)} FROM {view}")
            ).mappings()
            for row in rows.all():
                assert all(hits[row["image_id"]][name] == row[name] for name in PREDICTION)
        kept = connection.execute(text("SELECT count(stage), count(mass_ratio) FROM prediction")).one()
    assert (p < 0.5).sum() > 500
    assert kept == (len(sky.ids), len(sky.ids))


def test_a_range_of_stages_has_no_picture_that_is_probably_no_merger(catalog: Engine, sky: Any) -> None:
    with catalog.begin() as connection:
        p = say_which_are_mergers(connection, sky)
        found = [hit.id for hit in search(connection, sky, 40, Stages(15, 40))]
    expected = sky.nearest(sky.z[0] + 0.1, 40, (sky.stage >= 15) & (sky.stage <= 40) & ~(p < 0.5))
    assert found == expected


def test_a_simulations_labels_are_given_whatever_the_model_says(catalog: Engine, sky: Any) -> None:
    heavier_second, image_id = 2.5, int(sky.ids[7])
    with catalog.begin() as connection:
        say_which_are_mergers(connection, sky)
        connection.execute(text("UPDATE prediction SET p_interacting = 0.01"))
        connection.execute(
            text("UPDATE image SET stage = 30, time_myr = 210, mass_ratio = :ratio WHERE id = :id"),
            {"ratio": heavier_second, "id": image_id},
        )
        hits = search(connection, sky, stages=Stages(0, 70))
    assert [hit.id for hit in hits] == [image_id]
    (hit,) = hits
    assert (hit.labelled, hit.stage, hit.time_myr) == (True, 30, 210)
    assert hit.p_interacting == pytest.approx(0.01)
    assert hit.mass_ratio == pytest.approx(1 / heavier_second), "of the lighter galaxy to the heavier"
    assert hit.coalescence_myr is None, "the model's, and not the simulation's"


def test_the_planner_sees_a_plain_condition(catalog: Engine, sky: Any) -> None:
    """A function called for each row would cost more than the ranking."""
    query = "SELECT image_id FROM timeline_by_model WHERE stage > 30 AND mass_ratio < 0.5"
    with catalog.connect() as connection:
        plan = "\n".join(connection.scalars(text(f"EXPLAIN VERBOSE {query}")).all())
    assert "CASE WHEN" in plan
    assert "if_merger" not in plan
