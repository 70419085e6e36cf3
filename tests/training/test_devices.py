"""Where a network computes: on another device than the CPU, for which ``meta`` stands in without a GPU."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
import torch

from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.augment import augment
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed import Workers
from deepgalaxy.training.known_features import pooled_features
from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import TrainingPictures
from deepgalaxy.training.validation import predict_probabilities

ARCHITECTURE = Architecture(size_px=32, latent_size=16)
PREPROCESSING = Preprocessing(size_px=32)


class Elsewhere(Workers):
    """One that would compute on another device."""

    @property
    def device(self) -> torch.device:
        """That device."""
        return torch.device("meta")


@dataclass
class Trained:
    """A network, and pictures with stages."""

    network: Network
    pictures: TrainingPictures

    def probabilities(self, workers: Workers) -> torch.Tensor:
        found = predict_probabilities(self.network, self.pictures, PREPROCESSING, workers)
        return torch.cat([values.reshape(len(values), -1) for values in found.values()], dim=1)

    def known(self, workers: Workers) -> torch.Tensor:
        config = TrainingConfig(epochs=1)
        every = torch.arange(len(self.pictures))
        return pooled_features(self.network, self.pictures, every, PREPROCESSING, config, workers)


@pytest.fixture
def trained() -> Trained:
    generator = torch.Generator().manual_seed(1)
    pictures = torch.randint(0, 256, (20, 1, 32, 32), dtype=torch.uint8, generator=generator)
    stage = torch.arange(20.0)
    blocks = [(pictures, make_labels(20, stage=stage, time_myr=20 * stage))]
    return Trained(Network(ARCHITECTURE), TrainingPictures(blocks, 32))


@pytest.mark.parametrize("what", [Trained.probabilities, Trained.known])
def test_pictures_go_where_the_network_is_and_not_where_it_was(what: object, trained: Trained) -> None:
    assert callable(what)
    assert torch.equal(what(trained, Elsewhere()), what(trained, Workers()))


@pytest.mark.parametrize("what", [Trained.probabilities, Trained.known])
def test_a_network_elsewhere_computes_there_to_the_end(what: object, trained: Trained) -> None:
    """Nothing but the last step, bringing home numbers that ``meta`` does not have, may fail."""
    assert callable(what)
    trained.network.to("meta")
    with pytest.raises(NotImplementedError, match="Cannot copy out of meta tensor"):
        what(trained, Elsewhere())


def test_pictures_are_varied_where_they_are() -> None:
    """A tensor left on the CPU would be refused beside those of ``meta``."""
    pictures, config = torch.rand(9, 3, 40, 40), TrainingConfig()
    preprocessing = Preprocessing(size_px=32, colour=("i", "r", "g"))
    here, elsewhere = (
        augment(pictures.to(device), preprocessing, config, torch.Generator().manual_seed(1))
        for device in ("cpu", "meta")
    )
    for name in ("observed", "clean", "window"):
        there = getattr(elsewhere, name)
        assert there.device.type == "meta"
        assert there.shape == getattr(here, name).shape


@pytest.mark.gpu
def test_a_training_on_a_gpu_ends_with_a_model(tmp_path: Path) -> None:
    from deepgalaxy.imaging.merger_file import read_simulations
    from deepgalaxy.training.train import train
    from tests.training.toys import write_toys

    write_toys(tmp_path / "toys.h5")
    config = TrainingConfig(epochs=1, batch_size=16)
    model = train(read_simulations(tmp_path / "toys.h5"), tmp_path / "model", ARCHITECTURE, config)
    assert model.network.device == torch.device("cpu")
    assert model.network.out_of_domain.edge.isfinite()


@pytest.mark.gpu
@pytest.mark.parametrize("framing", ["whole", "light"])
def test_a_gpu_varies_pictures_as_the_cpu_does(framing: Literal["whole", "light"]) -> None:
    pictures, config = torch.rand(9, 1, 64, 64), TrainingConfig()
    here, there = (
        augment(
            pictures.to(device),
            Preprocessing(size_px=32, framing=framing),
            config,
            torch.Generator().manual_seed(1),
        )
        for device in ("cpu", "cuda")
    )
    assert torch.allclose(there.observed.cpu(), here.observed, atol=0.01)
    assert torch.allclose(there.window.cpu(), here.window)
