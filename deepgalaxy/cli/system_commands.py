"""The machine, and everything once."""

from pathlib import Path
from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import Rows, Wide
from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings


@app.command()
def doctor(form: Rows = OutputFormat.TABLE, wide: Wide = False) -> None:
    """Say what works on this machine."""
    from deepgalaxy.doctor import Check, examine

    checks = examine(get_settings())
    print_rows(checks, Check, form, wide=wide)
    if any(check.needed and not check.works for check in checks):
        raise typer.Exit(1)


@app.command()
def demo(
    output: Annotated[
        Path, typer.Option(help="Folder for the pictures and the tables.", file_okay=False)
    ] = Path("demo-output"),
) -> None:
    """Do the main job once, small: simulate, train, ingest real galaxies, embed, and answer."""
    from deepgalaxy.demo.main_job import run_demo

    run_demo(get_settings(), output)
