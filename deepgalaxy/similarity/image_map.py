"""Where images are in the space of z, in two dimensions, and what is known of those that somebody chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import fetch_arrays
from deepgalaxy.catalog.sql_functions import ask
from deepgalaxy.catalog.vectors import read_vectors
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction import PREDICTION, Predicted

POINTS = np.dtype(
    {"names": ["id", "x", "y", "stage", "dataset"], "formats": ["<f8", "<f4", "<f4", "<f4", "<i4"]}
)
"""What a map knows of an image: its number, its place (no unit), its stage (NaN where it has none, or is
probably no merger), and which of the datasets it is of."""

_CHOSEN = text(f"""
    SELECT t.image_id AS id, t.name, t.ra_deg, t.dec_deg, t.redshift, t.labelled,
        {", ".join(f"t.{name}" for name in PREDICTION)}
    FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS wanted (id, place)
    JOIN timeline_by_model t ON t.image_id = wanted.id
    WHERE t.model_id = :model_id ORDER BY wanted.place
""")  # noqa: S608 - no user input


@dataclass(frozen=True, kw_only=True)
class _Placed:
    id: int
    name: str
    """``dataset/external id``."""
    ra_deg: float | None
    """Right ascension, degrees, ICRS."""
    dec_deg: float | None
    """Declination, degrees, ICRS."""
    redshift: float | None


@dataclass(frozen=True, kw_only=True)
class ChosenImage(Predicted[float | None], _Placed):
    """An image that was chosen by its number, with its labels from a simulation or what the model says."""

    labelled: bool
    """Whether stage and time are known from a simulation, not estimated by the model."""


@dataclass(frozen=True)
class ChosenImages:
    """The images of some numbers."""

    ids: Sequence[int]
    model_id: int
    """Whose predictions are given."""
    row_type: ClassVar[type[ChosenImage]] = ChosenImage

    def run(self, connection: Connection) -> list[ChosenImage]:
        """Return them.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        list of ChosenImage
            In the order of the numbers.

        Raises
        ------
        DeepGalaxyError
            If one of them is not in the catalogue.
        """
        wanted = {"ids": list(self.ids), "model_id": self.model_id}
        rows = [ChosenImage(**row) for row in ask(connection, _CHOSEN, wanted).mappings()]
        if missing := set(self.ids) - {row.id for row in rows}:
            raise DeepGalaxyError(f"image {min(missing)} is not in the catalogue")
        return rows


def draw_map(connection: Connection, model_id: int, most: int) -> tuple[NDArray[Any], list[str]]:
    """Place images by the first two principal components of a model's vectors.

    Parameters
    ----------
    connection : Connection
        To the catalogue.
    model_id : int
        The model.
    most : int
        Images on the map; of more, every n-th is taken.

    Returns
    -------
    points : ndarray of `POINTS`, shape (n,)
        The images, by their numbers.
    datasets : list of str
        Names of the datasets.

    Raises
    ------
    DeepGalaxyError
        If there are fewer than three vectors.
    """
    from sklearn.decomposition import PCA

    ids, z = read_vectors(connection, model_id)
    if len(ids) < 3:
        raise DeepGalaxyError(f"{len(ids)} vectors of this model: a map needs three; run `deepgalaxy embed`")
    components = PCA(2, svd_solver="covariance_eigh").fit(z)
    shown = slice(None, None, -(-len(ids) // most))
    points = np.zeros(len(ids[shown]), POINTS)
    points["id"] = ids[shown]
    points["x"], points["y"] = components.transform(z[shown]).T
    facts = fetch_arrays(
        connection,
        f"""
        SELECT t.image_id, coalesce(t.stage, 'NaN'), i.dataset_id FROM timeline_by_model t
        JOIN embedding e ON e.image_id = t.image_id AND e.model_id = t.model_id
        JOIN image i ON i.id = t.image_id
        WHERE t.model_id = {int(model_id)} ORDER BY t.image_id
        """,  # noqa: S608 - a whole number
        {"id": ("i8", ()), "stage": ("f4", ()), "dataset_id": ("i4", ())},
    )
    there = np.searchsorted(facts["id"], ids[shown])
    points["stage"] = facts["stage"][there]
    datasets = connection.execute(text("SELECT id, name FROM dataset ORDER BY id")).all()
    points["dataset"] = np.searchsorted([row.id for row in datasets], facts["dataset_id"][there])
    return points, [row.name for row in datasets]
