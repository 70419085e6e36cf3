"""The reference of the command line, as the program itself has it."""

import re
from collections.abc import Iterator
from typing import Any

import typer

from deepgalaxy.cli import app


def verbs(context: Any = None) -> Iterator[Any]:
    """Contexts of all verbs, in the order of ``--help``: each has its path and its command."""
    if context is None:
        program = typer.main.get_command(app)
        context = type(program).context_class(program, info_name="deepgalaxy")
    if not hasattr(context.command, "commands"):
        yield context
        return
    for name, command in context.command.commands.items():
        yield from verbs(type(command).context_class(command, info_name=name, parent=context))


def page() -> str:
    """Write each verb with its usage, arguments and options (MyST Markdown)."""
    return "\n".join(_section(context) for context in verbs())


def _section(context: Any) -> str:
    path, command = context.command_path, context.command
    usage = command.get_usage(context).removeprefix("Usage: ")
    parts = [f"\n## {path}\n\n{command.help}\n", f"```text\n{usage}\n```\n", f"```{{program}} {path}\n```\n"]
    for parameter in command.params:
        written, meaning = parameter.get_help_record(context)
        meaning = re.sub(r"\[default: \((.+?)\)(?=[;\]])", r"[default: \1", meaning)
        parts.append(f"````{{option}} {written}\n{meaning}\n````\n")
    return "\n".join(parts)
