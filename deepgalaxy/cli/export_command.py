"""The catalogue as a file for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import CatalogModel, Datasets
from deepgalaxy.core.errors import WrongUse
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
    judgements: Annotated[
        bool,
        typer.Option(
            "--judgements", help="Instead a folder of what was judged: labels.csv and pictures/, for train."
        ),
    ] = False,
) -> None:
    """Write images, vectors and predictions with units and UCDs, for TOPCAT, astropy, pandas or LSDB."""
    import deepgalaxy as dg

    if judgements:
        if form or dataset or model:
            raise WrongUse("export: --judgements goes with no other option: it writes all that was judged")
        with dg.open_catalog() as catalog:
            judged = catalog.export_judgements(output)
        left_out = f"; {judged.left_out:,} without a picture are left out" if judged.left_out else ""
        typer.echo(f"{output}: {judged.pictures:,} judged images{left_out}", err=True)
        return
    form = form or format_of(output)  # before a server is started
    with dg.open_catalog() as catalog:
        report = catalog.export(output, form=form, model=model, datasets=dataset)
    written = f"{output}: {report.rows:,} images"
    written += f", model {report.model}" if report.model else ", and no model yet"
    if report.left_out:
        written += f"; {report.left_out:,} without a position are left out"
    typer.echo(written, err=True)
