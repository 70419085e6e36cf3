"""From a picture to its feature map, which all other parts share."""

from itertools import pairwise

from torch import Tensor, nn

from deepgalaxy.networks.layers import ResidualBlock, norm


class SimpleEncoder(nn.Sequential):
    """A small ResNet: each width halves the picture once.

    Parameters
    ----------
    widths : tuple of int
        Channels after each halving.
    channels : int
        Of the picture.
    """

    def __init__(self, widths: tuple[int, ...], channels: int = 1) -> None:
        stem = nn.Sequential(
            nn.Conv2d(channels, widths[0], 5, stride=2, padding=2, bias=False), norm(widths[0]), nn.ReLU()
        )
        blocks = [
            block
            for before, after in pairwise(widths)
            for block in (ResidualBlock(before, after, stride=2), ResidualBlock(after, after))
        ]
        super().__init__(stem, *blocks)

    def forward(self, pictures: Tensor) -> Tensor:
        """Compute the feature map M.

        Parameters
        ----------
        pictures : Tensor
            Prepared pictures, float32, shape (B, channels, H, W), in [0, 1].

        Returns
        -------
        Tensor
            M, shape (B, C, H / stride, W / stride).
        """
        feature_map: Tensor = super().forward(pictures)  # type: ignore[no-untyped-call]
        return feature_map
