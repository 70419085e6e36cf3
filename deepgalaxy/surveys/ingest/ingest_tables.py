"""The galaxies of a table into the catalogue, with cutouts of a survey's service or of a folder."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
from deepgalaxy.surveys.ingest.fetch import fetch_cutouts, take_pictures
from deepgalaxy.surveys.ingest.fetch_options import FetchOptions
from deepgalaxy.surveys.ingest.store import FetchReport
from deepgalaxy.surveys.services.find_service import find_service
from deepgalaxy.surveys.services.objid_positions import find_places
from deepgalaxy.surveys.services.request_plan import RequestPlan, plan_requests
from deepgalaxy.surveys.tables.table_objects import ObjectChunk, TableReport

SIZE_PX = 128


@dataclass(frozen=True)
class TableIngestReport:
    """What a table held, and what became of its galaxies' cutouts."""

    table: TableReport
    fetched: FetchReport


def ingest_table(
    engine: Engine,
    source: str,
    chunks: Iterable[ObjectChunk],
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
    source : str
        The table's name.
    chunks : iterable of ObjectChunk
        From `deepgalaxy.surveys.tables.table_objects.read_objects`.
    store : Path
        Folder of the image store.
    options : FetchOptions
        How a service is asked.
    service : str, optional
        Whose cutouts to fetch: see `deepgalaxy.surveys.services.find_service.find_service`.
    pictures : Path, optional
        Instead, a folder of pictures that are named as the galaxies.
    bands : sequence of str, optional
        Which bands of these, where they are FITS, to keep, each by itself.
    pattern : str, optional
        How they are called where each band is a file: ``{name}_{band}.fits``.
    dataset : str, optional
        Its name in the catalogue; by default the service's or the folder's.
    on_read : callable, optional
        Gets the report of the table when it is read, before the first cutout is fetched: that may take
        hours.

    Returns
    -------
    TableIngestReport
        Of the table and its cutouts; where the table has no galaxy, nothing is fetched.

    Raises
    ------
    WrongUse
        If not one of service and pictures is given, or there is no such service.
    DeepGalaxyError
        If the table or the folder cannot be read, or the service answers nothing for hours.
    """
    if (service is None) == (pictures is None):
        raise WrongUse(
            "say where the pictures come from: `service=sdss` (or legacy, euclid:H, …) or `pictures=`"
        )
    if service and (bands or pattern):
        given, value = ("pattern", pattern) if pattern else ("bands", ",".join(bands or ()))
        raise WrongUse(
            f"`{given}=` {value} goes with `pictures=`; bands of a service stand after its name: "
            "legacy-fits:gri (`ingest services` lists them)"
        )
    found = find_service(service) if service else None
    if found:
        if found.login:
            found.login.read()  # before rows are queued in vain
        limits, mirror = options.rate_limits, options.mirror
        chunks = (replace(chunk, objects=find_places(chunk.objects, limits, mirror)) for chunk in chunks)
    name = dataset or (found.dataset if found else pictures.resolve().name if pictures else "")
    ids, report = enqueue_cutouts(
        engine,
        name,
        source,
        chunks,
        size_px=SIZE_PX,
        scale_arcsec=options.scale_arcsec,
        again=options.retry_refused,
    )
    if on_read:
        on_read(report)
    fetched = FetchReport()
    if found and report.objects:
        fetched = fetch_cutouts(
            engine,
            name,
            ids,
            found,
            store,
            rate_limits=options.rate_limits,
            size_px=SIZE_PX,
            mirror=options.mirror,
        )
    elif pictures and report.objects:
        fetched = take_pictures(engine, name, ids, pictures, store, SIZE_PX, bands, pattern)
    return TableIngestReport(report, fetched)


def plan_table(
    chunks: Iterable[ObjectChunk], service: str, options: FetchOptions
) -> tuple[RequestPlan, TableReport]:
    """Return what a service would be asked for, without a catalogue.

    Parameters
    ----------
    chunks : iterable of ObjectChunk
        The table.
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
    for chunk in chunks:
        report += chunk.report
        plan += plan_requests(chunk.objects, found, SIZE_PX, options.scale_arcsec, options.mirror)
    return plan, report
