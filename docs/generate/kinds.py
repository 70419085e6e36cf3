"""Kinds of input, and what happens with each, as the tests try them.

``python -m docs.generate.kinds`` writes the page again, and a test holds it to the list.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import tests.kinds_of_input
from tests.kinds_of_input.kind import Kind

PAGE = Path(__file__).parents[1] / "kinds-of-input.md"
HEAD = """\
# Kinds of input, and what happens

What users' files were seen to hold, and what DeepGalaxy does with it: it reads it rightly, or says what is
wrong with what and what to do. The tests try each line on the files that the last column names; this page is
made from their list (`python -m docs.generate.kinds`).
"""


def kinds() -> Iterator[Kind]:
    """List the kinds of all modules beside ``kind.py`` that have some, by name of the module."""
    for module in pkgutil.iter_modules(tests.kinds_of_input.__path__):
        yield from getattr(importlib.import_module(f"tests.kinds_of_input.{module.name}"), "KINDS", [])


def page() -> str:
    """Write the page (MyST Markdown)."""
    parts = [HEAD]
    for topic, some in groupby(kinds(), key=lambda kind: kind.topic):
        rows = [f"| {_cell(kind.came)} | {_cell(kind.happens)} | {_cell(_files(kind))} |" for kind in some]
        parts.append(
            "\n".join(
                [
                    f"## {topic}",
                    "",
                    "| what came | what happens | tried on |",
                    "| --- | --- | --- |",
                    *rows,
                    "",
                ]
            )
        )
    return "\n".join(parts)


def _files(kind: Kind) -> str:
    """Name each kind of file once, without what is odd about it."""
    names = (name.split(" (")[0].split(", ")[0] for name in kind.tried_on)
    return ", ".join(dict.fromkeys(names))


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page())
