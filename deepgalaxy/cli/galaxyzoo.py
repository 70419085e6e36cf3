"""Galaxies that a table names, into the catalogue."""

from collections import deque
from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.options import name_refused
from deepgalaxy.cli.pictures import ingest
from deepgalaxy.errors import WrongUse
from deepgalaxy.tables import Format, print_rows


@ingest.command("galaxyzoo")
def ingest_galaxyzoo(
    table: Annotated[
        Path,
        typer.Argument(help="CSV, FITS, VOTable or Parquet, gzip or not.", exists=True, dir_okay=False),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the table holds.")] = False,
    where: Annotated[
        str | None, typer.Option(help='Which rows: "p_mg > 0.4 and nvote >= 20".', show_default="all")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            help="Which galaxy a row is: ra=RAJ2000,dec=DEJ2000 or objid=…; also name=….",
            show_default="by their usual names",
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="Galaxy Zoo 2's gz2_filename_mapping.csv.", exists=True, dir_okay=False),
    ] = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="List the galaxies.", show_default="count them")
    ] = None,
) -> None:
    """Read a table of Galaxy Zoo, Darg's mergers, or any with positions or SDSS objids."""
    from deepgalaxy.surveys.objects import ObjectRow, TableReport, read_objects
    from deepgalaxy.surveys.roles import parse_columns

    if not dry_run:
        raise WrongUse(
            "pictures of its galaxies cannot be fetched yet: say --dry-run to see what a table holds"
        )
    report = TableReport()
    objects = read_objects(table, report, where=where, columns=parse_columns(columns), mapping=mapping)
    if form:
        print_rows([ObjectRow.of(galaxy) for galaxy in objects], ObjectRow, form)
    else:
        deque(objects, maxlen=0)  # the report is all that is wanted
    name_refused(report.refused)
    typer.echo(f"{table}: {report.summary()}", err=True)
    if not report.objects:
        raise typer.Exit(1)
