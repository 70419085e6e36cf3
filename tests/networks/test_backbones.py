"""Encoders by name: their sizes, shapes and first weights."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from skimage.data import cat

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.networks.architecture import Architecture, make_architecture
from deepgalaxy.networks.backbones import BACKBONES, ColourEncoder, LiteEncoder, build_encoder
from deepgalaxy.networks.network import Network

QUICK = ["simple", "lite16", "resnet18", "efficientnet_b0", "efficientnet_lite0", "convnextv2_atto"]
# Without their classification heads, which have 1,000 classes in the papers' own counts (in millions).
MILLIONS = {
    "resnet18": 11.18,
    "resnet34": 21.28,
    "resnet50": 23.51,
    "efficientnet_b0": 4.01,
    "efficientnet_b4": 17.55,
    "efficientnet_b7": 63.79,
    "efficientnet_lite0": 4.65 - 1.28,
    "convnextv2_atto": 3.39,
}


@pytest.mark.parametrize("name", MILLIONS)
def test_parameters_are_as_many_as_published(name: str) -> None:
    encoder = build_encoder(name)
    count = sum(p.numel() for n, p in encoder.named_parameters() if "_fc" not in n)
    assert count / 1e6 == pytest.approx(MILLIONS[name], abs=0.01)


@pytest.mark.parametrize("name", QUICK)
def test_a_network_of_bands_rebuilds_as_many(name: str) -> None:
    network = Network(Architecture(backbone=name, size_px=32, latent_size=16, channels=4)).eval()
    with torch.no_grad():
        out = network(torch.rand(2, 4, 32, 32))
    assert out.picture is not None
    assert out.picture.shape == (2, 4, 32, 32)


def test_first_weights_see_the_mean_of_the_bands_at_first() -> None:
    torch.manual_seed(1)
    of_bands, grey = build_encoder("resnet18", channels=4).eval(), build_encoder("resnet18").eval()
    of_bands.load_state_dict(grey.state_dict(), strict=False)
    bands = torch.rand(2, 4, 32, 32)
    torch.testing.assert_close(of_bands(bands), grey(bands.mean(dim=1, keepdim=True)), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", QUICK)
def test_a_whole_network_mirrors_its_strides(name: str) -> None:
    architecture = make_architecture(
        backbone=name, size_px=None, pictures_px=70, latent_size=16, parts="classifier,fcae,vae"
    )
    assert architecture.size_px == 64
    network = Network(architecture).eval()
    with torch.no_grad():
        out = network(torch.rand(2, 1, 64, 64))
    assert out.feature_map.shape[1:] == architecture.feature_shape
    assert out.picture is not None
    assert out.picture.shape == (2, 1, 64, 64)
    assert out.z is not None
    assert out.z.shape == (2, 16)


def test_every_name_is_documented_and_unknown_ones_are_refused() -> None:
    for family in ("simple", "resnet50", "efficientnet_b7", "efficientnet_lite2", "convnextv2_tiny"):
        assert family in BACKBONES
    with pytest.raises(DeepGalaxyError, match="no backbone 'vgg'; there is simple, lite16, resnet18"):
        build_encoder("vgg")
    with pytest.raises(DeepGalaxyError, match="multiple of 32"):
        make_architecture(backbone="resnet18", size_px=48, pictures_px=48, latent_size=16, parts="vae")


def test_imagenet_weights_know_a_cat() -> None:
    encoder = build_encoder("efficientnet_lite0", "imagenet")
    assert isinstance(encoder, LiteEncoder)
    encoder.eval()
    picture = cat()[:, 75:375]  # type: ignore[no-untyped-call]
    shown = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float() / 255
    shown = torch.nn.functional.interpolate(shown, size=(224, 224), mode="bilinear", antialias=True)
    grey = shown.mean(dim=1, keepdim=True)
    with torch.no_grad():
        classes = encoder.network(((grey - encoder.mean) / encoder.std).expand(-1, 3, -1, -1))
        features = encoder(grey)
    assert 281 <= classes.argmax() <= 285, "the five cats of ImageNet"
    pooled = features.mean(dim=(2, 3))
    fc = encoder.network._fc
    assert isinstance(fc, torch.nn.Linear)
    assert torch.allclose(torch.nn.functional.linear(pooled, fc.weight, fc.bias), classes, atol=1e-3)


def test_the_first_part_of_a_lite_network_is_what_the_whole_one_computes() -> None:
    whole, part = build_encoder("efficientnet_lite0", "imagenet"), build_encoder("lite16", "imagenet")
    assert isinstance(whole, LiteEncoder)
    pictures = torch.rand(2, 1, 96, 64)
    network: Any = whole.eval().network
    features = ((pictures - whole.mean) / whole.std).expand(-1, 3, -1, -1)
    with torch.no_grad():
        features = network._swish(network._bn0(network._conv_stem(features)))
        for block in network._blocks[:11]:
            features = block(features)
        assert torch.equal(part.eval()(pictures), features)
    assert features.shape == (2, 112, 6, 4)


def test_first_weights_come_from_a_local_folder(tmp_path: Path) -> None:
    trained = build_encoder("resnet18")
    assert isinstance(trained, ColourEncoder)
    save = getattr(trained.network, "save_pretrained")  # noqa: B009 - of transformers, unknown to torch
    save(tmp_path / "resnet")
    encoder = build_encoder("resnet18", str(tmp_path / "resnet"))
    picture = torch.rand(1, 1, 64, 64)
    assert torch.equal(encoder.eval()(picture), trained.eval()(picture))
    with pytest.raises(DeepGalaxyError, match="first weights"):
        build_encoder("resnet34", str(tmp_path / "resnet"))


@pytest.mark.parametrize(
    ("name", "source", "complaint"),
    [
        ("simple", "imagenet", "no trained weights"),
        ("efficientnet_lite0", "somewhere", "from 'imagenet'"),
        ("lite16", "somewhere", "from 'imagenet'"),
        ("resnet18", "/no/such/folder", "first weights '/no/such/folder' for resnet18"),
    ],
)
def test_first_weights_that_are_not_there_are_said(name: str, source: str, complaint: str) -> None:
    with pytest.raises(DeepGalaxyError, match=complaint):
        build_encoder(name, source)


def test_a_backbone_is_part_of_the_architecture_that_travels() -> None:
    card = Architecture(backbone="efficientnet_b0").model_dump_json()
    assert Architecture.model_validate_json(card).backbone == "efficientnet_b0"
