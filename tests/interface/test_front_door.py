"""``import deepgalaxy as dg``: its names, and what they cost."""

import subprocess
import sys

import pytest

import deepgalaxy as dg

HEAVY = ("numpy", "torch", "astropy", "sqlalchemy", "h5py", "pydantic", "rich")


def test_importing_the_package_imports_nothing_heavy() -> None:
    program = f"import sys, deepgalaxy; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", dg.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(dg, name).__doc__
    assert name in dir(dg)


def test_an_unknown_name_is_said_as_by_any_module() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dg.nothing  # noqa: B018
