"""A small catalogue to ask."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.models import register_model
from deepgalaxy.catalog.vectors import write_embeddings

FillSky = Callable[[Connection, int, float], tuple[int, NDArray[np.float32]]]


@pytest.fixture
def fill_sky() -> FillSky:
    """Write images one degree apart, with vectors of 4 numbers; give their model and the vectors."""
    return _fill_sky


def _fill_sky(connection: Connection, count: int, dec_deg: float) -> tuple[int, NDArray[np.float32]]:
    model = register_model(
        connection,
        sha256="a" * 64,
        name="a",
        latent_size=4,
        architecture={},
        preprocessing={},
        metrics={},
        path="/a",
    )
    rows = [
        ImageRow(
            external_id=str(i), sha256="00" * 32, file="/no", node="n", index=i, ra_deg=i, dec_deg=dec_deg
        )
        for i in range(count)
    ]
    add_images(connection, get_dataset(connection, "sky", "survey"), rows)
    ids = np.array(connection.scalars(text("SELECT id FROM image ORDER BY id")).all())
    z = np.random.default_rng(0).normal(size=(count, 4)).astype(np.float32)
    write_embeddings(connection, model, ids, z)
    return model, z
