"""Rows as programs take them: JSON, CSV, astropy's tables; and what their columns mean."""

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from deepgalaxy.core.errors import printable
from deepgalaxy.core.prediction import PREDICTION, Meaning

if TYPE_CHECKING:
    from astropy.table import Table


class OutputFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    VOTABLE = "votable"
    SAMP = "samp"


MEANINGS = PREDICTION | {
    "id": Meaning("meta.id;meta.main", "number of the image in the catalogue"),
    "file": Meaning("meta.id;meta.file", "picture that was dated"),
    "name": Meaning("meta.id", "dataset/name of the image in it"),
    "ra_deg": Meaning("pos.eq.ra;meta.main", "right ascension, ICRS", "deg"),
    "dec_deg": Meaning("pos.eq.dec;meta.main", "declination, ICRS", "deg"),
    "separation_deg": Meaning("pos.angDistance", "angle from the centre of the cone", "deg"),
    "redshift": Meaning("src.redshift", "redshift"),
    "distance": Meaning(
        "stat.value", "distance between the vectors of query and image: smaller is more alike"
    ),
    "spectral_distance": Meaning("stat.value", "distance on the graph of the query's neighbourhood"),
    "same_cluster": Meaning("meta.code", "whether the image shares the query's spectral cluster"),
    "ssim": Meaning("stat.correlation", "structural similarity of the two pictures, 1 for the same picture"),
    "labelled": Meaning(
        "meta.code;meta.modelled", "whether stage and time are a simulation's labels, no estimate"
    ),
    "model": Meaning("meta.version;meta.software", "first 12 digits of the model's sha256"),
}
"""Columns that answers share, by their names."""


def write_text(
    rows: Sequence[Any], row_type: type[Any], form: Literal[OutputFormat.JSON, OutputFormat.CSV]
) -> str:
    """Dataclass rows as JSON, a list of objects, or as CSV with headings.

    In CSV control characters are escaped as everywhere where people look; JSON, which escapes them in its own
    way, gives them back as they were.

    Parameters
    ----------
    rows : sequence
        Instances of ``row_type``.
    row_type : type
        A dataclass; its fields are the columns.
    form : {JSON, CSV}
        Which text.

    Returns
    -------
    str
        Ending with a newline.
    """
    records = [dataclasses.asdict(row) for row in rows]
    if form is OutputFormat.JSON:
        return json.dumps(records, indent=1).replace("\x7f", "\\u007f") + "\n"
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in dataclasses.fields(row_type)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _printable(value) for name, value in record.items()} for record in records)
    return text.getvalue()


def to_table(rows: Sequence[Any], row_type: type[Any]) -> "Table":
    """Dataclass rows as an astropy Table with units, UCDs and descriptions; ``None`` is masked.

    Parameters
    ----------
    rows : sequence
        Instances of ``row_type``.
    row_type : type
        A dataclass; its fields are the columns.

    Returns
    -------
    Table
        A row an instance.
    """
    from astropy.table import Column, MaskedColumn, Table

    table = Table()
    for field in dataclasses.fields(row_type):
        values = [getattr(row, field.name) for row in rows]
        kind = field.type if field.type in (bool, int, str) else float
        missing = [value is None for value in values]
        filled = [kind() if value is None else _printable(value) for value in values]
        column = (
            MaskedColumn(filled, dtype=kind, mask=missing) if any(missing) else Column(filled, dtype=kind)
        )
        if meaning := MEANINGS.get(field.name):
            column.unit = meaning.unit
            column.description = meaning.description
            column.meta["ucd"] = meaning.ucd
        table[field.name] = column
    return table


def _printable(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value
