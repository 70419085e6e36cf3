"""What a row of an export holds: one image, and what one model said of it."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import REAL, BigInteger, Double, SmallInteger, Text
from sqlalchemy.orm import InstrumentedAttribute

from deepgalaxy.catalog.schema import Embedding, Image, Prediction
from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.core.prediction import PREDICTION

Kind = Literal["i8", "i2", "f8", "f4", "text"]
UNKNOWN_INTEGER = -1
"""FITS and VOTable say so in their headers, Parquet in the VOTable that it holds."""
_KINDS: dict[type, Kind] = {BigInteger: "i8", SmallInteger: "i2", Double: "f8", REAL: "f4", Text: "text"}


@dataclass(frozen=True)
class Column:
    """One column of an export."""

    name: str
    sql: str
    """Its value, of ``image``, ``dataset``, ``embedding`` or ``prediction``."""
    kind: Kind
    """numpy's type of a number, or text."""
    description: str
    ucd: str
    unit: str | None = None
    """As VOTable writes it."""
    size: int | None = None
    """Numbers in a vector."""


def _of(
    attribute: InstrumentedAttribute[Any], ucd: str, unit: str | None = None, name: str | None = None
) -> Column:
    """Make a column of one of the catalogue's, with its type and comment."""
    own = attribute.property.columns[0]
    comment = (own.comment or own.name).partition("; null")[0]  # an export says itself what is unknown
    return Column(
        name or own.name, f"{own.table.name}.{own.name}", _KINDS[type(own.type)], comment, ucd, unit
    )


_OBJID = """(SELECT min(objid) FROM cutout JOIN membership ON cutout_id = cutout.id
    WHERE cutout.dataset_id = image.dataset_id AND cutout.external_id = image.external_id)"""

IMAGE = (
    Column("image_id", "image.id", "i8", "number of the image in the catalogue", "meta.id;meta.main"),
    Column(
        "dataset", "dataset.name", "text", "survey or simulation file that the image is of", "meta.dataset"
    ),
    _of(Image.external_id, "meta.id", name="name"),
    Column("objid", _OBJID, "i8", "SDSS object number, where a table tells it", "meta.id.cross"),
    _of(Image.ra_deg, "pos.eq.ra;meta.main", "deg"),
    _of(Image.dec_deg, "pos.eq.dec;meta.main", "deg"),
    _of(Image.redshift, "src.redshift"),
    _of(Image.pixel_scale_arcsec, "instr.scale", "arcsec"),
    _of(Image.simulation, "meta.id;meta.modelled"),
    _of(Image.camera, "meta.number;meta.modelled"),
    _of(Image.stage, "src.class;meta.modelled", name="simulated_stage"),
    _of(Image.time_myr, "time.age;meta.modelled", "Myr", name="simulated_time_myr"),
    _of(Image.mass_ratio, "phys.mass;arith.ratio;meta.modelled"),
    _of(Image.size_ratio, "phys.size;arith.ratio;meta.modelled"),
)
"""Of every image."""


def model_columns(latent_size: int) -> tuple[Column, ...]:
    """Return the columns of what a model said; ``latent_size`` is the number of its z."""
    return (
        *(_of(getattr(Prediction, name), each.ucd, each.unit) for name, each in PREDICTION.items()),
        _vector(Prediction.probabilities, "stat.probability", N_STAGES),
        _vector(Embedding.z, "stat.fit.param", latent_size),
    )


def _vector(attribute: InstrumentedAttribute[Any], ucd: str, size: int) -> Column:
    own = attribute.property.columns[0]
    return Column(own.name, f"{own.table.name}.{own.name}", "f4", own.comment, ucd, size=size)


HPX29 = Column(
    "_healpix_29", "image.hpx29", "i8", "HEALPix pixel of the position, order 29, nested", "pos.healpix"
)
"""By which HATS finds rows."""
