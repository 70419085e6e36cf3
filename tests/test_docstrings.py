"""Docstrings name what the code has: numpydoc's own check sees neither dataclasses nor generators."""

import importlib
import inspect
import typing
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from numpydoc.docscrape import ClassDoc, FunctionDoc

PACKAGE = Path(__file__).parent.parent / "deepgalaxy"


def module_names() -> list[str]:
    """Every module of the package but the one that runs it."""
    files = sorted(file for file in PACKAGE.rglob("*.py") if file.name != "__main__.py")
    names = (".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files)
    return [name.removesuffix(".__init__") for name in names]


def documented(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Public classes and functions of a module, and the public methods of these classes."""
    for name, member in public(module):
        if getattr(member, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(member):
            yield name, member
            for method_name, method in public(member):
                if isinstance(method, property):
                    method = method.fget
                if isinstance(function := inspect.unwrap(getattr(method, "__func__", method)), FunctionType):
                    yield f"{name}.{method_name}", function
        elif callable(member) and isinstance(function := inspect.unwrap(member), FunctionType):
            yield name, function


def public(owner: Any) -> list[tuple[str, Any]]:
    return [(name, member) for name, member in vars(owner).items() if not name.startswith("_")]


def faults(member: Any) -> Iterator[str]:
    """What the sections of a docstring say that the code does not."""
    if not member.__doc__:
        return
    if inspect.isclass(member):
        doc = ClassDoc(member, config={"show_class_members": False})
    else:
        doc = FunctionDoc(member)
        if bool(doc["Yields"]) != yields(member):
            yield "has a section Yields" if doc["Yields"] else "has no section Yields"
    names = [name.strip().lstrip("*") for entry in doc["Parameters"] for name in entry.name.split(",")]
    if stale := [name for name in names if name not in inspect.signature(member).parameters]:
        yield f"documents {', '.join(stale)}, which it has not"


def yields(function: FunctionType) -> bool:
    """Whether a generator gives anything: a context manager may not."""
    gives = typing.get_args(function.__annotations__.get("return"))
    return inspect.isgeneratorfunction(function) and gives[:1] != (None,)


@pytest.mark.parametrize("name", module_names())
def test_docstrings_name_the_parameters_and_results_that_there_are(name: str) -> None:
    if name == "deepgalaxy.training.distributed.horovod":
        pytest.importorskip("horovod", reason="Horovod is built by scripts/horovod")
    found = documented(importlib.import_module(name))
    assert [f"{where} {fault}" for where, member in found for fault in faults(member)] == []


def test_stale_names_and_missing_sections_are_found() -> None:
    def generator(radius_deg: float) -> Iterator[float]:
        """Yield.

        Parameters
        ----------
        radius : float
            In degrees.
        """
        yield radius_deg

    assert list(faults(generator)) == ["has no section Yields", "documents radius, which it has not"]
