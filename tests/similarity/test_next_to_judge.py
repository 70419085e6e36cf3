"""Which images are judged next, compared with numpy on everything that the catalogue holds."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.judgements import add_judgement
from deepgalaxy.catalog.vectors import write_embeddings, write_predictions
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.similarity.next_to_judge import JudgeBy, ToJudge, next_to_judge
from tests.similarity.conftest import clustered, register

COUNT = 50
CANDIDATES = 1000
"""Of the most unlike the training pictures, novelty compares so many with what was judged."""

Arrays = dict[str, NDArray[Any]]


@pytest.fixture
def known(catalog: Engine, sky: Any) -> Arrays:
    """What the serving model says of each galaxy, with gaps; another model, and a frame, say otherwise."""
    rng = np.random.default_rng(3)
    n = len(sky.ids)
    stage_width = rng.uniform(0, 70, n)
    time_width = rng.uniform(0, 4000, n)
    arrays = {
        "p_interacting": rng.uniform(0, 1, n),
        "stage_lo90": np.zeros(n),
        "stage_hi90": stage_width,
        "time_lo90": -time_width / 2,
        "time_hi90": time_width / 2,
        "out_of_domain": rng.uniform(0, 3, n),
    }
    arrays["p_interacting"][::3] = np.nan  # as a model that does not say
    arrays["stage_hi90"][::5] = np.nan  # as one that gives times alone
    arrays["time_hi90"][::10] = np.nan
    arrays["out_of_domain"][::7] = np.nan
    probabilities = np.full((n, 71), 1 / 71)
    said = PredictionArrays.of(**dict[str, Any](arrays), probabilities=probabilities)
    other = PredictionArrays.of(p_interacting=np.full(n, 0.5), probabilities=probabilities)
    with catalog.begin() as connection:
        write_predictions(connection, sky.model, sky.ids, said)
        write_predictions(connection, register(connection, "b"), sky.ids, other)
        frames = get_dataset(connection, "frames", "simulation")
        row = ImageRow(external_id="frame", sha256="00" * 32, file="/no.h5", node="images", index=0)
        add_images(connection, frames, [row])
        frame = connection.execute(text("SELECT id FROM image WHERE external_id = 'frame'")).scalar_one()
        one = PredictionArrays.of(
            p_interacting=np.array([0.5]), out_of_domain=np.array([9.0]), probabilities=probabilities[:1]
        )
        write_predictions(connection, sky.model, np.array([frame]), one)
        write_embeddings(connection, sky.model, np.array([frame]), 100 + clustered(1, 1))
    return arrays


def uncertainty(known: Arrays) -> NDArray[np.float64]:
    p = known["p_interacting"]
    undecided = np.nan_to_num(1 - np.abs(2 * p - 1))
    stage = (known["stage_hi90"] - known["stage_lo90"]) / 70
    time = (known["time_hi90"] - known["time_lo90"]) / 2500
    width = np.nan_to_num(np.where(np.isnan(stage), time, stage))
    scores: NDArray[np.float64] = undecided + np.where(p < 0.5, 0, width)
    return scores


def check(listed: list[ToJudge], ids: NDArray[np.int64], scores: NDArray[np.float64]) -> None:
    """Compare with the best of these."""
    order = np.lexsort((ids, -scores))[:COUNT]
    assert [each.score for each in listed] == pytest.approx(scores[order].tolist(), rel=1e-4)
    assert [each.id for each in listed] == ids[order].tolist()


def judge_some(connection: Connection, sky: Any) -> NDArray[np.bool_]:
    """Judge images that would come first, and others; return which."""
    first = [each.id for by in JudgeBy for each in next_to_judge(connection, by, 4)]
    chosen = [*first, *sky.ids[100:1600:100].tolist()]
    for image in chosen:
        add_judgement(connection, image, "Vera", tag="seen")
    return np.isin(sky.ids, chosen)


def test_the_most_uncertain_come_first(catalog: Engine, sky: Any, known: Arrays) -> None:
    scores = uncertainty(known)
    with catalog.begin() as connection:
        check(next_to_judge(connection, JudgeBy.UNCERTAINTY, COUNT), sky.ids, scores)
        left = ~judge_some(connection, sky)
        skipped = [each.id for each in next_to_judge(connection, JudgeBy.UNCERTAINTY, 5)]
        left &= ~np.isin(sky.ids, skipped)
        listed = next_to_judge(connection, JudgeBy.UNCERTAINTY, COUNT, skipped)
    assert left.sum() < len(left) - 20
    check(listed, sky.ids[left], scores[left])


def test_the_most_novel_are_unlike_the_training_pictures_and_what_was_judged(
    catalog: Engine, sky: Any, known: Arrays
) -> None:
    far = np.nan_to_num(known["out_of_domain"], nan=-1)
    with catalog.begin() as connection:
        check(next_to_judge(connection, JudgeBy.NOVELTY, COUNT), sky.ids, far)
        judged = judge_some(connection, sky)
        listed = next_to_judge(connection, JudgeBy.NOVELTY, COUNT)
    left = np.flatnonzero(~judged)
    candidates = left[np.lexsort((sky.ids[left], -far[left]))[:CANDIDATES]]
    z = sky.z.astype(float)
    apart = np.linalg.norm(z[candidates][:, None] - z[judged][None], axis=2).min(axis=1)
    check(listed, sky.ids[candidates], apart)


def test_without_a_model_nothing_is_next(catalog: Engine) -> None:
    with catalog.begin() as connection, pytest.raises(DeepGalaxyError, match="deepgalaxy embed"):
        next_to_judge(connection)
