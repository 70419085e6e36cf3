"""The role for others: it reads and searches, and is held to its limits."""

import uuid
from collections.abc import Callable, Iterator

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.reader_role import grant_reader
from deepgalaxy.core.errors import DeepGalaxyError

FillSky = Callable[[Connection, int, float], tuple[int, NDArray[np.float32]]]


@pytest.fixture
def reader(catalog: Engine, fill_sky: FillSky) -> Iterator[psycopg.Connection]:
    """A connection of a fresh reader's, with 1 s and 50 rows; made before the model is."""
    role = f"reader_{uuid.uuid4().hex}"
    assert grant_reader(catalog, role, 1, 50)
    assert not grant_reader(catalog, role, 1, 50)
    with catalog.begin() as connection:
        fill_sky(connection, 80, 0)
    url = catalog.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {role} PASSWORD 'galaxies'")
    with psycopg.connect(url, user=role, password="galaxies", autocommit=True) as connection:
        yield connection
    with catalog.begin() as owner:
        owner.execute(text(f"DROP OWNED BY {role}"))
        owner.execute(text(f"DROP ROLE {role}"))


def test_reads_and_searches_even_what_came_later(reader: psycopg.Connection) -> None:
    assert reader.execute("SELECT count(*) FROM merger_timeline").fetchone() == (80,)
    assert len(reader.execute("SELECT * FROM similar_images('[1,2,3,4]'::vector, 50)").fetchall()) == 50
    assert len(reader.execute("SELECT * FROM cone_search(0, 0, 10)").fetchall()) == 11


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("DELETE FROM image", psycopg.errors.ReadOnlySqlTransaction),
        ("BEGIN READ WRITE; DELETE FROM image", psycopg.errors.InsufficientPrivilege),
        (
            "BEGIN READ WRITE; INSERT INTO judgement (image_id, judge, tag) VALUES (1, 'V', 't')",
            psycopg.errors.InsufficientPrivilege,
        ),
        ("SELECT pg_sleep(3)", psycopg.errors.QueryCanceled),
        ("SELECT * FROM similar_images('[1,2,3,4]'::vector, 51)", psycopg.errors.InvalidParameterValue),
        ("SELECT * FROM cone_search(0, 0, 180)", psycopg.errors.InvalidParameterValue),
    ],
)
def test_no_more_than_that(reader: psycopg.Connection, statement: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        reader.execute(statement)


def test_one_who_judges_may_add_judgements_until_that_is_taken_back(
    catalog: Engine, reader: psycopg.Connection
) -> None:
    role = reader.info.user
    judge = (
        "BEGIN READ WRITE; INSERT INTO judgement (image_id, judge, tag) SELECT min(id), 'V', 't' FROM image"
    )
    for judges in (True, False):
        grant_reader(catalog, role, 1, 50, judges=judges)
        if judges:
            reader.execute(judge)
            reader.execute("COMMIT")
        for statement in ("DELETE FROM image", "UPDATE judgement SET tag = 'x'", "DELETE FROM judgement"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(f"BEGIN READ WRITE; {statement}")
            reader.execute("ROLLBACK")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(judge)


def test_the_owner_is_no_reader(catalog: Engine) -> None:
    with pytest.raises(DeepGalaxyError, match="choose another name"):
        grant_reader(catalog, catalog.url.username or "", 1, 1)
