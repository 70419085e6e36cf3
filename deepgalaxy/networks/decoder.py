"""Feature map to picture: the other half of the fully convolutional autoencoder."""

from itertools import pairwise

from torch import Tensor, nn

from deepgalaxy.networks.layers import norm


class Decoder(nn.Sequential):
    """Mirror of the encoder's strides, with no dense layer: any size that the stride divides goes through.

    Each step doubles the picture by a transposed convolution whose kernel (4) is a multiple of its stride
    (2), so that every pixel is reached by as many weights and no checkerboard appears.

    Parameters
    ----------
    widths : tuple of int
        The encoder's widths; the decoder walks them backwards.
    """

    def __init__(self, widths: tuple[int, ...]) -> None:
        steps = [
            nn.Sequential(
                nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=False),
                norm(after),
                nn.ReLU(inplace=True),
            )
            for before, after in pairwise(reversed(widths))
        ]
        picture = nn.Sequential(nn.ConvTranspose2d(widths[0], 1, 4, stride=2, padding=1), nn.Hardsigmoid())
        super().__init__(*steps, picture)

    def forward(self, feature_map: Tensor) -> Tensor:
        """(B, C, h, w) to pictures (B, 1, h · stride, w · stride) in [0, 1]."""
        pictures: Tensor = super().forward(feature_map)  # type: ignore[no-untyped-call]
        return pictures
