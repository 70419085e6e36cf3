"""The queue of cutouts to fetch from surveys: each galaxy of the tables once, and what became of it."""

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
from deepgalaxy.catalog.images import finest_healpix, same_real
from deepgalaxy.catalog.schema import Membership, WantedCutout

SAME_ARCSEC = 1.0
"""Positions nearer to each other than this are one galaxy."""
IDS = ("asset_id", "id", "objid", "name", "object_id", "dr7objid", "dr8objid", "file", "filename", "image")
"""Columns (in capitals or not) whose values may be the names of picture files."""
_CELLS = HEALPix(nside=2**16, order="nested")
"""3.2 arcseconds wide: two positions `SAME_ARCSEC` apart are in the same cell or in two that touch."""
_CUTOUT = column_types(WantedCutout, without=("id", "dataset_id"))
_MEMBERSHIP = column_types(Membership)


@dataclass(frozen=True, kw_only=True)
class TableEntry:
    """One galaxy as one table lists it."""

    external_id: str
    """Name of its image, if it is new; galaxies `SAME_ARCSEC` apart or without position differ in it."""
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
    """A cutout that is neither fetched nor refused yet."""

    id: int
    external_id: str
    ra_deg: float | None
    dec_deg: float | None
    pixel_scale_arcsec: float | None
    redshift: float | None
    names: tuple[str, ...]
    """The galaxy's names in the tables, their objids, and their values in the columns `IDS`."""


@dataclass(frozen=True)
class Queued:
    """Which cutouts some entries of a table belong to."""

    ids: NDArray[np.int64]
    """Shape (n,): id of the cutout of each entry."""
    changed: frozenset[int]
    """Cutouts whose entry differs from that of an earlier version of the table."""


def queue_cutouts(
    connection: Connection, dataset_id: int, source: str, entries: Sequence[TableEntry]
) -> Queued:
    """Queue the galaxies of a table; one within an arcsecond of another is the same.

    What an earlier version of the table gave is corrected: the attributes, and where no other table lists the
    galaxy its position and redshift.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        Dataset of the images to come.
    source : str
        File name of the table.
    entries : sequence of TableEntry
        Some thousand at a time.

    Returns
    -------
    Queued
        Ids of their cutouts, and which of these changed.
    """
    positions = np.array([(m.ra_deg, m.dec_deg) for m in entries], np.float64).reshape(-1, 2)
    has_position = ~np.isnan(positions[:, 0] + positions[:, 1])
    cells = np.zeros(len(entries), np.int64)
    cells[has_position] = _CELLS.lonlat_to_healpix(*(positions[has_position].T * units.deg))
    leaders = _leaders(entries, positions, has_position)
    ids = np.zeros(len(entries), np.int64)
    ids[has_position] = _find(connection, dataset_id, positions[has_position], cells[has_position])
    new = np.flatnonzero((ids == 0) & (leaders == np.arange(len(ids)))).tolist()
    rows = ({**vars(entries[i]), "hpx16": int(cells[i]) if has_position[i] else None} for i in new)
    with staging(connection, "cutout", [*_CUTOUT]) as staged:
        copy_rows(connection, staged, _CUTOUT, rows)
        listed = ", ".join(_CUTOUT)
        insert = f"""
            INSERT INTO cutout (dataset_id, {listed}) SELECT :dataset, {listed} FROM {staged}
            ORDER BY external_id ON CONFLICT DO NOTHING RETURNING external_id, id
        """  # noqa: S608
        inserted = connection.execute(text(insert), {"dataset": dataset_id})
        found = {row.external_id: row.id for row in inserted}
    names = [entries[i].external_id for i in new]
    if there := [name for name in names if name not in found]:
        by_name = text(
            "SELECT external_id, id FROM cutout WHERE dataset_id = :dataset AND external_id = ANY(:names)"
        )
        known = connection.execute(by_name, {"dataset": dataset_id, "names": there})
        found |= {row.external_id: row.id for row in known}
    ids[new] = [found[name] for name in names]
    ids = np.where(ids == 0, ids[leaders], ids)
    corrected = _correct(connection, dataset_id, source, ids.tolist(), entries)
    return Queued(ids, corrected | _write_memberships(connection, source, ids.tolist(), entries))


def _leaders(
    entries: Sequence[TableEntry], positions: NDArray[np.float64], has_position: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each entry the index of the first entry of the same galaxy."""
    leaders = np.arange(len(entries))
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        leaders[index] = first.setdefault(entry.external_id, index)
    known = np.flatnonzero(has_position)
    if len(known):
        pairs = cKDTree(_unit_vectors(positions[known])).query_pairs(
            np.radians(SAME_ARCSEC / 3600), output_type="ndarray"
        )
        for earlier, later in known[pairs[np.lexsort(pairs.T[::-1])]].tolist():
            leaders[later] = min(leaders[later], leaders[earlier])
    return leaders


def _find(
    connection: Connection, dataset_id: int, positions: NDArray[np.float64], cells: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the id of the dataset's cutout at each position, 0 where it has none."""
    ids = np.zeros(len(positions), np.int64)
    if not len(positions):
        return ids
    around = np.vstack([cells, _CELLS.neighbours(cells)])
    number = np.broadcast_to(np.arange(len(positions), dtype=np.int32), around.shape)
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
        apart = _unit_vectors(np.column_stack([ra, dec])) - _unit_vectors(positions[numbers])
        near_by = np.linalg.norm(apart, axis=1) < np.radians(SAME_ARCSEC / 3600)
        ids[numbers[near_by]] = found[near_by]
    return ids


def _unit_vectors(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    ra, dec = np.radians(positions).T
    return np.column_stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])


def _correct(
    connection: Connection, dataset_id: int, source: str, ids: Sequence[int], entries: Sequence[TableEntry]
) -> frozenset[int]:
    """Correct position and redshift of galaxies, and of their images, that no other table lists."""
    query = text("""
        SELECT id, external_id, ra_deg, dec_deg, redshift FROM cutout WHERE id = ANY(:ids)
            AND (SELECT bool_and(source = :source) FROM membership WHERE cutout_id = id)
    """)  # joined to membership, it was planned as a scan a galaxy where the tables are new
    first = dict(reversed(list(zip(ids, entries, strict=True))))  # the first entry of each
    corrections = []
    for row in connection.execute(query, {"ids": [*first], "source": source}):
        entry = first[row.id]
        has_position = entry.ra_deg is not None and entry.dec_deg is not None
        position = (entry.ra_deg, entry.dec_deg) if has_position else (row.ra_deg, row.dec_deg)
        is_same = position == (row.ra_deg, row.dec_deg) and same_real(entry.redshift, row.redshift)
        if not is_same:
            hpx16, hpx29 = _pixels(*position)
            corrections.append(
                {"id": row.id, "dataset": dataset_id, "name": row.external_id, "ra": position[0],
                 "dec": position[1], "hpx16": hpx16, "hpx29": hpx29, "redshift": entry.redshift}
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
    """Return the HEALPix pixels of a cutout and of an image there; None where the position is unknown."""
    if ra_deg is None or dec_deg is None:
        return None, None
    position = (ra_deg * units.deg, dec_deg * units.deg)
    return int(_CELLS.lonlat_to_healpix(*position)), int(finest_healpix().lonlat_to_healpix(*position))


def forget_moved(connection: Connection, dataset_id: int, source: str, ids: NDArray[np.int64]) -> int:
    """Remove a table's galaxies of before that it now lists more than an arcsecond from there.

    Pictures of the old position are removed too, unless another table has a galaxy there.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    dataset_id : int
        Dataset that the table was queued for.
    source : str
        File name of the table.
    ids : ndarray of int64, shape (n,)
        Ids of all cutouts that the table lists now.

    Returns
    -------
    int
        Number of entries that were removed.
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
    unlisted = text("""
        SELECT id FROM cutout WHERE id = ANY(:left)
            AND NOT EXISTS (SELECT FROM membership WHERE cutout_id = id)
    """)
    ids_left = [*connection.execute(unlisted, {"left": left}).scalars()]
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


def _write_memberships(
    connection: Connection, source: str, ids: Sequence[int], entries: Sequence[TableEntry]
) -> frozenset[int]:
    """Write what the table gives of each galaxy; return the cutouts of those that it changed."""
    with staging(connection, "membership", [*_MEMBERSHIP]) as staged:
        rows = (
            {**vars(m), "cutout_id": cutout, "source": source, "attributes": Jsonb(dict(m.attributes))}
            for cutout, m in zip(ids, entries, strict=True)
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
    """Select from some cutouts those that are neither fetched nor refused.

    Parameters
    ----------
    connection : Connection
        Of the catalogue.
    ids : sequence of int
        Ids of the cutouts.

    Returns
    -------
    list of CutoutToFetch
        In order of id.
    """
    query = text("""
        SELECT id, external_id, ra_deg, dec_deg, pixel_scale_arcsec, redshift,
            ARRAY(SELECT unnest(own_ids || name || objid::text) FROM membership
                  LEFT JOIN LATERAL (SELECT array_agg(value ORDER BY key) AS own_ids
                      FROM jsonb_each_text(attributes) WHERE lower(key) = ANY(:id_columns)) AS ids ON true
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
        for row in connection.execute(query, {"ids": list(ids), "id_columns": [*IDS]})
    ]


def forget_refusals(connection: Connection, ids: Iterable[int]) -> int:
    """Remove the refusals of some cutouts, so that they are fetched again.

    Parameters
    ----------
    connection : Connection
        In whose transaction to write.
    ids : iterable of int
        Ids of the cutouts.

    Returns
    -------
    int
        Number of refusals that were removed.
    """
    query = text("""
        DELETE FROM rejected_input AS r USING cutout
        WHERE r.dataset_id = cutout.dataset_id AND r.name = external_id AND id = ANY(:ids)
    """)
    return int(connection.execute(query, {"ids": list(ids)}).rowcount)
