"""Work that nobody waits for."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import Rows, Wide, with_config_options
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import CONFIG_FILE, get_settings
from deepgalaxy.jobs.sbatch import Batch, batch_script

jobs = typer.Typer(help="Batch scripts, the nightly job, and what became of it.", no_args_is_help=True)
app.add_typer(jobs, name="jobs")

PROGRAM = (sys.executable, "-m", "deepgalaxy")

NightlyConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", help="TOML file of the nightly job.", show_default="nightly.toml of the settings"
    ),
]


@jobs.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@with_config_options(Batch, [name for name in Batch.model_fields if name != "directives"])
def sbatch(
    words: Annotated[list[str], typer.Argument(help="The command: train one.h5 --epochs 40.")],
    directive: Annotated[
        list[str] | None, typer.Option(help="Another option of sbatch; may be repeated: --partition=long.")
    ] = None,
    *,
    chosen: dict[str, Any],
) -> None:
    """Print a batch script for Slurm: deepgalaxy jobs sbatch --time 08:00:00 train one.h5 | sbatch."""
    given = {"signal": get_settings().stop_signal, "directives": tuple(directive or ())} | chosen
    typer.echo(batch_script(words, Batch(**given), PROGRAM, Path.cwd()), nl=False)


@jobs.command()
def schedule(
    nightly: Annotated[bool, typer.Option("--nightly", help="The only one there is.")],
    at: Annotated[str, typer.Option(help="Time of day.")] = "02:30",
    config: NightlyConfigFile = None,
) -> None:
    """Print the entries by which cron, scrontab or systemd do the nightly job."""
    from deepgalaxy.jobs.schedule import nightly_entries

    typer.echo(
        nightly_entries(PROGRAM, (config or CONFIG_FILE.with_name("nightly.toml")).absolute(), at), nl=False
    )


@jobs.command()
def nightly(config: NightlyConfigFile = None) -> None:
    """Ingest and embed what is new; train when enough is new, and let the better model serve."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.job_runs import AlreadyRunning
    from deepgalaxy.jobs.nightly import run_nightly
    from deepgalaxy.jobs.nightly_config import read_nightly_config

    chosen = read_nightly_config(config or CONFIG_FILE.with_name("nightly.toml"))
    with catalog_engine(get_settings()) as engine:
        try:
            run_nightly(engine, chosen, get_settings().data_dir)
        except AlreadyRunning as other:
            typer.echo(f"{other}: nothing to do", err=True)


@jobs.command("list")
def jobs_list(
    count: Annotated[int, typer.Option("-k", min=1, help="How many.")] = 20,
    form: Rows = OutputFormat.TABLE,
    wide: Wide = False,
) -> None:
    """List the last runs, the newest first: when, how long, and with what outcome."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.job_runs import JobRunRow, list_runs

    with catalog_engine(get_settings()) as engine:
        print_rows(list_runs(engine, count), JobRunRow, form, wide=wide)
