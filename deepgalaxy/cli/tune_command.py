"""Hyperparameters, by trial."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import Wide
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings


@app.command()
def tune(
    files: Annotated[list[Path], typer.Argument(help="Merger datasets (HDF5).", exists=True, dir_okay=False)],
    trials: Annotated[int, typer.Option(min=1, help="In the whole study, whoever runs them.")] = 30,
    study: Annotated[str, typer.Option(help="Its name; a study that is there goes on.")] = "tuning",
    config: Annotated[
        Path | None,
        typer.Option(
            help="TOML file of train, to look around.",
            exists=True,
            dir_okay=False,
            show_default="the usual values",
        ),
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Of a trial.", show_default="20")] = None,
    backbone: Annotated[str, typer.Option(help="As of train.")] = "simple",
    parts: Annotated[str, typer.Option(help="As of train.")] = "classifier,fcae,vae",
    size: Annotated[
        int | None, typer.Option(help="Of the network's picture.", show_default="that of the pictures")
    ] = None,
    latent_size: Annotated[int, typer.Option(min=2, help="Numbers in z.")] = 32,
    include_untrusted: Annotated[
        bool, typer.Option(help="Mergers whose energy drifted too far, too.")
    ] = False,
    form: Annotated[
        OutputFormat | None,
        typer.Option("--format", help="List of the trials.", show_default="the best as TOML for train"),
    ] = None,
    wide: Wide = False,
) -> None:
    """Look for the learning rate, batch size, loss weights and label softness that date mergers best.

    Start it several times, here or on machines that share the database, and the trials are shared.
    """
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.imaging.merger_file import read_all, trusted_simulations
    from deepgalaxy.networks.architecture import make_architecture
    from deepgalaxy.training.config import make_config
    from deepgalaxy.training.tuning import TrialRow
    from deepgalaxy.training.tuning import tune as run

    simulations = read_all(files)
    if not include_untrusted:
        simulations = trusted_simulations(simulations)
    architecture = make_architecture(
        backbone=backbone,
        size_px=size,
        pictures_px=simulations[0].size_px,
        latent_size=latent_size,
        parts=parts,
    )
    chosen = make_config(config, {"epochs": epochs})
    with catalog_engine(get_settings()) as engine:
        tuned = run(engine, simulations, architecture, chosen, study=study, trials=trials)
    if form:
        print_rows(tuned.rows, TrialRow, form, wide=wide)
    else:
        typer.echo(tuned.toml())
