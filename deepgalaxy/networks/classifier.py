"""From a feature map to the probabilities of a merger's properties."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from deepgalaxy.networks.properties import PROPERTIES, PropertyName

TYPICAL_KPC, SPREAD = 55.0, 0.5
"""Median side of what is shown, and standard deviation of its logarithm, over the training pictures."""


class PropertyClassifier(nn.Module):
    """Mean and maximum of each channel, then two dense layers to the logits of each property's bins.

    With the size of what is shown (kpc) as a further input: times are proportional to it. A network of
    version 0.1 has ``properties=("stage",)`` and ``scaled=False``; its weights have the same names.

    Parameters
    ----------
    channels : int
        Channels of the feature map.
    properties : sequence of str
        Which ones, keys of `deepgalaxy.networks.properties.PROPERTIES`.
    scaled : bool
        Whether the size in kpc is an input, and whether p_interacting is an output.
    """

    def __init__(self, channels: int, properties: Sequence[PropertyName], *, scaled: bool) -> None:
        super().__init__()
        self.properties = tuple(properties)
        self.bins = [PROPERTIES[name].bins for name in properties]
        inputs, hidden = 2 * channels + 2 * scaled, 256 if scaled else 128
        self.dense = nn.Sequential(
            nn.Linear(inputs, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, sum(self.bins))
        )
        # By the form alone: what is no merger is no larger or smaller than mergers are.
        self.interacting = nn.Linear(2 * channels, 1) if scaled else None

    def forward(self, feature_map: Tensor, shown_kpc: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """Compute the logits.

        Parameters
        ----------
        feature_map : Tensor
            M, shape (B, C, h, w).
        shown_kpc : Tensor, optional
            Side of what the pictures show, kpc, shape (B,); NaN where it is not known.

        Returns
        -------
        bins : Tensor
            Of all properties in their order, shape (B, sum of bins); see `split`.
        interacting : Tensor or None
            Logit of p_interacting, shape (B,).
        """
        pooled = pool(feature_map)
        if self.interacting is None:
            return self.dense(pooled), None
        if shown_kpc is None:
            shown_kpc = torch.full((len(pooled),), torch.nan, device=pooled.device)
        known = shown_kpc.isfinite()
        size = torch.where(known, (shown_kpc / TYPICAL_KPC).log() / SPREAD, 0.0)
        scale = torch.stack([size, known], dim=1).to(pooled.dtype)
        return self.dense(torch.cat([pooled, scale], dim=1)), self.interacting(pooled)[:, 0]

    def split(self, logits: Tensor) -> dict[PropertyName, Tensor]:
        """Divide the logits of all bins by property.

        Parameters
        ----------
        logits : Tensor
            From `forward`, shape (B, sum of bins).

        Returns
        -------
        dict of str to Tensor
            Of each property, shape (B, bins).
        """
        return dict(zip(self.properties, torch.split(logits, self.bins, dim=1), strict=True))

    def probabilities(
        self, feature_map: Tensor, shown_kpc: Tensor | None = None
    ) -> tuple[dict[PropertyName, Tensor], Tensor | None]:
        """Compute the probabilities.

        Parameters
        ----------
        feature_map : Tensor
            M, shape (B, C, h, w).
        shown_kpc : Tensor, optional
            Side of what the pictures show, kpc, shape (B,); NaN where it is not known.

        Returns
        -------
        properties : dict of str to Tensor
            Of each property's bins, float32, shape (B, bins); rows sum to 1.
        interacting : Tensor or None
            p_interacting, float32, shape (B,); None from a network without it.
        """
        logits, interacting = self(feature_map, shown_kpc)
        properties = {name: torch.softmax(part.float(), dim=1) for name, part in self.split(logits).items()}
        return properties, None if interacting is None else torch.sigmoid(interacting.float())


def pool(feature_map: Tensor) -> Tensor:
    """Reduce a feature map to the mean and the maximum of each channel.

    Parameters
    ----------
    feature_map : Tensor
        M, shape (B, C, h, w).

    Returns
    -------
    Tensor
        Shape (B, 2 C).
    """
    return torch.cat([feature_map.mean(dim=(2, 3)), feature_map.amax(dim=(2, 3))], dim=1)
