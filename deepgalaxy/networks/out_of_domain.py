"""How far a picture is from those that a network was trained on."""

import torch
from torch import Tensor, nn

AXES = 32
"""Principal axes with a variance of their own; all others share one."""
PICTURES_PER_AXIS = 10
"""Fewer do not tell the variance along an axis; in most directions a few pictures have none at all."""
KNOWN = 0.95
"""Share of the training pictures whose score is at most 1."""


class OutOfDomainScore(nn.Module):
    """Distance of a feature map from those of the training set, relative to their 95th percentile.

    The map is averaged over the picture. Its distance from the training mean is the Mahalanobis distance
    along the first principal axes and, with one common variance, in the remaining space (probabilistic PCA;
    Tipping & Bishop 1999). The score is that distance over the 95th percentile of the training pictures'
    distances: above 1 a picture is unlike those that the network learnt from. Before `fit` it is NaN.

    Parameters
    ----------
    channels : int
        Channels of the feature map.
    """

    mean: Tensor
    axes: Tensor
    spread: Tensor
    rest: Tensor
    edge: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        axes = min(AXES, channels)
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("axes", torch.zeros(axes, channels))
        self.register_buffer("spread", torch.ones(axes))
        self.register_buffer("rest", torch.ones(()))
        self.register_buffer("edge", torch.tensor(torch.nan))

    @torch.no_grad()
    def fit(self, features: Tensor) -> None:
        """Learn the distribution of the training pictures' features.

        Parameters
        ----------
        features : Tensor
            Feature maps of training pictures, averaged over each picture, shape (N, channels). A single one
            tells no distance: the score is not fitted then.
        """
        if len(features) < 2:
            return
        mean = features.mean(dim=0)
        variance, directions = torch.linalg.eigh(torch.cov(features.T.double()))
        count = len(self.spread)
        own = min(count, len(features) // PICTURES_PER_AXIS)
        floor = variance[-1] * 1e-6
        remaining = variance[: len(variance) - own]
        rest = (remaining.mean() if len(remaining) else floor).clamp_min(floor)
        variance[: len(variance) - own] = rest
        self.mean.copy_(mean)
        self.axes.copy_(directions[:, -count:].T)
        self.spread.copy_(variance[-count:].clamp_min(floor).sqrt())
        self.rest.copy_(rest.sqrt())
        self.edge.fill_(1.0)
        self.edge.copy_(self._score(features).quantile(KNOWN))

    def forward(self, feature_map: Tensor) -> Tensor:
        """Compute the score of each picture.

        Parameters
        ----------
        feature_map : Tensor
            M, shape (B, channels, h, w).

        Returns
        -------
        Tensor
            Shape (B,); above 1 is out of domain.
        """
        return self._score(feature_map.mean(dim=(2, 3)))

    def _score(self, features: Tensor) -> Tensor:
        offset = features - self.mean
        along = offset @ self.axes.T
        residual = (offset - along @ self.axes) / self.rest
        distance = ((along / self.spread).square().sum(dim=1) + residual.square().sum(dim=1)).sqrt()
        return distance / self.edge
