"""What is fitted to a trained network's features, against the conditions that it has to fulfil."""

import numpy as np
import pytest
import torch

from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.batch_order import epoch_order
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed import ALONE
from deepgalaxy.training.known_features import PENALTY, fit_interacting, pooled_features
from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import TrainingPictures

PREPROCESSING, CONFIG = Preprocessing(size_px=32), TrainingConfig(epochs=1)
MERGERS, OTHERS = 90, 30


@pytest.fixture(scope="module")
def pictures() -> TrainingPictures:
    generator = torch.Generator().manual_seed(1)
    bright, dim = (
        torch.randint(0, most, (n, 1, 32, 32), dtype=torch.uint8, generator=generator)
        for n, most in ((MERGERS, 256), (OTHERS, 90))
    )
    blocks = [
        (bright, make_labels(MERGERS, interacting=1.0)),
        (dim, make_labels(OTHERS, interacting=0.0)),
        (dim, make_labels(OTHERS)),
    ]
    return TrainingPictures(blocks, 32)


def test_the_weights_that_tell_mergers_are_those_of_the_least_penalised_loss(
    pictures: TrainingPictures,
) -> None:
    torch.manual_seed(0)
    network = Network(Architecture(size_px=32, latent_size=16))
    fit_interacting(network, pictures, PREPROCESSING, CONFIG, ALONE)
    assert network.classifier is not None
    layer = network.classifier.interacting
    assert layer is not None
    order = epoch_order(MERGERS + OTHERS, CONFIG.seed, CONFIG.epochs)
    truth = (order < MERGERS).double().numpy()
    with torch.no_grad():
        features = pooled_features(network, pictures, order, PREPROCESSING, CONFIG, ALONE)
        p = torch.sigmoid(layer(features)[:, 0]).numpy()
    # Where the loss is least, both kinds are wrong by as much in the mean: the intercept has no penalty.
    assert (1 - p[truth == 1]).mean() == pytest.approx(p[truth == 0].mean(), abs=1e-3)
    assert p[truth == 1].mean() > p[truth == 0].mean() + 0.1
    mean, deviation = features.numpy().mean(axis=0), features.numpy().std(axis=0).clip(1e-6)
    weights = layer.weight[0].detach().numpy() * deviation
    balance = np.where(truth == 1, 0.5 / MERGERS, 0.5 / OTHERS)
    slope = (balance * (p - truth)) @ ((features.numpy() - mean) / deviation) + 2 * PENALTY * weights
    assert np.abs(slope).max() < 1e-3


def test_where_the_sample_has_one_kind_alone_the_trained_weights_stay(
    pictures: TrainingPictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deepgalaxy.training.known_features.SAMPLE", 1)
    network = Network(Architecture(size_px=32, latent_size=16))
    assert network.classifier is not None
    before = {name: values.clone() for name, values in network.classifier.state_dict().items()}
    fit_interacting(network, pictures, PREPROCESSING, CONFIG, ALONE)
    after = network.classifier.state_dict()
    assert all(torch.equal(after[name], values) for name, values in before.items())
