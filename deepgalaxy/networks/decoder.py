"""From a feature map to a picture: the second half of the fully convolutional autoencoder."""

from itertools import pairwise

from torch import Tensor, nn

from deepgalaxy.networks.layers import norm


class Decoder(nn.Sequential):
    """The encoder's strides in reverse, with no dense layer: any picture size that the stride divides works.

    Each step doubles the picture by a transposed convolution whose kernel (4) is a multiple of its stride
    (2), so that every pixel gets contributions from equally many weights and no checkerboard appears.

    Parameters
    ----------
    widths : tuple of int
        The encoder's widths, used in reverse order.
    channels : int
        Of the picture.
    """

    def __init__(self, widths: tuple[int, ...], channels: int = 1) -> None:
        steps = [
            nn.Sequential(
                nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=False),
                norm(after),
                nn.ReLU(inplace=True),
            )
            for before, after in pairwise(reversed(widths))
        ]
        picture = nn.Sequential(
            nn.ConvTranspose2d(widths[0], channels, 4, stride=2, padding=1), nn.Hardsigmoid()
        )
        super().__init__(*steps, picture)

    def forward(self, feature_map: Tensor) -> Tensor:
        """Rebuild pictures from a feature map.

        Parameters
        ----------
        feature_map : Tensor
            M, shape (B, C, h, w).

        Returns
        -------
        Tensor
            Pictures, shape (B, channels, h · stride, w · stride), in [0, 1].
        """
        pictures: Tensor = super().forward(feature_map)  # type: ignore[no-untyped-call]
        return pictures
