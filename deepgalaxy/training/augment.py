"""Augmentation: vary all that does not depend on the stage, as orientation, cutout, seeing, sky and stars."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, conv2d, grid_sample, interpolate, pad

from deepgalaxy.imaging.framing import light_windows
from deepgalaxy.networks.preprocessing import Preprocessing, sky_level, to_grey
from deepgalaxy.training.config import TrainingConfig

MOST_STARS = 8
"""Foreground stars in one picture."""
SPIKES = 0.3
"""Of bright stars: their light over that in excess of what a picture shows as white."""
MOST_GALAXIES = 4
"""Other galaxies in the line of sight of one picture."""
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
    """float32, shape (B, channels, size_px, size_px), in [0, 1]."""
    clean: Tensor
    """The same without other galaxies, stars, blur, sky and noise."""
    window: Tensor
    """Side of what is shown, in sides of the whole picture, shape (B,)."""


@dataclass(frozen=True)
class RandomNumbers:
    """Random numbers for a device: they are drawn on the CPU, and so the same ones wherever it computes."""

    generator: torch.Generator
    """Of the CPU."""
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    """Where the pictures are."""

    def uniform(self, n: int, low: float, high: float) -> Tensor:
        """Draw from an interval.

        Parameters
        ----------
        n : int
            How many.
        low, high : float
            Ends of the interval.

        Returns
        -------
        Tensor
            float32, shape (n,).
        """
        return torch.empty(n).uniform_(low, high, generator=self.generator).to(self.device)

    def mostly_small(self, n: int, highest: float) -> Tensor:
        """Draw from 0 to ``highest``, half of them below an eighth of it: most pictures are good ones.

        Parameters
        ----------
        n : int
            How many.
        highest : float
            Upper end.

        Returns
        -------
        Tensor
            float32, shape (n,).
        """
        return highest * self.uniform(n, 0, 1) ** 3

    def column(self, n: int, low: float, high: float) -> Tensor:
        """Draw a number for each of n pictures.

        Parameters
        ----------
        n : int
            How many.
        low, high : float
            Ends of the interval.

        Returns
        -------
        Tensor
            float32, shape (n, 1, 1, 1).
        """
        return self.uniform(n, low, high).view(n, 1, 1, 1)

    def normal(self, shape: Sequence[int]) -> Tensor:
        """Draw from a Gaussian of mean 0 and standard deviation 1.

        Parameters
        ----------
        shape : sequence of int
            Of the result.

        Returns
        -------
        Tensor
            float32.
        """
        return torch.empty(*shape).normal_(generator=self.generator).to(self.device)


def augment(
    pictures: Tensor, preprocessing: Preprocessing, config: TrainingConfig, generator: torch.Generator
) -> Augmented:
    """Expose pictures, add galaxies, stars, blur, sky and noise; frame, rotate, mirror, zoom and shift them.

    Each picture gets random values of its own. It is framed as an observed one would be, after all that an
    observation does to it.

    Parameters
    ----------
    pictures : Tensor
        float32, shape (B, channels, H, H), in [0, 1], on any device: that is where all of it is computed, but
        for the search for light.
    preprocessing : Preprocessing
        Of the network.
    config : TrainingConfig
        Limits of ``noise`` and ``zoom``.
    generator : torch.Generator
        Of the CPU: source of all random numbers, so that a run can be repeated, on another device too.

    Returns
    -------
    Augmented
        Prepared.
    """
    random = RandomNumbers(generator, pictures.device)
    clean = _expose(pictures, random)
    windows = torch.tensor([0.0, 0.0, 1.0]).repeat(len(pictures), 1)
    if preprocessing.framing == "light":
        clean = _cut_out(clean, random)
    field = _add_stars(_add_galaxies(clean, random), random)
    observed = _add_sky(_blur(field, random), config.noise, random)
    if preprocessing.framing == "light":
        grey = to_grey(observed)[:, 0].cpu().numpy()
        windows = torch.from_numpy(light_windows(grey, preprocessing.companion_distance)[0])
    both, window = _move(
        torch.cat([observed, clean], 1), windows.to(pictures.device), preprocessing.size_px, config, random
    )
    seen, unspoilt = both.chunk(2, dim=1)
    return Augmented(preprocessing.set_level(seen), preprocessing.set_level(unspoilt), window)


def _move(
    pictures: Tensor, windows: Tensor, size_px: int, config: TrainingConfig, random: RandomNumbers
) -> tuple[Tensor, Tensor]:
    """Show windows of pictures, rotated, mirrored, zoomed and shifted; return the sides of what is shown."""
    n = len(pictures)
    angle = random.uniform(n, 0, 2 * torch.pi)
    side = windows[:, 2] * random.uniform(n, -config.zoom, config.zoom).exp()
    mirror = torch.where(random.uniform(n, 0, 1) < 0.5, -1.0, 1.0)
    centre_x, centre_y = (2 * (windows[:, axis] + side * random.uniform(n, -SHIFT, SHIFT)) for axis in (0, 1))
    cosine, sine = side * angle.cos(), side * angle.sin()
    first_row = torch.stack([mirror * cosine, -sine, centre_x], dim=1)
    second_row = torch.stack([mirror * sine, cosine, centre_y], dim=1)
    shape = [n, pictures.shape[1], size_px, size_px]
    grid = affine_grid(torch.stack([first_row, second_row], dim=1), shape, align_corners=False)
    sky = sky_level(pictures)
    return sky + grid_sample(pictures - sky, grid, align_corners=False), side


def _cut_out(pictures: Tensor, random: RandomNumbers) -> Tensor:
    """Make half of the pictures black beyond a smaller square, off their centre: somebody's cutout."""
    n = len(pictures)
    half = torch.where(random.uniform(n, 0, 1) < 0.5, 1.0, random.uniform(n, SMALLEST_CUTOUT, 1)).view(n, 1)
    position = torch.linspace(-1, 1, pictures.shape[-1], device=pictures.device)
    inside_x, inside_y = (
        (position - random.uniform(n, -0.1, 0.1).view(n, 1) * (half < 1)).abs() <= half for _ in range(2)
    )
    return pictures * (inside_x[:, None, None, :] & inside_y[:, None, :, None])


def _add_stars(pictures: Tensor, random: RandomNumbers) -> Tensor:
    """Add Gaussian spots to two pictures in three, the brightest with the spikes of a telescope's mirror."""
    n, side, each = len(pictures), pictures.shape[-1], len(pictures) * MOST_STARS
    pixel = torch.arange(side, dtype=torch.float32, device=pictures.device)
    x, y = (random.uniform(each, 0, side).view(n, MOST_STARS, 1) for _ in range(2))
    width = random.uniform(each, 0.004, 0.014).view(n, MOST_STARS, 1) * side
    count = ((MOST_STARS + 1) * random.uniform(n, 0, 1) ** 2).floor().view(n, 1, 1)
    brightness = (random.uniform(each, -3, 1.2).view(n, MOST_STARS, 1)).exp()
    brightness = brightness * (torch.arange(MOST_STARS, device=pictures.device).view(1, -1, 1) < count)
    spike = SPIKES * (brightness - 1).clamp_min(0)
    near_x, near_y = (torch.exp(-0.5 * ((pixel - at) / width).square()) for at in (x, y))
    far_x, far_y = (torch.exp(-(pixel - at).abs() / (5 * width)) for at in (x, y))
    thin_x, thin_y = (torch.exp(-0.5 * (pixel - at).square()) for at in (x, y))
    down = torch.cat([brightness * near_y, spike * far_y, spike * thin_y], dim=1)
    across = torch.cat([near_x, thin_x, far_x], dim=1)
    return (pictures + torch.einsum("bsy,bsx->byx", down, across)[:, None]).clamp(0, 1)


def _add_galaxies(pictures: Tensor, random: RandomNumbers) -> Tensor:
    """Add small exponential disks at any angle, to four pictures in ten: galaxies in the line of sight."""
    n, side = len(pictures), pictures.shape[-1]
    count = ((MOST_GALAXIES + 1) * RandomNumbers(random.generator).uniform(n, 0, 1) ** 3).floor().long()
    of = torch.repeat_interleave(torch.arange(n), count).to(pictures.device)
    m, coarse = len(of), side // 2  # they are smooth: half of the pixels will do
    x, y = (random.column(m, -1, 1)[:, 0] for _ in range(2))
    angle, flat = random.column(m, 0, torch.pi)[:, 0], random.column(m, 0.25, 1)[:, 0]
    scale = random.column(m, -4.6, -2.5)[:, 0].exp()
    brightness = random.column(m, -3, 0)[:, 0].exp()
    position = (torch.arange(coarse, device=pictures.device) + 0.5) * (2 / coarse) - 1
    dx, dy = position - x, position[:, None] - y
    along, across = dx * angle.cos() + dy * angle.sin(), (dy * angle.cos() - dx * angle.sin()) / flat
    light = brightness * torch.exp(-(along.square() + across.square()).sqrt() / scale)
    field = torch.zeros(n, coarse, coarse, device=pictures.device).index_add(0, of, light)[:, None]
    return (pictures + interpolate(field, size=(side, side), mode="bilinear")).clamp(0, 1)


def _expose(pictures: Tensor, random: RandomNumbers) -> Tensor:
    """Change the stretch, and cut off the faintest and the brightest pixels."""
    n = len(pictures)
    black = random.mostly_small(n, 0.3).view(n, 1, 1, 1)
    gamma = random.column(n, -0.5, 0.5).exp()
    gain = random.column(n, -0.3, 0.5).exp()
    above_black = ((pictures - black) / (1 - black)).clamp_min(1e-6)
    return (above_black**gamma * gain).clamp(0, 1)


def _blur(pictures: Tensor, random: RandomNumbers) -> Tensor:
    """Blur by Gaussians of up to 1.5 % of the side."""
    n, channels, side = pictures.shape[:3]
    width = random.mostly_small(n, 0.015).clamp_min(0.001).view(n, 1) * side
    offset = torch.arange(-BLUR_REACH_PX, BLUR_REACH_PX + 1, device=pictures.device)
    kernel = torch.softmax(-0.5 * (offset / width).square(), dim=1).repeat_interleave(channels, dim=0)
    groups = n * channels
    planes = pad(pictures.reshape(1, groups, side, -1), [BLUR_REACH_PX] * 4, mode="replicate")
    rows = conv2d(planes, kernel.view(groups, 1, 1, -1), groups=groups)
    return conv2d(rows, kernel.view(groups, 1, -1, 1), groups=groups).view_as(pictures)


def _add_sky(pictures: Tensor, highest_noise: float, random: RandomNumbers) -> Tensor:
    n = len(pictures)
    sky = random.column(n, 0, 0.15)
    deviation = random.column(n, 0, highest_noise)
    noise = random.normal(pictures.shape)
    return (sky + (1 - sky) * pictures + deviation * noise).clamp(0, 1)
