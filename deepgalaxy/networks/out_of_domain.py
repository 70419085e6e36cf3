"""How unlike a picture is to those that a network learnt to date."""

import torch
from torch import Tensor, nn

AXES = 32
"""Directions of the feature space that are looked at one by one; the rest is taken together."""
KNOWN = 0.95
"""Share of the training pictures that count as known."""


class OutOfDomainScore(nn.Module):
    """Distance of a feature map from those of the training set, in units of what is still known.

    The map is averaged over the picture. Its distance from the training mean is Mahalanobis' along the first
    principal axes and, with one common variance, in the space that remains (probabilistic PCA; Tipping &
    Bishop 1999). The score is that distance over the one that 95 % of the training pictures keep: above 1 a
    picture is unlike what the network learnt from. Before `fit` it is NaN.

    Parameters
    ----------
    channels : int
        Of the feature map.
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
        """Learn what is known from feature maps of training pictures, averaged, (N, channels)."""
        mean = features.mean(dim=0)
        variance, directions = torch.linalg.eigh(torch.cov(features.T.double()))
        count = len(self.spread)
        floor = variance[-1] * 1e-6
        self.mean.copy_(mean)
        self.axes.copy_(directions[:, -count:].T)
        self.spread.copy_(variance[-count:].clamp_min(floor).sqrt())
        remaining = variance[:-count]
        self.rest.copy_((remaining.mean() if len(remaining) else floor).clamp_min(floor).sqrt())
        self.edge.fill_(1.0)
        self.edge.copy_(self._score(features).quantile(KNOWN))

    def forward(self, feature_map: Tensor) -> Tensor:
        """Score of each picture, (B,), from feature maps (B, channels, h, w)."""
        return self._score(feature_map.mean(dim=(2, 3)))

    def _score(self, features: Tensor) -> Tensor:
        away = features - self.mean
        along = away @ self.axes.T
        beside = (away - along @ self.axes) / self.rest
        distance = ((along / self.spread).square().sum(dim=1) + beside.square().sum(dim=1)).sqrt()
        return distance / self.edge
