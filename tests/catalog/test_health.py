"""Each thing that can be wrong with a database, brought about, and its error."""

import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from deepgalaxy.catalog.catalog_status import catalog_status
from deepgalaxy.catalog.engine import open_engine, upgrade, visit
from deepgalaxy.catalog.health import CatalogError, check_server_version, server_version, vector_advice
from deepgalaxy.catalog.schema_revisions import known_revisions
from deepgalaxy.core.settings import Settings

Sql = Callable[..., None]


@pytest.fixture
def role(server_url: str) -> Iterator[str]:
    """A user without any rights, and with a password asked for."""
    name = f"poor_{os.getpid()}"
    with administer(server_url) as sql:
        sql(f"CREATE ROLE {name} LOGIN PASSWORD 'right'")
        with create_engine(server_url, poolclass=NullPool).connect() as connection:
            rules = Path(connection.execute(text("SHOW hba_file")).scalar_one())
        before = rules.read_text()
        rules.write_text(f"local all {name} scram-sha-256\n{before}")
        sql("SELECT pg_reload_conf()")
    yield name
    with administer(server_url) as sql:
        rules.write_text(before)
        sql("SELECT pg_reload_conf()", f"DROP ROLE {name}")


class administer:  # noqa: N801 - a context manager
    """Run statements, each in a transaction of its own."""

    def __init__(self, url: str) -> None:
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self.connection = engine.connect()

    def __enter__(self) -> Sql:
        def sql(*statements: str) -> None:
            for statement in statements:
                self.connection.execute(text(statement))

        return sql

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def refusal(url: str) -> str:
    with pytest.raises(CatalogError) as caught:
        open_engine(Settings(database_url=url))
    return one_sentence(caught.value)


def upgrade_refusal(url: str) -> str:
    with pytest.raises(CatalogError) as caught:
        upgrade(url)
    return one_sentence(caught.value)


def one_sentence(error: CatalogError) -> str:
    assert "Traceback" not in str(error)
    assert "sqlalche.me" not in str(error)
    return str(error)


def as_user(url: str, name: str, password: str) -> str:
    given = make_url(url).set(username=name, password=password)
    return given.render_as_string(hide_password=False)


def test_sound_catalogue_is_opened_and_reported(catalog_url: str) -> None:
    open_engine(Settings(database_url=catalog_url.replace("postgresql+psycopg", "postgresql"))).dispose()
    status = catalog_status(Settings(database_url=catalog_url))
    assert (status.revision, status.newest_revision, status.embedded) == (*known_revisions()[:1] * 2, False)
    assert status.pgvector.startswith("0.")
    assert re.fullmatch(r"\d+\.\d+", status.postgresql)
    assert status.images == 0


def test_empty_database_is_reported_as_it_is(empty_database: str) -> None:
    status = catalog_status(Settings(database_url=empty_database))
    assert (status.revision, status.pgvector, status.images) == ("", "", 0)


def test_nobody_answers(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else takes it either
        port = taken.getsockname()[1]
        error = refusal(f"postgresql://me:hush@127.0.0.1:{port}/galaxies")
    assert f"me:***@127.0.0.1:{port}/galaxies: no database server answers there" in error
    assert "hush" not in error
    assert "no database server answers" in refusal(f"postgresql:///x?host={tmp_path}")


@pytest.mark.parametrize(
    "address", ["mysql://u:hush@h/d", "hush", "", "sqlite:///x", "postgresql://h:hush/d"]
)
def test_address_of_something_else(address: str) -> None:
    error = refusal(address)
    assert "DEEPGALAXY_DATABASE_URL: not a PostgreSQL address: write postgresql://" in error
    assert "hush" not in error


def test_wrong_password_user_or_database(catalog_url: str, role: str) -> None:
    error = refusal(as_user(catalog_url, role, "wrong"))
    assert f"the server does not take this password for {role}" in error
    assert "wrong" not in error
    assert "no such user" in refusal(as_user(catalog_url, "stranger", "x"))
    assert "createdb nowhere" in refusal(
        make_url(catalog_url).set(database="nowhere").render_as_string(hide_password=False)
    )


def test_schema_is_missing(empty_database: str) -> None:
    with administer(empty_database) as sql:
        sql("CREATE EXTENSION vector")
    assert "no DeepGalaxy catalogue in this database: run deepgalaxy db upgrade" in refusal(empty_database)
    upgrade(empty_database)
    open_engine(Settings(database_url=empty_database)).dispose()


def test_schema_is_newer(catalog_url: str) -> None:
    with administer(catalog_url) as sql:
        sql("UPDATE alembic_version SET version_num = '9999'")
    for error in (refusal(catalog_url), upgrade_refusal(catalog_url)):
        assert "schema 9999, which a newer deepgalaxy made: upgrade deepgalaxy" in error


def test_schema_is_behind(catalog_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = known_revisions()
    monkeypatch.setattr("deepgalaxy.catalog.health.known_revisions", lambda: ["next", *ours])
    assert f"at schema {ours[0]}, this deepgalaxy needs next: run deepgalaxy db upgrade" in refusal(
        catalog_url
    )


def test_extension_was_dropped(catalog_url: str) -> None:
    with administer(catalog_url) as sql:
        sql("DROP EXTENSION vector CASCADE")
    assert "the vector extension was dropped from this database" in refusal(catalog_url)


def test_extension_is_too_old(catalog_url: str) -> None:
    with administer(catalog_url) as sql:
        sql("UPDATE pg_extension SET extversion = '0.6.2' WHERE extname = 'vector'")
    error = refusal(catalog_url)
    assert "pgvector 0.6.2 is too old, 0.7 is needed" in error
    assert "ALTER EXTENSION vector UPDATE" in error


def test_extension_is_not_on_the_server(empty_database: str) -> None:
    with visit(Settings(database_url=empty_database)) as connection:
        if server_version(connection) < 180_000:
            pytest.skip("before PostgreSQL 18 an extension that is installed cannot be hidden")
    with administer(empty_database) as sql:
        sql(f"ALTER DATABASE {make_url(empty_database).database} SET extension_control_path = '/nowhere'")
    for error in (refusal(empty_database), upgrade_refusal(empty_database)):
        assert "pgvector is not installed on that server: install it" in error
        assert "CREATE EXTENSION vector in database test_" in error


def test_extension_is_not_permitted(empty_database: str, role: str) -> None:
    url = as_user(empty_database, role, "right")
    error = upgrade_refusal(url)
    assert f"user {role} may not create extensions: let an administrator run CREATE EXTENSION vector" in error
    with administer(empty_database) as sql:
        sql("CREATE EXTENSION vector", f"GRANT CREATE ON SCHEMA public TO {role}")
    upgrade(url)
    open_engine(Settings(database_url=url)).dispose()
    with administer(empty_database) as sql:
        sql(f"DROP OWNED BY {role}")


def test_user_may_not_make_tables(empty_database: str, role: str) -> None:
    with administer(empty_database) as sql:
        sql("CREATE EXTENSION vector")
    error = upgrade_refusal(as_user(empty_database, role, "right"))
    assert f"permission denied for schema public: let the database's owner run this, or grant {role}" in error


def test_server_is_too_old() -> None:
    with pytest.raises(CatalogError, match="here: PostgreSQL 14 is too old, 15 is needed"):
        check_server_version(140_019, "here")
    check_server_version(150_000, "here")


def test_session_ended_in_the_middle_is_said_and_the_next_one_works(catalog: Engine) -> None:
    end = text("""
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = current_database()
    """)
    with catalog.connect() as mine:
        mine.execute(text("SELECT 1"))
        with catalog.connect() as other:
            other.execute(end)
        with pytest.raises(CatalogError, match=r"went away.*run the same command again"):
            mine.execute(text("SELECT 1"))
    with catalog.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_embedded_catalogue_makes_and_migrates_itself(embedded_data_dir: Path) -> None:
    settings = Settings(data_dir=embedded_data_dir)
    engine = open_engine(settings)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT '[1,2]'::vector")).scalar_one().to_list() == [1, 2]
    engine.dispose()
    status = catalog_status(settings)
    assert (status.embedded, status.revision) == (True, known_revisions()[0])
    with visit(settings) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CatalogError, match="a newer deepgalaxy made"):
        open_engine(settings)


def test_nothing_is_prepared_behind_our_back(catalog: Engine) -> None:
    with catalog.connect() as connection:
        for _ in range(12):
            connection.execute(text("SELECT count(*) FROM image WHERE redshift > :z"), {"z": 0.1})
        assert connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar() == 0


@pytest.mark.parametrize(
    ("version", "warned"),
    [(None, False), ("0.7.4", True), ("0.8.0", True), ("0.8.1", True), ("0.8.2", False), ("0.8.5", False),
     ("0.10.0", False), ("1.0", False)],
)  # fmt: skip
def test_a_pgvector_with_a_known_hole_is_warned_of(version: str | None, warned: bool) -> None:
    advice = vector_advice(version)
    assert bool(advice) is warned
    assert not warned or "0.8.2" in advice
