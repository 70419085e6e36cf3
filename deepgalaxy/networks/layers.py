"""Building blocks shared by the encoder and its mirror, the decoder."""

from torch import Tensor, nn


def norm(channels: int) -> nn.GroupNorm:
    """Group normalisation: its result does not depend on the other pictures of a batch.

    Parameters
    ----------
    channels : int
        A multiple of 8.

    Returns
    -------
    GroupNorm
        With 8 groups.
    """
    return nn.GroupNorm(num_groups=8, num_channels=channels)


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions beside an identity (He et al. 2016), optionally halving the picture.

    Parameters
    ----------
    in_channels, out_channels : int
        Multiples of 8.
    stride : int
        1 or 2.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False),
            norm(out_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
            norm(out_channels),
        )
        self.identity = (
            nn.Identity()
            if stride == 1 and in_channels == out_channels
            else nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Apply the block.

        Parameters
        ----------
        x : Tensor
            Features, shape (B, in_channels, H, W).

        Returns
        -------
        Tensor
            Features, shape (B, out_channels, H / stride, W / stride).
        """
        return nn.functional.relu(self.body(x) + self.identity(x))
