"""The nightly job: what is new comes in, and a model serves only if it is the better one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from sqlalchemy import Engine, text

from deepgalaxy.catalog.job_runs import list_runs
from deepgalaxy.catalog.model_registry import list_models
from deepgalaxy.core.errors import DeepGalaxyError, Stopped, WrongUse
from deepgalaxy.jobs.nightly import run_nightly
from deepgalaxy.jobs.nightly_config import NetworkChoice, NightlyConfig, read_nightly_config
from deepgalaxy.training.config import TrainingConfig

NETWORK = NetworkChoice(latent_size=4, parts="classifier,vae")
QUICK = TrainingConfig(epochs=1, batch_size=64)
GOOD = TrainingConfig(epochs=12, batch_size=16, zoom=0)


def write_merger(file: Path, seed: int) -> None:
    """A spot of light that grows with the stage, on noise of its own."""
    rng = np.random.default_rng(seed)
    stages = np.arange(71)
    axis = np.arange(16) - 7.5
    light = np.exp(-(axis**2 + axis[:, None] ** 2) / (1 + 0.5 * stages[:, None, None]))
    pictures = 250 * np.clip(light + 0.01 * rng.random(light.shape), 0, 1)
    file.parent.mkdir(exist_ok=True)
    with h5py.File(file, "w") as h5:
        group = h5.create_group("s_1_m_1")
        group["images_camera_00"] = pictures.astype(np.uint8)[..., None]
        group["t_myr_camera_00"] = (5.0 * stages).astype(np.float32)


@pytest.fixture
def config(tmp_path: Path) -> NightlyConfig:
    """Two mergers to learn from, one to be examined by, and one of its copies in the wrong folder."""
    for name, seed in (("new/one", 1), ("new/two", 2), ("new/exam-copy", 9), ("exam/exam", 9)):
        write_merger(tmp_path / f"{name}.h5", seed)
    (tmp_path / "new" / "broken.h5").write_text("503 Service Unavailable")
    folders = {"simulations": (tmp_path / "new",), "examination": (tmp_path / "exam",)}
    return NightlyConfig(**folders, retrain_after=2, network=NETWORK, training=QUICK)


@pytest.fixture
def night(catalog: Engine, tmp_path: Path) -> Callable[[NightlyConfig], dict[str, Any]]:
    """Let a night pass; what it noted."""

    def pass_(config: NightlyConfig) -> dict[str, Any]:
        run_nightly(catalog, config, tmp_path / "data")
        with catalog.connect() as connection:
            last = text("SELECT details FROM job_run ORDER BY id DESC LIMIT 1")
            return dict(connection.execute(last).scalar_one())

    return pass_


def test_nights_go_by(
    catalog: Engine, config: NightlyConfig, night: Callable[[NightlyConfig], dict[str, Any]], tmp_path: Path
) -> None:
    """A first model, nothing new, a better one that serves, a worse one that does not."""

    def models() -> dict[str, tuple[bool, int]]:
        with catalog.connect() as connection:
            return {Path(row.path).name: (row.serving, row.vectors) for row in list_models(connection)}

    first = night(config)
    assert first["added"] == 3 * 71
    assert len(first["refused"]) == 1
    assert first["embedded"] == 3 * 71
    assert len(first["plan"]["simulations"]) == 2, "the examination is never trained on, nor is its copy"
    (poor,) = models()
    assert models() == {poor: (True, 3 * 71)}

    again = night(config)
    assert (again["added"], again["embedded"]) == (0, 0)
    assert "plan" not in again

    write_merger(tmp_path / "new" / "three.h5", 3)
    third = night(config)
    assert (third["added"], third["embedded"]) == (71, 71)
    assert "plan" not in third, "one new simulation is not enough"

    write_merger(tmp_path / "new" / "four.h5", 4)
    fourth = night(config.model_copy(update={"training": GOOD}))
    assert fourth["verdict"]["promoted"], fourth
    good = fourth["plan"]["folder"]
    assert models() == {poor: (False, 5 * 71), good: (True, 5 * 71)}

    for seed in (5, 6):
        write_merger(tmp_path / "new" / f"{seed}.h5", seed)
    fifth = night(config)
    assert not fifth["verdict"]["promoted"], fifth
    assert models() == {poor: (False, 5 * 71), good: (True, 7 * 71)}
    assert "plan" not in night(config), "what lost is not trained again"

    for seed in (7, 8):
        write_merger(tmp_path / "new" / f"{seed}.h5", seed)
    blind = night(config.model_copy(update={"examination": (), "training": GOOD}))
    assert blind["verdict"]["why"] == "the examination has no simulation that neither model has seen"
    assert models()[good] == (True, 9 * 71)
    assert [run.outcome for run in list_runs(catalog, 10)] == ["done"] * 7


def test_a_stopped_training_goes_on_with_what_it_began(
    catalog: Engine,
    config: NightlyConfig,
    night: Callable[[NightlyConfig], dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr("deepgalaxy.jobs.nightly.train_plan", stop)
        with pytest.raises(Stopped):
            night(config)
    write_merger(tmp_path / "new" / "three.h5", 3)
    second = night(config)
    assert len(second["plan"]["simulations"]) == 2
    assert second["verdict"]["folder"] == second["plan"]["folder"]
    assert [run.outcome for run in list_runs(catalog, 10)] == ["done", "stopped"]


def test_a_failure_is_told(catalog: Engine, config: NightlyConfig, tmp_path: Path) -> None:
    wrong = config.model_copy(update={"network": NetworkChoice(parts="magic")})
    with pytest.raises(DeepGalaxyError, match="magic"):
        run_nightly(catalog, wrong, tmp_path / "data")
    (run,) = list_runs(catalog, 10)
    assert run.outcome == "failed"
    assert "magic" in run.details


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("simulations = ['runs']", "absolute path"),
        ("simulations = ['/nowhere/at/all']", "no such folder"),
        ("retrain_after = 0", "retrain_after = 0"),
        ("[training]\nepoch = 3", "training.epoch"),
        ("simulations = [", "not TOML"),
        (None, "the nightly job needs it"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content: str | None, sentence: str) -> None:
    file = tmp_path / "nightly.toml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(WrongUse, match=sentence):
        read_nightly_config(file)


def test_the_example_is_a_right_one(tmp_path: Path) -> None:
    from deepgalaxy.jobs.nightly_config import HOW

    for folder in ("mergers", "examination", "hubble"):
        (tmp_path / folder).mkdir()
    (tmp_path / "nightly.toml").write_text(HOW.replace("/data", str(tmp_path)))
    config = read_nightly_config(tmp_path / "nightly.toml")
    assert config.pictures == {"hubble": tmp_path / "hubble"}
    assert config.training.epochs == 20
