"""Rows of an export, read in batches through a server-side cursor, so that memory does not grow with them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.model_registry import list_models, named_model
from deepgalaxy.core.errors import DeepGalaxyError, printable
from deepgalaxy.export.export_columns import HPX29, IMAGE, UNKNOWN_INTEGER, Column, model_columns

BATCH = 16_384
"""Rows per batch."""

Batch = dict[str, tuple[Any, ...]]
"""Values by column, ``None`` where unknown; vectors have pgvector's type."""


@dataclass(frozen=True)
class Range:
    """A range of HEALPix pixels of order 29, nested."""

    low: int
    """First pixel."""
    high: int
    """After the last pixel."""


@dataclass(frozen=True)
class Rows:
    """A snapshot of the catalogue's images with one model's vectors and predictions."""

    connection: Connection
    """In a transaction that sees one snapshot."""
    columns: tuple[Column, ...]
    datasets: list[str] | None
    """Names; ``None`` for all."""
    model: str | None
    """First 12 digits of its SHA-256; ``None`` while the catalogue has no model."""
    model_id: int | None
    """Id of the model in the catalogue."""

    def count(self, where: Range | None = None) -> int:
        """Count the rows.

        Parameters
        ----------
        where : Range, optional
            Only this part of the sky.

        Returns
        -------
        int
            Number of images.
        """
        query = f"SELECT count(*) FROM {self._source(where)}"  # noqa: S608
        return int(self.connection.execute(text(query), self._given(where)).scalar_one())

    def widths(self) -> dict[str, int]:
        r"""Return the width of each text column.

        Returns
        -------
        dict
            Number of ASCII characters of the longest value, at least 2, by column; ``ü`` is written ``\xfc``.
        """
        columns = [column for column in self.columns if column.kind == "text"]
        widest = ", ".join(
            f"max(5 * octet_length({c.sql}) - 4 * char_length({c.sql})) AS {c.name}" for c in columns
        )
        query = text(f"SELECT {widest} FROM {self._source(None)}")  # noqa: S608
        found = self.connection.execute(query, self._given(None)).one()
        # VOTable 1.3, erratum 3: text of arraysize 1 is deprecated.
        return {column.name: max(2, width or 0) for column, width in zip(columns, found, strict=True)}

    def batches(self, where: Range | None = None) -> Iterator[Batch]:
        """Read the rows in batches.

        Parameters
        ----------
        where : Range, optional
            Only this part of the sky.

        Yields
        ------
        dict
            At most `BATCH` rows; in order of id, or of HEALPix pixel within a part of the sky.
        """
        columns = self.columns if where is None else (HPX29, *self.columns)
        listed = ", ".join(f"{column.sql} AS {column.name}" for column in columns)
        order = "image.id" if where is None else "image.hpx29, image.id"
        query = f"SELECT {listed} FROM {self._source(where)} ORDER BY {order}"  # noqa: S608
        options = {"stream_results": True}
        found = self.connection.execute(text(query), self._given(where), execution_options=options)
        for rows in found.partitions(BATCH):
            yield dict(zip((c.name for c in columns), zip(*rows, strict=True), strict=True))

    def _source(self, where: Range | None) -> str:
        source = "image JOIN dataset ON dataset.id = dataset_id"
        for table in ("embedding", "prediction") if self.model_id is not None else ():
            source += f" LEFT JOIN {table} ON {table}.image_id = image.id AND {table}.model_id = :model"
        source += " WHERE true"
        if self.datasets:
            source += " AND dataset.name = ANY(:datasets)"
        if where:
            source += " AND image.hpx29 >= :low AND image.hpx29 < :high"
        return source

    def _given(self, where: Range | None) -> dict[str, Any]:
        return {
            "model": self.model_id,
            "datasets": self.datasets,
            "low": where and where.low,
            "high": where and where.high,
        }


@contextmanager
def open_rows(engine: Engine, model: str | None, datasets: Sequence[str] | None) -> Iterator[Rows]:
    """Open a snapshot of the catalogue, which does not see what is written meanwhile.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    model : str or None
        Name or first digits of the SHA-256; None for the serving model, if there is one.
    datasets : sequence of str or None
        Names; None for all.

    Yields
    ------
    Rows
        Valid until the end of the block.

    Raises
    ------
    DeepGalaxyError
        If there is no such model or dataset.
    """
    frozen = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with frozen.connect() as connection, connection.begin():
        known = connection.execute(text("SELECT name FROM dataset ORDER BY name")).scalars().all()
        for name in datasets or ():
            if name not in known:
                raise DeepGalaxyError(f"no dataset {name}; there is {', '.join(known) or 'none yet'}")
        columns: tuple[Column, ...] = IMAGE
        short, model_id = None, None
        if model is not None or list_models(connection):
            model_id = named_model(connection, model)
            query = text("SELECT left(sha256, 12) AS short, latent_size FROM model WHERE id = :id")
            short, latent_size = connection.execute(query, {"id": model_id}).one()
            columns += model_columns(latent_size)
        yield Rows(connection, columns, list(datasets) if datasets else None, short, model_id)


def records(columns: Sequence[Column], widths: dict[str, int], batch: Batch) -> NDArray[Any]:
    """Pack rows into the binary layout of FITS and VOTable: big-endian records of one width.

    Parameters
    ----------
    columns : sequence of Column
        Fields of a record.
    widths : dict
        Characters of each text column.
    batch : dict
        Values by column.

    Returns
    -------
    ndarray, structured, shape (n,)
        Unknown floats are NaN, unknown integers -1, unknown text empty.
    """
    fields = [
        (c.name, f"S{widths[c.name]}")
        if c.kind == "text"
        else (c.name, f">{c.kind}", (c.size,) if c.size else ())
        for c in columns
    ]
    rows = np.zeros(len(batch[columns[0].name]), fields)
    for column in columns:
        values = batch[column.name]
        if column.kind == "text":
            texts = [printable(value or "") for value in values]
            rows[column.name] = [one.encode("ascii", "backslashreplace") for one in texts]
        elif column.size:
            unknown_vector = np.full(column.size, np.nan, np.float32)
            rows[column.name] = [unknown_vector if v is None else v.to_numpy() for v in values]
        else:
            unknown = UNKNOWN_INTEGER if column.kind in ("i8", "i2") else np.nan
            rows[column.name] = [unknown if value is None else value for value in values]
    return rows
