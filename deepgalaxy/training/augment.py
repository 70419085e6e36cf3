"""Augmentation: vary all that does not depend on the stage, as orientation, cutout, seeing, sky and stars."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, conv2d, grid_sample, pad

from deepgalaxy.imaging.framing import light_windows
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.training.config import TrainingConfig

MOST_STARS = 3
"""Foreground stars in one picture."""
BLUR_REACH_PX = 5
"""Half the width of the blurring kernel."""
SMALLEST_CUTOUT = 0.6
"""Side of the smallest cutout that is made of a picture, in sides of the picture."""
SHIFT = 0.08
"""Largest shift of the frame, in its sides."""


@dataclass(frozen=True)
class Augmented:
    """Pictures as an observer might have taken them, prepared for the network."""

    observed: Tensor
    """float32, shape (B, 1, size_px, size_px), in [0, 1]."""
    clean: Tensor
    """The same without stars, blur, sky and noise."""
    window: Tensor
    """Side of what is shown, in sides of the whole picture, shape (B,)."""


def augment(
    pictures: Tensor, preprocessing: Preprocessing, config: TrainingConfig, generator: torch.Generator
) -> Augmented:
    """Expose pictures, add stars, blur, sky and noise, then frame, rotate, mirror, zoom and shift them.

    Each picture gets random values of its own. It is framed as an observed one would be, after all that an
    observation does to it.

    Parameters
    ----------
    pictures : Tensor
        float32, shape (B, 1, H, H), in [0, 1].
    preprocessing : Preprocessing
        Of the network.
    config : TrainingConfig
        Limits of ``noise`` and ``zoom``.
    generator : torch.Generator
        Source of all random numbers, so that a run can be repeated.

    Returns
    -------
    Augmented
        Prepared.
    """
    clean = _expose(pictures, generator)
    windows = torch.tensor([0.0, 0.0, 1.0]).repeat(len(pictures), 1)
    if preprocessing.framing == "light":
        clean = _cut_out(clean, generator)
    observed = _add_sky(_blur(_add_stars(clean, generator), generator), config.noise, generator)
    if preprocessing.framing == "light":
        windows = torch.from_numpy(light_windows(observed[:, 0].numpy())[0])
    both, window = _move(torch.cat([observed, clean], 1), windows, preprocessing.size_px, config, generator)
    return Augmented(preprocessing.set_level(both[:, :1]), preprocessing.set_level(both[:, 1:]), window)


def _uniform(n: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return torch.empty(n).uniform_(low, high, generator=generator)


def _mostly_small(n: int, highest: float, generator: torch.Generator) -> Tensor:
    """Draw from 0 to ``highest``, half of them below an eighth of it: most pictures are good ones."""
    return highest * _uniform(n, 0, 1, generator) ** 3


def _column(n: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return _uniform(n, low, high, generator).view(n, 1, 1, 1)


def _move(
    pictures: Tensor, windows: Tensor, size_px: int, config: TrainingConfig, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Show windows of pictures, rotated, mirrored, zoomed and shifted; return the sides of what is shown."""
    n = len(pictures)
    angle = _uniform(n, 0, 2 * torch.pi, generator)
    side = windows[:, 2] * _uniform(n, -config.zoom, config.zoom, generator).exp()
    mirror = torch.where(_uniform(n, 0, 1, generator) < 0.5, -1.0, 1.0)
    centre_x, centre_y = (
        2 * (windows[:, axis] + side * _uniform(n, -SHIFT, SHIFT, generator)) for axis in (0, 1)
    )
    cosine, sine = side * angle.cos(), side * angle.sin()
    first_row = torch.stack([mirror * cosine, -sine, centre_x], dim=1)
    second_row = torch.stack([mirror * sine, cosine, centre_y], dim=1)
    shape = [n, pictures.shape[1], size_px, size_px]
    grid = affine_grid(torch.stack([first_row, second_row], dim=1), shape, align_corners=False)
    return grid_sample(pictures, grid, padding_mode="border", align_corners=False), side


def _cut_out(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Make half of the pictures black beyond a smaller square, off their centre: somebody's cutout."""
    n = len(pictures)
    half = torch.where(
        _uniform(n, 0, 1, generator) < 0.5, 1.0, _uniform(n, SMALLEST_CUTOUT, 1, generator)
    ).view(n, 1)
    position = torch.linspace(-1, 1, pictures.shape[-1])
    inside_x, inside_y = (
        (position - _uniform(n, -0.1, 0.1, generator).view(n, 1) * (half < 1)).abs() <= half for _ in range(2)
    )
    return pictures * (inside_x[:, None, None, :] & inside_y[:, None, :, None])


def _add_stars(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Add Gaussian spots, to three pictures in ten."""
    n, side = len(pictures), pictures.shape[-1]
    pixel = torch.arange(side, dtype=torch.float32)
    x, y = (_uniform(n * MOST_STARS, 0, side, generator).view(n, MOST_STARS, 1) for _ in range(2))
    width = _uniform(n * MOST_STARS, 0.008, 0.016, generator).view(n, MOST_STARS, 1) * side
    brightness = _uniform(n * MOST_STARS, 0.1, 1.2, generator).view(n, MOST_STARS, 1)
    count = _mostly_small(n, MOST_STARS, generator).floor().view(n, 1, 1)
    brightness = brightness * (torch.arange(MOST_STARS).view(1, -1, 1) < count)
    across = torch.exp(-0.5 * ((pixel - x) / width).square())
    down = brightness * torch.exp(-0.5 * ((pixel - y) / width).square())
    return torch.maximum(pictures, torch.einsum("bsy,bsx->byx", down, across)[:, None].clamp(0, 1))


def _expose(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Change the stretch, and cut off the faintest and the brightest pixels."""
    n = len(pictures)
    black = _mostly_small(n, 0.3, generator).view(n, 1, 1, 1)
    gamma = _column(n, -0.5, 0.5, generator).exp()
    gain = _column(n, -0.3, 0.5, generator).exp()
    above_black = ((pictures - black) / (1 - black)).clamp_min(1e-6)
    return (above_black**gamma * gain).clamp(0, 1)


def _blur(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Blur by Gaussians of up to 1.5 % of the side."""
    n, side = len(pictures), pictures.shape[-1]
    width = _mostly_small(n, 0.015, generator).clamp_min(0.001).view(n, 1) * side
    offset = torch.arange(-BLUR_REACH_PX, BLUR_REACH_PX + 1)
    kernel = torch.softmax(-0.5 * (offset / width).square(), dim=1)
    channels = pad(pictures.view(1, n, side, -1), [BLUR_REACH_PX] * 4, mode="replicate")
    rows = conv2d(channels, kernel.view(n, 1, 1, -1), groups=n)
    return conv2d(rows, kernel.view(n, 1, -1, 1), groups=n).view_as(pictures)


def _add_sky(pictures: Tensor, highest_noise: float, generator: torch.Generator) -> Tensor:
    n = len(pictures)
    sky = _column(n, 0, 0.15, generator)
    deviation = _column(n, 0, highest_noise, generator)
    noise = torch.empty_like(pictures).normal_(generator=generator)
    return (sky + (1 - sky) * pictures + deviation * noise).clamp(0, 1)
