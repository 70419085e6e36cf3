"""Networks examined."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import Model, Rows, Wide
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat


@app.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Merger datasets (HDF5).", exists=True, dir_okay=False)],
    model: Model = None,
    seen: Annotated[
        bool, typer.Option("--seen", help="Simulations that the model was trained on or chosen by, too.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(help="PNG of predicted against true stage.", dir_okay=False)
    ] = None,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """Say how well the model dates simulations that had no part in its training."""
    import deepgalaxy as dg
    from deepgalaxy.evaluation.stage_errors import Score
    from deepgalaxy.interface.simulations import evaluate_rows

    rows = evaluate_rows(dg.load_model(model), files, seen=seen, plot=plot)
    print_rows(rows, Score, form, wide=wide)
    if plot:
        typer.echo(f"{plot}: predicted against true stage", err=True)
