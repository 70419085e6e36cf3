"""What a table speaks of becomes what is wanted of a survey."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from deepgalaxy.catalog.cutout_queue import Queued, TableEntry, forget_moved, forget_refusals, queue_cutouts
from deepgalaxy.catalog.images import get_dataset, reject
from deepgalaxy.catalog.source_tables import begin_table, end_table
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import scale_by_radius
from deepgalaxy.surveys.tables.positions import name_of
from deepgalaxy.surveys.tables.table_objects import SurveyObject, TableReport

CHUNK = 5_000
"""Galaxies queued in one transaction."""


def enqueue_cutouts(
    engine: Engine,
    dataset: str,
    source: str,
    objects: Iterable[SurveyObject],
    report: TableReport,
    *,
    size_px: int,
    scale_arcsec: float | None = None,
    again: bool = False,
) -> NDArray[np.int64]:
    """Queue the galaxies of a table, and take down the rows that were refused.

    Run twice, or for two tables that share galaxies, it queues each galaxy once. A table that was corrected
    corrects what it said before; a galaxy that it moved by more than an arcsecond is another, wanted anew.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    dataset : str
        Which the images will belong to; made where it is new.
    source : str
        The table's name.
    objects : iterable of SurveyObject
        From `deepgalaxy.surveys.tables.table_objects.read_objects`.
    report : TableReport
        The one that is filled while ``objects`` are read.
    size_px : int
        Side of the cutouts.
    scale_arcsec : float, optional
        Of a pixel; by default after the galaxy's petroR90, or the service's own.
    again : bool, default False
        Whether those that were refused before are wanted again.

    Returns
    -------
    ndarray
        int64 (n,), the cutouts: increasing, each once.
    """
    with engine.begin() as connection:
        dataset_id = get_dataset(connection, dataset, "survey")
        begin_table(connection, dataset_id, source)

    def queue(chunk: list[TableEntry], refused: list[RefusedInput]) -> Queued:
        with engine.begin() as connection:
            reject(connection, dataset_id, refused)
            done = queue_cutouts(connection, dataset_id, source, chunk)
            if again:
                forget_refusals(connection, done.ids.tolist())
            return done

    queued: list[Future[Queued]] = []
    told = 0
    mentions = (_mention(found, size_px, scale_arcsec) for found in objects)
    with ThreadPoolExecutor(1) as writer:  # the database is at work while the next rows are read
        while chunk := list(islice(mentions, CHUNK)):
            refused, told = report.refused[told:], len(report.refused)
            if queued:
                queued[-1].result()
            queued.append(writer.submit(queue, chunk, refused))
    done = [each.result() for each in queued]
    ids = np.unique(np.concatenate([np.empty(0, np.int64), *(each.ids for each in done)]))
    report.changed = len(frozenset().union(*(each.changed for each in done)))
    with engine.begin() as connection:
        report.changed += forget_moved(connection, dataset_id, source, ids)
        reject(connection, dataset_id, report.refused[told:])
        end_table(
            connection,
            dataset_id,
            source,
            rows=report.rows,
            chosen=report.chosen,
            refused=len(report.refused),
            named=report.objects,
        )
    return ids


def _mention(found: SurveyObject, size_px: int, scale_arcsec: float | None) -> TableEntry:
    ra, dec = found.ra_deg, found.dec_deg
    return TableEntry(
        external_id=found.name if ra is None or dec is None else name_of(ra, dec),
        name=found.name,
        objid=found.objid,
        ra_deg=found.ra_deg,
        dec_deg=found.dec_deg,
        pixel_scale_arcsec=scale_arcsec or scale_by_radius(found.attributes, size_px),
        redshift=found.redshift,
        attributes=found.attributes,
    )
