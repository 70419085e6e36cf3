"""A catalogue of made-up galaxies whose every fact the test knows as numpy arrays."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from astropy import units
from astropy.coordinates import SkyCoord
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.catalog.images import ImageRow, add_images, get_dataset
from deepgalaxy.catalog.model_registry import register_model
from deepgalaxy.catalog.vectors import write_embeddings, write_predictions
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.core.settings import Settings

LATENT = 8


@dataclass
class Sky:
    """What was written, in the order of ``ids``."""

    model: int
    ids: NDArray[np.int64]
    z: NDArray[np.float32]
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    dataset: NDArray[Any]
    stage: NDArray[np.float32]

    def nearest(
        self,
        query: NDArray[np.float32],
        k: int,
        keep: NDArray[np.bool_] | None = None,
        metric: str = "l2",
    ) -> list[int]:
        """Ids of the nearest by brute force, in double precision."""
        z, q = self.z.astype(float), query.astype(float)
        distance = np.linalg.norm(z - q, axis=1)
        if metric == "cosine":
            distance = 1 - z @ q / np.linalg.norm(z, axis=1) / np.linalg.norm(q)
        order = np.lexsort((self.ids, distance))
        if keep is not None:
            order = order[keep[order]]
        found: list[int] = self.ids[order[:k]].tolist()
        return found


def clustered(n: int, seed: int, latent: int = LATENT) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    centres = 3 * rng.normal(size=(12, latent))
    return (centres[rng.integers(12, size=n)] + rng.normal(size=(n, latent))).astype(np.float32)


def register(connection: Connection, digit: str = "a", latent: int = LATENT) -> int:
    return register_model(
        connection,
        sha256=digit * 64,
        name=f"model-{digit}",
        latent_size=latent,
        architecture={},
        preprocessing={},
        metrics={},
        path=f"/models/{digit}",
    )


CENTRES = ((0, 0), (359.999, 45), (0, 90), (77, -90), (45, 41.8103), (206.5, 55.9))
"""Places that cones get wrong: RA 0, the poles, the corner of a HEALPix face; and one like any other."""


def positions(n: int, seed: int, crowded: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    sky = SkyCoord(rng.uniform(0, 360, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n))), unit="deg")
    if crowded:
        centres = np.array(CENTRES)[rng.integers(len(CENTRES), size=n)]
        offset = 10 ** rng.uniform(-7, 1.5, n) * units.deg
        about = SkyCoord(*centres.T, unit="deg").directional_offset_by(
            rng.uniform(0, 360, n) * units.deg, offset
        )
        sky[::2] = about[::2]
    return sky.ra.wrap_at(360 * units.deg).deg % 360, sky.dec.deg


def add_galaxies(
    connection: Connection, model: int, n: int, seed: int = 0, prefix: str = "g", crowded: bool = False
) -> Sky:
    """Write ``n`` galaxies, a tenth of them to dataset ``rare``, with vectors and predictions."""
    rng = np.random.default_rng(seed)
    ra, dec = positions(n, seed, crowded)
    dataset = np.where(rng.random(n) < 0.1, "rare", "wide")
    names = [f"{prefix}{i:06d}" for i in range(n)]
    for name in ("rare", "wide"):
        rows = [
            ImageRow(
                external_id=names[i],
                sha256="00" * 32,
                file="/no.h5",
                node="images",
                index=i,
                ra_deg=float(ra[i]),
                dec_deg=float(dec[i]),
            )
            for i in np.flatnonzero(dataset == name).tolist()
        ]
        add_images(connection, get_dataset(connection, name, "survey"), rows)
    query = text("SELECT external_id, id FROM image WHERE starts_with(external_id, :prefix)")
    found = {name: image for name, image in connection.execute(query, {"prefix": prefix})}  # noqa: C416
    ids = np.array([found[name] for name in names], np.int64)
    z = clustered(n, seed)
    stage = rng.uniform(0, 70, n).astype(np.float32)
    time = 20 * stage - 400
    predictions = PredictionArrays.of(
        stage=stage,
        time_myr=time,
        time_lo68=time - 50,
        time_hi68=time + 50,
        time_lo90=time - 90,
        time_hi90=time + 90,
        probabilities=np.full((n, 71), 1 / 71, np.float32),
    )
    write_embeddings(connection, model, ids, z)
    write_predictions(connection, model, ids, predictions)
    return Sky(model, ids, z, ra, dec, dataset, stage)


@pytest.fixture
def sky(catalog: Engine) -> Sky:
    """3,000 galaxies all over the sky, under the serving model, to do with as one likes."""
    with catalog.begin() as connection:
        return add_galaxies(connection, register(connection), 3000)


@pytest.fixture(scope="session")
def shared_sky(server_url: str, template_database: str) -> Iterator[tuple[Engine, Sky]]:
    """6,000 galaxies, half of them crowded about `CENTRES`, for tests that only read."""
    administrator = create_engine(server_url, isolation_level="AUTOCOMMIT")
    name = f"shared_sky_{uuid.uuid4().hex}"
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template_database}"))
    url = make_url(server_url).set(database=name)
    engine = open_engine(Settings(database_url=url.render_as_string(hide_password=False)))
    with engine.begin() as connection:
        sky = add_galaxies(connection, register(connection), 6000, crowded=True)
    yield engine, sky
    engine.dispose()
    with administrator.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    administrator.dispose()


@pytest.fixture
def more() -> Callable[..., Sky]:
    """The function `add_galaxies`."""
    return add_galaxies


@pytest.fixture(name="register")
def register_fixture() -> Callable[..., int]:
    """The function `register`."""
    return register
