"""From a feature map to a vector: a variational autoencoder (Kingma & Welling 2014) on M."""

from math import prod

import torch
from torch import Tensor, nn


class FeatureVAE(nn.Module):
    """Encode the flattened feature map as a Gaussian in ``latent_size`` dimensions, and back.

    Parameters
    ----------
    feature_shape : tuple of int
        (C, h, w) of the feature map.
    latent_size : int
        Length of z.
    """

    def __init__(self, feature_shape: tuple[int, int, int], latent_size: int) -> None:
        super().__init__()
        self.feature_shape = feature_shape
        size, hidden = prod(feature_shape), 256
        self.to_latent = nn.Sequential(
            nn.Linear(size, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, 2 * latent_size)
        )
        self.to_features = nn.Sequential(
            nn.Linear(latent_size, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, size)
        )

    def encode(self, feature_map: Tensor) -> tuple[Tensor, Tensor]:
        """Encode feature maps.

        Parameters
        ----------
        feature_map : Tensor
            M, shape (B, C, h, w).

        Returns
        -------
        mean, log_variance : Tensor
            Of z, each of shape (B, latent_size). The mean is the picture's embedding.
        """
        mean, log_variance = self.to_latent(feature_map.flatten(1)).chunk(2, dim=1)
        return mean, log_variance.clamp(-10, 10)

    def decode(self, z: Tensor) -> Tensor:
        """Rebuild feature maps.

        Parameters
        ----------
        z : Tensor
            Shape (B, latent_size).

        Returns
        -------
        Tensor
            Feature maps, shape (B, C, h, w).
        """
        features: Tensor = self.to_features(z)
        return features.reshape(-1, *self.feature_shape)

    def forward(self, feature_map: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Encode and rebuild feature maps: from a sample of z in training, else from its mean.

        Parameters
        ----------
        feature_map : Tensor
            M, shape (B, C, h, w).

        Returns
        -------
        rebuilt : Tensor
            Feature maps, shape (B, C, h, w).
        mean, log_variance : Tensor
            Of z, each of shape (B, latent_size).
        """
        mean, log_variance = self.encode(feature_map)
        z = mean + torch.randn_like(mean) * (log_variance / 2).exp() if self.training else mean
        return self.decode(z), mean, log_variance


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(q(z|x) || N(0, 1)) of each picture (Kingma & Welling 2014, appendix B).

    Parameters
    ----------
    mean, log_variance : Tensor
        Of z, each of shape (B, latent_size).

    Returns
    -------
    Tensor
        In nats, shape (B,).
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(dim=1)
