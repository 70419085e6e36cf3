"""The queue of cutouts wanted of surveys: what tables speak of, once a galaxy, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from astropy import units
from astropy_healpix import HEALPix
from numpy.typing import NDArray
from psycopg.types.json import Jsonb
from scipy.spatial import cKDTree
from sqlalchemy import Connection, text

from deepgalaxy.catalog.bulk_copy import column_types, copy_arrays, copy_rows, staging
from deepgalaxy.catalog.images import HEALPIX, same_real
from deepgalaxy.catalog.schema import Membership, WantedCutout

SAME_ARCSEC = 1.0
"""Places nearer than this are one galaxy."""
IDS = ("asset_id", "id", "objid", "name", "object_id", "dr7objid", "dr8objid", "file", "filename", "image")
"""Columns, in any case, by whose values pictures may be named."""
_CELLS = HEALPix(nside=2**16, order="nested")
"""3.2 arcseconds wide: what is `SAME_ARCSEC` away lies in the same cell or in one that touches it."""
_CUTOUT = column_types(WantedCutout, without=("id", "dataset_id"))
_MEMBERSHIP = column_types(Membership)


@dataclass(frozen=True, kw_only=True)
class TableEntry:
    """One galaxy, as one table speaks of it."""

    external_id: str
    """Of its image, if it is new: unique among galaxies `SAME_ARCSEC` apart, and to those without a place."""
    name: str
    """The table's name for it."""
    objid: int | None
    ra_deg: float | None
    dec_deg: float | None
    pixel_scale_arcsec: float | None
    redshift: float | None
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class CutoutToFetch:
    """A cutout that is still wanted."""

    id: int
    external_id: str
    ra_deg: float | None
    dec_deg: float | None
    pixel_scale_arcsec: float | None
    redshift: float | None
    names: tuple[str, ...]
    """What tables call the galaxy: the columns `IDS`, their names and objids."""


@dataclass(frozen=True)
class Queued:
    """What became of some mentions."""

    ids: NDArray[np.int64]
    """(n,), the cutout of each."""
    changed: frozenset[int]
    """Cutouts of which the table says something else than before."""


def queue_cutouts(
    connection: Connection, dataset_id: int, source: str, mentions: Sequence[TableEntry]
) -> Queued:
    """Queue the galaxies that a table speaks of; one within an arcsecond of another is the same.

    What the table said before is corrected: attributes, and where no other table speaks of the galaxy its
    place and redshift.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        Which the images will belong to.
    source : str
        The table's name.
    mentions : sequence of TableEntry
        Some thousand at a time.

    Returns
    -------
    Queued
    """
    places = np.array([(m.ra_deg, m.dec_deg) for m in mentions], np.float64).reshape(-1, 2)
    placed = ~np.isnan(places[:, 0] + places[:, 1])
    cells = np.zeros(len(mentions), np.int64)
    cells[placed] = _CELLS.lonlat_to_healpix(*(places[placed].T * units.deg))
    leaders = _leaders(mentions, places, placed)
    ids = np.zeros(len(mentions), np.int64)
    ids[placed] = _find(connection, dataset_id, places[placed], cells[placed])
    new = np.flatnonzero((ids == 0) & (leaders == np.arange(len(ids)))).tolist()
    rows = ({**vars(mentions[i]), "hpx16": int(cells[i]) if placed[i] else None} for i in new)
    with staging(connection, "cutout", [*_CUTOUT]) as staged:
        copy_rows(connection, staged, _CUTOUT, rows)
        listed = ", ".join(_CUTOUT)
        insert = f"""
            INSERT INTO cutout (dataset_id, {listed}) SELECT :dataset, {listed} FROM {staged}
            ORDER BY external_id ON CONFLICT DO NOTHING RETURNING external_id, id
        """  # noqa: S608
        made = connection.execute(text(insert), {"dataset": dataset_id})
        found = {row.external_id: row.id for row in made}
    names = [mentions[i].external_id for i in new]
    if there := [name for name in names if name not in found]:
        by_name = text(
            "SELECT external_id, id FROM cutout WHERE dataset_id = :dataset AND external_id = ANY(:names)"
        )
        known = connection.execute(by_name, {"dataset": dataset_id, "names": there})
        found |= {row.external_id: row.id for row in known}
    ids[new] = [found[name] for name in names]
    ids = np.where(ids == 0, ids[leaders], ids)
    corrected = _correct(connection, dataset_id, source, ids.tolist(), mentions)
    return Queued(ids, corrected | _remember(connection, source, ids.tolist(), mentions))


def _leaders(
    mentions: Sequence[TableEntry], places: NDArray[np.float64], placed: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each mention the first one of the same galaxy."""
    leaders = np.arange(len(mentions))
    first: dict[str, int] = {}
    for index, mention in enumerate(mentions):
        leaders[index] = first.setdefault(mention.external_id, index)
    known = np.flatnonzero(placed)
    if len(known):
        pairs = cKDTree(_unit_vectors(places[known])).query_pairs(
            np.radians(SAME_ARCSEC / 3600), output_type="ndarray"
        )
        for earlier, later in known[pairs[np.lexsort(pairs.T[::-1])]].tolist():
            leaders[later] = min(leaders[later], leaders[earlier])
    return leaders


def _find(
    connection: Connection, dataset_id: int, places: NDArray[np.float64], cells: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the cutout that the dataset has at each place, 0 where it has none."""
    ids = np.zeros(len(places), np.int64)
    if not len(places):
        return ids
    around = np.vstack([cells, _CELLS.neighbours(cells)])
    number = np.broadcast_to(np.arange(len(places), dtype=np.int32), around.shape)
    real = around >= 0  # eight pixels of the sphere have seven neighbours
    connection.execute(text("CREATE TEMP TABLE staged_cell (number int4, hpx16 int8) ON COMMIT DROP"))
    copy_arrays(connection, "staged_cell", {"number": number[real], "hpx16": around[real]})
    query = text("""
        SELECT number, id, ra_deg, dec_deg FROM staged_cell JOIN cutout USING (hpx16)
        WHERE dataset_id = :dataset ORDER BY id DESC
    """)
    candidates = connection.execute(query, {"dataset": dataset_id}).all()
    connection.execute(text("DROP TABLE staged_cell"))
    if candidates:
        numbers, found, ra, dec = map(np.array, zip(*candidates, strict=True))
        apart = _unit_vectors(np.column_stack([ra, dec])) - _unit_vectors(places[numbers])
        near_by = np.linalg.norm(apart, axis=1) < np.radians(SAME_ARCSEC / 3600)
        ids[numbers[near_by]] = found[near_by]
    return ids


def _unit_vectors(places: NDArray[np.float64]) -> NDArray[np.float64]:
    ra, dec = np.radians(places).T
    return np.column_stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])


def _correct(
    connection: Connection, dataset_id: int, source: str, ids: Sequence[int], mentions: Sequence[TableEntry]
) -> frozenset[int]:
    """Correct place and redshift of galaxies, and of their images, that no other table speaks of."""
    query = text("""
        SELECT id, external_id, ra_deg, dec_deg, redshift FROM cutout WHERE id = ANY(:ids)
            AND NOT EXISTS (SELECT FROM membership WHERE cutout_id = id AND source <> :source)
            AND EXISTS (SELECT FROM membership WHERE cutout_id = id AND source = :source)
    """)
    said = dict(reversed(list(zip(ids, mentions, strict=True))))  # the first mention of each
    corrections = []
    for row in connection.execute(query, {"ids": [*said], "source": source}):
        mention = said[row.id]
        has_place = mention.ra_deg is not None and mention.dec_deg is not None
        place = (mention.ra_deg, mention.dec_deg) if has_place else (row.ra_deg, row.dec_deg)
        is_same = place == (row.ra_deg, row.dec_deg) and same_real(mention.redshift, row.redshift)
        if not is_same:
            hpx16, hpx29 = _pixels(*place)
            corrections.append(
                {"id": row.id, "dataset": dataset_id, "name": row.external_id, "ra": place[0],
                 "dec": place[1], "hpx16": hpx16, "hpx29": hpx29, "redshift": mention.redshift}
            )  # fmt: skip
    for statement in (
        "UPDATE cutout SET ra_deg = :ra, dec_deg = :dec, hpx16 = :hpx16, redshift = :redshift WHERE id = :id",
        "UPDATE image SET ra_deg = :ra, dec_deg = :dec, hpx29 = :hpx29, redshift = :redshift"
        " WHERE dataset_id = :dataset AND external_id = :name",
    ):
        if corrections:
            connection.execute(text(statement), corrections)
    return frozenset(correction["id"] for correction in corrections)


def _pixels(ra_deg: float | None, dec_deg: float | None) -> tuple[int | None, int | None]:
    """Return the HEALPix pixels of a cutout and of an image there; None where the place is unknown."""
    if ra_deg is None or dec_deg is None:
        return None, None
    place = (ra_deg * units.deg, dec_deg * units.deg)
    return int(_CELLS.lonlat_to_healpix(*place)), int(HEALPIX.lonlat_to_healpix(*place))


def forget_moved(connection: Connection, dataset_id: int, source: str, ids: NDArray[np.int64]) -> int:
    """Forget where a table placed galaxies before, more than an arcsecond from where it places them now.

    Their pictures of the old place go too, unless another table speaks of it.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
    source : str
        The table's name.
    ids : ndarray
        int64 (n,), all cutouts that it speaks of now.

    Returns
    -------
    int
        How many they were.
    """
    connection.execute(text("CREATE TEMP TABLE staged_id (id int8) ON COMMIT DROP"))
    copy_arrays(connection, "staged_id", {"id": ids})
    moved = connection.execute(
        text("""
            DELETE FROM membership AS old USING cutout
            WHERE old.cutout_id = cutout.id AND dataset_id = :dataset AND source = :source
                AND NOT EXISTS (SELECT FROM staged_id WHERE staged_id.id = cutout_id)
                AND name IN (SELECT name FROM membership JOIN staged_id ON staged_id.id = cutout_id
                    WHERE source = :source)
            RETURNING cutout_id
        """),
        {"dataset": dataset_id, "source": source},
    ).scalars()
    count = len(left := [*moved])
    nobodys = text("""
        SELECT id FROM cutout WHERE id = ANY(:left)
            AND NOT EXISTS (SELECT FROM membership WHERE cutout_id = id)
    """)
    ids_left = [*connection.execute(nobodys, {"left": left}).scalars()]
    for statement in (
        """DELETE FROM image USING cutout AS c WHERE image.dataset_id = c.dataset_id
            AND image.external_id = c.external_id AND c.id = ANY(:ids)""",
        """DELETE FROM rejected_input AS r USING cutout AS c WHERE r.dataset_id = c.dataset_id
            AND r.name = c.external_id AND c.id = ANY(:ids)""",
        "DELETE FROM cutout WHERE id = ANY(:ids)",
    ):
        connection.execute(text(statement), {"ids": ids_left})
    connection.execute(text("DROP TABLE staged_id"))
    return count


def _remember(
    connection: Connection, source: str, ids: Sequence[int], mentions: Sequence[TableEntry]
) -> frozenset[int]:
    """Take down what the table says of each; return those of which it said something else."""
    with staging(connection, "membership", [*_MEMBERSHIP]) as staged:
        rows = (
            {**vars(m), "cutout_id": cutout, "source": source, "attributes": Jsonb(dict(m.attributes))}
            for cutout, m in zip(ids, mentions, strict=True)
        )
        copy_rows(connection, staged, _MEMBERSHIP, rows)
        insert = f"""
            INSERT INTO membership SELECT DISTINCT ON (cutout_id, source, name) * FROM {staged}
            ORDER BY cutout_id, source, name
            ON CONFLICT (cutout_id, source, name)
            DO UPDATE SET attributes = excluded.attributes, objid = excluded.objid
            WHERE membership.attributes <> excluded.attributes
                OR membership.objid IS DISTINCT FROM excluded.objid
            RETURNING cutout_id, xmax <> 0 AS was_there
        """  # noqa: S608
        return frozenset(row.cutout_id for row in connection.execute(text(insert)) if row.was_there)


def still_wanted(connection: Connection, ids: Sequence[int]) -> list[CutoutToFetch]:
    """Return those of some cutouts that are neither fetched nor refused, in order of id."""
    query = text("""
        SELECT id, external_id, ra_deg, dec_deg, pixel_scale_arcsec, redshift,
            ARRAY(SELECT unnest(said || name || objid::text) FROM membership
                  LEFT JOIN LATERAL (SELECT array_agg(value ORDER BY key) AS said
                      FROM jsonb_each_text(attributes) WHERE lower(key) = ANY(:ids_called)) AS ids ON true
                  WHERE cutout_id = id ORDER BY source, name) AS names
        FROM cutout WHERE id = ANY(:ids)
            AND NOT EXISTS (SELECT FROM image
                WHERE image.dataset_id = cutout.dataset_id AND image.external_id = cutout.external_id)
            AND NOT EXISTS (SELECT FROM rejected_input AS r
                WHERE r.dataset_id = cutout.dataset_id AND r.name = cutout.external_id)
        ORDER BY id
    """)
    return [
        CutoutToFetch(**{**row._mapping, "names": (row.external_id, *filter(None, row.names))})
        for row in connection.execute(query, {"ids": list(ids), "ids_called": [*IDS]})
    ]


def forget_refusals(connection: Connection, ids: Iterable[int]) -> int:
    """Forget why these cutouts were refused, so that they are wanted again; return how many were."""
    query = text("""
        DELETE FROM rejected_input AS r USING cutout
        WHERE r.dataset_id = cutout.dataset_id AND r.name = external_id AND id = ANY(:ids)
    """)
    return int(connection.execute(query, {"ids": list(ids)}).rowcount)
