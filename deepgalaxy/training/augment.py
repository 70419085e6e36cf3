"""Vary all that is not the merger's age: orientation, distance, exposure, sky."""

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample


def augment(pictures: Tensor, noise: float, generator: torch.Generator) -> Tensor:
    """Turn, mirror, zoom, shift, re-expose and add a sky with noise, each picture differently.

    Parameters
    ----------
    pictures : Tensor
        (B, 1, H, W) in [0, 1], float32.
    noise : float
        Largest standard deviation of the noise.
    generator : torch.Generator
        Source of all randomness, so that a run can be repeated.

    Returns
    -------
    Tensor
        Same shape, in [0, 1].
    """
    return _expose(_move(pictures, generator), noise, generator)


def _uniform(n: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return torch.empty(n).uniform_(low, high, generator=generator)


def _move(pictures: Tensor, generator: torch.Generator) -> Tensor:
    n = len(pictures)
    angle = _uniform(n, 0, 2 * torch.pi, generator)
    scale = _uniform(n, -0.35, 0.35, generator).exp()
    mirror = torch.where(_uniform(n, 0, 1, generator) < 0.5, -1.0, 1.0)
    shift_x, shift_y = _uniform(n, -0.1, 0.1, generator), _uniform(n, -0.1, 0.1, generator)
    cosine, sine = scale * angle.cos(), scale * angle.sin()
    first_row = torch.stack([mirror * cosine, -sine, shift_x], dim=1)
    second_row = torch.stack([mirror * sine, cosine, shift_y], dim=1)
    grid = affine_grid(torch.stack([first_row, second_row], dim=1), list(pictures.shape), align_corners=False)
    return grid_sample(pictures, grid, align_corners=False)


def _expose(pictures: Tensor, most_noise: float, generator: torch.Generator) -> Tensor:
    n = len(pictures)
    column = (n, 1, 1, 1)
    gamma = _uniform(n, -0.5, 0.5, generator).exp().view(column)
    gain = _uniform(n, -0.3, 0.5, generator).exp().view(column)
    sky = _uniform(n, 0, 0.15, generator).view(column)
    noise = _uniform(n, 0, most_noise, generator).view(column)
    grain = torch.empty_like(pictures).normal_(generator=generator)
    exposed = (pictures.clamp_min(1e-6) ** gamma * gain).clamp(0, 1)
    return (sky + (1 - sky) * exposed + noise * grain).clamp(0, 1)
