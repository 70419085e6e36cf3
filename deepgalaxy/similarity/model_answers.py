"""What each model of the catalogue says of one image."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, text

from deepgalaxy.core.prediction import MERGER_FIELDS, PREDICTION, Predicted

ESTIMATES = ", ".join(
    f"if_merger(p.p_interacting, p.{name}) AS {name}" if name in MERGER_FIELDS else f"p.{name}"
    for name in PREDICTION
)
"""SQL columns of a row ``p`` of table ``prediction``, as they are given to whom asks."""

_ANSWERS = text(f"""
    SELECT i.id, d.name || '/' || i.external_id AS name, left(m.sha256, 12) AS model, m.name AS model_name,
        m.serving, {ESTIMATES}
    FROM prediction p JOIN model m ON m.id = p.model_id JOIN image i ON i.id = p.image_id
    JOIN dataset d ON d.id = i.dataset_id WHERE p.image_id = :id ORDER BY NOT m.serving, m.id
""")  # noqa: S608 - no user input


@dataclass(frozen=True, kw_only=True)
class _OfModel:
    id: int
    name: str
    """``dataset/external id``."""
    model: str
    """First 12 digits of the model's sha256."""
    model_name: str
    serving: bool
    """Whether it is the model that answers where none is named."""


@dataclass(frozen=True, kw_only=True)
class ModelAnswer(Predicted[float | None], _OfModel):
    """What one model says of an image, also of a frame whose stage is known; null where it does not say."""


@dataclass(frozen=True)
class ModelAnswers:
    """The answers of all models of which the catalogue has one of this image."""

    image_id: int
    row_type: ClassVar[type[ModelAnswer]] = ModelAnswer

    def run(self, connection: Connection) -> list[ModelAnswer]:
        """Return them.

        Parameters
        ----------
        connection : Connection
            To the catalogue.

        Returns
        -------
        list of ModelAnswer
            The serving model's first, then in the order in which the models were registered.
        """
        rows = connection.execute(_ANSWERS, {"id": self.image_id}).mappings()
        return [ModelAnswer(**row) for row in rows]
