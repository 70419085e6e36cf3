"""The catalogue's database, its models and its indexes."""

from typing import Annotated

import typer

from deepgalaxy.catalog.index_method import Method
from deepgalaxy.cli.app import app
from deepgalaxy.cli.options import CatalogModel, Distance, Named, Rows, Wide
from deepgalaxy.cli.print_rows import print_record, print_rows
from deepgalaxy.core.output import OutputFormat
from deepgalaxy.core.settings import get_settings
from deepgalaxy.similarity.metric import Metric

db = typer.Typer(help="The catalogue's database.", no_args_is_help=True)
models = typer.Typer(help="Which models the catalogue has, and which one serves.", no_args_is_help=True)
index = typer.Typer(help="Approximate indexes, for catalogues too large to scan.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(models, name="model")
app.add_typer(index, name="index")


@models.command("list")
def model_list(form: Rows = OutputFormat.TABLE, wide: Wide = False) -> None:
    """List the catalogue's models."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.model_registry import ModelRow, list_models

    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        print_rows(list_models(connection), ModelRow, form, wide=wide)


@models.command("promote")
def model_promote(model: Named) -> None:
    """Let a model answer where none is named."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.model_registry import promote_model

    with catalog_engine(get_settings()) as engine, engine.begin() as connection:
        promote_model(connection, model)
    typer.echo(f"model {model} serves", err=True)


@models.command("retire")
def model_retire(model: Named) -> None:
    """Remove a model with its vectors, predictions and clusterings; its folder stays."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.model_registry import retire_model

    with catalog_engine(get_settings()) as engine, engine.begin() as connection:
        retire_model(connection, model)
    typer.echo(f"model {model} is gone from the catalogue", err=True)


@index.command("build")
def index_build(
    metric: Distance = Metric.L2,
    method: Annotated[Method, typer.Option(help="As pgvector calls them.")] = Method.IVFFLAT,
    model: CatalogModel = None,
    form: Rows = OutputFormat.TABLE,
) -> None:
    """Build a vector index while everybody works on, and measure its recall."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.vector_index import build_index

    with catalog_engine(get_settings()) as engine:
        print_record(build_index(engine, model, metric.value, method), form)


@index.command("check")
def index_check(
    metric: Distance = Metric.L2, model: CatalogModel = None, form: Rows = OutputFormat.TABLE
) -> None:
    """Measure an index's recall against exact searches; under 0.99 it does not serve."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.recall import check_index

    with catalog_engine(get_settings()) as engine:
        report = check_index(engine, model, metric.value)
    print_record(report, form)
    if not report.serves:
        raise typer.Exit(1)


@db.command()
def grant_reader(
    role: Annotated[str, typer.Argument(help="Name of the role; made where it is new.")],
    timeout_s: Annotated[int, typer.Option("--timeout", min=1, help="Longest statement, seconds.")] = 30,
    row_cap: Annotated[int, typer.Option(min=1, help="Most rows of one search.")] = 10_000,
    judges: Annotated[bool, typer.Option("--judges", help="It may add judgements of images, too.")] = False,
) -> None:
    """Let a role read the catalogue and search it, and nothing else."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.reader_role import grant_reader as run

    with catalog_engine(get_settings()) as engine:
        new = run(engine, role, timeout_s, row_cap, judges=judges)
    rights = "read and judge" if judges else "read"
    password = f"; give it a password: \\password {role} in psql" if new else ""
    typer.echo(f"{role} may {rights}{password}", err=True)


@db.command()
def upgrade() -> None:
    """Make the catalogue's tables, or bring them up to date."""
    from deepgalaxy.catalog.engine import upgrade as run

    run(get_settings())
    typer.echo("the catalogue is up to date", err=True)


@db.command()
def status(form: Rows = OutputFormat.TABLE) -> None:
    """Say where the catalogue is, its versions, and how many rows it has."""
    from deepgalaxy.catalog.catalog_status import catalog_status

    print_record(catalog_status(get_settings()), form)


@db.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """Open psql on the catalogue; words that follow are psql's: -c "SELECT count(*) FROM image"."""
    from deepgalaxy.catalog.psql import run_psql

    raise typer.Exit(run_psql(get_settings(), context.args))
