"""The galaxies of a table into the queue of cutouts to fetch."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from deepgalaxy.catalog.cutout_queue import Queued, TableEntries, forget_moved, forget_refusals, queue_cutouts
from deepgalaxy.catalog.images import get_dataset, reject
from deepgalaxy.catalog.source_tables import begin_table, end_table
from deepgalaxy.surveys.services.cutout_service import scale_by_radius
from deepgalaxy.surveys.tables.positions import names_of
from deepgalaxy.surveys.tables.table_objects import ObjectChunk, SurveyObject, TableReport


def enqueue_cutouts(
    engine: Engine,
    dataset: str,
    source: str,
    chunks: Iterable[ObjectChunk],
    *,
    size_px: int,
    scale_arcsec: float | None = None,
    again: bool = False,
    on_queued: Callable[[list[SurveyObject], NDArray[np.int64]], None] | None = None,
) -> tuple[NDArray[np.int64], TableReport]:
    """Queue the galaxies of a table, and record the rows that were refused.

    Run twice, or for two tables that share galaxies, it queues each galaxy once. A table that was corrected
    corrects its own values of before; a galaxy that it moved by more than an arcsecond is another one.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    dataset : str
        Which the images will belong to; made where it is new.
    source : str
        The table's name.
    chunks : iterable of ObjectChunk
        From `deepgalaxy.surveys.tables.table_objects.read_objects`; each is one transaction.
    size_px : int
        Side of the cutouts.
    scale_arcsec : float, optional
        Of a pixel; by default after the galaxy's petroR90, or the service's own.
    again : bool, default False
        Whether those that were refused before are wanted again.
    on_queued : callable, optional
        Gets some galaxies at a time, with the id of the cutout of each.

    Returns
    -------
    ids : ndarray of int64, shape (n,)
        The cutouts: increasing, each once.
    report : TableReport
        Of the whole table.
    """
    with engine.begin() as connection:
        dataset_id = get_dataset(connection, dataset, "survey")
        begin_table(connection, dataset_id, source)

    def _queue(chunk: ObjectChunk, entries: TableEntries) -> Queued:
        with engine.begin() as connection:
            reject(connection, dataset_id, chunk.report.refused)
            done = queue_cutouts(connection, dataset_id, source, entries)
            if again:
                forget_refusals(connection, done.ids.tolist())
        if on_queued:
            on_queued(chunk.objects, done.ids)
        return done

    report = TableReport()
    queued: list[Future[Queued]] = []
    with ThreadPoolExecutor(1) as writer:  # the database is at work while the next rows are read
        for chunk in chunks:
            report += chunk.report
            entries = _entries(chunk.objects, size_px, scale_arcsec)
            if queued:
                queued[-1].result()
            queued.append(writer.submit(_queue, chunk, entries))
    done = [each.result() for each in queued]
    ids = np.unique(np.concatenate([np.empty(0, np.int64), *(each.ids for each in done)]))
    with engine.begin() as connection:
        moved = forget_moved(connection, dataset_id, source, ids)
        end_table(
            connection,
            dataset_id,
            source,
            rows=report.rows,
            chosen=report.chosen,
            refused=len(report.refused),
            named=report.objects,
        )
    changed = len(frozenset().union(*(each.changed for each in done)))
    return ids, report + TableReport(changed=changed + moved)


def _entries(objects: list[SurveyObject], size_px: int, scale_arcsec: float | None) -> TableEntries:
    ra, dec = (
        np.array([getattr(found, axis) for found in objects], np.float64) for axis in ("ra_deg", "dec_deg")
    )
    names = [found.name for found in objects]
    return TableEntries(
        external_id=[by_place or name for by_place, name in zip(names_of(ra, dec), names, strict=True)],
        name=names,
        objid=[found.objid for found in objects],
        ra_deg=ra,
        dec_deg=dec,
        pixel_scale_arcsec=[scale_arcsec or scale_by_radius(found.attributes, size_px) for found in objects],
        redshift=[found.redshift for found in objects],
        attributes=[json.dumps(found.attributes) for found in objects],
    )
