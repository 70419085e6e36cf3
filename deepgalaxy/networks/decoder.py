"""Feature map to picture: the other half of the fully convolutional autoencoder."""

from itertools import pairwise

from torch import Tensor, nn

from deepgalaxy.networks.layers import norm


class Decoder(nn.Sequential):
    """Mirror of the encoder's strides, with no dense layer: any size that the stride divides goes through.

    Parameters
    ----------
    widths : tuple of int
        The encoder's widths; the decoder walks them backwards.
    """

    def __init__(self, widths: tuple[int, ...]) -> None:
        steps = [
            nn.Sequential(
                nn.Upsample(scale_factor=2, mode="nearest"),
                nn.Conv2d(before, after, 3, padding=1, bias=False),
                norm(after),
                nn.ReLU(inplace=True),
            )
            for before, after in pairwise(reversed(widths))
        ]
        picture = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(widths[0], 1, 3, padding=1), nn.Sigmoid()
        )
        super().__init__(*steps, picture)

    def forward(self, feature_map: Tensor) -> Tensor:
        """(B, C, h, w) to pictures (B, 1, h · stride, w · stride) in [0, 1]."""
        pictures: Tensor = super().forward(feature_map)  # type: ignore[no-untyped-call]
        return pictures
