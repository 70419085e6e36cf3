"""Messages of the library name parameters, those of the command line options."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import deepgalaxy as dg
from deepgalaxy.cli.app import as_options
from deepgalaxy.cli.options import with_config_options
from deepgalaxy.cli.simulate_command import simulate
from deepgalaxy.cli.train_command import OPTIONS, train
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.simulation.recipe_options import RecipeOptions
from deepgalaxy.training.config import TrainingConfig


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("give `include_untrusted=True`", "give --include-untrusted"),
        ("choose another with `port=` (0: any)", "choose another with --port (0: any)"),
        ('say `columns="ra=…,dec=…"`', "say --columns ra=…,dec=…"),
        ('say `columns={"ra": "…", "dec": "…"}` or', "say --columns ra=…,dec=… or"),
        ("`run=7`: the grid has 6", "--run 7: the grid has 6"),
        ("`form=`: votable", "--format: votable"),
        ("`pattern={name}.fits`", "--pattern {name}.fits"),
        ("run `deepgalaxy embed` first", "run `deepgalaxy embed` first"),
    ],
)
def test_parameters_become_options(message: str, shown: str) -> None:
    assert as_options(message) == shown


def test_one_fault_is_named_by_parameter_and_by_option(tmp_path: Path) -> None:
    output = tmp_path / "all.doc"
    command = [sys.executable, "-m", "deepgalaxy", "export", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--format: votable" in done.stderr
    from deepgalaxy.export.formats import format_of

    with pytest.raises(dg.DeepGalaxyError, match="`form=`: votable"):
        format_of(output)


def test_options_that_are_not_given_are_not_chosen() -> None:
    given: dict[str, Any] = {}

    @with_config_options(RecipeOptions)
    def verb(*, chosen: dict[str, Any]) -> None:
        given.update(chosen)

    app = typer.Typer()
    app.command()(verb)
    done = CliRunner().invoke(app, ["--disk2", "-20 5.5", "--engine", "tree", "--seed", "0"])
    assert done.exit_code == 0
    assert given == {"disk2_deg": (-20.0, 5.5), "engine": "tree", "seed": 0}
    assert "greater than or equal to 0" in CliRunner().invoke(app, ["--seed", "-1"]).output


def test_what_help_shows_as_default_is_the_recipes() -> None:
    recipe = MergerRecipe()
    for field in fields(RecipeOptions):
        option = signature(simulate).parameters[field.name].annotation.__metadata__[0]
        shown = option.show_default
        if isinstance(field.default, int | float):
            assert float(shown.split(",")[0]) == getattr(recipe, field.name), field.name
        elif isinstance(field.default, tuple):
            assert tuple(map(float, shown.split())) == getattr(recipe, field.name), field.name
        assert option.help


def test_options_of_train_are_fields_of_its_configuration() -> None:
    parameters = signature(train).parameters
    assert set(OPTIONS) <= TrainingConfig.model_fields.keys()
    for name in OPTIONS:
        (option,) = parameters[name].annotation.__metadata__
        description = TrainingConfig.model_fields[name].description
        assert description
        assert option.help.rstrip(".") in " ".join(description.replace("``", "").split()), name


COMMAND_LINES = {
    "catalog/postgres_programs.py",
    "catalog/server_paths.py",
    "doctor.py",
    "jobs/sbatch.py",
    "jobs/schedule.py",
    "surveys/ingest/galaxy_zoo_pictures.py",
    "training/distributed/torchrun.py",
}
"""Modules that write command lines of other programs."""


def test_the_library_names_no_option_outside_a_command() -> None:
    package = Path(dg.__file__).parent
    for file in package.rglob("*.py"):
        name = file.relative_to(package).as_posix()
        if name.startswith("cli/") or name in COMMAND_LINES:
            continue
        tree = ast.parse(file.read_text())
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            for text in [] if id(node) in documentation else _texts(node):
                bare = re.sub(r"`deepgalaxy [^`]*`|^\s+deepgalaxy .*$", "", text, flags=re.MULTILINE)
                assert not re.search(r"(?<![\w-])--[a-z]", bare), f"{name}: {text}"


def _texts(node: ast.AST) -> Iterator[str]:
    """Of a text, or of one with values in it, each value as {}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
        yield "".join(map(str, parts))
        for part in node.values:  # its own pieces are no whole texts
            if isinstance(part, ast.Constant):
                part.value = ""
