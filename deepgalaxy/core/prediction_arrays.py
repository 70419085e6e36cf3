"""Predictions of many pictures, as arrays."""

from dataclasses import dataclass
from math import isfinite
from typing import Self

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.prediction import MERGER_FIELDS, PREDICTION, Predicted, is_no_merger

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class PredictionArrays(Predicted[Floats]):
    """One model's predictions of n images, each field (n,); NaN where the model does not say."""

    probabilities: Floats
    """Of the stages 0 to 70, (n, 71); 0 for all from a model that does not tell the stage."""

    @classmethod
    def of(cls, probabilities: Floats, **given: Floats) -> Self:
        """Make it of the fields that a model gives; the others are NaN.

        Parameters
        ----------
        probabilities : ndarray of float32, shape (n, 71)
            Of the stages.
        **given : ndarray of float32, shape (n,)
            By their names in `deepgalaxy.core.prediction.PREDICTION`.

        Returns
        -------
        PredictionArrays
            With every field.
        """
        unknown = {name: np.full(len(probabilities), np.nan, np.float32) for name in PREDICTION}
        return cls(probabilities=probabilities, **(unknown | given))

    def row(self, n: int, *, stage_anyway: bool = False) -> dict[str, float | None]:
        """Return the fields of one picture, rounded to the decimals worth giving.

        Parameters
        ----------
        n : int
            Which picture, from 0.
        stage_anyway : bool, default False
            Whether stage, times and mass ratio are given though the picture is probably no merger.

        Returns
        -------
        dict
            None where the model does not say, or it is not to be given.
        """
        values = {name: float(getattr(self, name)[n]) for name in PREDICTION}
        fields = {
            name: round(value, PREDICTION[name].decimals) if isfinite(value) else None
            for name, value in values.items()
        }
        if is_no_merger(fields["p_interacting"]) and not stage_anyway:
            fields |= dict.fromkeys(MERGER_FIELDS)
        return fields
