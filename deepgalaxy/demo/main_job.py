"""The demo: simulate mergers, train, ingest real galaxies, embed, search."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.health import shown
from deepgalaxy.catalog.model_registry import find_model
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.output import to_table
from deepgalaxy.core.settings import Settings
from deepgalaxy.demo.contact_sheet import draw_contact_sheet
from deepgalaxy.demo.example_searches import Answer, ask, read_thumbnails
from deepgalaxy.evaluation.stage_errors import Score, predict_stages, scores
from deepgalaxy.imaging.merger_file import read_all, read_simulations
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.inference.model_choice import DEMO, find_model_folder, model_folder
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import TrainedModel, load_model
from deepgalaxy.similarity.search import Hit
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.surveys.ingest.ingest_files import ingest_images, ingest_simulation
from deepgalaxy.surveys.ingest.samples import write_samples
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.train import train

log = logging.getLogger(__name__)

PICTURES_PX, NETWORK_PX = 128, 64
"""Sides of the simulated pictures, and of what the network takes."""
MERGERS = {
    "demo-merger-1": MergerRecipe(mass_ratio=0.5, particles=60_000, seed=1),
    "demo-merger-2": MergerRecipe(
        mass_ratio=1.0, particles=60_000, seed=2, pericentre_kpc=10, disk1_deg=(60, 20), disk2_deg=(140, 0)
    ),
    "demo-merger-3": MergerRecipe(
        mass_ratio=0.7, particles=60_000, seed=3, pericentre_kpc=6, disk1_deg=(30, 90), disk2_deg=(70, 10)
    ),
}
"""Of the first two, one is for training and one for validation, chosen at random; the last is for testing.

A model trained on so little is only shown: searches use the model that `predict` uses by default.
"""
EPOCHS = 20
GALAXIES = "galaxies"
"""Name of the dataset of real galaxies."""
ASKED = (
    "galaxy_zoo/16126.jpg",
    "galaxy_zoo/91609.jpg",
    "galaxy_zoo/J100403.94+182735.8.png",
    "hubble/hdf-003.png",
    "hubble/hdf-014.png",
    "hubble/hdf-047.png",
)
"""Query images: a pair, an edge-on disk, a barred spiral, a face-on spiral, a group, a double nucleus."""
SQL = "SELECT external_id, p.stage, p.time_myr FROM prediction p JOIN image i ON i.id = image_id LIMIT 5"
HITS = 3
"""Results of each kind."""


@dataclass(frozen=True)
class DemoRow:
    """One row of the demo's table: a galaxy and one image similar to it."""

    galaxy: str
    galaxy_stage: float | None
    """0 to 70."""
    galaxy_time_myr: float | None
    """Myr since first pericentre."""
    found_by: str
    """``frames``, ``galaxies`` or ``recommended``."""
    rank: int
    """From 1."""
    name: str
    distance: float
    """Between the vectors, no unit."""
    stage: float | None
    """0 to 70."""
    time_myr: float | None
    """Myr since first pericentre."""


def run_demo(settings: Settings, output: Path) -> None:
    """Run all steps that are not done yet, and write a contact sheet and a table.

    Parameters
    ----------
    settings : Settings
        With the data folder for simulations, model and catalogue.
    output : Path
        Folder for the real pictures, the contact sheet and the table.
    """
    output.mkdir(parents=True, exist_ok=True)
    with _step("1/6 simulate three galaxy mergers"):
        files = [_simulate(settings, name, recipe) for name, recipe in MERGERS.items()]
    with _step("2/6 get pictures of real galaxies"):
        _fetch_samples(settings, output / "galaxies")
    with _step("3/6 train encoder, classifier, autoencoder and VAE on both"):
        trained = _train(settings, files[:-1], output / "galaxies")
    model = load_model(find_model_folder(settings, None))
    unseen = read_simulations(files[-1])
    errors = {each: scores(predict_stages(each, unseen))[0] for each in (model, trained)}
    with catalog_engine(settings) as engine:
        with _step("4/6 ingest simulations and galaxies"):
            _ingest(engine, settings, files, output / "galaxies")
        with _step("5/6 embed all pictures, and estimate their stages and times"):
            embed_catalog(engine, model)
        with _step("6/6 search for images similar to real galaxies"):
            sheet, table = _answer(engine, model, output)
        _print_summary(engine, errors, output, sheet, table)


def _answer(engine: Engine, model: TrainedModel, output: Path) -> tuple[Path, Path]:
    sheet, table = output / "contact-sheet.png", output / "answers.csv"
    with engine.connect() as connection:
        answers = _ask(connection, model)
        pictures = read_thumbnails(connection, sorted({hit.id for a in answers for hit in _shown(a)}))
    draw_contact_sheet(answers, pictures, sheet)
    to_table(_rows(answers), DemoRow).write(table, format="ascii.csv", overwrite=True)
    return sheet, table


@contextmanager
def _step(title: str) -> Iterator[None]:
    log.info("%s …", title)
    start = time.monotonic()
    yield
    log.info("  done in %.0f s", time.monotonic() - start)


def _simulate(settings: Settings, name: str, recipe: MergerRecipe) -> Path:
    file = settings.data_dir / "simulations" / f"{name}.h5"
    file.parent.mkdir(parents=True, exist_ok=True)
    simulate(recipe, file, size_px=PICTURES_PX)
    return file


def _train(settings: Settings, files: list[Path], galaxies: Path) -> TrainedModel:
    folder = model_folder(settings, DEMO)
    try:
        return load_model(folder)
    except DeepGalaxyError:  # none yet, or one of an earlier version
        simulations = read_all(files)
        pictures = [galaxies / "hubble", galaxies / "galaxy_zoo"]
        return train(
            simulations,
            folder,
            Architecture(size_px=NETWORK_PX),
            TrainingConfig(epochs=EPOCHS),
            unlabelled=[folder for folder in pictures if folder.is_dir()],
        )


def _fetch_samples(settings: Settings, folder: Path) -> None:
    report = write_samples(folder, settings.cache_dir)
    if report.missing:
        log.warning("%s", report.missing)


def _ingest(engine: Engine, settings: Settings, files: list[Path], galaxies: Path) -> None:
    reports = [ingest_simulation(engine, file) for file in files]
    reports.append(ingest_images(engine, galaxies, GALAXIES, settings.data_dir / "images"))
    for problem in (problem for report in reports for problem in report.refused):
        log.warning("refused %s", problem)
    added, known = sum(r.added for r in reports), sum(r.known for r in reports)
    log.info("  %d added, %d already there", added, known)


def _ask(connection: Connection, model: TrainedModel) -> list[Answer]:
    model_id = find_model(connection, model.sha256)
    if model_id is None:
        raise DeepGalaxyError("the demo's model is not in the catalogue; run `deepgalaxy embed`")
    asked = connection.scalars(
        text(
            "SELECT i.id FROM image i JOIN dataset d ON d.id = i.dataset_id"
            " WHERE d.name = :dataset AND i.external_id = ANY(:names)"
            " ORDER BY array_position(:names, i.external_id)"
        ),
        {"dataset": GALAXIES, "names": list(ASKED)},
    )
    return [
        ask(connection, model_id, i, HITS, frames_from=list(MERGERS), galaxies_from=[GALAXIES]) for i in asked
    ]


def _shown(answer: Answer) -> list[Hit]:
    return [answer.galaxy, *answer.frames, *answer.galaxies, *answer.recommended]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _rows(answers: list[Answer]) -> list[DemoRow]:
    return [
        DemoRow(
            galaxy=answer.galaxy.name,
            galaxy_stage=_rounded(answer.galaxy.stage),
            galaxy_time_myr=_rounded(answer.galaxy.time_myr),
            found_by=found_by,
            rank=rank,
            name=hit.name,
            distance=round(hit.distance, 4),
            stage=_rounded(hit.stage),
            time_myr=_rounded(hit.time_myr),
        )
        for answer in answers
        for found_by in ("frames", "galaxies", "recommended")
        for rank, hit in enumerate(getattr(answer, found_by), start=1)
    ]


def _print_summary(
    engine: Engine, errors: dict[TrainedModel, Score], output: Path, sheet: Path, table: Path
) -> None:
    example = min((output / "galaxies").rglob("*.jpg"), default=sheet)
    dated = "\n".join(
        f"  {error.median_stages:4.1f} of 71 stages, {100 * error.covered_90:3.0f} %  {model.folder}"
        for model, error in errors.items()
        if error.median_stages is not None and error.covered_90 is not None
    )
    print(  # noqa: T201 - the demo's output
        f"""
contact sheet  {sheet.resolve()}
table          {table.resolve()}
database       {shown(engine.url)}
errors on a merger that neither model was trained on: median, and share of frames inside the 90 % intervals
{dated}

next steps
  deepgalaxy predict {example}
  deepgalaxy similar {example} -k 5
  deepgalaxy recommend {example} -k 5
  deepgalaxy serve
  deepgalaxy db psql -c "{SQL}"
  deepgalaxy train --help"""
    )
