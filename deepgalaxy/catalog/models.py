"""Trained models in the catalogue, each with a partition for its vectors."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, exists, select, text
from sqlalchemy.dialects.postgresql import insert

from deepgalaxy.catalog.schema import Model
from deepgalaxy.errors import DeepGalaxyError


def register_model(
    connection: Connection,
    *,
    sha256: str,
    name: str,
    latent_size: int,
    architecture: Mapping[str, Any],
    preprocessing: Mapping[str, Any],
    metrics: Mapping[str, Any],
    path: str,
) -> int:
    """Register a trained model and make the partition for its vectors.

    Safe to repeat, and by several processes at once; what may change (name, metrics, path) is brought
    up to date.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    sha256 : str
        Of weights and preprocessing, 64 hexadecimal digits: the model's identity.
    name : str
        For people.
    latent_size : int
        Numbers in one vector; the database takes no others for this model.
    architecture, preprocessing, metrics : mapping
        As in ``model.json``.
    path : str
        The model's folder.

    Returns
    -------
    int
        The model's id in the catalogue.
    """
    # The first one serves until another is promoted; the lock lets one process at a time be first.
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('deepgalaxy model'))"))
    fresh = insert(Model).values(
        sha256=sha256,
        name=name,
        latent_size=latent_size,
        architecture=dict(architecture),
        preprocessing=dict(preprocessing),
        metrics=dict(metrics),
        path=path,
        serving=~exists().where(Model.serving),
    )
    changing = {column: fresh.excluded[column] for column in ("name", "metrics", "path")}
    upsert = fresh.on_conflict_do_update(index_elements=[Model.sha256], set_=changing).returning(Model.id)
    model_id = int(connection.execute(upsert).scalar_one())
    partition = f"embedding_{model_id}"
    if connection.execute(text("SELECT to_regclass(:name)"), {"name": partition}).scalar() is None:
        # Made aside and attached: unlike PARTITION OF, that lets running searches be.
        connection.execute(
            text(f"""
                CREATE TABLE {partition} (LIKE embedding INCLUDING ALL,
                    CONSTRAINT ck_{partition}_z CHECK (vector_dims(z) = {int(latent_size)}))
            """)
        )
        connection.execute(
            text(f"ALTER TABLE embedding ATTACH PARTITION {partition} FOR VALUES IN ({model_id})")
        )
    return model_id


def find_model(connection: Connection, sha256: str) -> int | None:
    """Return the id of the model of these weights and preprocessing; None where it is not registered."""
    return connection.execute(select(Model.id).where(Model.sha256 == sha256)).scalar()


def serving_model(connection: Connection) -> Row[Any]:
    """Return the row of the model that answers where none is named.

    Raises
    ------
    DeepGalaxyError
        If the catalogue has no model yet.
    """
    row = connection.execute(select(Model.__table__).where(Model.serving)).first()
    if row is None:
        raise DeepGalaxyError("the catalogue has no vectors yet; run `deepgalaxy embed` first")
    return row
