"""The network's shapes, its parts, and what they can do alone."""

import pytest
import torch

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.networks.architecture import PARTS, Architecture, make_architecture
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.properties import PROPERTIES
from deepgalaxy.networks.vae import kl_divergence


def test_outputs_have_the_documented_shapes() -> None:
    network = Network(Architecture(size_px=64, latent_size=16)).eval()
    out = network(torch.rand(3, 1, 64, 64))
    assert out.feature_map.shape == (3, 96, 4, 4)
    assert out.logits is not None
    assert out.logits.shape == (3, 71 + 64 + 64 + 18)
    assert network.classifier is not None
    shapes = {name: part.shape for name, part in network.classifier.split(out.logits).items()}
    assert shapes == {name: (3, PROPERTIES[name].bins) for name in PROPERTIES}
    assert out.interacting is not None
    assert out.interacting.shape == (3,)
    assert out.picture is not None
    assert out.picture.shape == (3, 1, 64, 64)
    assert out.z is not None
    assert out.z.shape == (3, 16)
    assert out.rebuilt_map is not None
    assert out.rebuilt_map.shape == out.feature_map.shape


@pytest.mark.parametrize(("height", "width"), [(48, 80), (16, 16), (128, 64)])
def test_autoencoder_takes_any_size_that_the_stride_divides(height: int, width: int) -> None:
    network = Network(Architecture(parts=("fcae", "classifier"))).eval()
    out = network(torch.rand(1, 1, height, width))
    assert out.picture is not None
    assert out.picture.shape == (1, 1, height, width)
    assert out.logits is not None
    assert out.logits.shape == (1, 217)


def test_autoencoder_has_no_dense_layer() -> None:
    network = Network(Architecture(parts=("fcae",)))
    kinds = {type(module) for module in network.modules()}
    assert torch.nn.Linear not in kinds
    assert torch.nn.Flatten not in kinds


@pytest.mark.parametrize("part", PARTS)
def test_each_part_stands_alone(part: str) -> None:
    architecture = make_architecture(size_px=32, pictures_px=32, latent_size=16, parts=part)
    out = Network(architecture)(torch.rand(2, 1, 32, 32))
    present = {"classifier": out.logits, "fcae": out.picture, "vae": out.z}
    assert {name for name, value in present.items() if value is not None} == {part}


def test_a_picture_is_seen_alike_alone_and_in_a_batch() -> None:
    network = Network(Architecture(size_px=32)).eval()
    pictures = torch.rand(5, 1, 32, 32)
    together, alone = network(pictures), network(pictures[2:3])
    torch.testing.assert_close(together.z[2:3], alone.z, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(together.logits[2:3], alone.logits, atol=1e-5, rtol=1e-4)


def test_the_size_of_what_is_shown_changes_estimates_but_not_whether_it_is_a_merger() -> None:
    torch.manual_seed(1)
    network = Network(Architecture(size_px=32, parts=("classifier",))).eval()
    assert network.classifier is not None
    features = network.encoder(torch.rand(3, 1, 32, 32))
    unknown, p = network.classifier.probabilities(features)
    same, _ = network.classifier.probabilities(features, torch.full((3,), torch.nan))
    known, p_known = network.classifier.probabilities(features, torch.tensor([torch.nan, 20.0, 200.0]))
    assert p is not None
    assert p_known is not None
    assert torch.equal(p, p_known)
    for name in PROPERTIES:
        torch.testing.assert_close(unknown[name].sum(dim=1), torch.ones(3))
        assert torch.equal(unknown[name], same[name])
        assert torch.equal(unknown[name][0], known[name][0])
        assert not torch.allclose(unknown[name][1:], known[name][1:])


def test_kl_divergence_agrees_with_torch() -> None:
    mean, log_variance = torch.randn(4, 7), torch.randn(4, 7)
    oracle = torch.distributions.kl_divergence(
        torch.distributions.Normal(mean, (log_variance / 2).exp()), torch.distributions.Normal(0.0, 1.0)
    ).sum(dim=1)
    torch.testing.assert_close(kl_divergence(mean, log_variance), oracle)


@pytest.mark.parametrize(
    ("size", "pictures", "parts", "complaint"),
    [
        (50, 64, "vae", "multiple of 16"),
        (None, 12, "vae", "multiple of 16"),
        (64, 64, "vae,magic", "choose from classifier,fcae,vae"),
        (64, 64, "", "choose from classifier,fcae,vae"),
    ],
)
def test_impossible_architectures_are_refused(
    size: int | None, pictures: int, parts: str, complaint: str
) -> None:
    with pytest.raises(DeepGalaxyError, match=complaint):
        make_architecture(size_px=size, pictures_px=pictures, latent_size=32, parts=parts)


def test_size_follows_the_pictures() -> None:
    assert make_architecture(size_px=None, pictures_px=100, latent_size=32, parts="vae").size_px == 96
