"""Trained models in the catalogue, each with a partition for its vectors."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select, text, update
from sqlalchemy.dialects.postgresql import insert

from deepgalaxy.catalog.schema import RegisteredModel
from deepgalaxy.catalog.sql_functions import ask
from deepgalaxy.catalog.stored_paths import find_path, keep_path
from deepgalaxy.core.errors import DeepGalaxyError

LOCK = "SELECT pg_advisory_xact_lock(hashtext('deepgalaxy model'))"
"""Held while models are added or removed, or another one is to serve."""


def register_model(
    connection: Connection,
    *,
    sha256: str,
    name: str,
    latent_size: int,
    architecture: Mapping[str, Any],
    preprocessing: Mapping[str, Any],
    metrics: Mapping[str, Any],
    path: Path | str,
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
        Shown to people; need not be unique.
    latent_size : int
        Numbers in one vector; the database takes no others for this model.
    architecture, preprocessing, metrics : mapping
        As in ``model.json``.
    path : Path or str
        The model's folder on this machine.

    Returns
    -------
    int
        The model's id in the catalogue.
    """
    # The first one serves until another is promoted; the lock lets one process at a time be first.
    connection.execute(text(LOCK))
    fresh = insert(RegisteredModel).values(
        sha256=sha256,
        name=name,
        latent_size=latent_size,
        architecture=dict(architecture),
        preprocessing=dict(preprocessing),
        metrics=dict(metrics),
        path=keep_path(connection, path),
        serving=~exists().where(RegisteredModel.serving),
    )
    changing = {column: fresh.excluded[column] for column in ("name", "metrics", "path")}
    upsert = fresh.on_conflict_do_update(index_elements=[RegisteredModel.sha256], set_=changing).returning(
        RegisteredModel.id
    )
    model_id = int(connection.execute(upsert).scalar_one())
    partition = f"embedding_{model_id}"
    if connection.execute(text("SELECT to_regclass(:name)"), {"name": partition}).scalar() is None:
        # Made alone and then attached: unlike PARTITION OF, that does not lock out running searches.
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
    """Return the id of a model by its weights and preprocessing.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    sha256 : str
        64 hexadecimal digits.

    Returns
    -------
    int or None
        None where it is not registered.
    """
    return connection.execute(select(RegisteredModel.id).where(RegisteredModel.sha256 == sha256)).scalar()


def serving_model(connection: Connection) -> Row[Any]:
    """Return the row of the model that answers where none is named.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.

    Returns
    -------
    Row
        The columns of table ``model``.

    Raises
    ------
    DeepGalaxyError
        If the catalogue has no model yet.
    """
    row = connection.execute(select(RegisteredModel.__table__).where(RegisteredModel.serving)).first()
    if row is None:
        raise DeepGalaxyError("the catalogue has no vectors yet; run `deepgalaxy embed` first")
    return row


def stored_model(connection: Connection, model: str | None) -> Row[Any]:
    """Return the row of a model of the catalogue.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model : str or None
        Its name, or the first digits of its sha256; None for the one that serves.

    Returns
    -------
    Row
        Of table ``model``.

    Raises
    ------
    DeepGalaxyError
        If there is none, or more than one.
    """
    if model is None:
        return serving_model(connection)
    return connection.execute(
        select(RegisteredModel.__table__).where(RegisteredModel.id == named_model(connection, model))
    ).one()


@dataclass(frozen=True)
class ModelRow:
    """One model, as the catalogue has it."""

    model: str
    """First 12 digits of its sha256."""
    name: str
    serving: bool
    """Whether it answers where no model is named."""
    latent_size: int
    vectors: int
    indexes: str
    """Metrics whose index serves: ``"l2"``."""
    path: str
    """Its folder on this machine."""


def list_models(connection: Connection) -> list[ModelRow]:
    """Return every model.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.

    Returns
    -------
    list of ModelRow
        In the order in which they were registered.
    """
    query = text("""
        SELECT left(m.sha256, 12) AS model, m.name, m.serving, m.latent_size,
            (SELECT count(*) FROM embedding e WHERE e.model_id = m.id) AS vectors,
            (SELECT coalesce(string_agg(v.metric, ', ' ORDER BY v.metric), '') FROM vector_index v
             WHERE v.model_id = m.id AND v.serves) AS indexes, m.path
        FROM model m ORDER BY m.id
    """)
    rows = connection.execute(query).mappings()
    return [ModelRow(**{**row, "path": str(find_path(connection, row["path"]))}) for row in rows]


def named_model(connection: Connection, model: str | None) -> int:
    """Return the id of a model by its name or the first digits of its sha256.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    model : str or None
        Name, or at least 6 digits; None for the serving model.

    Returns
    -------
    int
        The model's id in the catalogue.

    Raises
    ------
    DeepGalaxyError
        If there is none, or more than one.
    """
    return int(ask(connection, text("SELECT find_model(:model)"), {"model": model}).scalar_one())


def promote_model(connection: Connection, model: str) -> None:
    """Let a model answer where none is named, from the end of this transaction on.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    model : str
        As in `named_model`.

    Raises
    ------
    DeepGalaxyError
        As `named_model`.
    """
    connection.execute(text(LOCK))
    model_id = named_model(connection, model)
    connection.execute(update(RegisteredModel).where(RegisteredModel.serving).values(serving=False))
    connection.execute(update(RegisteredModel).where(RegisteredModel.id == model_id).values(serving=True))


def retire_model(connection: Connection, model: str) -> None:
    """Remove a model with its vectors, predictions, indexes and clusterings; its folder stays.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    model : str
        As in `named_model`.

    Raises
    ------
    DeepGalaxyError
        As `named_model`, or if it serves while there are others.
    """
    connection.execute(text(LOCK))
    model_id = named_model(connection, model)
    others = [row for row in list_models(connection) if not row.serving]
    if (
        others
        and connection.execute(select(RegisteredModel.serving).where(RegisteredModel.id == model_id)).scalar()
    ):
        raise DeepGalaxyError(
            f"model {model} is the one that serves: promote another first "
            f"(`deepgalaxy model promote {others[0].model}`)"
        )
    connection.execute(text(f"DROP TABLE embedding_{model_id}"))
    connection.execute(delete(RegisteredModel).where(RegisteredModel.id == model_id))
