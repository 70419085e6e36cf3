"""Latent space: what is decoded is what the network says; ways through it begin and end at the pictures."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from skimage.metrics import structural_similarity

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.evaluation.latent_space import interpolate_between, reconstruct
from deepgalaxy.evaluation.plots import draw_interpolations
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import ModelCard, TrainedModel
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing


def untrained(architecture: Architecture) -> TrainedModel:
    torch.manual_seed(0)
    card = ModelCard(
        name="untrained",
        architecture=architecture,
        preprocessing=Preprocessing(size_px=32),
        training={},
        stage_time_myr=tuple(range(71)),
        metrics={},
    )
    return TrainedModel(Network(architecture), card, "0" * 64, Path("nowhere"))


@pytest.fixture
def model() -> TrainedModel:
    return untrained(Architecture(size_px=32, latent_size=4))


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(0).random((5, 1, 32, 32), np.float32)


def test_reconstruction_is_held_against_what_the_network_saw(
    model: TrainedModel, pictures: np.ndarray
) -> None:
    found = reconstruct(model, "unseen", pictures)
    with torch.inference_mode():
        seen = model.card.preprocessing(torch.from_numpy(pictures))
        outputs = model.network(seen)
        assert outputs.picture is not None
        assert outputs.rebuilt_map is not None
        assert model.network.decoder is not None
        rebuilt = {"from_map": outputs.picture, "from_z": model.network.decoder(outputs.rebuilt_map)}
    rebuilt["other_picture"] = seen[[4, 0, 1, 2, 3]]
    for name, others in rebuilt.items():
        pairs = zip(seen[:, 0].double().numpy(), others[:, 0].double().numpy(), strict=True)
        wanted = np.mean([structural_similarity(*pair, data_range=1.0) for pair in pairs])  # type: ignore[no-untyped-call]
        assert getattr(found, name) == pytest.approx(wanted, abs=1e-4)
    assert (found.dataset, found.pictures) == ("unseen", 5)


def test_a_passage_goes_from_the_one_to_the_other(
    model: TrainedModel, pictures: np.ndarray, tmp_path: Path
) -> None:
    way = interpolate_between(model, pictures[0], pictures[1], ("one", "other"), steps=5)
    with torch.inference_mode():
        seen = model.card.preprocessing(torch.from_numpy(pictures[:2]))
        z = model.network(seen).z
        assert model.network.vae is not None
        assert model.network.decoder is not None
        middle = model.network.decoder(model.network.vae.decode((z[:1] + z[1:]) / 2))
        ends = model.network.decoder(model.network.vae.decode(z))
    assert np.array_equal(way.first, seen[0, 0])
    assert np.array_equal(way.last, seen[1, 0])
    assert len(way.between) == 5
    for at, wanted in ((0, ends[0]), (2, middle[0]), (4, ends[1])):
        assert np.allclose(way.between[at], wanted[0], atol=1e-5)
    draw_interpolations([way, way], tmp_path / "passages.png")
    with Image.open(tmp_path / "passages.png") as picture:
        assert picture.width > 2 * picture.height


def test_a_model_without_autoencoder_is_refused(pictures: np.ndarray) -> None:
    model = untrained(Architecture(size_px=32, latent_size=4, parts=("classifier", "vae")))
    with pytest.raises(DeepGalaxyError, match="has no autoencoder or no VAE"):
        reconstruct(model, "unseen", pictures)
