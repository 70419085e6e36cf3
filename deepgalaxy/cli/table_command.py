"""Galaxies that a table names, into the catalogue."""

from pathlib import Path
from typing import Annotated, Any

import typer

from deepgalaxy.cli.cutout_commands import bring_in, say_plan, say_table
from deepgalaxy.cli.options import (
    BandNames,
    DatasetName,
    DryRun,
    FilePattern,
    RegionWords,
    Wide,
    region_of,
    with_config_options,
)
from deepgalaxy.cli.picture_commands import ingest
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.surveys.ingest.fetch_options import FetchOptions


@with_config_options(FetchOptions)
def ingest_table(
    table: Annotated[
        str,
        typer.Argument(
            help="CSV, FITS, VOTable, Parquet, ECSV, IPAC or MRT; a folder of Parquet or HATS; hats://…."
        ),
    ],
    service: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="Whose cutouts to fetch: sdss, legacy, ps1, euclid:H, …; see `ingest services`.",
        ),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="Folder of pictures that have the galaxies' names, ids or objids.",
            show_default="those in a column of the table",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    bands: BandNames = None,
    pattern: FilePattern = None,
    where: Annotated[
        str | None, typer.Option(help='Which rows: "p_mg > 0.4 and nvote >= 20".', show_default="all")
    ] = None,
    region: RegionWords = None,
    columns: Annotated[
        str | None,
        typer.Option(
            help="Which column tells what: ra=RAJ2000,dec=DEJ2000; name=…, objid=…, redshift=…, image=….",
            show_default="by their usual names",
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="Galaxy Zoo 2's gz2_filename_mapping.csv.", exists=True, dir_okay=False),
    ] = None,
    form: Annotated[
        OutputFormat | None, typer.Option("--format", help="Only list the galaxies, in this form.")
    ] = None,
    wide: Wide = False,
    dataset: DatasetName = None,
    dry_run: DryRun = False,
    *,
    chosen: dict[str, Any],
) -> None:
    """Bring in the galaxies of a table: your own, Galaxy Zoo's, or any with places, ids or names."""
    from deepgalaxy.surveys.tables.column_roles import parse_columns

    reading = {"where": where, "columns": parse_columns(columns), "mapping": mapping}
    within = region_of(region)
    if form or (dry_run and not service):
        _list_galaxies(table, form, wide=wide, region=within, **reading)
    elif dry_run and service:
        say_plan(table, service, chosen, region=within, **reading)
    else:
        taken = {"pictures": pictures, "bands": bands, "pattern": pattern}
        bring_in(table, service=service, dataset=dataset, region=region, **taken, **reading, **chosen)


def _list_galaxies(table: str, form: OutputFormat | None, *, wide: bool, **reading: Any) -> None:
    """Print a table's galaxies, or without a form only what the table holds."""
    from deepgalaxy.surveys.tables.partitions import find_table
    from deepgalaxy.surveys.tables.table_objects import ObjectRow, TableReport

    report = TableReport()
    rows: list[ObjectRow] = []
    found = find_table(table, **reading)
    for chunk in map(found.inside, found.chunks()):
        report += chunk.report
        rows += map(ObjectRow.of, chunk.objects) if form else ()
    if form:
        print_rows(rows, ObjectRow, form, wide=wide)
    say_table(Path(table).name, report)


ingest.command("table")(ingest_table)
ingest.command("galaxyzoo", help="The same as `ingest table`.")(ingest_table)
