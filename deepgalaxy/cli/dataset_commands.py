"""The catalogue's datasets: which there are, and how one is removed."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import Rows
from deepgalaxy.cli.print_rows import print_record, print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings

datasets = typer.Typer(help="The catalogue's datasets.", no_args_is_help=True)
app.add_typer(datasets, name="dataset")


@datasets.command("list")
def dataset_list(form: Rows = OutputFormat.TABLE) -> None:
    """List the datasets with the number of their images."""
    from deepgalaxy.catalog.datasets import DatasetRow, list_datasets
    from deepgalaxy.catalog.engine import catalog_engine

    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        print_rows(list_datasets(connection), DatasetRow, form)


@datasets.command("footprint")
def dataset_footprint(
    name: Annotated[str, typer.Argument(help="As `dataset list` shows it.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the MOC (.fits, .json) or a map of the sky (.png)."),
    ] = None,
    order: Annotated[int, typer.Option(min=0, max=29, help="HEALPix order of its pixels.")] = 8,
    form: Rows = OutputFormat.TABLE,
) -> None:
    """Say where on the sky a dataset has images, as a MOC and its area."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.footprint import find_footprint
    from deepgalaxy.similarity.sky_map import write_region

    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        footprint, region = find_footprint(connection, name, order)
    if output:
        write_region(region, output, title=f"{name}: {footprint.area_deg2:,.4g} square degrees")
    print_record(footprint, form)


@datasets.command("remove")
def dataset_remove(
    name: Annotated[str, typer.Argument(help="As `dataset list` shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a dataset with its images, their vectors and predictions; your own files stay. Asks first."""
    from deepgalaxy.catalog.datasets import find_dataset, remove_dataset
    from deepgalaxy.catalog.engine import catalog_engine

    settings = get_settings()
    with catalog_engine(settings) as engine:
        with engine.connect() as connection:
            found = find_dataset(connection, name)
        if not yes:
            typer.confirm(f"Remove {found.description()} from the catalogue?", abort=True, err=True)
        remove_dataset(engine, name, settings.data_dir / "images")
    typer.echo(f"{found.description()}: removed", err=True)
