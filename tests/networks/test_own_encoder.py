"""A user's own encoder."""

from pathlib import Path

import pytest
import torch

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.networks.architecture import Architecture, make_architecture
from deepgalaxy.networks.backbones import check_encoder, find_backbone
from deepgalaxy.networks.network import Network

CODE = """
from torch import nn
class Mine(nn.Sequential):
    widths = (8, 16)
    def __init__(self, channels):
        super().__init__(nn.Conv2d(channels, 8, 3, 2, 1), nn.Conv2d(8, 16, 3, 2, 1))
class Wrong(Mine):
    widths = (8, 32)
"""


def _written(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    (folder / f"{name}.py").write_text(CODE)
    monkeypatch.syspath_prepend(folder)
    return name


def test_own_encoder_by_import_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = _written(tmp_path, monkeypatch, "encoder_by_path")
    with pytest.raises(WrongUse, match="import encoder_by_path first"):
        find_backbone(f"{name}:Mine")  # as a model's file names it: nothing is imported
    made = make_architecture(
        backbone=f"{name}:Mine", size_px=None, pictures_px=35, latent_size=4, parts="fcae,vae"
    )
    assert made.size_px == 32
    assert made.feature_shape == (16, 8, 8)
    assert Network(made).eval().encoder(torch.rand(1, 1, 32, 32)).shape == (1, 16, 8, 8)
    check_encoder(f"{name}:Mine", channels=4)
    with pytest.raises(WrongUse, match="widths say"):
        check_encoder(f"{name}:Wrong")


def test_own_encoder_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = _written(tmp_path, monkeypatch, "encoder_by_entry")
    about = tmp_path / "mine-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[deepgalaxy.encoders]\nmine = {name}:Mine\n")
    check_encoder("mine")
    assert Architecture(backbone="mine").feature_shape == (16, 16, 16)
    monkeypatch.undo()
    with pytest.raises(WrongUse, match="install that"):
        find_backbone("mine")


def test_our_small_encoder_keeps_to_the_interface() -> None:
    check_encoder("simple", channels=3)
