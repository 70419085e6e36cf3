"""The house is laid out as docs/design.md says: a room knows only the rooms above it."""

import ast
import re
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "deepgalaxy"


def rooms() -> list[str]:
    """Rooms in the order of the design page."""
    page = (PACKAGE.parent / "docs" / "design.md").read_text()
    return re.findall(r"^      (\w+)/ ", page, flags=re.MULTILINE)


def imported(file: Path) -> set[str]:
    """Rooms of deepgalaxy, and other top-level packages, that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {n.split(".")[1] if n.startswith("deepgalaxy.") else n.split(".")[0] for n in names}


def test_every_room_is_on_the_design_page() -> None:
    folders = {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    assert folders == set(rooms())


def test_a_room_knows_only_those_above_it() -> None:
    order = rooms()
    for index, room in enumerate(order):
        allowed = {*order[: index + 1]}
        if room in ("web", "cli"):
            allowed |= {"doctor"}
        for file in (PACKAGE / room).rglob("*.py"):
            inside = imported(file) & {*order, "doctor"}
            assert inside <= allowed, f"{file.relative_to(PACKAGE)} imports {inside - allowed}"


def test_catalogue_knows_no_torch_and_networks_no_sql() -> None:
    for room, forbidden in (("catalog", {"torch"}), ("networks", {"sqlalchemy", "psycopg", "pgvector"})):
        for file in (PACKAGE / room).rglob("*.py"):
            assert not imported(file) & forbidden, file


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    return {
        ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): file
        for file in PACKAGE.rglob("*.py")
    }


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Not even by imports inside functions."""
    files = modules()
    imports: dict[str, set[str]] = {}
    for name, file in files.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        imports[name] = found & files.keys() - {name}
    try:
        tuple(TopologicalSorter(imports).static_order())
    except CycleError as error:
        pytest.fail(f"import cycle: {' → '.join(error.args[1])}")


def test_a_name_is_used_for_one_module_and_one_public_class() -> None:
    used: dict[str, list[str]] = defaultdict(list)
    for name, file in modules().items():
        if file.name != "__init__.py":
            used[name.rpartition(".")[2]].append(name)
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                used[node.name].append(name)
    assert {name: where for name, where in used.items() if len(where) > 1} == {}
