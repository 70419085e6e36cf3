"""The command line: one command per verb, and no logic."""

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from deepgalaxy.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.progress import ConsoleHandler
from deepgalaxy.settings import get_settings
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.tables import Format, print_record, print_rows

if TYPE_CHECKING:
    from deepgalaxy.networks.weights import TrainedModel
    from deepgalaxy.surveys.ingest import IngestReport

# Imports that cost a second (torch, astropy, SQLAlchemy) wait until a command needs them.

app = typer.Typer(
    help="When in its merger is this galaxy, and what else looks like it?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ingest = typer.Typer(help="Bring pictures into the catalogue.", no_args_is_help=True)
db = typer.Typer(help="The catalogue's database.", no_args_is_help=True)
app.add_typer(ingest, name="ingest")
app.add_typer(db, name="db")

Model = Annotated[
    Path | None, typer.Option(help="Folder of a trained model.", show_default="the last one trained")
]
Rows = Annotated[Format, typer.Option("--format", help="How rows are printed.")]
Query = Annotated[str, typer.Argument(help="A picture file, or the id or name of an image in the catalogue.")]
Count = Annotated[int, typer.Option("-k", min=1, help="How many.")]
Datasets = Annotated[
    list[str] | None, typer.Option("--dataset", help="Only from this dataset; may be repeated.")
]
HDF5File = Annotated[Path, typer.Argument(help="Merger dataset (HDF5).", exists=True, dir_okay=False)]


def main() -> None:
    """Run the command line: 0 done, 2 wrong use, 1 failed, and never a traceback for a user's mistake."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[ConsoleHandler()])
    logging.getLogger("deepgalaxy").setLevel(logging.INFO)
    try:
        app()
    except DeepGalaxyError as error:
        _fail(str(error))
    except ValidationError as error:
        wrong = error.errors()[0]
        typer.echo(f"error: {'.'.join(map(str, wrong['loc']))} {wrong['input']}: {wrong['msg']}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: that is its right. Nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'system'}: {error.strerror or error}")


def _fail(message: str) -> None:
    typer.echo(f"error: {message}", err=True)
    sys.exit(1)


@app.callback(invoke_without_command=True)
def common(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Options before any verb."""
    if version:
        from deepgalaxy import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.command()
def simulate(
    output: Annotated[Path, typer.Option(help="HDF5 file to write.", dir_okay=False)],
    mass_ratio: Annotated[float, typer.Option(help="Second galaxy's mass over the first's.")] = 1.0,
    size_ratio: Annotated[
        float | None, typer.Option(help="Second's size over the first's.", show_default="√mass ratio")
    ] = None,
    pericentre_kpc: Annotated[float, typer.Option(help="Closest approach of the parabolic orbit.")] = 8.0,
    particles: Annotated[int, typer.Option(help="Stars and halo particles of both galaxies.")] = 16_000,
    size: Annotated[int, typer.Option(min=16, max=2048, help="Side of a picture, pixels.")] = 128,
    cameras: Annotated[int, typer.Option(min=1, max=99, help="Viewing directions on a hemisphere.")] = 14,
    seed: Annotated[int, typer.Option(min=0, help="Of the particles.")] = 1,
) -> None:
    """Simulate a merger of two disk galaxies and take its pictures."""
    from deepgalaxy.mergers.recipe import MergerRecipe
    from deepgalaxy.mergers.run import simulate as run

    recipe = MergerRecipe(
        mass_ratio=mass_ratio,
        size_ratio=size_ratio,
        pericentre_kpc=pericentre_kpc,
        particles=particles,
        seed=seed,
    )
    simulation = run(recipe, output, size_px=size, cameras=cameras)
    pictures = simulation.n_frames * len(simulation.cameras)
    typer.echo(f"{output}: {pictures} pictures of {simulation.group}", err=True)


@app.command()
def samples(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.", file_okay=False)],
    count: Annotated[int, typer.Option(min=1, help="Galaxies from the Hubble Deep Field.")] = 60,
) -> None:
    """Write real galaxies to play with: Hubble Deep Field cutouts, Galaxy Zoo 2 and DECaLS pictures."""
    from deepgalaxy.surveys.samples import write_samples

    report = write_samples(folder, get_settings().cache_dir, count)
    if report.missing:
        typer.echo(report.missing, err=True)
    typer.echo(f"{folder}: {len(report.hubble) + len(report.galaxy_zoo)} pictures", err=True)


@ingest.command("simulation")
def ingest_simulation(
    file: HDF5File,
    dataset: Annotated[
        str | None, typer.Option(help="Name in the catalogue.", show_default="the file's")
    ] = None,
) -> None:
    """Bring a merger dataset into the catalogue; its pixels stay in the file."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.surveys.ingest import ingest_simulation as run

    with catalog_engine(get_settings()) as engine:
        _report_ingest(run(engine, file, dataset))


@ingest.command("images")
def ingest_images(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder of JPEG, PNG, FITS and HDF5 pictures.", exists=True, file_okay=False),
    ],
    dataset: Annotated[str, typer.Option(help="Name in the catalogue.")],
) -> None:
    """Bring a folder of pictures into the catalogue; what is refused is named, the rest goes on."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.surveys.ingest import ingest_images as run

    with catalog_engine(get_settings()) as engine:
        _report_ingest(run(engine, folder, dataset, get_settings().data_dir / "images"))


def _report_ingest(report: "IngestReport") -> None:
    _name_refused(report.refused)
    typer.echo(f"{report.added} added, {report.known} already there, {len(report.refused)} refused", err=True)
    if report.refused and not report.added + report.known:
        raise typer.Exit(1)


def _name_refused(refused: list[RefusedInput]) -> None:
    for problem in refused:
        typer.echo(f"refused {problem}", err=True)


@app.command()
def train(
    files: Annotated[list[Path], typer.Argument(help="Merger datasets (HDF5).", exists=True, dir_okay=False)],
    output: Annotated[
        Path | None,
        typer.Option(help="Folder for the model.", show_default="models/default of the data folder"),
    ] = None,
    parts: Annotated[
        str, typer.Option(help="Any of classifier, fcae and vae, by commas.")
    ] = "classifier,fcae,vae",
    epochs: Annotated[int, typer.Option(min=1)] = 20,
    size: Annotated[
        int | None,
        typer.Option(help="Side of the network's picture, pixels.", show_default="that of the pictures"),
    ] = None,
    latent_size: Annotated[int, typer.Option(help="Numbers in z.")] = 32,
    batch_size: Annotated[int, typer.Option(min=1)] = 64,
    learning_rate: Annotated[float, typer.Option()] = 2e-3,
    held_out: Annotated[
        float, typer.Option(min=0, max=0.9, help="Share of the simulations kept for validation.")
    ] = 0.2,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Train encoder, classifier, autoencoder and VAE on simulated mergers."""
    from deepgalaxy.inference.models import DEFAULT, model_folder
    from deepgalaxy.mergers.dataset import read_simulations
    from deepgalaxy.networks.architecture import make_architecture
    from deepgalaxy.training.config import TrainingConfig
    from deepgalaxy.training.loop import train as run

    simulations = [simulation for file in files for simulation in read_simulations(file)]
    architecture = make_architecture(
        size_px=size, pictures_px=simulations[0].size_px, latent_size=latent_size, parts=parts
    )
    config = TrainingConfig(
        epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, held_out=held_out, seed=seed
    )
    folder = output or model_folder(get_settings(), DEFAULT)
    model = run(simulations, folder, architecture, config)
    typer.echo(f"{model.folder}: model {model.sha256[:12]}, {model.card.metrics['last']}", err=True)


@app.command()
def predict(
    files: Annotated[list[Path], typer.Argument(help="JPEG, PNG, FITS or HDF5 pictures.")],
    model: Model = None,
    form: Rows = Format.TABLE,
) -> None:
    """Date the merger in each picture; what cannot be read is named and the rest goes on."""
    from deepgalaxy.inference.files import FilePrediction, predict_files

    report = predict_files(_load(model), files)
    _name_refused(report.refused)
    print_rows(report.predictions, FilePrediction, form)
    if report.refused and not report.predictions:
        raise typer.Exit(1)


@app.command()
def embed(model: Model = None) -> None:
    """Embed and date every image of the catalogue that the model has not seen yet."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.inference.embed import embed_catalog

    trained = _load(model)
    with catalog_engine(get_settings()) as engine:
        typer.echo(f"{embed_catalog(engine, trained)} images embedded", err=True)


@app.command()
def similar(
    query: Query,
    k: Count = 10,
    metric: Annotated[Metric, typer.Option(help="Distance between vectors.")] = Metric.L2,
    dataset: Datasets = None,
    model: Model = None,
    form: Rows = Format.TABLE,
) -> None:
    """Find the images most like one, nearest first."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.similarity.query import make_query
    from deepgalaxy.similarity.search import Hit, nearest

    trained = _load(model)
    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        asked = make_query(connection, trained, query)
        hits = nearest(
            connection,
            asked.model_id,
            asked.z,
            k,
            metric=metric,
            datasets=dataset or (),
            excluded=asked.image_id,
        )
    print_rows(hits, Hit, form)


@app.command()
def recommend(
    query: Query, k: Count = 10, dataset: Datasets = None, model: Model = None, form: Rows = Format.TABLE
) -> None:
    """Recommend images by the spectral cluster of the query's neighbourhood."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.similarity.query import make_query
    from deepgalaxy.similarity.recommend import Recommendation
    from deepgalaxy.similarity.recommend import recommend as run

    trained = _load(model)
    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        hits = run(connection, make_query(connection, trained, query), k, datasets=dataset or ())
    print_rows(hits, Recommendation, form)


@db.command()
def upgrade() -> None:
    """Make the catalogue's tables, or bring them up to date."""
    from deepgalaxy.catalog.engine import upgrade as run

    run(get_settings())
    typer.echo("the catalogue is up to date", err=True)


@db.command()
def status(form: Rows = Format.TABLE) -> None:
    """Say where the catalogue is, its versions, and how many rows it has."""
    from deepgalaxy.catalog.status import catalog_status

    print_record(catalog_status(get_settings()), form)


@db.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """Open psql on the catalogue; words that follow are psql's: -c "SELECT count(*) FROM image"."""
    from deepgalaxy.catalog.psql import run_psql

    raise typer.Exit(run_psql(get_settings(), context.args))


@app.command()
def doctor(form: Rows = Format.TABLE) -> None:
    """Say what works on this machine."""
    from deepgalaxy.doctor import Check, examine

    checks = examine(get_settings())
    print_rows(checks, Check, form)
    if any(check.needed and not check.works for check in checks):
        raise typer.Exit(1)


@app.command()
def demo(
    output: Annotated[
        Path, typer.Option(help="Folder for the pictures and the tables.", file_okay=False)
    ] = Path("demo-output"),
) -> None:
    """Do the main job once, small: simulate, train, ingest real galaxies, embed, and answer."""
    from deepgalaxy.demo.main_job import run_demo

    run_demo(get_settings(), output)


def _load(named: Path | None) -> "TrainedModel":
    from deepgalaxy.inference.models import find_model_folder
    from deepgalaxy.networks.weights import load_model

    return load_model(find_model_folder(get_settings(), named))
