"""Pictures of undisturbed galaxies: ellipticals, disks with spiral arms, bars and dust; no mergers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from deepgalaxy.training.labels import make_labels
from deepgalaxy.training.loader import Block

TOGETHER = 256
FLATTEST_DISK, FLATTEST_SPHEROID = 0.12, 0.4
"""Least ratio of the axes."""
EDGE_ON = 0.3
"""Ratio of a disk's axes below which dust in its plane is seen as a lane, and no arms are."""
WAVES = 16
"""Plane waves in a random field."""
Picture = NDArray[np.float64]


def undisturbed_galaxies(count: int, size_px: int, seed: int) -> Iterator[Block]:
    """Make pictures of galaxies of all shapes, half of them with other galaxies in the line of sight.

    A third are spheroids of Sérsic's law (Sérsic 1963; Graham & Driver 2005, eq. 1). The others are
    exponential disks with a bulge: face-on with logarithmic spiral arms, clumps of young stars along them,
    and often a bar or a ring; edge-on with a dust lane. Half-light radii are 2 to 17 % of the side; the light
    is stretched by asinh as that of the simulations is.

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


def _picture(size_px: int, rng: np.random.Generator) -> Picture:
    radius = np.exp(rng.uniform(np.log(0.023), np.log(0.17))) * size_px
    centre = rng.uniform(-0.05, 0.05, 2) * size_px
    make = _spheroid if rng.random() < 1 / 3 else _disk
    light = _normalised(make(_Plane.seen_from_anywhere(size_px, centre, make is _disk, rng), radius, rng))
    for _ in range(rng.integers(1, 6) if rng.random() < 0.6 else 0):
        where, size = rng.uniform(-0.47, 0.47, 2) * size_px, radius * np.exp(rng.uniform(-2.5, 0))
        if np.hypot(*(where - centre)) > 2 * (radius + size):  # nearer, a pair would seem to interact
            other = _disk if rng.random() < 0.5 else _spheroid
            plane = _Plane.seen_from_anywhere(size_px, where, other is _disk, rng)
            light += 10 ** rng.uniform(-1.7, 0.2) * _normalised(other(plane, size, rng))
    softening = 10 ** rng.uniform(-3, -0.5)
    stretched: Picture = np.arcsinh(_normalised(light) / softening) / np.arcsinh(1 / softening)
    return stretched.clip(0, 1)


@dataclass(frozen=True)
class _Plane:
    """Coordinates of each pixel in the plane of a galaxy that is seen at an angle, px."""

    along: Picture
    """Along the major axis."""
    across: Picture
    """Along the minor axis, before it is shortened."""
    turned: float
    """Angle of the major axis from the picture's, radians."""
    axis_ratio: float

    @classmethod
    def seen_from_anywhere(
        cls, size_px: int, centre: Picture, is_disk: bool, rng: np.random.Generator
    ) -> "_Plane":
        # Inclinations are even in the cosine, which is a thin disk's axis ratio.
        axis_ratio = rng.uniform(FLATTEST_DISK if is_disk else FLATTEST_SPHEROID, 1)
        y, x = np.indices((size_px, size_px)) - (size_px - 1) / 2
        x, y, turned = x - centre[0], y - centre[1], rng.uniform(0, 2 * np.pi)
        along, across = x * np.cos(turned) + y * np.sin(turned), y * np.cos(turned) - x * np.sin(turned)
        return cls(along, across / axis_ratio, turned, axis_ratio)

    def thicker(self, axis_ratio: float) -> "_Plane":
        """The same for a rounder body about the same centre."""
        return replace(self, across=self.across * self.axis_ratio / axis_ratio, axis_ratio=axis_ratio)

    @property
    def radius(self) -> Picture:
        return np.hypot(self.along, self.across)

    @property
    def angle(self) -> Picture:
        return np.arctan2(self.across, self.along)

    def sersic(self, index: float, half_light: float, axis_ratio: float = 1.0) -> Picture:
        """Light of Sérsic's law, 1 at its half-light radius."""
        from astropy.modeling.functional_models import Sersic2D

        stretched = 1 - axis_ratio
        light: Picture = Sersic2D.evaluate(
            self.along, self.across, 1.0, half_light, index, 0, 0, stretched, 0
        )
        return light


def _spheroid(plane: _Plane, radius: float, rng: np.random.Generator) -> Picture:
    return plane.sersic(np.exp(rng.uniform(np.log(0.8), np.log(6))), radius)


def _disk(plane: _Plane, radius: float, rng: np.random.Generator) -> Picture:
    disk = plane.sersic(rng.uniform(0.7, 1.2), radius)
    if plane.axis_ratio > EDGE_ON:
        disk *= _arms(plane, radius, rng)
    elif rng.random() < 0.6:
        # The lane is a little off the middle, for no disk is seen exactly from its edge.
        height = plane.across * plane.axis_ratio / radius - rng.uniform(-0.08, 0.08)
        disk *= np.exp(-rng.uniform(0.3, 2) * np.exp(-0.5 * (height / rng.uniform(0.04, 0.1)) ** 2))
    size = radius * rng.uniform(0.08, 0.3)
    rounder = plane.axis_ratio + (1 - plane.axis_ratio) * rng.uniform(0.3, 1)  # bulges are thicker than disks
    bulge = plane.thicker(rounder)
    light: Picture = disk / disk.sum() + rng.uniform(0, 1) ** 2 * _of_unit_sum(
        bulge.sersic(rng.uniform(1, 4), size)
    )
    if plane.axis_ratio > EDGE_ON and rng.random() < 0.35:
        light += rng.uniform(0.1, 0.4) * _of_unit_sum(plane.sersic(0.6, radius * 0.5, rng.uniform(0.2, 0.5)))
    return light


def _arms(plane: _Plane, radius: float, rng: np.random.Generator) -> Picture:
    """Brightness of a disk relative to a smooth one: arms, clumps along them, perhaps a ring."""
    distance = plane.radius / radius
    count, winding = (
        rng.choice([2, 2, 2, 3, 4]),
        rng.choice([-1, 1]) / np.tan(np.radians(rng.uniform(10, 40))),
    )
    # Coarse waves bend the arms and make one longer than the other, as they are in most spirals.
    waviness = rng.uniform(0, 0.8)
    phase = count * (plane.angle - winding * np.log(distance.clip(0.05))) + waviness * _waves(
        plane, radius, rng
    )
    sharpness = rng.uniform(0, 3)
    contrast = np.exp(sharpness * (np.cos(phase) - 1))
    begins = 1 / (1 + np.exp(-(distance - rng.uniform(0.2, 0.6)) / 0.1))  # no arms within the bar or bulge
    # Young stars come in clumps, the more the brighter the arm.
    clumps = np.exp(rng.uniform(0, 0.8) * _waves(plane, radius * rng.uniform(0.15, 0.4), rng))
    arms = np.exp(rng.uniform(np.log(0.2), np.log(5))) * contrast * clumps * begins
    ring = np.zeros_like(distance)
    if rng.random() < 0.2:
        ring = rng.uniform(1, 4) * np.exp(
            -0.5 * ((distance - rng.uniform(0.5, 1.3)) / rng.uniform(0.08, 0.2)) ** 2
        )
    total: Picture = 1 + arms + ring
    return total


def _waves(plane: _Plane, length: float, rng: np.random.Generator) -> Picture:
    """Random field of variance 1 in a galaxy's plane, smooth over a length, px: a sum of plane waves."""
    along, across = rng.normal(0, 1 / max(length, 1.5), (2, WAVES))
    # In the picture each wave is a product of one by row and one by column.
    cosine, sine, across = np.cos(plane.turned), np.sin(plane.turned), across / plane.axis_ratio
    pixel = np.arange(len(plane.along))[:, None]
    by_column = np.exp(1j * pixel * (along * cosine - across * sine))
    by_row = np.exp(1j * (pixel * (along * sine + across * cosine) + rng.uniform(0, 2 * np.pi, WAVES)))
    field: Picture = (by_row @ by_column.T).real * np.sqrt(2 / WAVES)
    return field


def _of_unit_sum(light: Picture) -> Picture:
    shares: Picture = light / light.sum()
    return shares


def _normalised(light: Picture) -> Picture:
    normalised: Picture = light / np.quantile(light, 0.999)
    return normalised
