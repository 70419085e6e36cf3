import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.simulation.cameras import hemisphere, image_axes
from deepgalaxy.simulation.render import (
    BRIGHTEST,
    FAINTEST,
    smoothing_lengths,
    stretch,
    stretch_bands,
    surface_density,
)


@pytest.mark.parametrize("n", [1, 2, 14, 40])
def test_cameras_are_on_a_hemisphere_without_antipodes(n: int) -> None:
    directions = hemisphere(n)
    assert directions.shape == (n, 3)
    assert np.linalg.norm(directions, axis=1) == pytest.approx(np.ones(n))
    assert (directions[:, 2] > 0).all()
    cosines = directions @ directions.T
    assert cosines.min() > -1 + 1e-3
    # evenly spread: the nearest neighbour is not nearer than half the mean spacing
    nearest = np.degrees(np.arccos(np.clip(np.sort(cosines)[:, -2], -1, 1))) if n > 1 else np.array([90.0])
    assert nearest.min() > 0.5 * np.degrees(np.sqrt(2 * np.pi / n))


def test_image_axes_are_perpendicular_to_the_view_even_from_the_pole() -> None:
    directions = np.vstack([hemisphere(14), [0.0, 0.0, 1.0]])
    axes = image_axes(directions)
    for view, (right, up) in zip(directions, axes, strict=True):
        assert np.array([right, up, view]) @ np.array([right, up, view]).T == pytest.approx(
            np.eye(3), abs=1e-12
        )
        assert np.cross(right, up) == pytest.approx(view)


def ball(n: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    x = np.random.default_rng(5).normal(0, 6, (n, 3)).astype(np.float32)
    return x, np.full(n, 4.8 / n, np.float32)


def test_no_mass_is_lost_and_it_falls_as_the_projected_gaussian() -> None:
    x, masses = ball(20_000)
    axes = image_axes(hemisphere(3))
    channels = np.c_[masses, 2 * masses]
    both = surface_density(x, channels, smoothing_lengths(x), axes, 100.0, 64)
    assert both.shape == (3, 2, 64, 64)
    assert both[:, 1] == pytest.approx(2 * both[:, 0], rel=1e-4)
    density = both[:, 0]
    pixel = 100 / 64
    assert density.sum(axis=(1, 2)) * pixel**2 == pytest.approx(np.full(3, 4.8), rel=1e-3)
    centre = (np.arange(64) - 31.5) * pixel
    r2 = centre[:, None] ** 2 + centre**2
    expected = 4.8 / (2 * np.pi * 36) * np.exp(-r2 / 72)
    bright = expected > 0.1 * expected.max()
    assert np.abs(density - expected)[:, bright].mean() < 0.1 * expected.max()
    assert density[:, bright].mean() == pytest.approx(expected[bright].mean(), rel=0.03)


def test_mass_outside_the_field_is_not_pressed_into_it() -> None:
    x = np.array([[50.0, 0, 0], [200.0, 0, 0]], np.float32)
    overhead = image_axes(np.array([[0.0, 0.0, 1.0]]))
    density = surface_density(x, np.ones((2, 1), np.float32), np.full(2, 8, np.float32), overhead, 100.0, 50)
    assert density.sum() * 4 == pytest.approx(0.5, abs=0.03)


def test_a_particle_moved_by_a_pixel_moves_the_picture_by_a_pixel() -> None:
    x, masses = ball(500)
    overhead = image_axes(np.array([[0.0, 0.0, 1.0]]))
    right, up = overhead[0].astype(np.float32)
    h = smoothing_lengths(x)
    here = surface_density(x, masses[:, None], h, overhead, 128.0, 64)[0, 0]
    there = surface_density(x + 2 * (3 * right + 5 * up), masses[:, None], h, overhead, 128.0, 64)[0, 0]
    assert there[5:, 3:] == pytest.approx(here[:-5, :-3], abs=1e-5)


def test_smoothing_is_the_distance_to_the_sixteenth_neighbour() -> None:
    x, _ = ball(300)
    distances = np.sort(np.linalg.norm(x[:, None] - x, axis=2))
    assert smoothing_lengths(x) == pytest.approx(np.clip(1.4 * distances[:, 15], 0.3, 12), rel=1e-4)


def test_the_stretch_is_fixed_at_both_ends() -> None:
    density = np.array([0, FAINTEST, BRIGHTEST, 10 * BRIGHTEST], np.float32)
    grey = stretch(density)
    assert grey.dtype == np.uint8
    assert list(grey[[0, 2, 3]]) == [0, 255, 255]
    assert grey[1] == round(255 * np.arcsinh(1) / np.arcsinh(1000))
    assert (np.diff(stretch(np.geomspace(1e-5, 1, 100).astype(np.float32)).astype(int)) >= 0).all()


def test_colours_survive_the_stretch_and_white_light_is_as_bright_as_its_mass() -> None:
    density = np.geomspace(1e-4, 0.05, 64).reshape(8, 8).astype(np.float32)
    white = stretch_bands(np.stack([density / 2] * 3))  # at a mass-to-light ratio of 2
    assert white.shape == (3, 8, 8)
    for band in white:
        assert np.abs(band.astype(int) - stretch(density)).max() <= 1
    red = stretch_bands(np.stack([0.5 * density / 2, density / 2, 1.5 * density / 2])).astype(float)
    shown = red[1] > 40  # where rounding to 8 bits does not matter
    shown &= red[2] < 255
    assert red[0][shown] / red[1][shown] == pytest.approx(np.full(shown.sum(), 0.5), abs=0.02)
    assert red[2][shown] / red[1][shown] == pytest.approx(np.full(shown.sum(), 1.5), abs=0.04)
    assert stretch_bands(np.zeros((3, 4, 4), np.float32)).max() == 0
