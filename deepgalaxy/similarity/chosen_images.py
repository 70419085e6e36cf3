"""Images that somebody chose by their numbers, on a map or by hand, and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, text

from deepgalaxy.catalog.sql_functions import ask
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.prediction import PREDICTION, Predicted

_CHOSEN = text(f"""
    SELECT t.image_id AS id, t.name, t.ra_deg, t.dec_deg, t.redshift, t.labelled,
        {", ".join(f"t.{name}" for name in PREDICTION)}
    FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS wanted (id, place)
    JOIN timeline_by_model t ON t.image_id = wanted.id
    WHERE t.model_id = :model_id ORDER BY wanted.place
""")  # noqa: S608 - no user input


@dataclass(frozen=True, kw_only=True)
class PlacedImage:
    """Which image it is, and where."""

    id: int
    name: str
    """``dataset/external id``."""
    ra_deg: float | None
    """Right ascension, degrees, ICRS."""
    dec_deg: float | None
    """Declination, degrees, ICRS."""
    redshift: float | None


@dataclass(frozen=True, kw_only=True)
class ChosenImage(Predicted[float | None], PlacedImage):
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
