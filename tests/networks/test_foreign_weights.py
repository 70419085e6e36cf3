"""Other people's encoders: checkpoints with Zoobot's layout, and networks of timm."""

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.backbones import ColourEncoder, build_encoder, check_encoder, find_backbone
from deepgalaxy.networks.foreign_weights import convert_checkpoint
from deepgalaxy.networks.network import Network

PICTURES = torch.rand(2, 1, 64, 64, generator=torch.Generator().manual_seed(1))


class Zoobot(nn.Module):
    """As Zoobot's module of Lightning: an encoder, and a head for the votes of volunteers."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = build_encoder("simple")
        self.head = nn.Linear(96, 34)


def lightning_checkpoint(module: nn.Module, **more: Any) -> dict[str, Any]:
    optimizer = torch.optim.AdamW(module.parameters())
    sum(weights.sum() for weights in module.parameters()).backward()  # type: ignore[union-attr]
    optimizer.step()
    return {
        "epoch": 3,
        "pytorch-lightning_version": "2.2.1",
        "state_dict": module.state_dict(),
        "optimizer_states": [optimizer.state_dict()],
        "hyper_parameters": {"architecture_name": "simple", "channels": 1, **more},
    }


def features(network: nn.Module) -> Tensor:
    with torch.inference_mode():
        found: Tensor = network.eval()(PICTURES)
    return found


@pytest.mark.parametrize("alone", [False, True])
def test_a_checkpoint_is_converted_once_and_the_encoder_starts_from_it(tmp_path: Path, alone: bool) -> None:
    torch.manual_seed(2)
    zoobot = Zoobot()
    content = lightning_checkpoint(zoobot)
    torch.save(zoobot.encoder.state_dict() if alone else content, tmp_path / "zoobot.ckpt")
    convert_checkpoint(tmp_path / "zoobot.ckpt", tmp_path / "zoobot.safetensors")
    network = Network(Architecture(), str(tmp_path / "zoobot.safetensors"))
    assert torch.equal(features(network.encoder), features(zoobot.encoder))
    with pytest.raises(
        DeepGalaxyError, match=r"is of another network: 0\.0\.weight is \[32, 1, 5, 5\] in it"
    ):
        build_encoder("simple", str(tmp_path / "zoobot.safetensors"), channels=3)


class Code:
    """What a pickle does with it: make a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.folder),)


def test_a_checkpoint_with_code_in_it_is_never_loaded(tmp_path: Path) -> None:
    checkpoint, made = tmp_path / "zoobot.ckpt", tmp_path / "made"
    torch.save(lightning_checkpoint(Zoobot(), schema=Code(made)), checkpoint)
    with pytest.raises(DeepGalaxyError, match="code in files is never run"):
        convert_checkpoint(checkpoint, tmp_path / "zoobot.safetensors")
    assert not made.exists()
    assert not (tmp_path / "zoobot.safetensors").exists()
    checkpoint.write_bytes(pickle.dumps(Code(made), protocol=2))
    with pytest.raises(DeepGalaxyError):
        convert_checkpoint(checkpoint, tmp_path / "zoobot.safetensors")
    assert not made.exists()


def test_what_is_no_checkpoint_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.pt"
    with pytest.raises(WrongUse, match=r"ends in \.safetensors"):
        convert_checkpoint(file, tmp_path / "b.pt")
    with pytest.raises(DeepGalaxyError, match="no checkpoint that torch can read"):
        convert_checkpoint(file, tmp_path / "a.safetensors")
    torch.save({"state_dict": {"names": ["a"]}}, file)
    with pytest.raises(DeepGalaxyError, match="no weights of an encoder"):
        convert_checkpoint(file, tmp_path / "a.safetensors")
    (tmp_path / "a.safetensors").write_bytes(b"none")
    with pytest.raises(DeepGalaxyError, match="cannot be read as safetensors"):
        build_encoder("simple", str(tmp_path / "a.safetensors"))


def test_an_encoder_of_grey_pictures_sees_them_as_it_did(tmp_path: Path) -> None:
    published = build_encoder("resnet18")
    assert isinstance(published, ColourEncoder)
    weights = published.network.state_dict()
    first = next(iter(weights))
    of_grey = {name: each.clone().contiguous() for name, each in weights.items()}
    of_grey[first] = weights[first].sum(dim=1, keepdim=True)
    save_file(of_grey, tmp_path / "grey.safetensors")
    started = build_encoder("resnet18", str(tmp_path / "grey.safetensors"))
    torch.testing.assert_close(features(started), features(published), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", ["resnet18", "convnext_atto", "efficientnet_b0"])
def test_networks_of_timm_are_encoders(tmp_path: Path, name: str) -> None:
    timm = pytest.importorskip(
        "timm", reason="timm is not installed: it needs torchvision", exc_type=ImportError
    )
    check_encoder(f"timm/{name}", channels=4)
    published = timm.create_model(name, num_classes=3)
    torch.save(published.state_dict(), tmp_path / "pytorch_model.bin")
    convert_checkpoint(tmp_path / "pytorch_model.bin", tmp_path / "published.safetensors")
    encoder = build_encoder(f"timm/{name}", str(tmp_path / "published.safetensors"))
    colour = ((PICTURES - 0.449) / 0.226).expand(-1, 3, -1, -1)
    with torch.inference_mode():
        assert torch.equal(encoder.eval()(PICTURES), published.eval().forward_features(colour))
    Network(Architecture(backbone=f"timm/{name}")).freeze_encoder(but_last_blocks=True)


def test_what_is_not_there_of_timm_is_said() -> None:
    try:
        import timm  # noqa: F401
    except (ImportError, RuntimeError):
        with pytest.raises(WrongUse, match=r"needs timm and torchvision|needs a torchvision"):
            find_backbone("timm/resnet18")
        return
    with pytest.raises(WrongUse, match="timm has no network"):
        find_backbone("timm/hf_hub:somebody/something")
    with pytest.raises(WrongUse, match=r"convolutional one|where its widths say|cannot"):
        check_encoder("timm/vit_tiny_patch16_224")
