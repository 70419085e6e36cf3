"""Cutouts of surveys, and how far they have come."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deepgalaxy.cli.app import as_options
from deepgalaxy.cli.options import RADIUS_HELP, Rows, Wide, name_refused
from deepgalaxy.cli.picture_commands import ingest
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.errors import Stopped, WrongUse
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings

if TYPE_CHECKING:
    from deepgalaxy.surveys.ingest.store import FetchReport
    from deepgalaxy.surveys.services.http import RateLimits
    from deepgalaxy.surveys.tables.table_objects import ObjectChunk, TableReport

SIZE_PX = 128
MOST_NAMED = 20
"""Refused rows of a table that are named one by one; `ingest status --refused` lists all."""


@dataclass(frozen=True)
class FetchOptions:
    """Options of each verb that brings in cutouts."""

    dataset: Annotated[
        str | None, typer.Option(help="Name in the catalogue.", show_default="the service's or folder's")
    ] = None
    scale: Annotated[
        float | None,
        typer.Option(
            min=0.01,
            max=60,
            help="Arcseconds per pixel.",
            show_default="by petroR90 where the table has it, else the survey's own",
        ),
    ] = None
    per_second: Annotated[float, typer.Option(min=0.001, max=1000, help="Requests to the host, at most.")] = (
        5.0
    )
    connections: Annotated[int, typer.Option(min=1, max=64, help="To the host at once.")] = 4
    again: Annotated[bool, typer.Option("--retry-refused", help="Ask again for what was refused before.")] = (
        False
    )
    mirror: Annotated[
        str | None, typer.Option(help="Another server that answers as the service does: https://…")
    ] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be asked for.")] = False

    def rate_limits(self) -> "RateLimits":
        """Return how hosts are asked."""
        from deepgalaxy.surveys.services.http import RateLimits

        return RateLimits(connections=self.connections, per_second=self.per_second)


def with_fetching(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options of `FetchOptions`, which it gets as one argument of the name ``fetching``."""
    shared = [
        Parameter(option.name, Parameter.KEYWORD_ONLY, default=option.default, annotation=option.type)
        for option in fields(FetchOptions)
    ]
    own = [option for option in signature(command).parameters.values() if option.name != "fetching"]

    @wraps(command)
    def verb(**said: Any) -> None:
        fetching = FetchOptions(**{option.name: said.pop(option.name) for option in shared})
        command(**said, fetching=fetching)

    verb.__annotations__ = {option.name: option.annotation for option in (*own, *shared)}
    vars(verb)["__signature__"] = Signature([*own, *shared])
    return verb


def bring_in(
    source: str,
    chunks: "Iterable[ObjectChunk]",
    fetching: FetchOptions,
    *,
    service: str | None,
    pictures: Path | None = None,
) -> None:
    """Bring in the cutouts of a table's galaxies from a service or a folder; or say what would be asked."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.surveys.ingest.enqueue import enqueue_cutouts
    from deepgalaxy.surveys.ingest.fetch import fetch_cutouts, take_pictures
    from deepgalaxy.surveys.services.find_service import find_service
    from deepgalaxy.surveys.services.objid_positions import find_places
    from deepgalaxy.surveys.services.request_plan import RequestPlan, plan_requests
    from deepgalaxy.surveys.tables.table_objects import TableReport

    if (service is None) == (pictures is None):
        raise WrongUse("say where the pictures come from: --from sdss (or legacy, legacy-fits) or --pictures")
    rate_limits, mirror, scale = fetching.rate_limits(), fetching.mirror, fetching.scale
    found = find_service(service) if service else None
    if fetching.dry_run:
        plan, report = RequestPlan(), TableReport()
        for chunk in chunks:
            report += chunk.report
            if found:
                plan += plan_requests(chunk.objects, found, SIZE_PX, scale, mirror)
        say_table(source, report)
        for url in plan.examples:
            typer.echo(url)
        typer.echo(plan.summary(rate_limits), err=True)
        return
    settings = get_settings()
    name = fetching.dataset or (found.name if found else pictures.resolve().name if pictures else "")
    store = settings.data_dir / "images"
    if found:
        chunks = (replace(chunk, objects=find_places(chunk.objects, rate_limits, mirror)) for chunk in chunks)
    with catalog_engine(settings) as engine:
        ids, report = enqueue_cutouts(
            engine, name, source, chunks, size_px=SIZE_PX, scale_arcsec=scale, again=fetching.again
        )
        say_table(source, report)
        if found:
            fetched = fetch_cutouts(
                engine, name, ids, found, store, rate_limits=rate_limits, size_px=SIZE_PX, mirror=mirror
            )
        elif pictures:
            fetched = take_pictures(engine, name, ids, pictures, store, SIZE_PX)
    _say_fetched(fetched)


def say_table(source: str, report: "TableReport") -> None:
    """Name a table's refused rows and count the rest; exit with 1 where there is none."""
    name_refused(report.refused[:MOST_NAMED])
    if (more := len(report.refused) - MOST_NAMED) > 0:
        typer.echo(f"refused {more:,} more rows", err=True)
    for note in (f"{source}: {line}" for line in (*report.notes(), report.summary())):
        typer.echo(as_options(note), err=True)
    if not report.objects:
        raise typer.Exit(1)


def _say_fetched(report: "FetchReport") -> None:
    name_refused(report.refused)
    typer.echo(
        f"{report.fetched} fetched, {report.known} known before, {len(report.refused)} refused", err=True
    )
    if report.unanswered:
        raise Stopped(f"{report.unanswered} were not answered: the same command asks for them again")
    if not report.fetched + report.known:
        raise typer.Exit(1)  # all were refused


@ingest.command("sdss")
@with_fetching
def ingest_sdss(
    fetching: FetchOptions,
    table: Annotated[
        Path | None, typer.Option(help="Galaxies, with places or objids.", exists=True, dir_okay=False)
    ] = None,
    ra: Annotated[float | None, typer.Option(min=0, max=360, help="Degrees, ICRS.")] = None,
    dec: Annotated[float | None, typer.Option(min=-90, max=90, help="Degrees, ICRS.")] = None,
    radius: Annotated[str | None, typer.Option(help=RADIUS_HELP)] = None,
    faintest: Annotated[float, typer.Option(help="Petrosian r magnitude, around a place.")] = 17.77,
) -> None:
    """Fetch SDSS cutouts: of a table's galaxies, or of those around a place."""
    from deepgalaxy.similarity.search_filters import Cone
    from deepgalaxy.surveys.services.skyserver_cone import galaxies_around
    from deepgalaxy.surveys.tables.table_objects import read_objects

    is_place = ra is not None and dec is not None and radius is not None
    if (table is None) != is_place:
        raise WrongUse("say which galaxies: --table, or --ra, --dec and --radius")
    with tempfile.TemporaryDirectory() as folder:
        if table is None:
            cone = Cone.parse(f"{ra} {dec}", str(radius))
            radius_arcmin = 60 * cone.radius_deg
            table = Path(folder) / f"SDSS around {ra} {dec} within {radius_arcmin:g} arcmin"
            galaxies_around(
                table,
                cone.ra_deg,
                cone.dec_deg,
                radius_arcmin,
                fetching.rate_limits(),
                faintest_mag=faintest,
                mirror=fetching.mirror,
            )
        bring_in(table.name, read_objects(table), fetching, service="sdss")


@ingest.command("status")
def ingest_status(
    refused: Annotated[bool, typer.Option("--refused", help="List what was refused, and why.")] = False,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """Say how far the galaxies of each table have come, how fast, what was refused and what remains."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.queue_status import QueueStatus, Refusal, list_refused, queue_status

    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        if refused:
            rows = list_refused(connection)
            print_rows(
                [replace(row, reason=as_options(row.reason)) for row in rows], Refusal, form, wide=wide
            )
        else:
            print_rows(queue_status(connection), QueueStatus, form, wide=wide)
