"""The house is laid out as docs/design.md says: a room knows only the rooms above it."""

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "deepgalaxy"
FOUNDATION = {"errors", "settings", "progress"}


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
        allowed = {*order[: index + 1], *FOUNDATION}
        if room in ("demo", "web", "cli"):
            allowed |= {"tables", "doctor"}
        for file in (PACKAGE / room).rglob("*.py"):
            inside = imported(file) & {*order, "doctor", "tables"}
            assert inside <= allowed, f"{file.relative_to(PACKAGE)} imports {inside - allowed}"


def test_catalogue_knows_no_torch_and_networks_no_sql() -> None:
    for room, forbidden in (("catalog", {"torch"}), ("networks", {"sqlalchemy", "psycopg", "pgvector"})):
        for file in (PACKAGE / room).rglob("*.py"):
            assert not imported(file) & forbidden, file
