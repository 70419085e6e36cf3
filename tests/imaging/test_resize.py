import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.imaging.resize import resize_to_square


def gaussian(side: int, sigma: float, x: float, y: float) -> NDArray[np.float32]:
    """Centre offset (x, y) and sigma as fractions of the side; sampled at pixel centres."""
    at = (np.arange(side) + 0.5) / side - 0.5
    values: NDArray[np.float64] = np.exp(-((at[None] - x) ** 2 + (at[:, None] - y) ** 2) / (2 * sigma**2))
    return values.astype(np.float32)


@pytest.mark.parametrize(("side", "size_px"), [(423, 128), (400, 100), (300, 97), (50, 128), (40, 80)])
def test_gaussian_keeps_its_place_and_shape(side: int, size_px: int) -> None:
    scaled = resize_to_square(gaussian(side, 0.1, 0.11, -0.07)[None], size_px)
    expected = gaussian(size_px, 0.1, 0.11, -0.07)
    assert scaled.shape == (1, size_px, size_px)
    assert scaled.dtype == np.float32
    assert np.abs(scaled[0] - expected).max() < 0.012
    assert scaled.mean() == pytest.approx(expected.mean(), rel=3e-3)


def test_shrinking_does_not_alias() -> None:
    stripes = np.tile(np.array([0, 1], np.float32), (412, 206))  # a period of 2 pixels, of 0.62 after
    scaled = resize_to_square(stripes[None], 128)
    assert np.abs(scaled[0, :, 2:-2] - 0.5).max() < 0.05
    assert stripes[::3, ::3].std() > 0.4  # which picking pixels would show


def test_longer_side_fits_and_the_border_continues() -> None:
    picture = np.full((1, 60, 100), 0.25, np.float32)
    picture[:, 5:-5, 5:-5] = 1
    for scaled in (resize_to_square(picture, 50), resize_to_square(picture.transpose(0, 2, 1), 50).mT):
        np.testing.assert_allclose(scaled[0, :10], 0.25)
        np.testing.assert_allclose(scaled[0, -10:], 0.25)
        np.testing.assert_allclose(scaled[0, 15:-15, 5:-5], 1)


def test_same_size_changes_nothing() -> None:
    picture = np.random.default_rng(2).random((3, 64, 64), np.float32)
    np.testing.assert_array_equal(resize_to_square(picture, 64), picture)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (8192, 3)])
def test_extreme_shapes_stay_in_range(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(3).random((1, *shape), np.float32)
    scaled = resize_to_square(picture, 32)
    assert scaled.shape == (1, 32, 32)
    assert picture.min() <= scaled.min() <= scaled.max() <= picture.max()
