"""Kiloparsecs a pixel, against the integral of the distance written out."""

from typing import Any

import numpy as np
import pytest
from astropy import units as u
from scipy.integrate import quad

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.physical_scale import check_pixel_scale, check_redshift, kpc_per_px

HUBBLE, MATTER = 67.66, 0.30966
"""Planck Collaboration 2018 VI, table 2, last column: km/s/Mpc; of the critical density."""


@pytest.mark.parametrize("redshift", [0.001, 0.02, 0.05, 0.1, 1.0, 10.0])
def test_a_pixel_is_as_wide_as_the_angular_diameter_distance_says(redshift: float) -> None:
    integral, _ = quad(lambda z: 1 / np.sqrt(MATTER * (1 + z) ** 3 + 1 - MATTER), 0, redshift)
    distance_kpc = 1e3 * 299_792.458 / HUBBLE * integral / (1 + redshift)
    (found,) = kpc_per_px([0.396], redshift)
    # The integral leaves out radiation and neutrinos, which count the more the higher the redshift.
    assert found == pytest.approx(
        distance_kpc * np.radians(0.396 / 3600), rel=3e-4 if redshift < 0.2 else 4e-3
    )


def test_what_says_no_distance_gives_no_width() -> None:
    redshifts = [0.1, 0.1, np.nan, 0.0, -0.001, 10.1, 0.1, 0.1]
    scales = [0.4, np.nan, 0.4, 0.4, 0.4, 0.4, 0.0, -1.0]
    assert np.isfinite(kpc_per_px(scales, redshifts)).tolist() == [True] + [False] * 7


@pytest.mark.parametrize("redshift", [-0.01, 10.01, np.nan, np.inf, "far", 3 * u.kpc])
def test_a_redshift_that_cannot_be_is_refused_in_a_sentence(redshift: Any) -> None:
    with pytest.raises(WrongUse, match="redshift"):
        check_redshift(redshift)


@pytest.mark.parametrize("scale", [0, -0.4, np.nan, np.inf, 3 * u.kpc, 0 * u.arcsec])
def test_a_pixel_scale_that_cannot_be_is_refused_in_a_sentence(scale: Any) -> None:
    with pytest.raises(WrongUse, match="pixel_scale"):
        check_pixel_scale(scale)


def test_quantities_are_converted() -> None:
    assert check_pixel_scale(396 * u.mas) == pytest.approx(0.396)
    assert check_pixel_scale(0.01 * u.arcmin / u.pix) == pytest.approx(0.6)
    assert check_redshift(5 * u.percent) == pytest.approx(0.05)
