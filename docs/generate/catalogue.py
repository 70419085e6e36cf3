"""Tables, views, row types and functions of the catalogue, as a database that was just made has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, text

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.core.settings import Settings

RELATIONS = """
SELECT c.relname AS relation, c.relkind AS kind,
    coalesce(obj_description(c.oid, 'pg_class'), obj_description(c.reltype, 'pg_type')) AS comment,
    a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    col_description(c.oid, a.attnum) AS meaning
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'c') AND NOT c.relispartition
ORDER BY c.relname, a.attnum"""
FUNCTIONS = """
SELECT p.proname AS name, pg_get_function_arguments(p.oid) AS arguments,
    pg_get_function_result(p.oid) AS gives, obj_description(p.oid, 'pg_proc') AS comment
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1, 2"""
KINDS = {"rp": "Tables", "v": "Views", "c": "Rows of answers"}


@dataclass(frozen=True)
class Column:
    """A column of a table, a view or a type of rows."""

    name: str
    type: str
    meaning: str | None


@dataclass(frozen=True)
class Relation:
    """A table, a view or a type of rows."""

    name: str
    kind: str
    comment: str | None
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Function:
    """A function, or one of several of its name."""

    name: str
    arguments: str
    gives: str
    comment: str | None


def relations(connection: Connection) -> Iterator[Relation]:
    """List tables, views and types of rows with what their comments say."""
    rows = connection.execute(text(RELATIONS)).all()
    for (name, kind, comment), columns in groupby(rows, lambda row: (row.relation, row.kind, row.comment)):
        yield Relation(name, kind, comment, tuple(Column(c.name, c.type, c.meaning) for c in columns))


def functions(connection: Connection) -> list[Function]:
    """List functions with what their comments say; those of extensions are not ours."""
    return [Function(*row) for row in connection.execute(text(FUNCTIONS))]


def fresh_page() -> str:
    """Make a catalogue and write what is in it (MyST Markdown)."""
    with TemporaryDirectory(prefix="dg-") as folder:
        Path(folder).chmod(0o755)
        settings = Settings(data_dir=Path(folder), database_url=None)
        with catalog_engine(settings) as engine, engine.connect() as connection:
            return page(connection)


def page(connection: Connection) -> str:
    """Write what is in a catalogue (MyST Markdown)."""
    found, called = list(relations(connection)), functions(connection)
    parts = []
    for kinds, title in KINDS.items():
        parts += [f"\n## {title}\n", *(_relation(each) for each in found if each.kind in kinds)]
    parts.append("\n## Functions\n")
    for name, of_name in groupby(called, lambda function: function.name):
        parts += [f"### {name}\n", *map(_function, of_name)]
    return "\n".join(parts)


def _relation(relation: Relation) -> str:
    head = f"### {relation.name}\n\n{_sentence(relation.comment)}\n"
    rows = (
        f"| `{c.name}` | {c.type} | {(c.meaning or '').replace('|', chr(92) + '|')} |"
        for c in relation.columns
    )
    return "\n".join([head, "| column | type | what |\n| --- | --- | --- |", *rows, ""])


def _function(function: Function) -> str:
    arguments = re.sub(r"::[a-z ]+(\[\])?", "", function.arguments).replace(", ", ",\n    ")
    signature = f"{function.name}(\n    {arguments}\n) → {function.gives}"
    return f"{_sentence(function.comment)}\n\n```text\n{signature}\n```\n"


def _sentence(comment: str | None) -> str:
    return f"{comment[0].upper()}{comment[1:]}." if comment else ""
