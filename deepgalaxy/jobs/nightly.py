"""The nightly job: ingest new files, embed them, and train a new model once enough is new."""

import logging
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, select

from deepgalaxy.catalog.job_runs import RunningJob, job_run
from deepgalaxy.catalog.model_registry import promote_model
from deepgalaxy.catalog.schema import RegisteredModel
from deepgalaxy.catalog.stored_paths import find_path
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.settings import get_settings
from deepgalaxy.imaging.merger_file import Merger, read_simulations
from deepgalaxy.imaging.visible_files import visible_files
from deepgalaxy.inference.embed import embed_catalog
from deepgalaxy.jobs.nightly_config import NightlyConfig
from deepgalaxy.jobs.retraining import compare, next_plan, train_plan
from deepgalaxy.networks.device import find_device
from deepgalaxy.networks.model_folder import TrainedModel, load_model
from deepgalaxy.surveys.ingest.ingest_files import ingest_images, ingest_simulation
from deepgalaxy.training.data import fingerprint

log = logging.getLogger(__name__)

JOB = "nightly"


def run_nightly(engine: Engine, config: NightlyConfig, data_dir: Path) -> None:
    """Ingest, embed, and where enough is new train a model and let it serve if it is the better one.

    Safe to repeat: finished steps are not done again, and stopped or killed ones go on. The row in
    ``job_run`` tells what happened.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    config : NightlyConfig
        Folders to read, and when and how to train.
    data_dir : Path
        Pictures go into its ``images``, models into its ``models``.

    Raises
    ------
    AlreadyRunning
        If another process runs it now.
    DeepGalaxyError
        If a step failed; those before it are done.
    Stopped
        If a signal asked to stop; the next run goes on from there.
    """
    with job_run(engine, JOB) as run:
        _ingest(engine, config, data_dir / "images", run)
        serving = _serving(engine)
        if serving:
            _embed(engine, serving, run)
        _retrain(engine, config, serving, data_dir / "models", run)


def _ingest(engine: Engine, config: NightlyConfig, store: Path, run: RunningJob) -> None:
    added, refused = 0, []
    for file in _files(config.simulations):
        try:
            report = ingest_simulation(engine, file)
        except DeepGalaxyError as error:
            refused.append(str(error))
            continue
        added += report.added
        refused += map(str, report.refused)
    for dataset, folder in config.pictures.items():
        report = ingest_images(engine, folder, dataset, store)
        added += report.added
        refused += map(str, report.refused)
    log.info("%d pictures added, %d files refused", added, len(refused))
    run.note(added=added, refused=refused)


def _serving(engine: Engine) -> TrainedModel | None:
    with engine.connect() as connection:
        row = connection.execute(
            select(RegisteredModel.path, RegisteredModel.sha256).where(RegisteredModel.serving)
        ).first()
        if row is None:
            return None
        folder = find_path(connection, row.path)
    model = load_model(folder, row.sha256)
    if model.sha256 != row.sha256:
        raise DeepGalaxyError(
            f"{folder} holds another model than the one that serves: choose the serving one by "
            "`deepgalaxy embed --model FOLDER` and `deepgalaxy model promote`"
        )
    return model.to(find_device(get_settings().device))


def _embed(engine: Engine, model: TrainedModel, run: RunningJob) -> None:
    report = embed_catalog(engine, model)
    for lost in report.lost:
        log.warning("not embedded: %s", lost)
    log.info("%d pictures embedded by the model %s", report.embedded, model.sha256[:12])
    run.note(embedded=report.embedded, lost=[str(lost) for lost in report.lost])


def _retrain(
    engine: Engine, config: NightlyConfig, serving: TrainedModel | None, models: Path, run: RunningJob
) -> None:
    examination = _simulations(config.examination)
    found = {f: s for f, s in _simulations(config.simulations).items() if f not in examination}
    plan = next_plan(engine, JOB, config, serving, set(found))
    if plan is None:
        return
    run.note(plan=plan.model_dump())
    log.info("training on %d simulations, as %s", len(plan.simulations), plan.folder)
    candidate = train_plan(config, [found[f] for f in plan.simulations], models / plan.folder)
    verdict = compare(candidate, serving, examination)
    if verdict.promoted:
        _embed(engine, candidate, run)  # before it serves, so that searches find all images
        with engine.begin() as connection:
            promote_model(connection, candidate.sha256)
    log.info(
        "model %s %s: %s",
        candidate.sha256[:12],
        "serves" if verdict.promoted else "does not serve",
        verdict.why,
    )
    run.note(verdict=verdict.model_dump() | {"folder": plan.folder, "model": candidate.sha256})


def _files(folders: Sequence[Path]) -> list[Path]:
    files = []
    for folder in folders:
        found, refused = visible_files(folder)
        files += [file for file in found if file.suffix == ".h5"]
        for closed in refused:
            log.warning("refused %s/%s", folder, closed)
    return files


def _simulations(folders: Sequence[Path]) -> dict[str, Merger]:
    """Read simulations, by their fingerprints, without those that are unreadable or not trusted."""
    found: dict[str, Merger] = {}
    for file in _files(folders):
        try:
            simulations = read_simulations(file)
        except RefusedInput as error:
            log.warning("refused %s", error)
            continue
        found |= {fingerprint(s): s for s in simulations if s.attributes.get("trusted", True)}
    return found
