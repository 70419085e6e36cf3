from dataclasses import replace
from pathlib import Path

import astropy.units as u
import h5py
import numpy as np
import pytest
from astropy.cosmology import Planck18
from numpy.typing import NDArray

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.imaging.stretch import stretch_flux
from deepgalaxy.simulation import mock_observation
from deepgalaxy.simulation.camera_pictures import CameraSetup
from deepgalaxy.simulation.merger_run import simulate
from deepgalaxy.simulation.mock_observation import SURVEYS, Observation, moffat
from deepgalaxy.simulation.recipe import MergerRecipe
from deepgalaxy.simulation.starlight import BANDS

FIELD_KPC = 100.0
QUICK = MergerRecipe(
    particles=500,
    softening_kpc=1.0,
    engine="direct",
    speed_ratio=0.6,
    pericentre_kpc=2.0,
    start_separation_kpc=60.0,
    galaxy=GalaxyModel(0.5, 2.8, 0.4, 1.5, 8.0, 2.0, 12.0, 8.0, 30.0),
)
"""Two compact galaxies that merge within 300 steps."""


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sky so dark, and a depth so large, that there is no noise."""
    silent = {
        name: {band: replace(s, depth_mag=60.0) for band, s in bands.items()}
        for name, bands in SURVEYS.items()
    }
    monkeypatch.setattr(mock_observation, "SURVEYS", silent)


def point(n: int, density: float = 1.0) -> NDArray[np.float32]:
    source = np.zeros((n, n), np.float32)
    source[n // 2, n // 2] = density
    return source


def fwhm_px(picture: NDArray[np.float32]) -> float:
    """Width of a profile through the brightest pixel at half its height."""
    row = picture[np.unravel_index(picture.argmax(), picture.shape)[0]].astype(float)
    top, half = int(row.argmax()), row.max() / 2
    right = np.interp(-half, -row[top:], np.arange(top, len(row)))
    left = np.interp(half, row[: top + 1], np.arange(top + 1))
    return float(right - left)


@pytest.mark.parametrize("survey", ["sdss", "decals"])
@pytest.mark.parametrize("redshift", [0.02, 0.05, 0.2])
def test_pixels_are_the_surveys_at_the_distance_that_astropy_gives(survey: str, redshift: float) -> None:
    size = Observation(survey, redshift).native_px(FIELD_KPC)
    angle = (FIELD_KPC * u.kpc / Planck18.angular_diameter_distance(redshift)).to(
        u.arcsec, u.dimensionless_angles()
    )
    assert size == pytest.approx(angle.value / {"sdss": 0.396, "decals": 0.262}[survey], abs=0.51)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("survey", ["sdss", "decals"])
def test_a_point_is_seen_with_the_seeing_and_loses_no_flux(survey: str) -> None:
    seen = Observation(survey, 0.05)
    n = seen.native_px(FIELD_KPC)
    picture = seen.observe(point(n), FIELD_KPC)
    flux = seen.flux(point(n), FIELD_KPC / n).sum()
    assert picture.sum() == pytest.approx(flux, rel=1e-4)
    seeing = {"sdss": 1.43 / 0.396, "decals": 1.18 / 0.262}[survey]
    assert fwhm_px(picture) == pytest.approx(seeing, rel=0.03)
    assert picture.argmax() == n // 2 * n + n // 2


@pytest.mark.parametrize("fwhm", [2.0, 3.6, 10.0])
def test_the_psf_is_moffats(fwhm: float) -> None:
    psf = moffat(fwhm)
    assert psf.sum() == pytest.approx(1)
    middle = len(psf) // 2
    assert psf[middle, middle] == psf.max()
    assert fwhm_px(psf.astype(np.float32)) == pytest.approx(fwhm, rel=0.05)


def test_the_magnitude_of_a_galaxy_is_its_luminosity_at_its_distance() -> None:
    seen = Observation("sdss", 0.05, mass_to_light=2.0)
    n = seen.native_px(FIELD_KPC)
    density = np.full((n, n), 4.8 / FIELD_KPC**2, np.float32)  # 4.8e10 Msun, 2.4e10 Lsun
    magnitude = 22.5 - 2.5 * np.log10(seen.flux(density, FIELD_KPC / n).sum())
    distance_pc = Planck18.luminosity_distance(0.05).to_value(u.pc)
    assert magnitude == pytest.approx(
        4.65 - 2.5 * np.log10(2.4e10) + 5 * np.log10(distance_pc / 10), abs=1e-3
    )


def test_surface_brightness_is_dimmed_as_tolman_says() -> None:
    brightness = []
    for redshift in (0.02, 0.5):
        seen = Observation("decals", redshift)
        pixel_kpc = 0.262 / seen.arcsec_per_kpc
        brightness.append(float(seen.flux(np.ones((1, 1), np.float32), pixel_kpc)[0, 0]))
    assert brightness[1] / brightness[0] == pytest.approx((1.02 / 1.5) ** 4, rel=1e-4)


@pytest.mark.parametrize("survey", ["sdss", "decals"])
def test_noise_of_the_sky_finds_a_star_of_the_depth_at_five_sigma(survey: str) -> None:
    seen = Observation(survey, 0.05)
    empty = np.zeros((600, 600), np.float32)
    noise = seen.observe(empty, FIELD_KPC)
    camera = SURVEYS[survey]["r"]
    assert noise.std() == pytest.approx(camera.sky_noise, rel=0.01)
    assert abs(noise.mean()) < 0.01 * noise.std() + 3 * noise.std() / 600
    # a Gaussian star of the depth's magnitude, weighed by its own profile
    sigma = camera.psf_fwhm_arcsec / camera.pixel_arcsec / 2.3548
    y, x = np.indices((41, 41)) - 20
    profile = np.exp(-(x**2 + y**2) / 2 / sigma**2) / (2 * np.pi * sigma**2)
    star = 10 ** (0.4 * (22.5 - camera.depth_mag))
    signal_to_noise = star * np.sqrt((profile**2).sum()) / camera.sky_noise
    assert signal_to_noise == pytest.approx(5, rel=0.02)


def test_noise_is_higher_on_a_bright_galaxy() -> None:
    seen = Observation("sdss", 0.05)
    n, pixel = 300, FIELD_KPC / 300
    per_density = float(seen.flux(np.ones((1, 1), np.float32), pixel)[0, 0])
    as_the_sky = np.full((n, n), SURVEYS["sdss"]["r"].sky / per_density, np.float32)  # as bright as the sky
    inside = seen.observe(as_the_sky, FIELD_KPC)[50:-50, 50:-50]
    assert inside.mean() == pytest.approx(SURVEYS["sdss"]["r"].sky, rel=0.01)
    assert inside.std() == pytest.approx(np.sqrt(2) * SURVEYS["sdss"]["r"].sky_noise, rel=0.03)


def test_noise_is_repeated_by_its_seed_and_differs_between_pictures() -> None:
    one, other = point(64, 0.01), point(64, 0.02)
    seen = Observation("sdss", 0.05, seed=3)
    first = seen.observe(one, FIELD_KPC)
    assert (first == seen.observe(one.copy(), FIELD_KPC)).all()
    for different in (replace(seen, seed=4).observe(one, FIELD_KPC), seen.observe(other, FIELD_KPC)):
        corner = np.corrcoef(first[:20, :20].ravel(), different[:20, :20].ravel())[0, 1]
        assert abs(corner) < 0.3


def test_a_picture_is_stretched_as_a_surveys_cutout_is() -> None:
    seen = Observation("sdss", 0.05)
    y, x = np.indices((128, 128)) - 63.5
    galaxy = np.asarray(0.05 * np.exp(-np.hypot(x, y) / 8), np.float32)
    picture = seen.picture(galaxy, FIELD_KPC, 128)
    expected, _ = stretch_flux(seen.observe(galaxy, FIELD_KPC)[None])
    assert picture.dtype == np.uint8
    assert picture == pytest.approx(255 * expected[0], abs=0.51)
    assert picture.max() > 200
    assert np.median(picture[:8]) < 60
    assert seen.picture(galaxy, FIELD_KPC, 32).shape == (32, 32)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"survey": "hst", "redshift": 0.05}, "no survey 'hst'; there are sdss, decals"),
        ({"survey": "sdss", "redshift": -0.1}, "redshift is -0.1"),
        ({"survey": "sdss", "redshift": float("nan")}, "redshift is nan"),
        ({"survey": "sdss", "redshift": 0.05, "mass_to_light": 0.0}, "mass_to_light is 0"),
    ],
)
def test_an_observation_that_cannot_be_is_refused(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(DeepGalaxyError, match=message):
        Observation(**wrong)  # type: ignore[arg-type]


def test_a_field_of_too_many_or_too_few_pixels_is_refused_before_the_work() -> None:
    for redshift, field in ((0.002, 180.0), (1.0, 10.0)):
        with pytest.raises(DeepGalaxyError, match=r"16 to 2048 will do"):
            CameraSetup(field, observation=Observation("sdss", redshift))


def galaxy(n: int, scale_px: float = 8.0) -> NDArray[np.float32]:
    """An exponential disk seen from above."""
    y, x = np.indices((n, n)) - (n - 1) / 2
    return np.asarray(0.05 * np.exp(-np.hypot(x, y) / scale_px), np.float32)


def test_each_band_has_its_own_zero_point_seeing_and_noise() -> None:
    """The same light in g, r and i: fluxes by the Sun's colours, noise by each band's depth."""
    seen = Observation("sdss", 0.05)
    light = np.full((4, 4), 0.01, np.float32)
    flux = {band: float(seen.light_flux(light, 0.4, band)[0, 0]) for band in BANDS}
    assert -2.5 * np.log10(flux["g"] / flux["r"]) == pytest.approx(5.11 - 4.65)
    assert -2.5 * np.log10(flux["r"] / flux["i"]) == pytest.approx(4.65 - 4.53)
    assert seen.flux(2 * light, 0.4) == pytest.approx(seen.light_flux(light, 0.4, "r"))
    noise = [SURVEYS["sdss"][band].sky_noise for band in BANDS]
    assert noise == sorted(noise)  # g goes deepest
    widths = [fwhm_px(moffat(SURVEYS["sdss"][b].psf_fwhm_arcsec / 0.396).astype(np.float32)) for b in BANDS]
    assert widths == sorted(widths, reverse=True)


def test_each_bands_light_is_in_its_own_plane_with_a_noise_of_its_own() -> None:
    seen, n = Observation("sdss", 0.05), 128
    light = np.stack([0.5 * galaxy(n), galaxy(n), 1.3 * galaxy(n)])
    picture = seen.colour_picture(light, FIELD_KPC, n)
    assert picture.shape == (3, n, n)
    assert picture.dtype == np.uint8
    for band in range(3):
        alone = np.zeros_like(light)
        alone[band] = light[band]
        middle = seen.colour_picture(alone, FIELD_KPC, n)[:, 50:78, 50:78].mean(axis=(1, 2))
        assert middle.argmax() == band
        assert middle[band] > 2 * np.delete(middle, band).max()
    assert (picture == seen.colour_picture(light.copy(), FIELD_KPC, n)).all()
    corners = [picture[k, :30, :30].ravel().astype(float) for k in range(3)]
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert abs(np.corrcoef(corners[one], corners[other])[0, 1]) < 0.3
    bluer = seen.colour_picture(light[::-1].copy(), FIELD_KPC, n)
    red, blue = (seen[:, 50:78, 50:78].astype(float).mean(axis=(1, 2)) for seen in (picture, bluer))
    assert blue[0] / blue[2] > 1.5 * red[0] / red[2]


def test_bands_that_a_survey_has_not_are_refused_before_the_work() -> None:
    with pytest.raises(DeepGalaxyError, match="decals has no g, i here; leave out the bands"):
        CameraSetup(FIELD_KPC, observation=Observation("decals", 0.05), bands="gri")
    with pytest.raises(DeepGalaxyError, match="bands are 'ugr'; give 'gri', or none"):
        CameraSetup(FIELD_KPC, bands="ugr")


def test_our_own_mergers_are_observed_in_colour_and_in_grey(tmp_path: Path) -> None:
    seen = Observation("sdss", 0.1)
    merger = simulate(QUICK, tmp_path / "seen.h5", 16, 1, seen, "gri")
    assert (merger.attributes["survey"], merger.attributes["redshift"]) == ("sdss", 0.1)
    assert merger.attributes["bands"] == "gri"
    assert merger.read(0, slice(None))[:, 0, 0].std() > 0.01  # noise along the border
    with h5py.File(merger.path) as file:
        colour = file[merger.group]["images_gri_camera_00"]
        assert (colour.shape, colour.dtype) == ((merger.n_frames, 16, 16, 3), np.uint8)
        assert (colour[:, 0].std(axis=(0, 1)) > 1).all()
    assert simulate(QUICK, tmp_path / "seen.h5", 16, 1, seen, "gri").id == merger.id
    for other in ((seen, ""), (None, "gri"), (replace(seen, redshift=0.05), "gri")):
        with pytest.raises(DeepGalaxyError, match="holds another run"):
            simulate(QUICK, tmp_path / "seen.h5", 16, 1, *other)
