"""The galaxies of a table into the catalogue, with cutouts of a survey's service or of a folder."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from deepgalaxy.catalog.images import get_dataset
from deepgalaxy.catalog.source_tables import cutouts_of_table, keep_fingerprint, partitions_read
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.progress import track
from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts, take_pictures, take_row_pictures
from deepgalaxy.surveys.ingest.fetch_options import FetchOptions
from deepgalaxy.surveys.ingest.store import FetchReport
from deepgalaxy.surveys.services.find_service import find_service
from deepgalaxy.surveys.services.objid_positions import find_places
from deepgalaxy.surveys.services.request_plan import RequestPlan, plan_requests
from deepgalaxy.surveys.tables.partitions import INSIDE, Table
from deepgalaxy.surveys.tables.row_pictures import picture_column
from deepgalaxy.surveys.tables.table_objects import ObjectChunk, SurveyObject, TableReport

SIZE_PX = 128


@dataclass(frozen=True)
class TableIngestReport:
    """What a table held, and what became of its galaxies' cutouts."""

    table: TableReport
    fetched: FetchReport


def ingest_table(
    engine: Engine,
    table: Table,
    store: Path,
    options: FetchOptions,
    *,
    service: str | None = None,
    pictures: Path | None = None,
    bands: Sequence[str] | None = None,
    pattern: str | None = None,
    dataset: str | None = None,
    on_read: Callable[[TableReport], None] | None = None,
) -> TableIngestReport:
    """Bring in the cutouts of a table's galaxies; killed at any moment and run again, it goes on.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    table : Table
        From `deepgalaxy.surveys.tables.partitions.find_table`. Of one in many files, those that are in are
        not read again.
    store : Path
        Folder of the image store.
    options : FetchOptions
        How a service is asked.
    service : str, optional
        Whose cutouts to fetch: see `deepgalaxy.surveys.services.find_service.find_service`.
    pictures : Path, optional
        Instead, a folder of pictures that are named as the galaxies. Without either, the pictures are those
        in a column of the table.
    bands : sequence of str, optional
        Which bands of these pictures, where they are FITS or arrays, to keep, each by itself; by default all
        of an array.
    pattern : str, optional
        How the files are called where each band is a file: ``{name}_{band}.fits``.
    dataset : str, optional
        Its name in the catalogue; by default the service's, the folder's or the table's.
    on_read : callable, optional
        Gets the report of the table when it is read, before the first cutout is fetched: that may take
        hours. Pictures in a column come in while it is read.

    Returns
    -------
    TableIngestReport
        Of the table and its cutouts; where the table has no galaxy, nothing is fetched.

    Raises
    ------
    WrongUse
        If service and pictures are given, or neither and the table has no pictures; bands or a pattern with
        a service, a pattern with a column; or there is no such service.
    DeepGalaxyError
        If the table or the folder cannot be read, or the service answers nothing for hours.
    """
    column = None if service or pictures else picture_column(table.partitions[0].file, table.image)
    if (service is None) == (pictures is None) and not (service is None and column):
        raise WrongUse(
            "say where the pictures come from: `service=sdss` (or legacy, euclid:H, …) or `pictures=`;"
            " the table has no column of them"
        )
    if service and (bands or pattern):
        given, value = ("pattern", pattern) if pattern else ("bands", ",".join(bands or ()))
        raise WrongUse(
            f"`{given}=` {value} goes with `pictures=`; bands of a service stand after its name: "
            "legacy-fits:gri (`ingest services` lists them)"
        )
    if column and pattern:
        raise WrongUse(f"`pattern=` {pattern} goes with `pictures=`; those of a column have no files")
    found = find_service(service) if service else None
    if found and found.login:
        found.login.read()  # before rows are queued in vain
    name = dataset or (found.dataset if found else pictures.resolve().name if pictures else table.name)
    report, fetched, ids = TableReport(), FetchReport(), np.empty(0, np.int64)
    with engine.begin() as connection:
        dataset_id = get_dataset(connection, name, "survey")
        in_already = partitions_read(connection, dataset_id, f"{table.name}{INSIDE}")
    for partition in (
        track(table.partitions, f"reading {table.name}") if table.is_partitioned else table.partitions
    ):
        fingerprint = table.fingerprint(partition)
        before = in_already.get(partition.source)
        if before and before.fingerprint == fingerprint and not options.retry_refused:
            report += TableReport(before.rows, before.chosen, before.named)
            fetched += FetchReport(known=before.named if column else 0)
            continue
        chunks = table.read(partition)
        if found:
            chunks = _placed(chunks, options)
        chunks = map(table.inside, chunks)
        cutout_of_row: dict[int, int] = {}

        def _keep(
            objects: list[SurveyObject], queued: NDArray[np.int64], of: dict[int, int] = cutout_of_row
        ) -> None:
            of.update(zip((each.row for each in objects), queued.tolist(), strict=True))

        ids, read = enqueue_cutouts(
            engine,
            name,
            partition.source,
            chunks,
            size_px=SIZE_PX,
            scale_arcsec=options.scale_arcsec,
            again=options.retry_refused,
            on_queued=_keep if column else None,
        )
        report += read
        if column:
            fetched += take_row_pictures(
                engine, name, partition.file, column, cutout_of_row, store, SIZE_PX, bands
            )
        if fingerprint:
            with engine.begin() as connection:
                keep_fingerprint(connection, dataset_id, partition.source, fingerprint)
    if on_read:
        on_read(report)
    if column or not report.objects:
        return TableIngestReport(report, fetched)
    every: Iterable[NDArray[np.int64]] = [ids]
    if table.is_partitioned:
        every = cutouts_of_table(engine, dataset_id, f"{table.name}{INSIDE}")
    for some in every:
        if found:
            fetched += fetch_cutouts(
                engine,
                name,
                some,
                found,
                store,
                rate_limits=options.rate_limits,
                size_px=SIZE_PX,
                mirror=options.mirror,
            )
        elif pictures:
            fetched += take_pictures(engine, name, some, pictures, store, SIZE_PX, bands, pattern)
    return TableIngestReport(report, fetched)


def _placed(chunks: Iterable[ObjectChunk], options: FetchOptions) -> Iterator[ObjectChunk]:
    """Ask where the galaxies are that a table has only ids of."""
    for chunk in chunks:
        yield replace(chunk, objects=find_places(chunk.objects, options.rate_limits, options.mirror))


def plan_table(table: Table, service: str, options: FetchOptions) -> tuple[RequestPlan, TableReport]:
    """Return what a service would be asked for, without a catalogue.

    Parameters
    ----------
    table : Table
        The table. Where it has a region, places of objids are looked up.
    service : str
        As for `ingest_table`.
    options : FetchOptions
        As for `ingest_table`.

    Returns
    -------
    plan : RequestPlan
        Requests if no galaxy is there yet.
    report : TableReport
        Of the whole table.
    """
    found, plan, report = find_service(service), RequestPlan(), TableReport()
    chunks = _placed(table.chunks(), options) if table.region else table.chunks()
    for chunk in map(table.inside, chunks):
        report += chunk.report
        plan += plan_requests(chunk.objects, found, SIZE_PX, options.scale_arcsec, options.mirror)
    return plan, report
