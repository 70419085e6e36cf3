"""From a feature map to the stage of the merger."""

import torch
from torch import Tensor, nn

from deepgalaxy.core.clock import N_STAGES


class StageClassifier(nn.Module):
    """Mean and maximum of each channel, then two dense layers to one logit per stage.

    Parameters
    ----------
    channels : int
        Channels of the feature map.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.dense = nn.Sequential(
            nn.Linear(2 * channels, 128), nn.ReLU(inplace=True), nn.Linear(128, N_STAGES)
        )

    def forward(self, feature_map: Tensor) -> Tensor:
        """Compute the logits of the stages.

        Parameters
        ----------
        feature_map : Tensor
            M, shape (B, C, h, w).

        Returns
        -------
        Tensor
            Shape (B, 71); their softmax is the probability of each stage.
        """
        pooled = torch.cat([feature_map.mean(dim=(2, 3)), feature_map.amax(dim=(2, 3))], dim=1)
        logits: Tensor = self.dense(pooled)
        return logits
