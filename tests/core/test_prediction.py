"""Whatever holds a prediction has the same fields: those of `deepgalaxy.core.prediction`."""

import dataclasses
from typing import Any

import pytest

from deepgalaxy.catalog.schema import Prediction
from deepgalaxy.core.output import MEANINGS
from deepgalaxy.core.prediction import PREDICTION
from deepgalaxy.core.prediction_arrays import PredictionArrays
from deepgalaxy.export.export_columns import model_columns
from deepgalaxy.inference.predict_files import FilePrediction
from deepgalaxy.similarity.search import Hit
from deepgalaxy.web.galaxies import Estimate
from deepgalaxy.web.image_list import ImageSummary


@pytest.mark.parametrize("row", [Hit, FilePrediction, PredictionArrays, ImageSummary, Estimate])
def test_rows_have_every_field(row: Any) -> None:
    assert PREDICTION.keys() <= {field.name for field in dataclasses.fields(row)}


def test_the_table_has_every_field_with_its_unit() -> None:
    columns = Prediction.__table__.columns
    assert PREDICTION.keys() == set(columns.keys()) - {"image_id", "model_id", "probabilities"}
    for name, meaning in PREDICTION.items():
        comment = columns[name].comment
        assert comment
        words, _, unknown = comment.partition("; null")
        assert words.endswith(", Myr") == (meaning.unit == "Myr"), name
        assert bool(unknown) == columns[name].nullable, name


def test_exports_and_answers_say_the_same_of_them() -> None:
    columns = {column.name: column for column in model_columns(32)}
    for name, meaning in PREDICTION.items():
        assert (columns[name].ucd, columns[name].unit) == (meaning.ucd, meaning.unit)
        assert MEANINGS[name] == meaning
