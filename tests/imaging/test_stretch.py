import numpy as np
import pytest
from numpy.typing import NDArray

from deepgalaxy.imaging.stretch import stretch_flux


def field(noise: float = 0.01, colour: tuple[float, ...] = (1.0, 1.0, 1.0)) -> NDArray[np.float32]:
    """An exponential disk of peak 1 on sky and noise, three bands from blue to red."""
    rng = np.random.default_rng(0)
    at = np.arange(128) - 64
    disk = np.exp(-np.hypot(at, at[:, None]) / 3)  # small: sky and noise come out as put in
    bands = np.stack([strength * disk for strength in colour])
    return (bands + rng.normal(0.3, noise, bands.shape)).astype(np.float32)


def test_one_band_is_asinh_between_its_limits() -> None:
    band = field()[:1]
    pixels, name = stretch_flux(band)
    assert name == "asinh"
    flux = band.astype(float) - 0.3 + 1.5 * 0.01  # sky and noise are known here
    white = np.percentile(flux, 99.9)
    expected = np.arcsinh(np.clip(flux, 0, white) / 0.05) / np.arcsinh(white / 0.05)
    np.testing.assert_allclose(pixels, expected, atol=0.02)


def test_blue_comes_first_and_goes_last() -> None:
    pixels, name = stretch_flux(field(colour=(1, 0, 0)))
    assert name == "lupton"
    red, green, blue = pixels[:, 64, 64]
    assert blue > 0.9
    assert max(red, green) < 0.1


def test_colour_is_that_of_the_weighted_flux() -> None:
    pixels, _ = stretch_flux(field(noise=1e-3, colour=(0.5 / 6, 0.7 / 3.4, 1 / 2.2)))
    bright = pixels[0] > 0.5
    assert 100 < bright.sum() < 1000
    assert np.median(pixels[1][bright] / pixels[0][bright]) == pytest.approx(0.7, abs=0.03)
    assert np.median(pixels[2][bright] / pixels[0][bright]) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("unit", [1e-12, 1e12])
def test_unit_and_sky_level_do_not_matter(unit: float) -> None:
    bands = field()
    np.testing.assert_allclose(
        stretch_flux((bands + 1) * np.float32(unit))[0], stretch_flux(bands)[0], atol=1e-3
    )


def test_empty_sky_stays_dark_and_a_galaxy_fills_the_range() -> None:
    sky = np.random.default_rng(4).normal(size=(3, 128, 128)).astype(np.float32)
    assert np.median(stretch_flux(sky)[0]) < 0.25
    assert stretch_flux(sky)[0].max() < 0.75
    disk = stretch_flux(field())[0]
    assert disk.max() > 0.99
    assert np.median(disk) < 0.1


@pytest.mark.parametrize("value", [0.0, -3.0, 1e30])
def test_noise_free_pictures_stretch_too(value: float) -> None:
    picture = np.zeros((1, 64, 64), np.float32)
    picture[0, 32, 32] = value
    pixels, _ = stretch_flux(picture)
    assert pixels.min() >= 0
    assert pixels[0, 32, 32] == pytest.approx(1.0 if value > 0 else 0.0)
