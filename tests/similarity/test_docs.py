"""The statements of docs/searches.md run as they are pasted."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from deepgalaxy.similarity.cluster import cluster_catalog

PAGE = (Path(__file__).parents[2] / "docs" / "searches.md").read_text()
STATEMENTS = [
    statement.strip()
    for block in re.findall(r"```sql\n(.*?)```", PAGE, flags=re.DOTALL)
    for statement in block.split(";\n")
    if statement.strip()
]


def test_every_statement_gives_rows(catalog: Engine, sky: Any) -> None:
    with catalog.begin() as connection:
        connection.execute(text("UPDATE dataset SET name = 'galaxies' WHERE name = 'rare'"))
    cluster_catalog(catalog)
    assert len(STATEMENTS) > 8
    for statement in STATEMENTS:
        with catalog.connect() as connection:
            rows = connection.exec_driver_sql(statement).all()
            assert rows or "in_cone" in statement, statement  # nothing need be at that place


@pytest.mark.parametrize(
    "name", ["similar_images", "similar_in_cone", "cone_search", "cluster_of", "search_images"]
)
def test_every_function_explains_itself(catalog: Engine, name: str) -> None:
    query = text("SELECT obj_description(oid, 'pg_proc') FROM pg_proc WHERE proname = :name")
    with catalog.connect() as connection:
        found = connection.scalars(query, {"name": name}).all()
    assert found
    assert all(found)
