import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.imaging.cutout import Cutout, from_8bit, to_8bit


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((1, 4, 4)),  # float64
        np.zeros((2, 4, 4), np.float32),
        np.zeros((4, 4), np.float32),
        np.zeros((1, 0, 4), np.float32),
        np.full((1, 4, 4), 1.01, np.float32),
        np.full((1, 4, 4), -0.01, np.float32),
        np.full((1, 4, 4), np.nan, np.float32),
        np.full((1, 4, 4), np.inf, np.float32),
    ],
)
def test_refuses_pixels_that_are_not_a_cutout(pixels: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match="wanted"):
        Cutout(pixels, "none")


def test_luminance_of_primaries_white_and_grey() -> None:
    red, green, blue = np.eye(3, dtype=np.float32).reshape(3, 3, 1, 1)
    weights = [Cutout(colour, "none").luminance().item() for colour in (red, green, blue)]
    assert weights == pytest.approx([0.2126, 0.7152, 0.0722])
    white = Cutout(np.ones((3, 2, 5), np.float32), "none").luminance()
    assert white.shape == (1, 2, 5)
    assert white.dtype == np.float32
    assert white.max() <= 1
    np.testing.assert_allclose(white, 1, atol=1e-6)
    grey = Cutout(np.full((1, 2, 5), 0.3, np.float32), "none")
    np.testing.assert_array_equal(grey.luminance(), grey.pixels)


def test_sha256_is_of_the_stored_pixels_and_the_shape() -> None:
    rng = np.random.default_rng(1)
    stored = rng.integers(0, 256, (3, 4, 6), np.uint8)
    cutout = Cutout(from_8bit(stored), "none")
    assert cutout.sha256 == hashlib.sha256(b"(3, 4, 6)" + stored.tobytes()).hexdigest()
    nudged = np.clip(cutout.pixels + np.float32(0.4 / 255), 0, 1)
    assert Cutout(nudged, "none").sha256 == cutout.sha256
    assert Cutout(cutout.pixels.reshape(3, 6, 4), "none").sha256 != cutout.sha256


def test_8_bits_survive_the_way_there_and_back() -> None:
    every = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(to_8bit(from_8bit(every)), every)
