"""The program itself: its verbs are in the files beside this one."""

import io
import logging
import os
import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from deepgalaxy.core.errors import DeepGalaxyError, Stopped, WrongUse, printable
from deepgalaxy.core.progress import ConsoleHandler

app = typer.Typer(
    help="When in its merger is this galaxy, and what else looks like it?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line: 0 done, 1 failed, 2 wrong use, 75 stopped as asked; no traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[ConsoleHandler()])
    logging.getLogger("deepgalaxy").setLevel(logging.INFO)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's name may be no text
    try:
        app()
    except WrongUse as error:
        _fail(str(error), status=2)
    except DeepGalaxyError as error:
        _fail(str(error))
    except Stopped as stopped:
        typer.echo(str(stopped), err=True)
        sys.exit(stopped.status)
    except ValidationError as error:
        wrong = error.errors()[0]
        _fail(f"{'.'.join(map(str, wrong['loc']))} {wrong['input']}: {wrong['msg']}", status=2)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: that is its right. Nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'system'}: {error.strerror or error}")


def _fail(message: str, status: int = 1) -> None:
    shown = printable(message, but="\n")
    typer.echo(f"error: {shown}", err=True)
    sys.exit(status)


@app.callback(invoke_without_command=True)
def common(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Options before any verb."""
    if version:
        from deepgalaxy import __version__

        typer.echo(__version__)
        raise typer.Exit
