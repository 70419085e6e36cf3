"""The catalogue as a file for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import CatalogModel, Datasets
from deepgalaxy.core.settings import get_settings
from deepgalaxy.export.formats import ExportFormat, format_of


@app.command()
def export(
    output: Annotated[Path, typer.Argument(help="The file, or for hats the folder, to write.")],
    form: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="What is written.", show_default="by the file's suffix"),
    ] = None,
    dataset: Datasets = None,
    model: CatalogModel = None,
) -> None:
    """Write images, vectors and predictions with units and UCDs, for TOPCAT, astropy, pandas or LSDB."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.export.write import export_catalog

    form = form or format_of(output)
    with catalog_engine(get_settings()) as engine:
        report = export_catalog(engine, output, form, model, dataset)
    said = f"{output}: {report.rows:,} images"
    said += f", model {report.model}" if report.model else ", and no model yet"
    if report.left_out:
        said += f"; {report.left_out:,} without a position are left out"
    typer.echo(said, err=True)
