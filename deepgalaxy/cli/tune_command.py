"""Hyperparameters, by trial."""

from pathlib import Path
from typing import Annotated, Any

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import (
    Backbone,
    Device,
    LatentSize,
    MergerFiles,
    NetworkSize,
    Parts,
    Untrusted,
    Wide,
    with_config_options,
)
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings
from deepgalaxy.training.config import TrainingConfig, make_config


@app.command()
@with_config_options(TrainingConfig, ("epochs",))
def tune(
    files: MergerFiles,
    trials: Annotated[int, typer.Option(min=1, help="In the whole study, by all its processes.")] = 30,
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
    backbone: Backbone = "simple",
    parts: Parts = "classifier,fcae,vae",
    size: NetworkSize = None,
    latent_size: LatentSize = 32,
    device: Device = None,
    include_untrusted: Untrusted = False,
    form: Annotated[
        OutputFormat | None,
        typer.Option("--format", help="List of the trials.", show_default="the best as TOML for train"),
    ] = None,
    wide: Wide = False,
    *,
    chosen: dict[str, Any],
) -> None:
    """Look for the learning rate, batch size, loss weights and label softness that date mergers best.

    Start it several times, here or on machines that share the database, and the trials are shared.
    """
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.imaging.merger_file import read_all, trusted_simulations
    from deepgalaxy.networks.architecture import make_architecture
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
    around = make_config(config, chosen)
    with catalog_engine(get_settings()) as engine:
        tuned = run(engine, simulations, architecture, around, study=study, trials=trials)
    if form:
        print_rows(tuned.rows, TrialRow, form, wide=wide)
    else:
        typer.echo(tuned.toml())
