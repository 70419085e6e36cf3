"""The catalogue as a file for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import CatalogModel, Datasets
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
    import deepgalaxy as dg

    form = form or format_of(output)  # before a server is started
    with dg.open_catalog() as catalog:
        report = catalog.export(output, form=form, model=model, datasets=dataset)
    written = f"{output}: {report.rows:,} images"
    written += f", model {report.model}" if report.model else ", and no model yet"
    if report.left_out:
        written += f"; {report.left_out:,} without a position are left out"
    typer.echo(written, err=True)
