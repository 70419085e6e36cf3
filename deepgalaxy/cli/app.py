"""The program itself: its verbs are in the files beside this one."""

import ast
import io
import logging
import os
import re
import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from deepgalaxy.core.disk_space import saying_full_disks
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
    handler = ConsoleHandler()
    handler.setFormatter(_OptionNames("%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("deepgalaxy").setLevel(logging.INFO)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's name may be no text
    try:
        with saying_full_disks():
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


OPTIONS = {
    "size_px": "size",
    "form": "format",
    "datasets": "dataset",
    "service": "from",
    "base": "from",
    "scale_arcsec": "scale",
    "disk1_deg": "disk1",
    "disk2_deg": "disk2",
}
"""Options that are not called after their parameter."""


def as_options(message: str) -> str:
    """Name options where a message of the library names parameters.

    Parameters
    ----------
    message : str
        With parameters as ```` `include_untrusted=True` ```` or ```` `columns={"ra": "…"}` ````.

    Returns
    -------
    str
        With ``--include-untrusted`` and ``--columns ra=…`` in their places.
    """

    def _option(found: re.Match[str]) -> str:
        name, value = found[1], found[2].strip("\"'")
        if re.fullmatch(r'\{("\w+": "[^"]*"(, )?)+\}', value):  # else it is what a user gave
            value = ",".join(f"{role}={column}" for role, column in ast.literal_eval(value).items())
        words = option_of(name)
        return words if value in ("True", "") else f"{words} {value}"

    return re.sub(r"`([a-z_0-9]+)=([^`]*)`", _option, message)


def option_of(name: str) -> str:
    """Return the option of a parameter.

    Parameters
    ----------
    name : str
        Of the parameter: ``size_px``.

    Returns
    -------
    str
        ``--size``.
    """
    return f"--{OPTIONS.get(name, name).replace('_', '-')}"


class _OptionNames(logging.Formatter):
    """Names options in the log too."""

    def format(self, record: logging.LogRecord) -> str:
        return as_options(super().format(record))


def _fail(message: str, status: int = 1) -> None:
    shown = printable(as_options(message), but="\n")
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
