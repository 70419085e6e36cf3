"""What a user may choose about training, and that each choice is honoured."""

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.networks.architecture import Architecture, make_architecture
from deepgalaxy.networks.network import Network, Outputs
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.config import Optimizer, TrainingConfig, make_config
from deepgalaxy.training.data import picture_blocks
from deepgalaxy.training.epoch_log import EpochLog, Metrics
from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import TrainingPictures
from deepgalaxy.training.loop import TrainingLoop
from deepgalaxy.training.losses import part_losses
from deepgalaxy.training.optimizer import make_optimizer, share_of_peak
from deepgalaxy.training.validation import VALIDATED_BY
from tests.training.together import Doubled, as_they_are

SMALL = Architecture(size_px=16, latent_size=8)
PREPARE = Preprocessing(size_px=16)


def fit(network: Network, data: TrainingPictures, config: TrainingConfig, **others: Any) -> list[Metrics]:
    """Train to the end and return the metrics."""
    training_loop = TrainingLoop(network, data, others.get("unseen"), PREPARE, config)
    training_loop.run(others.get("record", EpochLog(None)))
    return training_loop.history


def some_pictures(count: int, labelled: int) -> TrainingPictures:
    generator = torch.Generator().manual_seed(3)
    pictures = torch.randint(0, 256, (count, 1, 16, 16), generator=generator, dtype=torch.uint8)
    stage = torch.linspace(0, 70, count)
    stage[labelled:] = torch.nan
    return TrainingPictures([(pictures, make_labels(count, stage=stage, time_myr=20 * stage))], 16)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (Optimizer.ADAMW, torch.optim.AdamW),
        (Optimizer.ADADELTA, torch.optim.Adadelta),
        (Optimizer.SGD, torch.optim.SGD),
    ],
)
def test_the_optimizer_asked_for_does_the_work(name: Optimizer, kind: type) -> None:
    config = make_config(None, {"optimizer": name, "epochs": 2, "batch_size": 8, "label_softness": None})
    optimizer = make_optimizer(torch.nn.Linear(2, 2), config)
    assert type(optimizer) is kind
    assert optimizer.param_groups[0]["lr"] == name.usual_learning_rate
    torch.manual_seed(0)
    history = fit(Network(SMALL), some_pictures(32, 32), config)
    assert history[1]["fcae_loss"] < history[0]["fcae_loss"]


def test_the_rate_rises_then_falls_to_nothing() -> None:
    progress = np.linspace(0, 1, 101)
    rates = [share_of_peak(p, 0.2) for p in progress]
    assert np.argmax(rates) == 20
    assert (rates[0], rates[20]) == (0, 1)
    np.testing.assert_allclose(rates[:21], progress[:21] / 0.2, err_msg="a straight line")
    assert np.all(np.diff(rates[20:]) < 0)
    assert rates[60] == pytest.approx(0.5), "half way down the cosine"
    assert rates[100] == pytest.approx(0)
    assert share_of_peak(0.0, 0.0) == 1


def test_unlabelled_pictures_teach_the_autoencoder_and_not_the_classifier() -> None:
    data = some_pictures(12, labelled=4)
    torch.manual_seed(0)
    network = Network(SMALL).eval()
    shown = PREPARE(data.read(torch.arange(12)).float() / 255)
    outputs = network(shown)
    config = TrainingConfig()
    mixed = part_losses(network, outputs, shown, data.labels, config)
    first_four: dict[str, Any] = {k: None if v is None else v[:4] for k, v in vars(outputs).items()}
    only = Outputs(**first_four)
    labelled = part_losses(network, only, shown[:4], data.labels[:4], config)
    torch.testing.assert_close(mixed["classifier"], labelled["classifier"] * 4 / 12)
    (gradient,) = torch.autograd.grad(mixed["fcae"], [outputs.picture], retain_graph=True)
    assert gradient[4:].abs().sum() > 0
    nothing = part_losses(network, outputs, shown, make_labels(12), config)
    assert nothing["classifier"] == 0
    torch.stack(list(nothing.values())).sum().backward()  # type: ignore[no-untyped-call]


def test_unlabelled_pictures_are_read_from_files_and_folders(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "survey"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for i in range(3):
        Image.fromarray(rng.integers(0, 255, (40, 40, 3), dtype=np.uint8)).save(folder / f"{i}.png")
    (folder / "notes.txt").write_text("not a picture")
    data = TrainingPictures(picture_blocks([folder, folder / "0.png"], 16), 16)
    assert len(data) == 4
    assert data.stage.isnan().all()
    assert torch.equal(*data.read(torch.tensor([0, 3])))
    assert "notes.txt" in caplog.text
    with pytest.raises(DeepGalaxyError, match="no picture to train on"):
        list(picture_blocks([folder / "notes.txt", tmp_path / "missing"], 16))


def test_the_best_epoch_is_kept_and_patience_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = iter([9.0, 5.0, 7.0, 6.0, 5.5, 1.0])
    weights: list[torch.Tensor] = []

    def validate(network: Network, *_: object) -> Metrics:
        weights.append(next(network.parameters()).detach().clone())
        return {VALIDATED_BY: next(errors)}

    monkeypatch.setattr("deepgalaxy.training.loop.validate", validate)
    data = some_pictures(16, 16)
    network = Network(SMALL)
    config = TrainingConfig(epochs=6, patience=3, batch_size=8)
    history = fit(network, data, config, unseen=data)
    assert [m[VALIDATED_BY] for m in history] == [9.0, 5.0, 7.0, 6.0, 5.5]
    assert torch.equal(next(network.parameters()), weights[1])


def test_saving_memory_changes_no_gradient() -> None:
    pictures = torch.rand(2, 1, 64, 64)
    for backbone in ("simple", "lite16", "resnet18", "efficientnet_lite0"):
        torch.manual_seed(0)
        network = Network(Architecture(backbone=backbone, parts=("classifier",)))
        network.classifier.eval()  # type: ignore[union-attr]
        network.encoder.eval()  # no dropped connections, whose chance differs

        def gradients(network: Network = network) -> list[torch.Tensor]:
            network.zero_grad()
            network(pictures).logits.square().sum().backward()
            return [p.grad.clone() for p in network.parameters() if p.grad is not None]

        plain, names = gradients(), list(network.state_dict())
        network.save_memory()
        assert any("Checkpoint" in type(m).__name__ for m in network.modules()), backbone
        for before, after in zip(plain, gradients(), strict=True):
            torch.testing.assert_close(after, before)
        assert list(network.state_dict()) == names, "a saved model does not know how it was trained"


def test_bfloat16_trains_too() -> None:
    config = TrainingConfig(epochs=2, batch_size=8, bf16=True)
    torch.manual_seed(0)
    history = fit(Network(SMALL), some_pictures(32, 20), config)
    assert history[1]["fcae_loss"] < history[0]["fcae_loss"]


def test_a_record_is_left_of_each_epoch(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = TrainingConfig(epochs=3, batch_size=16)
    with caplog.at_level(logging.INFO), EpochLog(tmp_path / "run") as record:
        history = fit(Network(SMALL), some_pictures(32, 32), config, record=record)
    for epoch, metrics in enumerate(history, start=1):
        assert json.loads((tmp_path / "run" / f"epoch-{epoch:04d}.json").read_text()) == metrics
    assert caplog.text.count("classifier_loss") == 3
    events = EventAccumulator(str(tmp_path / "run"))
    events.Reload()
    assert [e.step for e in events.Scalars("vae_loss")] == [1, 2, 3]


def test_toml_is_read_and_options_take_precedence(tmp_path: Path) -> None:
    file = tmp_path / "training.toml"
    file.write_text('epochs = 7\noptimizer = "sgd"\nfcae_weight = 0.5\n')
    config = make_config(file, {"epochs": 9, "seed": None})
    assert (config.epochs, config.optimizer, config.fcae_weight) == (9, Optimizer.SGD, 0.5)
    assert TrainingConfig.model_validate_json(config.model_dump_json()) == config


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("epochs = 0", "epochs = 0: .*greater than or equal to 1"),
        ("epoch = 3", "epoch = 3: .*not permitted"),
        ('optimizer = "lion"', "optimizer = 'lion': .*'adamw', 'adadelta' or 'sgd'"),
        ("epochs 3", "not TOML"),
    ],
)
def test_a_wrong_configuration_is_reported(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "training.toml"
    file.write_text(text)
    with pytest.raises(DeepGalaxyError, match=complaint):
        make_config(file, {})


def test_accumulated_batches_make_the_step_of_one_large_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deepgalaxy.training.loop.augment", as_they_are)
    architecture = make_architecture(size_px=None, pictures_px=16, latent_size=8, parts="classifier")
    ends = []
    for batch_size, accumulate in ((30, 1), (8, 4)):
        config = TrainingConfig(
            epochs=5, batch_size=batch_size, accumulate=accumulate, optimizer=Optimizer.SGD, warm_up=0
        )
        torch.manual_seed(0)
        network = Network(architecture).double()
        loop = TrainingLoop(network, some_pictures(30, 30), None, Doubled(size_px=16), config)
        loop.run(EpochLog(None))  # shares of 8, 8, 7 and 7
        ends.append(torch.cat([p.detach().flatten() for p in network.parameters()]))
    torch.testing.assert_close(ends[0], ends[1], rtol=0, atol=1e-6)
