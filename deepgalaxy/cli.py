"""The command line: one command per verb, and no logic."""

import io
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from pydantic import ValidationError

from deepgalaxy.errors import DeepGalaxyError, RefusedInput, Stopped, WrongUse
from deepgalaxy.progress import ConsoleHandler
from deepgalaxy.settings import get_settings
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.tables import Format, print_record, print_rows

if TYPE_CHECKING:
    from deepgalaxy.mergers.snapshot_units import UnitChoice
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
models = typer.Typer(help="Which models the catalogue has, and which one serves.", no_args_is_help=True)
index = typer.Typer(help="Approximate indexes, for catalogues too large to scan.", no_args_is_help=True)
app.add_typer(models, name="model")
app.add_typer(index, name="index")

Model = Annotated[
    Path | None, typer.Option(help="Folder of a trained model.", show_default="the last one trained")
]
Rows = Annotated[Format, typer.Option("--format", help="How rows are printed.")]
Query = Annotated[str, typer.Argument(help="A picture file, or the id or name of an image in the catalogue.")]
Count = Annotated[int, typer.Option("-k", min=1, max=1_000_000, help="How many.")]
Datasets = Annotated[
    list[str] | None, typer.Option("--dataset", help="Only from this dataset; may be repeated.")
]
DISK = typer.Option(
    help="Tilt of the disk's spin against the orbit's, above 90 retrograde, and direction of the tilt.",
    metavar="'DEG DEG'",
    parser=lambda words: _angles(words),
)
MODEL_HELP = "Name, or first digits of the sha256, of a model of the catalogue."
NEAR_HELP = 'Place (ICRS): "13:46:10 +55:53:16" in hours, or "206.54 55.89" in degrees.'
RADIUS_HELP = "Around the place: 20deg, 5arcmin."
Near = Annotated[str | None, typer.Option(help=NEAR_HELP)]
Radius = Annotated[str | None, typer.Option(help=RADIUS_HELP)]
StageRange = Annotated[str | None, typer.Option("--stage", help="Only these stages: 15..25, 15.. or ..25.")]
ServingModel = Annotated[
    Path | None, typer.Option(help="Folder of a trained model.", show_default="the catalogue's serving one")
]
Named = Annotated[str, typer.Argument(help="A model's name or the first digits of its sha256.")]
CatalogModel = Annotated[str | None, typer.Option("--model", help=MODEL_HELP, show_default="the serving one")]
Distance = Annotated[Metric, typer.Option(help="Distance between vectors.")]
HDF5File = Annotated[Path, typer.Argument(help="Merger dataset (HDF5).", exists=True, dir_okay=False)]


def main() -> None:
    """Run the command line: 0 done, 1 failed, 2 wrong use, 75 stopped as asked; no traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[ConsoleHandler()])
    logging.getLogger("deepgalaxy").setLevel(logging.INFO)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's name may be no text
    try:
        app()
    except WrongUse as error:
        _fail(str(error), status=2)
    except DeepGalaxyError as error:
        _fail(str(error))
    except Stopped as stopped:
        typer.echo(str(stopped), err=True)
        sys.exit(stopped.status)
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


def _angles(words: str) -> tuple[float, float]:
    try:
        tilt, node = map(float, words.split())
    except ValueError:
        raise typer.BadParameter(f"{words!r} is not two angles, such as '20 0'") from None
    return tilt, node


def _fail(message: str, status: int = 1) -> None:
    typer.echo(f"error: {message}", err=True)
    sys.exit(status)


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
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Further files of --from-snapshots or --from-initial-conditions."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="HDF5 file to write; the folder for the files of a grid.")
    ] = None,
    grid: Annotated[
        Literal["demo", "paper"] | None,
        typer.Option(help="6 or 36 mergers that differ in ratios, spins and orbits, a file each."),
    ] = None,
    run: Annotated[int | None, typer.Option(help="Only this run of the grid, from 1.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Runs of the grid at a time.", show_default="one a core")
    ] = None,
    status: Annotated[
        Path | None, typer.Option(help="Only say how far the runs in this folder are.", file_okay=False)
    ] = None,
    form: Rows = Format.TABLE,
    mass_ratio: Annotated[
        float | None, typer.Option(help="Second galaxy's mass over the first's.", show_default="1")
    ] = None,
    size_ratio: Annotated[
        float | None, typer.Option(help="Second's size over the first's.", show_default="√mass ratio")
    ] = None,
    orbit: Annotated[
        Literal["parabolic"], typer.Option(help="The galaxies fall from rest, infinitely far apart.")
    ] = "parabolic",
    pericentre_kpc: Annotated[
        float | None, typer.Option(help="Closest approach of the parabolic orbit.", show_default="8")
    ] = None,
    start_separation_kpc: Annotated[
        float | None, typer.Option(help="Distance of the galaxies at the start.", show_default="150")
    ] = None,
    disk1: Annotated[Any, DISK] = None,
    disk2: Annotated[Any, DISK] = None,
    softening_kpc: Annotated[
        float | None, typer.Option(help="Of gravity; sets the time step too.", show_default="0.5")
    ] = None,
    particles: Annotated[
        int | None,
        typer.Option(
            help="Stars and halo particles of both galaxies.", show_default="16000, the demo grid's 8000"
        ),
    ] = None,
    size: Annotated[int, typer.Option(min=16, max=2048, help="Side of a picture, pixels.")] = 128,
    cameras: Annotated[int, typer.Option(min=1, max=99, help="Viewing directions on a hemisphere.")] = 14,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**63 - 1, help="Of the particles.", show_default="1")
    ] = None,
    field_of_view_kpc: Annotated[
        float | None, typer.Option(help="Side of a picture.", show_default="180, more where it is needed")
    ] = None,
    from_snapshots: Annotated[
        Path | None,
        typer.Option(help="Only photograph tipsy or GADGET snapshots: files, or a folder of a time series."),
    ] = None,
    from_initial_conditions: Annotated[
        Path | None, typer.Option(help="Evolve two galaxies from such a snapshot, or from one each.")
    ] = None,
    length_unit: Annotated[str | None, typer.Option(help="Of those files, such as '1 kpc'.")] = None,
    mass_unit: Annotated[str | None, typer.Option(help="Of those files, such as '2.33e9 Msun'.")] = None,
    velocity_unit: Annotated[str | None, typer.Option(help="Of those files, such as '100 km/s'.")] = None,
    observe: Annotated[
        Literal["sdss", "decals"] | None, typer.Option(help="Take the pictures as this survey would, in r.")
    ] = None,
    redshift: Annotated[float | None, typer.Option(help="Of what is observed.", show_default="0.05")] = None,
) -> None:
    """Simulate mergers of two disk galaxies and take their pictures; what was stopped goes on."""
    if status:
        from deepgalaxy.mergers.status import RunStatus, folder_status

        print_rows(folder_status(status), RunStatus, form)
        return
    if output is None:
        raise typer.BadParameter("missing: where do the pictures go?", param_hint="--output")
    if grid is None and (run or workers):
        raise typer.BadParameter("goes with --grid", param_hint="--run" if run else "--workers")
    recipe = {
        "mass_ratio": mass_ratio,
        "size_ratio": size_ratio,
        "pericentre_kpc": pericentre_kpc,
        "start_separation_kpc": start_separation_kpc,
        "disk1_deg": disk1,
        "disk2_deg": disk2,
        "softening_kpc": softening_kpc,
        "particles": particles,
        "seed": seed,
        "field_of_view_kpc": field_of_view_kpc,
    }
    recipe = {name: value for name, value in recipe.items() if value is not None}
    if redshift is not None and not observe:
        raise typer.BadParameter("goes with --observe", param_hint="--redshift")
    units = {"length": length_unit, "mass": mass_unit, "velocity": velocity_unit}
    start = from_snapshots or from_initial_conditions
    if not start and (files or any(units.values())):
        raise typer.BadParameter("files and units go with --from-snapshots or --from-initial-conditions")
    from deepgalaxy.mergers.observe import Observation

    observation = Observation(observe, 0.05 if redshift is None else redshift) if observe else None
    if start:
        if grid or (from_snapshots and from_initial_conditions):
            raise typer.BadParameter("give one of --grid, --from-snapshots and --from-initial-conditions")
        allowed = {"field_of_view_kpc"} | (set() if from_snapshots else {"particles", "seed"})
        if wrong := recipe.keys() - allowed:
            hint = ", ".join(f"--{name.removesuffix('_deg').replace('_', '-')}" for name in sorted(wrong))
            raise typer.BadParameter("the galaxies are what the files have", param_hint=hint)
        from deepgalaxy.mergers.snapshot_units import UnitChoice

        options = {"size_px": size, "cameras": cameras, "observation": observation, **recipe}
        _photograph([start, *(files or [])], output, UnitChoice(**units), options, evolved=not from_snapshots)
        return
    if grid:
        from deepgalaxy.mergers.campaign import plan_grid, run_all, run_one

        jobs = plan_grid(grid, output, recipe, size, cameras, observation)
        run_all(jobs, workers or len(os.sched_getaffinity(0))) if run is None else run_one(jobs, run)
        return
    from deepgalaxy.mergers.recipe import MergerRecipe
    from deepgalaxy.mergers.run import simulate as simulate_one

    simulation = simulate_one(
        MergerRecipe(**recipe), output, size_px=size, cameras=cameras, observation=observation
    )
    pictures = simulation.n_frames * len(simulation.cameras)
    typer.echo(f"{output}: {pictures} pictures of {simulation.group}", err=True)


def _photograph(
    files: list[Path], output: Path, units: "UnitChoice", options: dict[str, Any], *, evolved: bool
) -> None:
    if evolved:
        from deepgalaxy.mergers.initial_conditions import evolve_initial_conditions

        simulation = evolve_initial_conditions(files, output, units=units, **options)
        pictures = simulation.n_frames * len(simulation.cameras)
        typer.echo(f"{output}: {pictures} pictures of {simulation.group}", err=True)
        return
    from deepgalaxy.mergers.foreign import render_snapshots

    done = render_snapshots(files, output, units=units, **options)
    stages = "with stages" if done.dated else "whose stages are not known: for predict and ingest images"
    typer.echo(f"{output}: {done.pictures} pictures of {done.group}, {stages}", err=True)


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
    if not report.added + report.known:
        raise typer.Exit(1)  # nothing came in: an empty folder, or all refused


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
    backbone: Annotated[
        str, typer.Option(help="Encoder: simple, resnet…, efficientnet_…, convnextv2_….")
    ] = "simple",
    first_weights: Annotated[
        str | None,
        typer.Option(help="Encoder's start: hub id, local folder, or imagenet (lite)."),
    ] = None,
    parts: Annotated[
        str, typer.Option(help="Any of classifier, fcae and vae, by commas.")
    ] = "classifier,fcae,vae",
    size: Annotated[
        int | None,
        typer.Option(help="Side of the network's picture, pixels.", show_default="that of the pictures"),
    ] = None,
    latent_size: Annotated[int, typer.Option(min=2, help="Numbers in z.")] = 32,
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option(help="Pictures without labels, or a folder, for autoencoder and VAE; may be repeated."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="TOML file with any of what follows.", exists=True, dir_okay=False)
    ] = None,
    epochs: Annotated[int | None, typer.Option(show_default="20")] = None,
    patience: Annotated[
        int | None, typer.Option(help="Stop after so many epochs without progress.", show_default="never")
    ] = None,
    batch_size: Annotated[int | None, typer.Option(show_default="64")] = None,
    optimizer: Annotated[
        str | None, typer.Option(help="adamw, adadelta or sgd.", show_default="adamw")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Peak of the schedule.", show_default="the optimizer's usual")
    ] = None,
    noise: Annotated[
        float | None, typer.Option(help="Most noise added to a picture in [0, 1].", show_default="0.06")
    ] = None,
    held_out: Annotated[
        float | None, typer.Option(help="Share of the simulations kept for validation.", show_default="0.2")
    ] = None,
    seed: Annotated[int | None, typer.Option(show_default="1")] = None,
    bf16: Annotated[bool | None, typer.Option("--bf16", help="Compute in bfloat16.")] = None,
    save_memory: Annotated[
        bool | None, typer.Option("--save-memory", help="Compute activations twice to keep fewer.")
    ] = None,
    include_untrusted: Annotated[
        bool, typer.Option(help="Train on mergers whose energy drifted too far, too.")
    ] = False,
    record: Annotated[
        Path | None, typer.Option(help="Folder for TensorBoard and a JSON an epoch.", file_okay=False)
    ] = None,
) -> None:
    """Train encoder, classifier, autoencoder and VAE on simulated mergers."""
    from deepgalaxy.inference.models import DEFAULT, model_folder
    from deepgalaxy.mergers.dataset import read_simulations, trusted_simulations
    from deepgalaxy.networks.architecture import make_architecture
    from deepgalaxy.training.config import make_config
    from deepgalaxy.training.run import train as run

    said = {
        "epochs": epochs,
        "patience": patience,
        "batch_size": batch_size,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "first_weights": first_weights,
        "noise": noise,
        "held_out": held_out,
        "bf16": bf16,
        "save_memory": save_memory,
        "seed": seed,
    }
    chosen = make_config(config, said)
    simulations = [simulation for file in files for simulation in read_simulations(file)]
    if not include_untrusted:
        simulations = trusted_simulations(simulations)
    architecture = make_architecture(
        backbone=backbone,
        size_px=size,
        pictures_px=simulations[0].size_px,
        latent_size=latent_size,
        parts=parts,
    )
    folder = output or model_folder(get_settings(), DEFAULT)
    model = run(simulations, folder, architecture, chosen, unlabelled=unlabelled or (), record=record)
    kept = ", ".join(f"{name} {value:.4g}" for name, value in model.card.metrics["kept"].items())
    typer.echo(f"{model.folder}: model {model.sha256[:12]}, {kept}", err=True)


@app.command()
def predict(
    files: Annotated[list[Path], typer.Argument(help="JPEG, PNG, FITS or HDF5 pictures.", readable=False)],
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
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Merger datasets (HDF5).", exists=True, dir_okay=False)],
    model: Model = None,
    seen: Annotated[
        bool, typer.Option("--seen", help="Simulations that the model was trained on or chosen by, too.")
    ] = False,
    plot: Annotated[Path | None, typer.Option(help="PNG of said against true stage.", dir_okay=False)] = None,
    form: Rows = Format.TABLE,
) -> None:
    """Say how well the model dates simulations that had no part in its training."""
    from deepgalaxy.inference.evaluate import Score, judge, scores, unseen_simulations
    from deepgalaxy.inference.plots import draw_scatter
    from deepgalaxy.mergers.dataset import read_simulations

    trained = _load(model)
    simulations = [simulation for file in files for simulation in read_simulations(file)]
    judged = judge(trained, simulations if seen else unseen_simulations(trained, simulations))
    print_rows(scores(judged), Score, form)
    if plot:
        draw_scatter(judged, plot)
        typer.echo(f"{plot}: said against true stage", err=True)


@app.command()
def embed(model: Model = None) -> None:
    """Embed and date every image of the catalogue that the model has not seen yet."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.inference.embed import embed_catalog

    trained = _load(model)
    with catalog_engine(get_settings()) as engine:
        report = embed_catalog(engine, trained)
    for lost in report.lost:
        typer.echo(f"not embedded: {lost}", err=True)
    typer.echo(f"{report.embedded} images embedded", err=True)
    if report.lost:
        raise typer.Exit(1)


@app.command()
def similar(
    query: Query,
    k: Count = 10,
    metric: Distance = Metric.L2,
    dataset: Datasets = None,
    near: Near = None,
    radius: Radius = None,
    stage: StageRange = None,
    exact: Annotated[bool, typer.Option("--exact", help="Scan, whether an index serves or not.")] = False,
    model: ServingModel = None,
    form: Rows = Format.TABLE,
) -> None:
    """Find the images most like one, nearest first."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.similarity.filters import Cone, Stages
    from deepgalaxy.similarity.query import make_query
    from deepgalaxy.similarity.search import Hit, SimilarImages

    cone, stages = Cone.parse_optional(near, radius), Stages.parse(stage)
    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        search = SimilarImages(
            query=make_query(connection, query, model or get_settings().model),
            k=k,
            metric=metric,
            datasets=dataset or (),
            stages=stages,
            cone=cone,
            exact=exact,
        )
        print_rows(search.run(connection), Hit, form)


@app.command()
def cone(
    near: Annotated[str, typer.Option(help=NEAR_HELP)],
    radius: Annotated[str, typer.Option(help=RADIUS_HELP)],
    form: Rows = Format.TABLE,
) -> None:
    """Find the images around a place on the sky, nearest to it first."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.similarity.filters import Cone
    from deepgalaxy.similarity.search import ConeSearch, ImageInCone

    search = ConeSearch(Cone.parse(near, radius))
    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        print_rows(search.run(connection), ImageInCone, form)


@app.command()
def recommend(
    query: Query,
    k: Count = 10,
    dataset: Datasets = None,
    near: Near = None,
    radius: Radius = None,
    stage: StageRange = None,
    model: ServingModel = None,
    form: Rows = Format.TABLE,
) -> None:
    """Recommend images by the spectral cluster of the query's neighbourhood."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.similarity.filters import Cone, Stages
    from deepgalaxy.similarity.query import make_query
    from deepgalaxy.similarity.recommend import Recommendation
    from deepgalaxy.similarity.recommend import recommend as run

    cone, stages = Cone.parse_optional(near, radius), Stages.parse(stage)
    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        asked = make_query(connection, query, model or get_settings().model)
        hits = run(connection, asked, k, datasets=dataset or (), stages=stages, cone=cone)
    print_rows(hits, Recommendation, form)


@app.command()
def cluster(
    neighbours: Annotated[int, typer.Option("-k", min=2, help="Neighbours each image is joined to.")] = 16,
    clusters: Annotated[
        int | None, typer.Option(min=2, help="How many.", show_default="as many as the eigengap says")
    ] = None,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    model: CatalogModel = None,
    form: Rows = Format.TABLE,
) -> None:
    """Cluster a model's vectors by the spectrum of their graph, and keep the answer for cluster_of()."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.similarity.cluster import cluster_catalog

    with catalog_engine(get_settings()) as engine:
        print_record(cluster_catalog(engine, model, neighbours, clusters, seed), form)


@models.command("list")
def model_list(form: Rows = Format.TABLE) -> None:
    """List the catalogue's models."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.models import ModelRow, list_models

    with catalog_engine(get_settings()) as engine, engine.connect() as connection:
        print_rows(list_models(connection), ModelRow, form)


@models.command("promote")
def model_promote(model: Named) -> None:
    """Let a model answer where none is named."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.models import promote_model

    with catalog_engine(get_settings()) as engine, engine.begin() as connection:
        promote_model(connection, model)
    typer.echo(f"model {model} serves", err=True)


@models.command("retire")
def model_retire(model: Named) -> None:
    """Remove a model with its vectors, predictions and clusterings; its folder stays."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.models import retire_model

    with catalog_engine(get_settings()) as engine, engine.begin() as connection:
        retire_model(connection, model)
    typer.echo(f"model {model} is gone from the catalogue", err=True)


@index.command("build")
def index_build(metric: Distance = Metric.L2, model: CatalogModel = None, form: Rows = Format.TABLE) -> None:
    """Build an HNSW index while everybody works on, and measure its recall."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.index import build_index

    with catalog_engine(get_settings()) as engine:
        print_record(build_index(engine, model, metric.value), form)


@index.command("check")
def index_check(metric: Distance = Metric.L2, model: CatalogModel = None, form: Rows = Format.TABLE) -> None:
    """Measure an index's recall against exact searches; under 0.99 it does not serve."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.index import check_index

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
) -> None:
    """Let a role read the catalogue and search it, and nothing else."""
    from deepgalaxy.catalog.engine import catalog_engine
    from deepgalaxy.catalog.reader import grant_reader as run

    with catalog_engine(get_settings()) as engine:
        new = run(engine, role, timeout_s, row_cap)
    typer.echo(
        f"{role} may read" + (f"; give it a password: \\password {role} in psql" if new else ""), err=True
    )


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
