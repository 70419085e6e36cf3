"""Whether there is anything to see."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from deepgalaxy.imaging.blank import is_nearly_blank

SIZE = 128
Y, X = np.mgrid[:SIZE, :SIZE]


def sky(seed: int, level: float, noise: float, channels: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(level, noise, (channels, SIZE, SIZE))


@given(
    seed=st.integers(0, 99),
    level=st.floats(0, 0.5),
    noise=st.floats(0, 0.1),
    channels=st.sampled_from([1, 3]),
)
def test_sky_alone_is_nearly_blank(seed: int, level: float, noise: float, channels: int) -> None:
    assert is_nearly_blank(sky(seed, level, noise, channels).clip(0, 1).astype(np.float32))


@given(
    seed=st.integers(0, 99),
    noise=st.floats(0, 0.03),
    size_px=st.floats(6, 25),
    channels=st.sampled_from([1, 3]),
)
def test_a_galaxy_is_something(seed: int, noise: float, size_px: float, channels: int) -> None:
    galaxy = 0.6 * np.exp(-np.hypot(X - 64, Y - 60) / size_px)
    assert not is_nearly_blank((sky(seed, 0.1, noise, channels) + galaxy).clip(0, 1).astype(np.float32))


@given(seed=st.integers(0, 99), stars=st.integers(1, 30))
def test_stars_alone_are_no_galaxy(seed: int, stars: int) -> None:
    rng = np.random.default_rng(seed)
    field = sky(seed, 0.1, 0.01, 1)[0]
    for x, y in rng.integers(0, 8, (stars, 2)) * 16 + 8:
        field = np.maximum(field, np.exp(-((X - x) ** 2 + (Y - y) ** 2) / 6))
    assert is_nearly_blank(field[None].clip(0, 1).astype(np.float32))
