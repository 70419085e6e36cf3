"""Models, their partitions, and what they predict of images."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.model_registry import find_model, register_model
from deepgalaxy.catalog.vectors import (
    images_to_embed,
    write_embeddings,
    write_predictions,
)
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction_arrays import PredictionArrays


def register(connection: Connection, digit: str = "a", **changes: Any) -> int:
    given: dict[str, Any] = {
        "sha256": digit * 64,
        "name": "demo",
        "latent_size": 4,
        "architecture": {"encoder": "resnet", "width": 16},
        "preprocessing": {"size_px": 64},
        "metrics": {},
        "path": "/models/demo",
    }
    return register_model(connection, **(given | changes))


def add(connection: Connection, n: int) -> NDArray[np.int64]:
    dataset = get_dataset(connection, "sky", "survey")
    rows = [
        ImageRow(external_id=f"{i:04d}", sha256="00" * 32, file=f"/{i % 3}.h5", node="images", index=n - i)
        for i in range(n)
    ]
    add_images(connection, dataset, rows)
    ids = connection.execute(text("SELECT id FROM image ORDER BY external_id")).scalars().all()
    return np.array(ids, np.int64)


def predictions(n: int, seed: int = 0) -> PredictionArrays:
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(71), n).astype(np.float32)
    stage, time = (values.astype(np.float32) for values in (rng.uniform(0, 70, n), rng.normal(0, 200, n)))
    stage[2::5] = time[3::5] = np.nan  # of models that tell no stage, or no time
    return PredictionArrays.of(
        stage=stage,
        time_myr=time,
        time_lo68=time - 10,
        time_hi68=time + 10,
        time_lo90=time - 20,
        time_hi90=time + 20,
        probabilities=probabilities,
        out_of_domain=rng.uniform(0, 3, n).astype(np.float32),
        **some_of_the_rest(n, rng),
    )


def some_of_the_rest(n: int, rng: np.random.Generator) -> dict[str, NDArray[np.float32]]:
    """What not every model gives: a number or NaN for each picture; of one property no intervals at all."""
    ratio = rng.uniform(0.2, 0.8, n)
    fields = {"p_interacting": rng.uniform(0, 1, n), "coalescence_myr": rng.normal(0, 300, n)}
    fields["mass_ratio"] = ratio.copy()
    for end in ("stage", "mass_ratio"):
        for level, half in ((68, 0.1), (90, 0.2)):
            fields |= {f"{end}_lo{level}": ratio - half, f"{end}_hi{level}": ratio + half}
    for values in fields.values():
        values[rng.uniform(size=n) < 0.3] = np.nan
    return {name: values.astype(np.float32) for name, values in fields.items()}


def vectors(n: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(n, 4)).astype(np.float32)


def read_embeddings(connection: Connection, model: int) -> dict[int, bytes]:
    query = text("SELECT image_id, z FROM embedding WHERE model_id = :model")
    return {row.image_id: row.z.to_numpy().tobytes() for row in connection.execute(query, {"model": model})}


def test_registering_again_finds_the_same_model_and_renews_its_figures(catalog: Engine) -> None:
    with catalog.begin() as connection:
        first = register(connection)
    with catalog.begin() as connection:
        assert register(connection, metrics={"median_error_myr": 12}, path="/moved") == first
        assert register(connection, "b") != first
        assert find_model(connection, "a" * 64) == first
        assert find_model(connection, "c" * 64) is None
        kept = connection.execute(text("SELECT metrics, path, latent_size FROM model ORDER BY id")).first()
    assert kept == ({"median_error_myr": 12}, "/moved", 4)


def test_several_may_register_one_model_at_once(catalog: Engine) -> None:
    def run(digit: str) -> int:
        with catalog.begin() as connection:
            return register(connection, digit)

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(run, "aabbaabb"))
    assert len(set(ids)) == 2
    with catalog.connect() as connection:
        query = text(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'embedding'::regclass"
        )
        partitions = set(connection.execute(query).scalars())
    assert partitions == {f"embedding_{model}" for model in ids}


def test_each_model_has_its_vectors_in_its_own_partition(catalog: Engine) -> None:
    with catalog.begin() as connection:
        ids = add(connection, 10)
        models = [register(connection, digit) for digit in "ab"]
        for model in models:
            write_embeddings(connection, model, ids, vectors(10, model))
        for model in models:
            expected = {int(i): z.tobytes() for i, z in zip(ids, vectors(10, model), strict=True)}
            assert read_embeddings(connection, model) == expected
            query = text(f"SELECT count(*), min(model_id) FROM ONLY embedding_{model}")
            assert connection.execute(query).one() == (10, model)


def test_writing_again_replaces_what_is_given_and_leaves_the_rest(catalog: Engine) -> None:
    with catalog.begin() as connection:
        ids = add(connection, 6)
        model = register(connection)
        write_embeddings(connection, model, ids, vectors(6, 1))
        write_predictions(connection, model, ids, predictions(6, 1))
    new = ids[[4, 1]]
    with catalog.begin() as connection:
        write_embeddings(connection, model, new, vectors(2, 2))
        write_predictions(connection, model, new, predictions(2, 2))
    z = vectors(6, 1)
    z[[4, 1]] = vectors(2, 2)
    with catalog.connect() as connection:
        expected = {int(i): v.tobytes() for i, v in zip(ids, z, strict=True)}
        assert read_embeddings(connection, model) == expected
        rows = connection.execute(text("SELECT * FROM prediction ORDER BY image_id")).all()
    for field in fields(PredictionArrays):
        old, changed = getattr(predictions(6, 1), field.name), getattr(predictions(2, 2), field.name)
        old[[4, 1]] = changed
        kept = [getattr(row, field.name) for row in rows]
        found = [value.to_numpy() for value in kept] if field.name == "probabilities" else kept
        assert np.array_equal(np.array(found, np.float32), old, equal_nan=True), field.name


def test_images_to_embed_are_those_lacking_either_in_order_of_file(catalog: Engine) -> None:
    with catalog.begin() as connection:
        ids = add(connection, 12)
        model, other = register(connection, "a"), register(connection, "b")
        write_embeddings(connection, other, ids, vectors(12))
        write_predictions(connection, other, ids, predictions(12))
        write_embeddings(connection, model, ids[:8], vectors(8))
        write_predictions(connection, model, ids[4:10], predictions(6))
        left = images_to_embed(connection, model)
        assert {row.image_id for row in left} == set(ids.tolist()) - set(ids[4:8].tolist())
        places = [(row.file, row.node, row.index) for row in left]
        assert places == sorted(places)
        assert len(places) == len(set(places)) == 8
        assert images_to_embed(connection, other) == []


def test_deleting_an_image_takes_its_vectors_along(catalog: Engine) -> None:
    with catalog.begin() as connection:
        ids = add(connection, 3)
        model = register(connection)
        write_embeddings(connection, model, ids, vectors(3))
        write_predictions(connection, model, ids, predictions(3))
        connection.execute(text("DELETE FROM image WHERE id = :id"), {"id": int(ids[1])})
        assert set(read_embeddings(connection, model)) == {ids[0], ids[2]}
        assert connection.execute(text("SELECT count(*) FROM prediction")).scalar() == 2


def test_database_itself_takes_no_vector_of_another_length_or_model(catalog: Engine) -> None:
    insert = text("INSERT INTO embedding VALUES (:image, :model, :z)")
    with catalog.begin() as connection:
        image = int(add(connection, 1)[0])
        model = register(connection)
    for model_id, z in ((model, "[1,2,3]"), (model + 1, "[1,2,3,4]")):
        with catalog.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(insert, {"image": image, "model": model_id, "z": z})


def test_what_cannot_be_written_is_said(catalog: Engine) -> None:
    with catalog.begin() as connection:
        ids = add(connection, 3)
        model = register(connection)
    z, good = vectors(3), predictions(3)
    hole = z.copy()
    hole[2, 1] = np.nan

    def refuses(
        reason: str, image_ids: NDArray[np.int64], z: NDArray[np.float32], model_id: int = model
    ) -> None:
        with catalog.begin() as connection, pytest.raises(DeepGalaxyError, match=reason):
            write_embeddings(connection, model_id, image_ids, z)

    refuses("model 99 is not in the catalogue", ids, z, 99)
    refuses(r"z has shape \(3, 3\), 3 images of this model need \(3, 4\)", ids, z[:, :3])
    refuses(r"z has shape \(2, 4\)", ids, z[:2])
    refuses(f"z of image {ids[2]} is not finite", ids, hole)
    refuses("the same image is given twice", ids[[0, 0, 1]], z)
    refuses("an image is not in the catalogue", ids + 1000, z)

    def refuses_prediction(reason: str, **changes: NDArray[np.float32]) -> None:
        with catalog.begin() as connection, pytest.raises(DeepGalaxyError, match=reason):
            write_predictions(connection, model, ids, replace(good, **changes))

    refuses_prediction("stage of image", stage=good.stage * np.float32("inf"))
    refuses_prediction("probabilities of image", probabilities=good.probabilities * np.float32("nan"))
    refuses_prediction("mass_ratio_hi90 of image", mass_ratio_hi90=good.stage * np.float32("inf"))
    refuses_prediction("ck_prediction_p_interacting", p_interacting=good.stage + 1)
    refuses_prediction("ck_prediction_mass_ratio", mass_ratio=good.stage + 1)
    refuses_prediction(
        "ck_prediction_intervals", coalescence_lo90=good.time_hi90, coalescence_hi90=good.time_lo90
    )
    refuses_prediction("ck_prediction_stage", stage=good.stage + 71)
    refuses_prediction("ck_prediction_intervals", time_lo68=good.time_hi68 + 1)
    refuses_prediction("probabilities has shape", probabilities=good.probabilities[:, :70])
    refuses_prediction("time_hi90 has shape", time_hi90=good.time_hi90[:2])
    with catalog.connect() as connection:
        assert read_embeddings(connection, model) == {}
        assert connection.execute(text("SELECT count(*) FROM prediction")).scalar() == 0


def test_two_writers_of_the_same_images_leave_one_of_each(catalog: Engine) -> None:
    with catalog.begin() as connection:
        ids = add(connection, 400)
        model = register(connection)

    def write(seed: int) -> None:
        order = np.random.default_rng(seed).permutation(400)
        with catalog.begin() as connection:
            write_embeddings(connection, model, ids[order], vectors(400, 7)[order])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(8)))
    with catalog.connect() as connection:
        expected = {int(i): z.tobytes() for i, z in zip(ids, vectors(400, 7), strict=True)}
        assert read_embeddings(connection, model) == expected


@pytest.mark.parametrize("component", [1e38, 3e38, 1e-45])
def test_vectors_whose_distances_over_or_underflow_are_refused(catalog: Engine, component: float) -> None:
    with catalog.begin() as connection:
        model, ids = register(connection), add(connection, 3)
        z = vectors(3)
        z[1] = component
        with pytest.raises(DeepGalaxyError, match=r"image \d+ is .* long"):
            write_embeddings(connection, model, ids, z)
        z[1] = [component if component < 1 else 1, 1, 2, 3]
        write_embeddings(connection, model, ids, z)
