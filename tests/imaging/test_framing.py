"""The square around a galaxy's light: it follows the light, and not the cutout."""

import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.imaging.framing import light_windows

Float32 = NDArray[np.float32]
Spot = tuple[float, float, float, float]
"""Position to the right and down, width and brightness; in pixels."""


def sky_of(size_px: int, *spots: Spot, noise: float = 0.0) -> Float32:
    y, x = np.indices((size_px, size_px))
    light = sum(
        bright * np.exp(-0.5 * ((x - left) ** 2 + (y - top) ** 2) / width**2)
        for left, top, width, bright in spots
    )
    grain = np.random.default_rng(1).normal(0, noise, (size_px, size_px)) if noise else 0.0
    return (np.zeros((size_px, size_px)) + light + grain + 0.05).clip(0, 1).astype(np.float32)


def in_pixels(picture: Float32) -> tuple[float, float, float]:
    """Left, top and side of the square."""
    windows, found = light_windows(picture[None], DISTANCE)
    assert found.all()
    x, y, side = windows[0].tolist()
    longer = max(picture.shape)
    left = picture.shape[1] / 2 + (x - side / 2) * longer
    top = picture.shape[0] / 2 + (y - side / 2) * longer
    return left, top, side * longer


GALAXY: Spot = (64, 60, 6, 0.8)
DISTANCE = 5.0


def test_all_light_above_a_share_of_the_peak_is_in_the_square() -> None:
    picture = sky_of(128, GALAXY)
    left, top, side = in_pixels(picture)
    bright = np.argwhere(picture - 0.05 > 0.2 * 0.8)
    assert left <= bright[:, 1].min()
    assert top <= bright[:, 0].min()
    assert left + side >= bright[:, 1].max() + 1
    assert top + side >= bright[:, 0].max() + 1
    assert side < 45, "and not much more"


@pytest.mark.parametrize("cut", [(0, 0, 128), (19, 19, 90), (40, 35, 56)])
def test_a_smaller_cutout_has_the_same_square(cut: tuple[int, int, int]) -> None:
    x, y, size = cut
    left, top, side = in_pixels(sky_of(128, GALAXY, noise=0.02))
    cropped = in_pixels(sky_of(128, GALAXY, noise=0.02)[y : y + size, x : x + size])
    assert cropped[0] + x == pytest.approx(left, abs=4)
    assert cropped[1] + y == pytest.approx(top, abs=4)
    assert cropped[2] == pytest.approx(side, abs=5)


@pytest.mark.parametrize("padding", [10, 32, 64])
def test_a_padded_cutout_has_the_same_square(padding: int) -> None:
    picture = sky_of(128, GALAXY)
    left, top, side = in_pixels(picture)
    padded = in_pixels(np.pad(picture, padding, mode="edge"))
    assert padded[0] - padding == pytest.approx(left, abs=8)
    assert padded[1] - padding == pytest.approx(top, abs=8)
    assert padded[2] == pytest.approx(side, abs=10)


def test_a_pair_is_framed_together_and_a_star_left_out() -> None:
    companion, star = (92, 70, 4, 0.6), (18, 110, 1.2, 1.0)
    left, top, side = in_pixels(sky_of(128, GALAXY, companion, star))
    assert left < 58
    assert left + side > 96, "the companion is inside"
    assert top + side < 108, "the star is not"
    assert in_pixels(sky_of(128, GALAXY, star))[2] == pytest.approx(in_pixels(sky_of(128, GALAXY))[2], abs=3)


def test_a_companion_is_framed_up_to_a_distance_in_sums_of_radii() -> None:
    apart = sky_of(128, (30, 64, 6, 0.8), (98, 64, 6, 0.8))[None]
    above = 0.15 * 0.8
    radius = 6 * np.sqrt(2 * np.log(0.8 / above))
    sums = 68 / (2 * radius)
    alone = light_windows(apart, 0.9 * sums)[0][0]
    together = light_windows(apart, 1.1 * sums)[0][0]
    assert alone[2] < 0.5
    assert together[2] > 0.8


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.1])
def test_where_nothing_stands_out_nothing_is_found(noise: float) -> None:
    windows, found = light_windows(sky_of(128, (0, 0, 1, 0.0), noise=noise)[None], DISTANCE)
    assert not found.any()
    assert windows.tolist() == [[0, 0, 1]], "the whole picture"


def test_pictures_of_any_shape_and_number_are_framed_each_on_its_own() -> None:
    wide = sky_of(200, (120, 40, 8, 0.9))[:80]
    left, top, side = in_pixels(wide)
    assert (left + side / 2, top + side / 2) == pytest.approx((120.5, 40.5), abs=4)
    both = np.stack([sky_of(64, (20, 20, 3, 0.9)), sky_of(64, (40, 44, 3, 0.9))])
    windows, _ = light_windows(both, DISTANCE)
    assert windows[0, :2].tolist() == pytest.approx([-11.5 / 64, -11.5 / 64], abs=0.03)
    assert windows[1, :2].tolist() == pytest.approx([8.5 / 64, 12.5 / 64], abs=0.03)
