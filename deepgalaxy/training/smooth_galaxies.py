"""Pictures of undisturbed galaxies by Sérsic's law: ellipticals and smooth disks, which are no mergers."""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import Block

TOGETHER = 256
FLATTEST_DISK, FLATTEST_SPHEROID = 0.25, 0.5
"""Least ratio of the axes, below and above an index of 2."""


def smooth_galaxies(count: int, size_px: int, seed: int) -> Iterator[Block]:
    """Make pictures of galaxies of all shapes, half of them with fainter galaxies in the line of sight.

    Sérsic's law (Sérsic 1963; Graham & Driver 2005, eq. 1) with an index from 0.8 to 6, half-light radii from
    2 to 17 % of the side, and for indices below 3 a bulge; stretched by asinh as the simulations are.

    Parameters
    ----------
    count : int
        How many.
    size_px : int
        Side of the pictures.
    seed : int
        Of the random numbers.

    Yields
    ------
    Block
        Labelled as not interacting.
    """
    rng = np.random.default_rng(seed)
    for start in range(0, count, TOGETHER):
        pictures = [_picture(size_px, rng) for _ in range(min(TOGETHER, count - start))]
        eight_bit = torch.from_numpy((np.stack(pictures)[:, None] * 255).round().astype(np.uint8))
        yield eight_bit, make_labels(len(eight_bit), interacting=0.0)


def _picture(size_px: int, rng: np.random.Generator) -> NDArray[np.float64]:
    index = np.exp(rng.uniform(np.log(0.8), np.log(6)))
    radius = np.exp(rng.uniform(np.log(0.023), np.log(0.17))) * size_px
    flattest = FLATTEST_DISK if index < 2 else FLATTEST_SPHEROID
    centre = rng.uniform(-0.05, 0.05, 2) * size_px
    light = _sersic(size_px, centre, index, radius, rng.uniform(flattest, 1), rng)
    light /= np.quantile(light, 0.9995)
    if index < 3 and rng.random() < 0.5:
        bulge = _sersic(size_px, centre, 4, radius / 5, rng.uniform(0.6, 1), rng)
        light += bulge / np.quantile(bulge, 0.9995) * rng.uniform(0, 2)
    for _ in range(rng.integers(0, 3) if rng.random() < 0.5 else 0):
        where, size = rng.uniform(-0.47, 0.47, 2) * size_px, radius * rng.uniform(0.1, 0.5)
        faint = _sersic(size_px, where, rng.uniform(0.8, 4), size, rng.uniform(0.4, 1), rng)
        light += rng.uniform(0.01, 0.15) * faint
    light /= np.quantile(light, 0.999)
    softening = 10 ** rng.uniform(-3, -0.7)
    stretched: NDArray[np.float64] = np.arcsinh(light / softening) / np.arcsinh(1 / softening)
    return stretched.clip(0, 1)


def _sersic(
    size_px: int,
    centre: NDArray[np.float64],
    index: float,
    radius: float,
    axis_ratio: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    from astropy.modeling.functional_models import Sersic2D

    x0, y0 = (size_px - 1) / 2 + centre
    y, x = np.indices((size_px, size_px))
    light: NDArray[np.float64] = Sersic2D.evaluate(
        x, y, 1.0, radius, index, x0, y0, 1 - axis_ratio, rng.uniform(0, np.pi)
    )
    return light
