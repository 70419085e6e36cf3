"""What is fitted to the features of a trained network: the out-of-domain score, and p_interacting."""

import torch
from torch import Tensor

from deepgalaxy.networks.classifier import pool
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.augment import augment
from deepgalaxy.training.batch_order import epoch_order, mixed_seed
from deepgalaxy.training.config import TrainingConfig
from deepgalaxy.training.distributed import Workers
from deepgalaxy.training.labels import column, shows_mergers
from deepgalaxy.training.loader import TrainingPictures

SAMPLE = 20_000
"""Number of training pictures of which features are computed."""
PENALTY = 0.1
"""Factor of the sum of the squared weights in the logistic regression, beside the mean loss of a picture."""


def fit_out_of_domain(
    network: Network,
    pictures: TrainingPictures,
    preprocessing: Preprocessing,
    config: TrainingConfig,
    workers: Workers,
) -> None:
    """Fit the out-of-domain score to pictures of mergers; to all, where none is known to be one.

    Parameters
    ----------
    network : Network
        Trained.
    pictures : TrainingPictures
        At most `SAMPLE` of them are used.
    preprocessing : Preprocessing
        Of the network.
    config : TrainingConfig
        Its augmentation and seed.
    workers : Workers
        The processes that share the work.
    """
    of_mergers = shows_mergers(pictures.labels)
    chosen = _sample(of_mergers if of_mergers.any() else ~of_mergers, config)
    features = pooled_features(network, pictures, chosen, preprocessing, config, workers)
    network.out_of_domain.cpu().fit(features[:, : len(network.out_of_domain.mean)])


def fit_interacting(
    network: Network,
    pictures: TrainingPictures,
    preprocessing: Preprocessing,
    config: TrainingConfig,
    workers: Workers,
) -> None:
    """Fit p_interacting anew, by a logistic regression whose weights are held small.

    In training the same weights learn to tell simulated mergers from other simulated galaxies ever better,
    by what real galaxies do not have: the more epochs, the worse they know real mergers. Mergers and others
    count the same, however many there are of each. Where one kind is so rare that the sample has none, the
    weights stay as they were trained.

    Parameters
    ----------
    network : Network
        Trained, with a classifier that tells mergers from others.
    pictures : TrainingPictures
        Some known to be of mergers, some of others; at most `SAMPLE` of them are used.
    preprocessing : Preprocessing
        Of the network.
    config : TrainingConfig
        Its augmentation and seed.
    workers : Workers
        The processes that share the work.
    """
    # scikit-learn takes a second to import: only a run that comes to its end needs it.
    from sklearn.linear_model import LogisticRegression

    assert network.classifier is not None
    assert network.classifier.interacting is not None
    truth = column(pictures.labels, "interacting")
    chosen = _sample(truth.isfinite(), config)
    is_merger = (truth[chosen] > 0.5).numpy()
    if is_merger.all() or not is_merger.any():
        return
    features = pooled_features(network, pictures, chosen, preprocessing.near(), config, workers).numpy()
    mean, deviation = features.mean(axis=0), features.std(axis=0).clip(1e-6)
    regression = LogisticRegression(C=0.5 / (PENALTY * len(chosen)), class_weight="balanced", max_iter=1000)
    regression.fit((features - mean) / deviation, is_merger)
    weights = regression.coef_[0] / deviation
    with torch.no_grad():
        layer = network.classifier.interacting
        layer.weight.copy_(torch.from_numpy(weights)[None])
        layer.bias.copy_(torch.from_numpy(regression.intercept_ - weights @ mean))


@torch.inference_mode()
def pooled_features(
    network: Network,
    pictures: TrainingPictures,
    chosen: Tensor,
    preprocessing: Preprocessing,
    config: TrainingConfig,
    workers: Workers,
) -> Tensor:
    """Compute features of training pictures, augmented as in training.

    Parameters
    ----------
    network : Network
        Trained; put into evaluation mode.
    pictures : TrainingPictures
        All of them.
    chosen : Tensor
        Which of them, int64, shape (n,).
    preprocessing : Preprocessing
        Of the network.
    config : TrainingConfig
        Its augmentation and seed.
    workers : Workers
        The processes that share the work.

    Returns
    -------
    Tensor
        Mean and maximum of each channel of the feature maps, float32, shape (n, 2 channels), on the CPU.
    """
    network.eval()
    features = torch.zeros(len(chosen), 2 * len(network.out_of_domain.mean))
    for rows in torch.split(torch.arange(len(chosen)), 256)[workers.rank :: workers.size]:
        generator = torch.Generator().manual_seed(mixed_seed(config.seed, int(rows[0])))
        own = pictures.read(chosen[rows]).to(network.device).float() / 255
        shown = augment(own, preprocessing, config, generator)
        features[rows] = pool(network.encoder(shown.observed)).cpu()
    return workers.total(features)


def _sample(which: Tensor, config: TrainingConfig) -> Tensor:
    """Choose `SAMPLE` pictures of those that are marked."""
    marked = which.nonzero().flatten()
    return marked[epoch_order(len(marked), config.seed, config.epochs)[:SAMPLE]]
