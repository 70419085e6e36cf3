"""The explorer."""

from typing import Annotated

import typer

from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import Device
from deepgalaxy.core.settings import get_settings


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8321,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="DEEPGALAXY_TOKEN",
            show_default=False,
            help="What visitors must bring; needed where others than this machine can reach the address.",
        ),
    ] = None,
    device: Device = None,
) -> None:
    """Look at the catalogue in a browser: search, galaxies, mergers, a map, and the same for programs.

    Who knows the token in DEEPGALAXY_JUDGE_TOKEN judges pictures there; without one the explorer only reads.
    """
    from deepgalaxy.web.listen import serve as run

    run(get_settings(), host, port, token or None)
