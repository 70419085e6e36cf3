"""What several tests of inference need."""

from pathlib import Path

import pytest
import torch

from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.model_folder import ModelCard, TrainedModel, save_model
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing


@pytest.fixture
def model(tmp_path: Path) -> TrainedModel:
    """A small one that nobody trained."""
    torch.manual_seed(1)
    network = Network(Architecture(size_px=32, latent_size=16))
    card = ModelCard(
        name="untrained",
        architecture=network.architecture,
        preprocessing=Preprocessing(size_px=32),
        training={},
        stage_time_myr=tuple(range(71)),
        metrics={},
    )
    return save_model(tmp_path / "model", network, card)
