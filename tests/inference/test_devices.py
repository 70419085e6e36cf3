"""Where a model computes, without a GPU: ``meta`` stands in for one, and a full one is pretended."""

import logging
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import deepgalaxy as dg
from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.core.settings import get_settings
from deepgalaxy.inference.predict import predict_pictures
from deepgalaxy.networks.device import find_device
from deepgalaxy.networks.model_folder import TrainedModel

NO_GPU = pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
PICTURES = np.random.default_rng(1).random((7, 1, 64, 64), np.float32)


@pytest.mark.parametrize("name", ["gpu", "cuda:", "cuda:-1", "CPU", "mps", "cuda:one"])
def test_only_devices_that_we_know_are_taken(name: str) -> None:
    with pytest.raises(WrongUse, match=f"device={name}`: give auto, cpu, cuda"):
        find_device(name)


@NO_GPU
def test_a_gpu_that_is_not_there_is_refused() -> None:
    assert find_device() == find_device("cpu") == torch.device("cpu")
    for name in ("cuda", "cuda:0"):
        with pytest.raises(WrongUse, match="torch sees no GPU here"):
            find_device(name)
        with pytest.raises(WrongUse, match="torch sees no GPU here"):
            dg.load_model(device=name)


@NO_GPU
def test_the_setting_is_used_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPGALAXY_DEVICE", "cuda")
    get_settings.cache_clear()
    try:
        with pytest.raises(WrongUse, match="torch sees no GPU here"):
            dg.load_model()
        assert dg.load_model(device="cpu").trained.network.device == torch.device("cpu")
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def test_pictures_go_where_the_network_is() -> None:
    """Nothing but the last step, bringing home numbers that ``meta`` does not have, may fail."""
    shipped = dg.load_model(device="cpu").trained
    whole = shipped.card.preprocessing.model_copy(update={"framing": "whole"})  # light needs to be looked at
    card = shipped.card.model_copy(update={"preprocessing": whole})
    trained = TrainedModel(shipped.network, card, shipped.sha256, shipped.folder).to(torch.device("meta"))
    with pytest.raises(NotImplementedError, match="Cannot copy out of meta tensor"):
        predict_pictures(trained, PICTURES, np.full(7, 0.5, np.float32))


class Full(nn.Module):
    """An encoder on a GPU that has no room for more than some pictures."""

    def __init__(self, encoder: nn.Module, room: int) -> None:
        super().__init__()
        self.encoder, self.room = encoder, room

    def forward(self, pictures: Tensor) -> Tensor:
        """Compute, or say as torch does that there is no room."""
        if len(pictures) > self.room:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory")
        found: Tensor = self.encoder(pictures)
        return found


def test_on_a_full_gpu_fewer_pictures_are_computed_at_once(caplog: pytest.LogCaptureFixture) -> None:
    kpc = np.linspace(0.2, 1, 7).astype(np.float32)
    trained = dg.load_model(device="cpu").trained
    whole = predict_pictures(trained, PICTURES, kpc)
    trained.network.encoder = Full(trained.network.encoder, room=2)
    with caplog.at_level(logging.WARNING):
        parts = predict_pictures(trained, PICTURES, kpc)
    assert [record.message for record in caplog.records] == [
        "the GPU is full: fewer pictures are computed at once"
    ]
    assert parts.z is not None
    assert whole.z is not None
    assert np.allclose(parts.z, whole.z, atol=1e-4)
    for name, values in vars(whole.predictions).items():
        assert np.allclose(getattr(parts.predictions, name), values, rtol=1e-3, atol=1e-3), name
    assert np.array_equal(parts.found, whole.found)
    trained.network.encoder = Full(trained.network.encoder, room=0)
    with pytest.raises(DeepGalaxyError, match="no room for one picture"):
        predict_pictures(trained, PICTURES)


@pytest.mark.gpu
def test_a_gpu_answers_as_the_cpu_does(tmp_path: Path) -> None:
    on_cpu = predict_pictures(dg.load_model(device="cpu").trained, PICTURES)
    on_gpu = predict_pictures(dg.load_model(device="cuda").trained, PICTURES)
    assert on_cpu.z is not None
    assert on_gpu.z is not None
    assert np.allclose(on_gpu.z, on_cpu.z, atol=0.02)
    assert np.allclose(on_gpu.predictions.stage, on_cpu.predictions.stage, atol=0.5)
