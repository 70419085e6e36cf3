"""Cutouts of surveys, and how far they have come."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deepgalaxy.cli.app import as_options
from deepgalaxy.cli.options import (
    RADIUS_HELP,
    DatasetName,
    DryRun,
    RegionWords,
    Rows,
    Wide,
    name_refused,
    region_of,
    with_config_options,
)
from deepgalaxy.cli.picture_commands import ingest
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.errors import Stopped, WrongUse
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings
from deepgalaxy.surveys.ingest.fetch_options import FetchOptions

if TYPE_CHECKING:
    from deepgalaxy.surveys.ingest.store import FetchReport
    from deepgalaxy.surveys.tables.table_report import TableReport

MOST_NAMED = 20
"""Refused rows of a table that are named one by one; `ingest status --refused` lists all."""


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
@with_config_options(FetchOptions)
def ingest_sdss(
    table: Annotated[
        Path | None, typer.Option(help="Galaxies, with places or objids.", exists=True, dir_okay=False)
    ] = None,
    ra: Annotated[float | None, typer.Option(min=0, max=360, help="Degrees, ICRS.")] = None,
    dec: Annotated[float | None, typer.Option(min=-90, max=90, help="Degrees, ICRS.")] = None,
    radius: Annotated[str | None, typer.Option(help=RADIUS_HELP)] = None,
    region: RegionWords = None,
    faintest: Annotated[float, typer.Option(help="Petrosian r magnitude, around a place.")] = 17.77,
    dataset: DatasetName = None,
    dry_run: DryRun = False,
    *,
    chosen: dict[str, Any],
) -> None:
    """Fetch SDSS cutouts: of a table's galaxies, or of those around a place."""
    from deepgalaxy.similarity.search_filters import Cone
    from deepgalaxy.surveys.services.skyserver_cone import galaxies_around

    is_place = ra is not None and dec is not None and radius is not None
    if (table is None) != is_place:
        raise WrongUse("say which galaxies: --table, or --ra, --dec and --radius")
    with tempfile.TemporaryDirectory() as folder:
        if table is None:
            cone = Cone.parse(f"{ra} {dec}", str(radius))
            radius_arcmin = 60 * cone.radius_deg
            table = Path(folder) / f"SDSS around {ra} {dec} within {radius_arcmin:g} arcmin"
            options = FetchOptions(**chosen)
            galaxies_around(
                table,
                cone.ra_deg,
                cone.dec_deg,
                radius_arcmin,
                options.rate_limits,
                faintest_mag=faintest,
                mirror=options.mirror,
            )
        if dry_run:
            say_plan(table, "sdss", chosen, region=region_of(region))
        else:
            bring_in(table, dataset=dataset, service="sdss", region=region, **chosen)


def bring_in(table: str | Path, **options: Any) -> None:
    """Bring in the galaxies of a table, with the options of `deepgalaxy.Catalog.ingest_table`."""
    import deepgalaxy as dg

    with dg.open_catalog() as catalog:
        report = catalog.ingest_table(
            table, on_read=lambda read: say_table(Path(table).name, read), **options
        )
    _say_fetched(report.fetched)


def say_plan(table: str | Path, service: str, chosen: dict[str, Any], **reading: Any) -> None:
    """Print what a service would be asked for."""
    from deepgalaxy.surveys.ingest.ingest_tables import plan_table
    from deepgalaxy.surveys.tables.partitions import find_table

    options = FetchOptions(**chosen)
    plan, report = plan_table(find_table(table, **reading), service, options)
    say_table(Path(table).name, report)
    for url in plan.examples:
        typer.echo(url)
    typer.echo(plan.summary(options.rate_limits), err=True)


@ingest.command("services")
def ingest_services(form: Rows = OutputFormat.TABLE, wide: Wide = False) -> None:
    """List whose cutouts can be fetched: `ingest table --from NAME`, or `NAME:CHOICE`."""
    from deepgalaxy.surveys.services.find_service import ServiceRow, list_services

    print_rows(list_services(), ServiceRow, form, wide=wide)


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
