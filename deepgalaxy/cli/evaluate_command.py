"""Networks examined."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import Model, Rows, Wide, load_named
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat


@app.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Merger datasets (HDF5).", exists=True, dir_okay=False)],
    model: Model = None,
    seen: Annotated[
        bool, typer.Option("--seen", help="Simulations that the model was trained on or chosen by, too.")
    ] = False,
    plot: Annotated[Path | None, typer.Option(help="PNG of said against true stage.", dir_okay=False)] = None,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """Say how well the model dates simulations that had no part in its training."""
    from deepgalaxy.evaluation.plots import draw_stages
    from deepgalaxy.evaluation.stage_errors import Score, predict_stages, scores, unseen_simulations
    from deepgalaxy.imaging.merger_file import read_all

    trained = load_named(model)
    simulations = read_all(files)
    predicted = predict_stages(trained, simulations if seen else unseen_simulations(trained, simulations))
    print_rows(scores(predicted), Score, form, wide=wide)
    if plot:
        draw_stages(predicted, plot)
        typer.echo(f"{plot}: said against true stage", err=True)
