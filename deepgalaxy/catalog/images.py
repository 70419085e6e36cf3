"""Datasets, their images, and the files they refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import column_types, copy_rows, staging
from deepgalaxy.catalog.schema import Image
from deepgalaxy.catalog.stored_paths import keep_path
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.ranges import (
    DECLINATION_DEG,
    PIXEL_SCALE_ARCSEC,
    REDSHIFT,
    RIGHT_ASCENSION_DEG,
    STAGE,
    Bounds,
)

if TYPE_CHECKING:
    from astropy_healpix import HEALPix

FACTS = ("ra_deg", "dec_deg", "redshift", "pixel_scale_arcsec")
Facts = dict[str, float | None]
"""Values of some of `FACTS`; None where one is given as unknown."""

Kind = Literal["simulation", "survey"]

_COLUMNS = column_types(Image, without=("id", "dataset_id"))


@dataclass(frozen=True, kw_only=True)
class ImageRow:
    """A row of table ``image``, whose column comments say what each field is.

    ``file`` is the path on this machine: the catalogue stores it by `deepgalaxy.catalog.stored_paths`.

    Raises
    ------
    RefusedInput
        If the position is half given or not on the sky, or a number is not one.
    """

    external_id: str
    sha256: str
    file: str
    node: str
    index: int
    ra_deg: float | None = None
    dec_deg: float | None = None
    redshift: float | None = None
    pixel_scale_arcsec: float | None = None
    simulation: str | None = None
    camera: int | None = None
    stage: float | None = None
    time_myr: float | None = None
    mass_ratio: float | None = None
    size_ratio: float | None = None

    def __post_init__(self) -> None:
        for name, possible in _RANGES.items():
            value = getattr(self, name)
            if value is not None and value not in possible:
                raise RefusedInput(
                    self.external_id, f"{name} {value} is not between {possible.low:g} and {possible.high:g}"
                )
        if (self.ra_deg is None) != (self.dec_deg is None):
            raise RefusedInput(self.external_id, "ra_deg without dec_deg, or the other way round")


_RANGES = {
    "ra_deg": RIGHT_ASCENSION_DEG,
    "dec_deg": DECLINATION_DEG,
    "redshift": REDSHIFT,
    "pixel_scale_arcsec": PIXEL_SCALE_ARCSEC,
    "stage": STAGE,
    "time_myr": Bounds(-1e6, 1e6),
    "mass_ratio": Bounds(1e-6, 1e6),
    "size_ratio": Bounds(1e-6, 1e6),
}


def check_dataset_name(name: str) -> None:
    """Refuse a dataset name that could not be a folder's: letters, digits, dot, dash, underscore.

    Parameters
    ----------
    name : str
        The name.

    Raises
    ------
    DeepGalaxyError
        If it is something else, or starts with a dot or dash.
    """
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", name):
        raise DeepGalaxyError(
            f"dataset name {name!r}: use up to 100 letters, digits, dots, dashes and underscores, "
            "not starting with a dot or dash"
        )


def get_dataset(connection: Connection, name: str, kind: Kind) -> int:
    """Return a dataset's id; it is made if it is new.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    name : str
        Name of the dataset.
    kind : str
        ``simulation`` or ``survey``.

    Returns
    -------
    int
        Its id.

    Raises
    ------
    DeepGalaxyError
        If the name cannot be one, or belongs to a dataset of the other kind.
    """
    check_dataset_name(name)
    make = "INSERT INTO dataset (name, kind) VALUES (:name, :kind) ON CONFLICT DO NOTHING"
    connection.execute(text(make), {"name": name, "kind": kind})
    find = text("SELECT id, kind FROM dataset WHERE name = :name")
    dataset_id, found = connection.execute(find, {"name": name}).one()
    if found != kind:
        raise DeepGalaxyError(f"dataset {name!r} is a {found}, not a {kind}: choose another name")
    return int(dataset_id)


def known_images(connection: Connection, dataset_id: int) -> set[str]:
    """Return the names of the images that a dataset has.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    dataset_id : int
        From `get_dataset`.

    Returns
    -------
    set of str
        Their ``external_id``.
    """
    query = text("SELECT external_id FROM image WHERE dataset_id = :dataset")
    return set(connection.execute(query, {"dataset": dataset_id}).scalars())


def add_images(connection: Connection, dataset_id: int, rows: Sequence[ImageRow]) -> int:
    """Add images to a dataset; one whose name is there already stays as it is.

    A refusal of the same name is removed.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        From `get_dataset`.
    rows : sequence of ImageRow
        In any order.

    Returns
    -------
    int
        Number of new images.
    """
    pixels = _healpix([(row.ra_deg, row.dec_deg) for row in rows])
    kept = {file: keep_path(connection, file) for file in {row.file for row in rows}}
    written = (
        {**vars(row), "sha256": bytes.fromhex(row.sha256), "file": kept[row.file], "hpx29": pixel}
        for row, pixel in zip(rows, pixels, strict=True)
    )
    values = ([row[name] for name in _COLUMNS] for row in written)
    listed = ", ".join(_COLUMNS)
    with staging(connection, "image", list(_COLUMNS)) as staged:
        copy_rows(connection, staged, _COLUMNS, values)
        # In order of name: two processes that add the same images cannot deadlock.
        insert = f"""
            INSERT INTO image (dataset_id, {listed}) SELECT :dataset, {listed} FROM {staged}
            ORDER BY external_id ON CONFLICT DO NOTHING
        """  # noqa: S608
        added = connection.execute(text(insert), {"dataset": dataset_id}).rowcount
        forget = f"""
            DELETE FROM rejected_input USING {staged}
            WHERE dataset_id = :dataset AND name IN (external_id, split_part(external_id, '::', 1))
        """  # noqa: S608
        connection.execute(text(forget), {"dataset": dataset_id})
    return added


def correct_images(connection: Connection, dataset_id: int, corrections: Mapping[str, Facts]) -> int:
    """Correct positions, redshifts and pixel scales of images that a dataset has.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        From `get_dataset`.
    corrections : mapping of str to Facts
        New values by name of the image. One given as unknown (None) becomes null, unless the picture is
        FITS, whose header may give it.

    Returns
    -------
    int
        Number of images that changed.
    """
    query = text("""
        SELECT external_id, ra_deg, dec_deg, redshift, pixel_scale_arcsec FROM image
        WHERE dataset_id = :dataset AND external_id = ANY(:names)
    """)
    update = text("""
        UPDATE image SET ra_deg = :ra_deg, dec_deg = :dec_deg, redshift = :redshift,
            pixel_scale_arcsec = :pixel_scale_arcsec, hpx29 = :hpx29
        WHERE dataset_id = :dataset AND external_id = :name
    """)
    changes = []
    for row in connection.execute(query, {"dataset": dataset_id, "names": [*corrections]}):
        is_fits = re.search(r"\.(fits?|fts)(\.\w+)?$", row.external_id, re.IGNORECASE)
        before = {fact: getattr(row, fact) for fact in FACTS}
        given = {
            fact: value
            for fact, value in corrections[row.external_id].items()
            if value is not None or fact == "redshift" or not is_fits
        }
        in_double = {"ra_deg", "dec_deg"}
        if any(
            before[fact] != value if fact in in_double else not same_real(before[fact], value)
            for fact, value in given.items()
        ):
            now = before | given
            [pixel] = _healpix([(now["ra_deg"], now["dec_deg"])])
            changes.append({**now, "hpx29": pixel, "dataset": dataset_id, "name": row.external_id})
    if changes:
        connection.execute(update, changes)
    return len(changes)


def same_real(one: float | None, other: float | None) -> bool:
    """Compare two numbers in single precision, in which most facts are stored.

    Parameters
    ----------
    one : float or None
        The first number.
    other : float or None
        The second number.

    Returns
    -------
    bool
        Whether they are the same, or both are None.
    """
    if one is None or other is None:
        return one is other
    return bool(np.float32(one) == np.float32(other))


@cache
def finest_healpix() -> "HEALPix":
    """Return the finest pixels of the sky that fit a bigint: 0.4 milliarcseconds wide.

    Returns
    -------
    HEALPix
        Nested order. Only who writes or moves a position waits for astropy.
    """
    from astropy_healpix import HEALPix

    return HEALPix(nside=2**29, order="nested")


def _healpix(positions: Sequence[tuple[float | None, float | None]]) -> list[int | None]:
    """Return the HEALPix pixel of each position (degrees); None where there is none."""
    known = np.array([p for p in positions if p[0] is not None], np.float64).reshape(-1, 2)
    if not len(known):
        return [None] * len(positions)
    from astropy import units

    found = iter(finest_healpix().lonlat_to_healpix(*(known.T * units.deg)).tolist())
    return [None if position[0] is None else next(found) for position in positions]


def reject(connection: Connection, dataset_id: int, refused: Sequence[RefusedInput]) -> None:
    """Write which files a dataset refused, each with its last reason.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        From `get_dataset`.
    refused : sequence of RefusedInput
        Name and reason of each.
    """
    upsert = text("""
        INSERT INTO rejected_input (dataset_id, name, reason) VALUES (:dataset, :name, :reason)
        ON CONFLICT (dataset_id, name) DO UPDATE SET reason = excluded.reason, seen_at = now()
    """)
    rows = [
        {"dataset": dataset_id, "name": _storable(error.name), "reason": _storable(error.reason)}
        for error in refused
    ]
    if rows:
        connection.execute(upsert, rows)


def _storable(value: str) -> str:
    """Escape what PostgreSQL's text cannot hold: names that are not UTF-8, and zero bytes."""
    return value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
