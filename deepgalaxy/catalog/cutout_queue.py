"""The queue of cutouts to fetch from surveys: each galaxy of the tables once, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat

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
_AREA_BITS = 8
"""Cells are looked for by areas of 2**8, which are 51 arcseconds wide: one a galaxy, for most."""
_SAME_CHORD = 2 * np.sin(np.radians(SAME_ARCSEC / 3600) / 2)
_CUTOUT = column_types(WantedCutout, without=("id", "dataset_id"))
_MEMBERSHIP = column_types(Membership)


@dataclass(frozen=True, kw_only=True)
class TableEntries:
    """Galaxies as one table lists them: in each sequence a value of each."""

    external_id: Sequence[str]
    """Name of its image, if it is new; galaxies `SAME_ARCSEC` apart or without position differ in it."""
    name: Sequence[str]
    """The table's name for it."""
    objid: Sequence[int | None]
    ra_deg: NDArray[np.float64]
    """Shape (n,); NaN where unknown, as ``dec_deg``."""
    dec_deg: NDArray[np.float64]
    pixel_scale_arcsec: Sequence[float | None]
    redshift: Sequence[float | None]
    attributes: Sequence[str]
    """JSON: objects, of the row's other columns."""

    def __len__(self) -> int:
        return len(self.external_id)

    @property
    def has_position(self) -> NDArray[np.bool_]:
        """Whether it is known where each is.

        Returns
        -------
        ndarray of bool
            Shape (n,).
        """
        return ~np.isnan(self.ra_deg + self.dec_deg)


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


def queue_cutouts(connection: Connection, dataset_id: int, source: str, entries: TableEntries) -> Queued:
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
    entries : TableEntries
        Some thousand at a time.

    Returns
    -------
    Queued
        Ids of their cutouts, and which of these changed.
    """
    placed = entries.has_position
    positions = np.column_stack([entries.ra_deg, entries.dec_deg])
    cells = np.full(len(entries), -1, np.int64)
    cells[placed] = _CELLS.lonlat_to_healpix(*(positions[placed].T * units.deg))
    leaders = _leaders(entries.external_id, positions, placed)
    ids = np.zeros(len(entries), np.int64)
    ids[placed] = _find(connection, dataset_id, positions[placed], cells[placed])
    new = np.flatnonzero((ids == 0) & (leaders == np.arange(len(ids))))
    names = [entries.external_id[i] for i in new.tolist()]
    inserted = _insert(connection, dataset_id, names, new, cells, entries)
    by_name = inserted | _named(connection, dataset_id, [name for name in names if name not in inserted])
    ids[new] = [by_name[name] for name in names]
    ids = np.where(ids == 0, ids[leaders], ids)
    was_there = ~np.isin(ids, [*inserted.values()])
    corrected = _correct(connection, dataset_id, source, ids, was_there, entries)
    return Queued(ids, corrected | _write_memberships(connection, source, ids.tolist(), entries))


def _leaders(
    names: Sequence[str], positions: NDArray[np.float64], placed: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each entry the index of the first entry of the same galaxy."""
    first: dict[str, int] = {}
    leaders = np.array([first.setdefault(name, index) for index, name in enumerate(names)], np.int64)
    known = np.flatnonzero(placed)
    if len(known):
        pairs = cKDTree(_unit_vectors(positions[known])).query_pairs(_SAME_CHORD, output_type="ndarray")
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
    around = np.vstack([cells, _CELLS.neighbours(cells)])  # -1 where one of the sphere has seven neighbours
    areas = np.unique(around[around >= 0] >> _AREA_BITS)
    query = text("""
        SELECT found.* FROM unnest(CAST(:areas AS int8[])) AS area CROSS JOIN LATERAL (
            SELECT id, ra_deg, dec_deg FROM cutout
            WHERE dataset_id = :dataset AND hpx16 BETWEEN area << :bits AND ((area + 1) << :bits) - 1
        ) AS found
    """)
    # As long as a new table has no statistics, the planner would read all of it for each area.
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    of_area = {"areas": areas.tolist(), "dataset": dataset_id, "bits": _AREA_BITS}
    candidates = connection.execute(query, of_area).all()
    connection.execute(text("SET LOCAL enable_seqscan = DEFAULT"))
    if candidates:
        found, ra, dec = map(np.array, zip(*sorted(candidates), strict=True))
        near = cKDTree(_unit_vectors(positions)).query_ball_point(
            _unit_vectors(np.column_stack([ra, dec])), _SAME_CHORD
        )
        for cutout, entries in reversed([*zip(found.tolist(), near, strict=True)]):
            ids[entries] = cutout  # the lowest id last
    return ids


def _insert(
    connection: Connection,
    dataset_id: int,
    names: list[str],
    new: NDArray[np.int64],
    cells: NDArray[np.int64],
    entries: TableEntries,
) -> dict[str, int]:
    """Insert cutouts of some entries, but for those that the dataset has by name; return their ids."""
    values = {
        "external_id": names,
        "ra_deg": _or_none(entries.ra_deg[new]),
        "dec_deg": _or_none(entries.dec_deg[new]),
        "hpx16": [cell if cell >= 0 else None for cell in cells[new].tolist()],
        "pixel_scale_arcsec": [entries.pixel_scale_arcsec[i] for i in new.tolist()],
        "redshift": [entries.redshift[i] for i in new.tolist()],
    }
    listed = ", ".join(_CUTOUT)
    with staging(connection, "cutout", [*_CUTOUT]) as staged:
        copy_rows(connection, staged, _CUTOUT, zip(*(values[name] for name in _CUTOUT), strict=True))
        insert = f"""
            INSERT INTO cutout (dataset_id, {listed}) SELECT :dataset, {listed} FROM {staged}
            ORDER BY external_id ON CONFLICT DO NOTHING RETURNING external_id, id
        """  # noqa: S608
        rows = connection.execute(text(insert), {"dataset": dataset_id})
        return {row.external_id: row.id for row in rows}


def _named(connection: Connection, dataset_id: int, names: list[str]) -> dict[str, int]:
    """Return the ids of the dataset's cutouts of some names."""
    if not names:
        return {}
    query = text(
        "SELECT external_id, id FROM cutout WHERE dataset_id = :dataset AND external_id = ANY(:names)"
    )
    rows = connection.execute(query, {"dataset": dataset_id, "names": names})
    return {row.external_id: row.id for row in rows}


def _or_none(values: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _unit_vectors(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    ra, dec = np.radians(positions).T
    return np.column_stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])


def _correct(
    connection: Connection,
    dataset_id: int,
    source: str,
    ids: NDArray[np.int64],
    was_there: NDArray[np.bool_],
    entries: TableEntries,
) -> frozenset[int]:
    """Correct position and redshift of galaxies, and of their images, that no other table lists."""
    if not was_there.any():
        return frozenset()
    query = text("""
        SELECT id, external_id, ra_deg, dec_deg, redshift FROM cutout WHERE id = ANY(:ids)
            AND (SELECT bool_and(source = :source) FROM membership WHERE cutout_id = id)
    """)  # joined to membership, it was planned as a scan a galaxy where the tables are new
    unique, first = np.unique(np.where(was_there, ids, 0), return_index=True)  # the first entry of each
    entry_of = dict(zip(unique.tolist(), first.tolist(), strict=True))
    entry_of.pop(0, None)
    ra, dec = _or_none(entries.ra_deg), _or_none(entries.dec_deg)
    corrections = []
    for row in connection.execute(query, {"ids": [*entry_of], "source": source}):
        entry = entry_of[row.id]
        has_position = ra[entry] is not None and dec[entry] is not None
        position = (ra[entry], dec[entry]) if has_position else (row.ra_deg, row.dec_deg)
        redshift = entries.redshift[entry]
        is_same = position == (row.ra_deg, row.dec_deg) and same_real(redshift, row.redshift)
        if not is_same:
            hpx16, hpx29 = _pixels(*position)
            corrections.append(
                {"id": row.id, "dataset": dataset_id, "name": row.external_id, "ra": position[0],
                 "dec": position[1], "hpx16": hpx16, "hpx29": hpx29, "redshift": redshift}
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
    connection: Connection, source: str, ids: Sequence[int], entries: TableEntries
) -> frozenset[int]:
    """Write what the table gives of each galaxy; return the cutouts of those that it changed."""
    with staging(connection, "membership", [*_MEMBERSHIP]) as staged:
        values = {
            "cutout_id": ids,
            "source": repeat(source, len(ids)),
            "name": entries.name,
            "objid": entries.objid,
            "attributes": map(partial(Jsonb, dumps=str), entries.attributes),
        }
        rows = zip(*(values[name] for name in _MEMBERSHIP), strict=True)
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
