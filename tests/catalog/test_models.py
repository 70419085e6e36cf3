"""Which model serves, and what retiring one takes along."""

import numpy as np
import pytest
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.model_registry import (
    list_models,
    named_model,
    promote_model,
    register_model,
    retire_model,
    serving_model,
)
from deepgalaxy.catalog.vectors import read_vectors, write_embeddings
from deepgalaxy.core.errors import DeepGalaxyError


def register(connection: Connection, digit: str) -> int:
    return register_model(
        connection,
        sha256=digit * 64,
        name=f"model {digit}",
        latent_size=4,
        architecture={},
        preprocessing={},
        metrics={},
        path=f"/{digit}",
    )


def test_the_first_serves_until_another_is_promoted(catalog: Engine) -> None:
    with catalog.begin() as connection, pytest.raises(DeepGalaxyError, match="no serving model yet"):
        named_model(connection, None)
    with catalog.begin() as connection:
        a, b = register(connection, "a"), register(connection, "b")
        assert serving_model(connection).id == named_model(connection, None) == a
        promote_model(connection, "bbbbbbb")
        assert serving_model(connection).id == b
        assert [(row.model, row.serving) for row in list_models(connection)] == [
            ("a" * 12, False),
            ("b" * 12, True),
        ]
        register(connection, "a")  # an older model that is loaded again takes nothing back
        assert serving_model(connection).id == b


def test_a_model_goes_by_name_or_digits(catalog: Engine) -> None:
    with catalog.begin() as connection:
        a, b = register(connection, "a"), register(connection, "b")
        assert named_model(connection, "model b") == named_model(connection, "BBBBBB") == b
        assert named_model(connection, "a" * 64) == a
    for unknown in ("bbbbb", "c" * 12, "%", "'; DROP TABLE model; --", ""):
        with (
            catalog.connect() as connection,
            pytest.raises(DeepGalaxyError, match=r"no model .* there is aaaaaa"),
        ):
            named_model(connection, unknown)


def test_retiring_drops_the_partition_and_all_that_the_model_said(catalog: Engine) -> None:
    with catalog.begin() as connection:
        a, b = register(connection, "a"), register(connection, "b")
        row = ImageRow(external_id="x", sha256="00" * 32, file="/no", node="n", index=0)
        add_images(connection, get_dataset(connection, "sky", "survey"), [row])
        ids = np.array(connection.scalars(text("SELECT id FROM image")).all())
        for model in (a, b):
            write_embeddings(connection, model, ids, np.full((1, 4), model, np.float32))
    with (
        catalog.begin() as connection,
        pytest.raises(DeepGalaxyError, match="deepgalaxy model promote bbbbbb"),
    ):
        retire_model(connection, "model a")
    with catalog.begin() as connection:
        retire_model(connection, "model b")
    with catalog.begin() as connection:
        assert connection.scalar(text("SELECT to_regclass(:name)"), {"name": f"embedding_{b}"}) is None
        assert read_vectors(connection, a)[1].tolist() == [[a] * 4]
        with pytest.raises(DeepGalaxyError, match="not in the catalogue"):
            read_vectors(connection, b)
        retire_model(connection, "model a")  # the last one may go
        assert list_models(connection) == []
        assert register(connection, "b") > b
