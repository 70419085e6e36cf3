"""Training that starts from a model: what changes, what stays, and what the new model says of itself."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from astropy.table import Table
from sklearn.metrics import roc_auc_score

import deepgalaxy as dg
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.settings import get_settings
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import save_model
from deepgalaxy.networks.network import Network
from tests.training.test_labelled_pictures import write_pictures

TIMES = ("file", "simulation", "time_myr")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tuning") / "pictures"


@pytest.fixture(scope="module")
def table(folder: Path) -> Table:
    return write_pictures(folder)


@pytest.fixture(scope="module")
def base() -> dg.Model:
    return dg.load_model("deepgalaxy-small")


def tuned(folder: Path, output: Path, labels: Table, tune: Any, **options: Any) -> dg.Model:
    settings: dict[str, Any] = {"epochs": 1, "batch_size": 32, "held_out": 0.3, "time_zero": "pericentre"}
    return dg.train(
        output=output,
        labels=labels,
        pictures=folder,
        tune=tune,
        **(settings | {"base": "deepgalaxy-small"} | options),
    )


def changed(base: dg.Model, model: dg.Model) -> set[str]:
    """Modules of which some weight is not as it was."""
    before, after = (each.trained.network.state_dict() for each in (base, model))
    assert before.keys() == after.keys()
    return {name.rpartition(".")[0] for name in before if not torch.equal(before[name], after[name])}


@pytest.mark.parametrize("tune", ["heads", "last", "all"])
def test_what_is_frozen_stays_and_the_rest_learns(
    folder: Path, table: Table, base: dg.Model, tmp_path: Path, tune: str
) -> None:
    model = tuned(folder, tmp_path / "model", table[TIMES], tune)
    modules = changed(base, model)
    first = {name for name in modules if name.startswith("encoder.0")}
    last = {name for name in modules if name.startswith("encoder.6")}
    assert bool(first) == (tune == "all")
    assert bool(last) == (tune != "heads")
    assert {"classifier.dense.0", "classifier.dense.2", "out_of_domain"} <= modules
    assert model.card.architecture == base.card.architecture
    assert model.card.preprocessing == base.card.preprocessing
    assert model.card.training["from"] == {
        "name": "deepgalaxy-small",
        "sha256": base.sha256,
        "tune": tune,
    }
    assert set(base.card.training["seen"]) < set(model.card.training["seen"])
    usual = {"heads": 2e-3, "last": 6e-4, "all": 2e-4}
    assert model.card.training["config"]["learning_rate"] == pytest.approx(usual[tune])


def test_the_new_model_tells_what_its_labels_tell_and_is_calibrated_on_them(
    folder: Path, table: Table, base: dg.Model, tmp_path: Path
) -> None:
    model = tuned(folder, tmp_path / "model", table[TIMES], "heads")
    assert model.card.tells == ("time_myr", "interacting")
    assert model.card.calibration is not None
    assert base.card.calibration is not None
    assert model.card.calibration.stretch.keys() == {"time_myr"}
    assert model.card.calibration.stretch["time_myr"] != base.card.calibration.stretch["time_myr"]
    files = [folder / name for name in table["file"][:9]]
    before, after = base.predict(files, stage_anyway=True), model.predict(files, stage_anyway=True)
    np.testing.assert_allclose(after["p_interacting"], before["p_interacting"])  # no label tells it
    assert not np.allclose(after["time_myr"], before["time_myr"])
    assert np.ma.getmaskarray(after["stage"]).all()


def test_labels_of_mergers_and_others_alone_leave_the_stages_as_they_are(
    folder: Path, table: Table, base: dg.Model, tmp_path: Path
) -> None:
    labels = Table({"file": table["file"], "simulation": table["simulation"]})
    labels["merger"] = (table["stage"] > 13).astype(int)
    model = tuned(folder, tmp_path / "model", labels, "heads", time_zero=None)
    assert set(model.card.tells) == set(base.card.tells)
    assert model.card.metrics["kept"].keys() >= {"held_out_interacting_loss"}
    assert model.card.calibration is not None
    assert base.card.calibration is not None
    assert model.card.calibration.stretch == base.card.calibration.stretch
    files = [folder / name for name in table["file"][:9]]
    before, after = base.predict(files, stage_anyway=True), model.predict(files, stage_anyway=True)
    for name in ("stage", "time_myr", "mass_ratio", "stage_lo90", "time_hi68", "out_of_domain"):
        np.testing.assert_allclose(after[name], before[name])
    assert not np.allclose(after["p_interacting"], before["p_interacting"])
    scores = dg.evaluate(base, labels=labels, pictures=folder)
    [every] = scores[scores["group"] == "all"]
    everywhere = base.predict([folder / name for name in table["file"]], stage_anyway=True)
    expected = roc_auc_score(labels["merger"], everywhere["p_interacting"])
    assert every["interacting"] == pytest.approx(expected, abs=0.01)
    assert np.ma.is_masked(every["median_stages"])
    with pytest.raises(WrongUse, match="no label tells a stage, time or mass ratio: `tune=heads`"):
        tuned(folder, tmp_path / "other", labels, "all", time_zero=None)


def test_what_the_first_model_has_seen_does_not_validate_the_next(
    folder: Path, table: Table, tmp_path: Path
) -> None:
    first = tuned(folder, tmp_path / "first", table[TIMES][:48], "heads")
    assert len(first.card.training["held_out_simulations"]) == 1
    second = tuned(folder, tmp_path / "second", table[TIMES], "heads", base=tmp_path / "first")
    seen = {*first.card.training["simulations"], *first.card.training["held_out_simulations"]}
    assert seen == {"run0", "run1"}
    assert seen < set(second.card.training["simulations"])
    assert set(second.card.training["held_out_simulations"]) < {"run2", "run3"}
    assert second.card.training["from"]["name"] == "first"


def test_a_model_of_the_catalogue_is_found_by_its_name(
    folder: Path,
    table: Table,
    short_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    base: dg.Model,
) -> None:
    elsewhere = tmp_path / "kept" / "by-hand"
    elsewhere.parent.mkdir()
    save_model(elsewhere, base.trained.network, base.card.model_copy(update={"name": "by-hand"}))
    monkeypatch.setenv("DEEPGALAXY_DATA_DIR", str(short_folder / "tuning"))
    get_settings.cache_clear()
    try:
        with dg.open_catalog() as catalog:
            catalog.ingest(folder)
            catalog.embed(dg.load_model(elsewhere))
        model = tuned(folder, tmp_path / "model", table[TIMES], "heads", base="by-hand")
    finally:
        get_settings.cache_clear()
    assert model.card.training["from"]["name"] == "by-hand"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"size_px": 32}, "`backbone=`, `parts=`, `size_px=` and `latent_size=` are those of the `base=`"),
        ({"first_weights": "imagenet"}, "two models to start from"),
        ({"base": "nobody"}, "no trained model in nobody"),
    ],
)
def test_a_start_that_cannot_be_is_refused(
    folder: Path, table: Table, tmp_path: Path, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(dg.DeepGalaxyError, match=reason):
        tuned(folder, tmp_path / "model", table[TIMES], "heads", **options)


@pytest.mark.parametrize(
    "backbone", ["simple", "lite16", "resnet18", "efficientnet_lite0", "convnextv2_atto"]
)
def test_a_frozen_encoder_gives_the_same_features_in_training(backbone: str) -> None:
    network = Network(Architecture(backbone=backbone, size_px=64, parts=("classifier",)))
    pictures = torch.rand(4, 1, 64, 64)
    expected = network.eval().encoder(pictures)
    network.freeze_encoder(but_last_blocks=False)
    assert not any(weights.requires_grad for weights in network.encoder.parameters())
    assert torch.equal(network.train().encoder(pictures), expected)
    before = {name: values.clone() for name, values in network.encoder.named_buffers()}
    network.encoder(pictures)
    assert all(torch.equal(values, before[name]) for name, values in network.encoder.named_buffers())


@pytest.mark.parametrize(
    "backbone", ["simple", "lite16", "resnet18", "efficientnet_lite0", "convnextv2_atto"]
)
def test_the_last_blocks_are_a_part_of_the_encoder_at_its_end(backbone: str) -> None:
    network = Network(Architecture(backbone=backbone, size_px=64, parts=("classifier",)))
    network.freeze_encoder(but_last_blocks=True)
    trained = [weights.requires_grad for weights in network.encoder.parameters()]
    assert trained == sorted(trained), "the first are frozen, the last are not"
    assert 0.1 < np.mean(trained) < 0.9
