"""Messages of the library name parameters, those of the command line options."""

import subprocess
import sys
from inspect import signature
from pathlib import Path

import pytest

import deepgalaxy as dg
from deepgalaxy.cli.app import as_options
from deepgalaxy.cli.train_command import OPTIONS, train
from deepgalaxy.training.config import TrainingConfig


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("give `include_untrusted=True`", "give --include-untrusted"),
        ("choose another with `port=` (0: any)", "choose another with --port (0: any)"),
        ('say `columns="ra=…,dec=…"`', "say --columns ra=…,dec=…"),
        ("`run=7`: the grid has 6", "--run 7: the grid has 6"),
        ("`form=`: votable", "--format: votable"),
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


def test_options_of_train_are_fields_of_its_configuration() -> None:
    parameters = signature(train).parameters
    assert set(OPTIONS) <= TrainingConfig.model_fields.keys()
    for name in OPTIONS:
        (option,) = parameters[name].annotation.__metadata__
        description = TrainingConfig.model_fields[name].description
        assert description
        assert option.help.rstrip(".") in " ".join(description.replace("``", "").split()), name
