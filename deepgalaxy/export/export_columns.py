"""Columns of an export; a row holds one image, and one model's vector and prediction."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import REAL, BigInteger, Double, SmallInteger, Text
from sqlalchemy.orm import InstrumentedAttribute

from deepgalaxy.catalog.schema import Embedding, Image, Prediction
from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.core.prediction import MERGER_FIELDS, PREDICTION

Kind = Literal["i8", "i2", "f8", "f4", "text"]
UNKNOWN_INTEGER = -1
"""Declared as the null value in the headers of FITS and VOTable, and in the VOTable inside Parquet."""
_KINDS: dict[type, Kind] = {BigInteger: "i8", SmallInteger: "i2", Double: "f8", REAL: "f4", Text: "text"}


@dataclass(frozen=True)
class Column:
    """One column of an export."""

    name: str
    sql: str
    """Expression on ``image``, ``dataset``, ``embedding`` or ``prediction``."""
    kind: Kind
    """numpy's code of a numeric type, or text."""
    description: str
    ucd: str
    """Unified Content Descriptor of the IVOA."""
    unit: str | None = None
    """In VOTable's notation."""
    size: int | None = None
    """Length of a vector; None for a scalar."""


def _of(
    attribute: InstrumentedAttribute[Any], ucd: str, unit: str | None = None, name: str | None = None
) -> Column:
    """Make a column from one of the catalogue's, with its type and comment."""
    own = attribute.property.columns[0]
    comment = (own.comment or own.name).partition("; null")[0]  # exports declare null values themselves
    return Column(
        name or own.name, f"{own.table.name}.{own.name}", _KINDS[type(own.type)], comment, ucd, unit
    )


_OBJID = """(SELECT min(objid) FROM cutout JOIN membership ON cutout_id = cutout.id
    WHERE cutout.dataset_id = image.dataset_id AND cutout.external_id = image.external_id)"""

IMAGE = (
    Column("image_id", "image.id", "i8", "id of the image in the catalogue", "meta.id;meta.main"),
    Column(
        "dataset", "dataset.name", "text", "dataset of the image: survey or simulation file", "meta.dataset"
    ),
    _of(Image.external_id, "meta.id", name="name"),
    Column("objid", _OBJID, "i8", "SDSS object identifier, where known from a table", "meta.id.cross"),
    _of(Image.ra_deg, "pos.eq.ra;meta.main", "deg"),
    _of(Image.dec_deg, "pos.eq.dec;meta.main", "deg"),
    _of(Image.redshift, "src.redshift"),
    _of(Image.pixel_scale_arcsec, "instr.scale", "arcsec"),
    _of(Image.simulation, "meta.id;meta.modelled"),
    _of(Image.camera, "meta.number;meta.modelled"),
    _of(Image.stage, "src.class;meta.modelled", name="simulated_stage"),
    _of(Image.time_myr, "time.age;meta.modelled", "Myr", name="simulated_time_myr"),
    _of(Image.mass_ratio, "phys.mass;arith.ratio;meta.modelled", name="simulated_mass_ratio"),
    _of(Image.size_ratio, "phys.size;arith.ratio;meta.modelled", name="simulated_size_ratio"),
)
"""Columns that do not depend on a model."""


def model_columns(latent_size: int) -> tuple[Column, ...]:
    """Return the columns of a model's predictions and vectors.

    Parameters
    ----------
    latent_size : int
        Length of the model's vectors.

    Returns
    -------
    tuple of Column
        In the order of the file.
    """
    return (
        *map(_predicted, PREDICTION),
        _vector(Prediction.probabilities, "stat.probability", N_STAGES),
        _vector(Embedding.z, "stat.fit.param", latent_size),
    )


def _predicted(name: str) -> Column:
    """Make a column of a field of predictions, as the public views give it."""
    meaning = PREDICTION[name]
    column = _of(getattr(Prediction, name), meaning.ucd, meaning.unit)
    shown = f"if_merger(prediction.p_interacting, {column.sql})" if name in MERGER_FIELDS else column.sql
    return replace(column, sql=shown)


def _vector(attribute: InstrumentedAttribute[Any], ucd: str, size: int) -> Column:
    own = attribute.property.columns[0]
    return Column(own.name, f"{own.table.name}.{own.name}", "f4", own.comment, ucd, size=size)


HPX29 = Column(
    "_healpix_29", "image.hpx29", "i8", "HEALPix pixel of the position, order 29, nested", "pos.healpix"
)
"""Spatial index of HATS."""
