"""Colours and light of stars, and the pictures that are taken of them."""

import numpy as np
import pytest

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.galaxy_model import GalaxyModel
from deepgalaxy.simulation.camera_pictures import CameraSetup
from deepgalaxy.simulation.particles import BULGE, DISK, HALO, Particles, sample_galaxy
from deepgalaxy.simulation.starlight import SUN_MAG, luminosities

Magnitudes = dict[str, np.ndarray]


def stars() -> Particles:
    return sample_galaxy(GalaxyModel(), 200, 4000, np.random.default_rng(2))


def magnitudes(particles: Particles) -> Magnitudes:
    """Absolute AB magnitudes of the stars in g, r and i, from their light in solar luminosities."""
    light = luminosities(particles).astype(float)
    return {band: SUN_MAG[band] - 2.5 * np.log10(1e10 * light[:, k]) for k, band in enumerate("gri")}


def test_the_bulge_is_redder_than_the_disk_and_the_disk_bluer_further_out() -> None:
    particles = stars()
    mag = magnitudes(particles)
    g_r, component = mag["g"] - mag["r"], particles.component[particles.stars]
    radius = particles.birth_radius[particles.stars]
    assert g_r[component == BULGE] == pytest.approx(np.full((component == BULGE).sum(), 0.77), abs=1e-4)
    assert g_r[component == DISK].max() <= 0.65 + 1e-4
    disk = [(component == DISK) & (abs(radius - at) < 0.1) for at in (0.3, 1.0, 2.0, 5.0)]
    inner, middle, outer, outermost = (g_r[ring].mean() for ring in disk)
    assert inner > middle > outer > outermost == pytest.approx(0.30, abs=1e-3)
    r_i = mag["r"] - mag["i"]
    assert r_i == pytest.approx(g_r / 2, abs=1e-4)


def test_the_light_adds_up_to_the_masses_over_bells_mass_to_light_ratio() -> None:
    particles = stars()
    mag = magnitudes(particles)
    ratio = 10 ** (-0.306 + 1.097 * (mag["g"] - mag["r"]))  # Bell et al. 2003, table 7
    masses = particles.masses[particles.stars]
    assert luminosities(particles)[:, 1].sum() == pytest.approx((masses / ratio).sum(), rel=1e-4)
    assert (particles.component[particles.stars] != HALO).all()
    # All in all a spiral: 1.5 to 3 solar masses per solar luminosity in r, as observations assume.
    assert 1.5 < masses.sum() / luminosities(particles)[:, 1].sum() < 3


def test_a_picture_in_colour_shows_the_bulge_redder_than_the_disk() -> None:
    particles = stars()
    x = particles.positions[particles.stars].astype(np.float32)
    masses = particles.masses[particles.stars].astype(np.float32)
    taken = CameraSetup(30.0, 64, 1, bands="gri").take(x, masses, luminosities(particles))
    assert taken.bands.shape == (1, 3, 64, 64)
    g, _, i = taken.bands[0].astype(float)
    middle = np.s_[30:34, 30:34]
    ring = np.hypot(*(np.indices((64, 64)) - 31.5))
    outside = (ring > 16) & (ring < 22) & (i > 20)
    ratio = i / np.maximum(g, 1)
    assert ratio[middle].mean() > 1.1 * ratio[outside].mean()
    grey = CameraSetup(30.0, 64, 1).take(x, masses)
    np.testing.assert_array_equal(taken.grey, grey.grey)
    assert len(grey.bands) == 0
    with pytest.raises(DeepGalaxyError, match="the stars' light in gri is not known"):
        CameraSetup(30.0, 64, 1, bands="gri").take(x, masses)
