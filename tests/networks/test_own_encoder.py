"""A user's own encoder."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import deepgalaxy as dg
from deepgalaxy.core.errors import WrongUse
from deepgalaxy.networks.architecture import Architecture, make_architecture
from deepgalaxy.networks.backbones import check_encoder, find_backbone
from deepgalaxy.networks.model_folder import save_model
from deepgalaxy.networks.network import Network
from tests.training.toys import write_toys

CODE = """
from torch import nn
class Mine(nn.Sequential):
    widths = (8, 16)
    def __init__(self, channels):
        super().__init__(nn.Conv2d(channels, 8, 3, 2, 1), nn.Conv2d(8, 16, 3, 2, 1))
class Wrong(Mine):
    widths = (8, 32)
class NotMade(Mine):
    def __init__(self, channels):
        raise KeyError("no table")
class NotComputed(Mine):
    def forward(self, pictures):
        return pictures.nothing
"""
PAGE = (Path(__file__).parents[2] / "docs" / "training.md").read_text()


def _written(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    (folder / f"{name}.py").write_text(CODE)
    monkeypatch.syspath_prepend(folder)
    return name


def _install(folder: Path, module: str) -> None:
    about = folder / "mine-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[deepgalaxy.encoders]\nmine = {module}:Mine\n")


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
    for wrong, reason in [
        ("Wrong", "widths say"),
        ("NotMade", "cannot be made for 1 channels: KeyError: 'no table'"),
        ("NotComputed", "cannot compute: AttributeError: 'Tensor' object has no attribute 'nothing'"),
        ("Nowhere", "is no class"),
    ]:
        with pytest.raises(WrongUse, match=reason):
            check_encoder(f"{name}:{wrong}")


def test_own_encoder_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = _written(tmp_path, monkeypatch, "encoder_by_entry")
    _install(tmp_path, name)
    check_encoder("mine")
    assert Architecture(backbone="mine").feature_shape == (16, 16, 16)
    monkeypatch.undo()
    with pytest.raises(WrongUse, match="install that"):
        find_backbone("mine")


def test_our_small_encoder_keeps_to_the_interface() -> None:
    check_encoder("simple", channels=3)


def test_the_encoder_of_the_docs_page_keeps_to_the_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, check = (
        re.search(pattern, PAGE, re.DOTALL)
        for pattern in (
            r"```python\n(from torch import nn\n.*?)```",
            r"`deepgalaxy\S+(check_encoder\(.*?\))`",
        )
    )
    assert code
    assert check
    package = tmp_path / "my_package"
    package.mkdir()
    (package / "my_module.py").write_text(code[1])
    monkeypatch.syspath_prepend(tmp_path)
    exec(check[1], {"check_encoder": check_encoder})


def test_a_model_with_an_own_encoder_is_trained_tuned_and_loaded_where_its_code_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "code"
    code.mkdir()
    name = _written(code, monkeypatch, "encoder_to_train")
    write_toys(tmp_path / "toys.h5")
    options: Any = {"epochs": 1, "batch_size": 32, "held_out": 0.5}
    with pytest.raises(WrongUse, match="widths say"):
        dg.train([tmp_path / "toys.h5"], tmp_path / "wrong", backbone=f"{name}:Wrong", **options)
    trained = dg.train([tmp_path / "toys.h5"], tmp_path / "model", backbone=f"{name}:Mine", **options)
    tuned = dg.train([tmp_path / "toys.h5"], tmp_path / "tuned", base=trained, tune="last", **options)
    before, after = (each.trained.network.encoder.state_dict() for each in (trained, tuned))
    assert [name for name in before if not torch.equal(before[name], after[name])] == ["1.weight", "1.bias"]

    Image.fromarray(np.random.default_rng(0).integers(0, 255, (16, 16), np.uint8)).save(tmp_path / "a.png")
    answer = dg.load_model(tmp_path / "model").predict(tmp_path / "a.png", stage_anyway=True)
    model, picture = str(tmp_path / "model"), str(tmp_path / "a.png")
    command = [sys.executable, "-m", "deepgalaxy", "predict", "--model", model, picture]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode
    assert "a model's file never has code imported: in Python, import encoder_to_train" in refused.stderr
    assert "Traceback" not in refused.stderr
    _install(code, name)
    where = {"PYTHONPATH": f"{code}:{os.environ.get('PYTHONPATH', '')}"}
    told = subprocess.run(
        [*command, "--format", "json", "--stage-anyway"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | where,
    )
    assert json.loads(told.stdout)[0]["stage"] == pytest.approx(float(answer["stage"][0]), abs=0.01)


WITH_TABLE = """
import torch
class WithTable(Mine):
    def __init__(self, channels):
        super().__init__(channels)
        self.register_buffer("table", torch.full((1,), 2.0), persistent=False)
    def forward(self, pictures):
        return super().forward(pictures) * self.table
"""


def test_what_an_encoder_computes_and_does_not_save_is_there_when_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "encoder_with_table.py").write_text(CODE + WITH_TABLE)
    monkeypatch.syspath_prepend(tmp_path)
    name = "encoder_with_table:WithTable"
    check_encoder(name)
    card = dg.load_model("deepgalaxy-small").card
    network = Network(card.architecture.model_copy(update={"backbone": name})).eval()
    own = card.model_copy(update={"architecture": network.architecture, "digest": None})
    read = save_model(tmp_path / "model", network, own)
    pictures = torch.rand(1, 1, 64, 64)
    assert torch.equal(read.network.encoder(pictures), network.encoder(pictures))
