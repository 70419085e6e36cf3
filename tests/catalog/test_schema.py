"""The schema and its migrations."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, NullPool, create_engine, inspect, text
from sqlalchemy.exc import DataError, IntegrityError

from deepgalaxy.catalog.engine import upgrade
from deepgalaxy.catalog.schema import Base
from deepgalaxy.catalog.schema_revisions import alembic_config, known_revisions
from deepgalaxy.catalog.sql_files import load_sql, sql_digest
from deepgalaxy.core.ranges import DECLINATION_DEG, RIGHT_ASCENSION_DEG

ROOT = Path(__file__).parents[2]

# Everything a table is, in PostgreSQL's own words.
DESCRIPTION = """
    SELECT 'column', attrelid::regclass::text, attname, format_type(atttypid, atttypmod),
        concat_ws(' ', attnotnull, attidentity, pg_get_expr(adbin, adrelid),
            col_description(attrelid, attnum))
    FROM pg_attribute LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
    WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p')) AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'table', oid::regclass::text, relkind::text, coalesce(pg_get_partkeydef(oid), ''),
        obj_description(oid, 'pg_class')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""

OWN_FUNCTIONS = """
    pg_proc AS p WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
OWN_VIEWS = "pg_class AS c WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'"
SQL_TEXT = f"""
    SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid), obj_description(oid, 'pg_proc')
    FROM {OWN_FUNCTIONS}
    UNION ALL
    SELECT 'view', oid::regclass::text, pg_get_viewdef(oid), obj_description(oid, 'pg_class') FROM {OWN_VIEWS}
    UNION ALL
    SELECT 'view column', attrelid::regclass::text, attname, col_description(attrelid, attnum)
    FROM pg_attribute WHERE attrelid IN (SELECT oid FROM {OWN_VIEWS}) AND attnum > 0
"""


def describe(engine: Engine, query: str = DESCRIPTION) -> set[tuple[str, ...]]:
    with engine.connect() as connection:
        rows = connection.execute(text(query))
        return {tuple(row) for row in rows if row[1] != "alembic_version"}


def test_models_and_migrations_agree(empty_database: str, catalog: Engine) -> None:
    by_models = create_engine(empty_database, poolclass=NullPool)
    with by_models.begin() as connection:
        connection.execute(text("CREATE EXTENSION vector"))
        Base.metadata.create_all(connection)
    assert describe(by_models) == describe(catalog)


def test_alembic_finds_nothing_left_to_migrate(catalog: Engine) -> None:
    with catalog.begin() as connection:
        command.check(alembic_config(connection))


def test_down_and_up_again_is_the_same(catalog: Engine) -> None:
    before = describe(catalog) | describe(catalog, SQL_TEXT)
    with catalog.begin() as connection:
        connection.execute(text("CREATE TABLE embedding_1 PARTITION OF embedding FOR VALUES IN (1)"))
        command.downgrade(alembic_config(connection), "base")
    assert describe(catalog) | describe(catalog, SQL_TEXT) == set()
    upgrade(catalog.url.render_as_string(hide_password=False))
    assert describe(catalog) | describe(catalog, SQL_TEXT) == before


def test_functions_and_views_are_those_of_the_sql_files(catalog: Engine) -> None:
    by_migrations = describe(catalog, SQL_TEXT)
    assert {name for _, name, *_ in by_migrations} > {"merger_timeline", "find_model(text)"}
    drop_functions = f"SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM {OWN_FUNCTIONS}"
    with catalog.begin() as connection:
        load_sql(connection, sql_digest())
    assert describe(catalog, SQL_TEXT) == by_migrations
    with catalog.begin() as connection:
        for statement in connection.scalars(text(drop_functions)).all():
            connection.execute(text(statement))
        connection.execute(text("DROP VIEW IF EXISTS merger_timeline, timeline_by_model"))
        load_sql(connection, sql_digest())
    assert describe(catalog, SQL_TEXT) == by_migrations


def test_a_change_of_the_sql_files_comes_with_a_migration() -> None:
    migrations = (ROOT / "migrations" / "versions").glob("*.py")
    called = f'load_sql(op.get_bind(), "{sql_digest()}")'
    assert any(called in file.read_text() for file in migrations), f"no migration calls {called}"


def test_sql_of_an_earlier_or_later_migration_is_not_loaded(catalog: Engine) -> None:
    with catalog.begin() as connection:
        connection.execute(text("DROP FUNCTION cluster_of"))
        load_sql(connection, "0" * 16)
    assert not any(name.startswith("cluster_of") for _, name, *_ in describe(catalog, SQL_TEXT))


def test_an_index_of_before_there_were_two_methods_still_serves(catalog: Engine) -> None:
    with catalog.begin() as connection:
        command.downgrade(alembic_config(connection), "0006")
        values = "VALUES (1, repeat('a', 64), 'a', 4, '{}', '{}', '{}', '/a')"
        columns = "id, sha256, name, latent_size, architecture, preprocessing, metrics, path"
        connection.execute(text(f"INSERT INTO model ({columns}) OVERRIDING SYSTEM VALUE {values}"))
        columns = "model_id, metric, ef_search, recall, sampled"
        connection.execute(text(f"INSERT INTO vector_index ({columns}) VALUES (1, 'l2', 160, 0.995, 200)"))
    upgrade(catalog.url.render_as_string(hide_password=False))
    kept = text("SELECT method, effort, most, recall, serves FROM vector_index")
    with catalog.connect() as connection:
        assert connection.execute(kept).one() == ("hnsw", 160, 1000, pytest.approx(0.995), True)


def test_predictions_of_before_there_were_more_fields_stay_as_they_are(catalog: Engine) -> None:
    columns = "image_id, model_id, stage, time_myr, time_lo68, time_hi68, time_lo90, time_hi90, probabilities"
    values = "id, 1, 34, 120, 60, 180, 10, 230, array_fill(1.0 / 71, ARRAY[71])::vector FROM image"
    kept = text("SELECT stage, time_hi90, p_interacting, mass_ratio, stage_lo68 FROM prediction")
    shown = text("SELECT stage, time_hi90, p_interacting, mass_ratio, stage_lo68 FROM timeline_by_model")
    with catalog.begin() as connection:
        command.downgrade(alembic_config(connection), "0010")
        connection.execute(text("INSERT INTO dataset (name, kind) VALUES ('d', 'survey')"))
        connection.execute(text(INSERT.format(columns="redshift", values="0.1")))
        of_model = "id, sha256, name, latent_size, architecture, preprocessing, metrics, path"
        model = "VALUES (1, repeat('a', 64), 'a', 4, '{}', '{}', '{}', '/a')"
        connection.execute(text(f"INSERT INTO model ({of_model}) OVERRIDING SYSTEM VALUE {model}"))
        connection.execute(text(f"INSERT INTO prediction ({columns}) SELECT {values}"))
        assert connection.execute(text("SELECT stage, time_hi90 FROM timeline_by_model")).all() == [(34, 230)]
    upgrade(catalog.url.render_as_string(hide_password=False))
    with catalog.connect() as connection:
        for query in (kept, shown):
            assert connection.execute(query).all() == [(34, 230, None, None, None)]


def test_every_column_with_a_unit_has_a_comment(catalog: Engine) -> None:
    measured = ("_deg", "_arcsec", "_myr", "redshift", "stage", "lo68", "hi68", "lo90", "hi90")
    inspector = inspect(catalog)
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            if column["name"].endswith(measured):
                assert column["comment"], f"{table}.{column['name']}"


def test_threads_may_migrate_at_once(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [empty_database] * 4))
    assert revisions_in(empty_database) == known_revisions()[:1]


def test_alembic_command_migrates_the_database_of_the_settings_several_at_once(empty_database: str) -> None:
    environment = os.environ | {"DEEPGALAXY_DATABASE_URL": empty_database}
    command_line = [sys.executable, "-m", "alembic", "upgrade", "head"]
    runs = [subprocess.Popen(command_line, cwd=ROOT, env=environment) for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert revisions_in(empty_database) == known_revisions()[:1]


def revisions_in(url: str) -> list[str]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


INSERT = """
    INSERT INTO image (dataset_id, external_id, sha256, file, node, index, {columns})
    SELECT id, 'a', decode(repeat('00', 32), 'hex'), 'f', 'n', 0, {values} FROM dataset
"""


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("ra_deg, dec_deg, hpx29", "360, 0, 0"),
        ("ra_deg, dec_deg, hpx29", "-1e-9, 0, 0"),
        ("ra_deg, dec_deg, hpx29", "0, 90.0001, 0"),
        ("ra_deg, dec_deg, hpx29", "'NaN', 0, 0"),
        ("ra_deg, dec_deg", "10, 10"),
        ("ra_deg, hpx29", "10, 10"),
        ("redshift", "'NaN'"),
        ("stage", "71"),
        ("stage", "-0.1"),
        ("pixel_scale_arcsec", "0"),
    ],
)
def test_database_itself_refuses_what_cannot_be(catalog: Engine, columns: str, values: str) -> None:
    with catalog.begin() as connection:
        connection.execute(text("INSERT INTO dataset (name, kind) VALUES ('d', 'survey')"))
    with catalog.connect() as connection, pytest.raises(IntegrityError, match="ck_image"):
        connection.execute(text(INSERT.format(columns=columns, values=values)))
    with catalog.begin() as connection:
        good = INSERT.format(columns="ra_deg, dec_deg, hpx29", values="359.999, -90, 0")
        assert connection.execute(text(good)).rowcount == 1


@pytest.mark.parametrize(
    ("ra_deg", "dec_deg", "is_in"),
    [
        (RIGHT_ASCENSION_DEG.low, DECLINATION_DEG.low, True),
        (RIGHT_ASCENSION_DEG.high, DECLINATION_DEG.high, True),
        (RIGHT_ASCENSION_DEG.low - 1e-9, 0, False),
        (RIGHT_ASCENSION_DEG.high + 1e-9, 0, False),
        (0, DECLINATION_DEG.low - 1e-9, False),
        (0, DECLINATION_DEG.high + 1e-9, False),
    ],
)
def test_sql_searches_have_the_bounds_of_positions(
    catalog: Engine, ra_deg: float, dec_deg: float, is_in: bool
) -> None:
    query = text("SELECT count(*) FROM images_in_cone(:ra_deg, :dec_deg, 1)")
    with (
        catalog.connect() as connection,
        nullcontext() if is_in else pytest.raises(DataError, match="not between"),
    ):
        assert connection.execute(query, {"ra_deg": ra_deg, "dec_deg": dec_deg}).scalar() == 0
