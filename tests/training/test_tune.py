"""Tuning: a study that workers share, and that no failure ends."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np
import optuna
import pytest
import torch
from sqlalchemy import Engine, text

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.imaging.merger_file import Simulation, read_simulations
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.training import study as study_module
from deepgalaxy.training.config import TrainingConfig, make_config
from deepgalaxy.training.study import open_study, trials_begun
from deepgalaxy.training.tuning import SEARCH_FACTORS, TuningResult, tune

SIZE = 16
ARCHITECTURE = Architecture(size_px=SIZE, latent_size=4)
PATIENCE_S = 200
WORKER = """
import sys
from pathlib import Path
from deepgalaxy.catalog.engine import open_engine
from deepgalaxy.imaging.merger_file import read_simulations
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.core.settings import Settings
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.tuning import tune
import torch
torch.set_num_threads(1)
url, file, trials, epochs = sys.argv[1:]
engine = open_engine(Settings(database_url=url))
tune(engine, read_simulations(Path(file)), Architecture(size_px=16, latent_size=4),
     TrainingConfig(epochs=int(epochs)), study="s", trials=int(trials))
"""


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small networks on a busy machine wait for each other's threads most of the time."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


StartWorker = Callable[[int, int], subprocess.Popen[str]]


@pytest.fixture
def start_worker(catalog_url: str, mergers: list[Simulation]) -> Iterator[StartWorker]:
    """Start a process that works at the study ``s``: so many trials, of so many epochs."""
    started = []

    def start(trials: int, epochs: int) -> subprocess.Popen[str]:
        words = [sys.executable, "-c", WORKER, catalog_url, str(mergers[0].path), str(trials), str(epochs)]
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        started.append(subprocess.Popen(words, text=True, stderr=subprocess.PIPE, env=environment))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.communicate()


@pytest.fixture(scope="module")
def mergers(tmp_path_factory: pytest.TempPathFactory) -> list[Simulation]:
    """Two spots that approach, at two angles."""
    file = tmp_path_factory.mktemp("mergers") / "mergers.h5"
    axis = (np.arange(SIZE) + 0.5) / SIZE - 0.5
    stages = np.arange(71)
    separation = (0.4 * (70 - stages) / 70)[:, None, None]
    with h5py.File(file, "w") as h5:
        for run in range(2):
            spots = [
                np.exp(
                    -((axis - s * separation) ** 2 + (axis[:, None] - 0.2 * run * s * separation) ** 2) / 0.01
                )
                for s in (-1, 1)
            ]
            group = h5.create_group(f"s_1_m_1__run_{run}")
            group["images_camera_00"] = (255 * np.clip(sum(spots), 0, 1)).astype(np.uint8)[..., None]
            group["t_myr_camera_00"] = (5.0 * stages).astype(np.float32)
    return read_simulations(file)


def run(engine: Engine, mergers: list[Simulation], trials: int, **config: float) -> TuningResult:
    chosen = TrainingConfig.model_validate({"epochs": 2, **config})
    return tune(engine, mergers, ARCHITECTURE, chosen, study="s", trials=trials)


def trials_of(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT state::text FROM optuna.trials ORDER BY number")))


def wait_for_rows(engine: Engine, table: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        wait_for(lambda: bool(connection.scalar(text(f"SELECT to_regclass('optuna.{table}')"))))
        wait_for(lambda: bool(connection.scalar(text(f"SELECT count(*) FROM optuna.{table}"))))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_best_of_a_study_is_a_configuration_for_training(
    catalog: Engine, mergers: list[Simulation], tmp_path: Path
) -> None:
    tuned = run(catalog, mergers, 4)
    usual = TrainingConfig()
    assert [row.trial for row in tuned.rows] == [0, 1, 2, 3]
    first = tuned.rows[0]
    assert (first.learning_rate, first.batch_size) == (usual.peak_learning_rate, usual.batch_size)
    assert (first.fcae_weight, first.label_softness) == (usual.fcae_weight, usual.label_softness)
    for name in SEARCH_FACTORS:
        tried = [getattr(row, name) for row in tuned.rows]
        assert len(set(tried)) > 1
        assert max(tried) <= tried[0] * SEARCH_FACTORS[name]
        assert min(tried) >= tried[0] / SEARCH_FACTORS[name]
    done = [row for row in tuned.rows if row.state == "complete"]
    assert tuned.best.held_out_median_stages == min(
        row.held_out_median_stages for row in done if row.held_out_median_stages is not None
    )
    file = tmp_path / "best.toml"
    file.write_text(tuned.toml())
    again = make_config(file, {})
    assert again == tuned.config
    assert tomllib.loads(tuned.toml())["epochs"] == 2
    assert again.batch_size == tuned.best.batch_size
    assert again.kl_weight == tuned.best.kl_weight


def test_a_study_goes_on_where_it_was(catalog: Engine, mergers: list[Simulation]) -> None:
    before = run(catalog, mergers, 1)
    after = run(catalog, mergers, 3)
    assert after.rows[:1] == before.rows
    assert len(after.rows) == 3
    assert run(catalog, mergers, 2) == after, "there are enough: nothing is done"


def test_a_study_holds_one_subject(catalog: Engine, mergers: list[Simulation]) -> None:
    run(catalog, mergers, 1)
    with pytest.raises(WrongUse, match="of other simulations or settings"):
        run(catalog, mergers, 2, epochs=3)


def test_its_tables_are_apart_from_the_catalogues(catalog: Engine, mergers: list[Simulation]) -> None:
    tables = text("SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = :s")
    with catalog.connect() as connection:
        before = connection.execute(tables, {"s": "public"}).all()
    run(catalog, mergers, 1)
    with catalog.connect() as connection:
        assert sorted(connection.execute(tables, {"s": "public"}).all()) == sorted(before)
        assert ("optuna", "trials") in connection.execute(tables, {"s": "optuna"}).all()


def test_a_failed_trial_says_why_and_the_study_goes_on(catalog: Engine, mergers: list[Simulation]) -> None:
    with pytest.raises(DeepGalaxyError, match="no trial came to its end: the loss is no longer a number"):
        run(catalog, mergers, 2, learning_rate=1e30)
    assert trials_of(catalog) == ["FAIL", "FAIL"]


def test_what_is_switched_off_stays_off(catalog: Engine, mergers: list[Simulation]) -> None:
    architecture = Architecture(size_px=SIZE, latent_size=4, parts=("classifier", "fcae"))
    config = TrainingConfig(epochs=1, fcae_weight=0)
    [row] = tune(catalog, mergers, architecture, config, study="s", trials=1).rows
    assert (row.fcae_weight, row.vae_weight, row.kl_weight) == (None, None, None)
    assert row.label_softness is not None


def test_without_held_out_mergers_nothing_judges(catalog: Engine, mergers: list[Simulation]) -> None:
    with pytest.raises(WrongUse, match="two mergers or more"):
        run(catalog, mergers[:1], 1)
    with pytest.raises(WrongUse, match="measures memory"):
        tune(catalog, mergers, ARCHITECTURE, TrainingConfig(split="random frames"), study="s", trials=1)


def test_a_hopeless_trial_is_pruned(catalog: Engine, mergers: list[Simulation]) -> None:
    run(catalog, mergers, 1, epochs=6)
    perfect = optuna.create_trial(value=0.0, intermediate_values=dict.fromkeys(range(1, 7), 0.0))
    with open_study(catalog, "s", subject_of(catalog), {}, 6) as study:
        for _ in range(5):
            study.add_trial(perfect)
    tuned = run(catalog, mergers, 7, epochs=6)
    assert [row.state for row in tuned.rows] == 6 * ["complete"] + ["pruned"]
    assert tuned.rows[-1].epochs == 2, "its first third is free"
    assert tuned.best.trial == 1


def test_two_workers_share_a_study(catalog: Engine, start_worker: StartWorker) -> None:
    workers = [start_worker(6, 2) for _ in range(2)]
    assert [worker.communicate(timeout=PATIENCE_S)[1] for worker in workers] == ["", ""]
    states = trials_of(catalog)
    assert 6 <= len(states) <= 7, "a last trial each at the same moment"
    assert set(states) <= {"COMPLETE", "PRUNED"}
    with catalog.connect() as connection:
        times = connection.execute(
            text("SELECT datetime_start, datetime_complete FROM optuna.trials ORDER BY 1")
        ).all()
    assert any(later[0] < earlier[1] for earlier, later in itertools.pairwise(times))


def test_a_killed_workers_trial_is_made_up_for(
    catalog: Engine, start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = start_worker(1, 100_000)
    wait_for_rows(catalog, "trial_heartbeats")
    worker.kill()
    worker.wait(PATIENCE_S)
    monkeypatch.setattr(study_module, "HEARTBEAT_S", 1)
    with open_study(catalog, "s", subject_of(catalog), {}, 1) as study:
        wait_for(lambda: trials_begun(study) == 0)
        study.optimize(lambda trial: 1.0, n_trials=1)
        assert trials_begun(study) == 1
    assert trials_of(catalog) == ["FAIL", "COMPLETE"]


def test_a_worker_asked_to_stop_leaves_the_rest_to_others(catalog: Engine, start_worker: StartWorker) -> None:
    worker = start_worker(1, 100_000)
    wait_for_rows(catalog, "trial_intermediate_values")
    worker.send_signal(signal.SIGTERM)
    assert "Stopped" in worker.communicate(timeout=PATIENCE_S)[1]
    assert trials_of(catalog) == ["FAIL"]
    with open_study(catalog, "s", subject_of(catalog), {}, 1) as study:
        assert trials_begun(study) == 0


def test_a_worker_that_was_taken_for_dead_goes_on_with_another_trial(
    catalog: Engine, start_worker: StartWorker
) -> None:
    worker = start_worker(1, 100_000)
    wait_for_rows(catalog, "trial_intermediate_values")
    with catalog.begin() as connection:
        connection.execute(text("UPDATE optuna.trials SET state = 'FAIL'"))
    wait_for(lambda: trials_of(catalog) == ["FAIL", "RUNNING"])
    assert worker.poll() is None


def subject_of(engine: Engine) -> str:
    query = text(
        "SELECT value_json FROM optuna.study_user_attributes JOIN optuna.studies USING (study_id) "
        "WHERE study_name = 's' AND key = 'subject'"
    )
    with engine.connect() as connection:
        return str(json.loads(connection.scalar(query) or ""))
