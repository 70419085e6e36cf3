"""The literal numbers against astropy's constants and units."""

import astropy.units as u
import pytest
from astropy import constants

from deepgalaxy.core.units import MYR_PER_TIME_UNIT, G
from deepgalaxy.simulation.snapshot_units import TIPSY_UNITS
from deepgalaxy.simulation.snapshots import OURS_IN_CGS

MASS = 1e10 * u.Msun


def test_the_gravitational_constant_is_astropys() -> None:
    expected = constants.G.to_value(u.kpc * (u.km / u.s) ** 2 / MASS)
    assert pytest.approx(expected, rel=1e-6) == G


def test_the_unit_of_time_is_a_kiloparsec_over_a_kilometre_a_second() -> None:
    assert (u.kpc / (u.km / u.s)).to(u.Myr) == pytest.approx(MYR_PER_TIME_UNIT, rel=1e-6)


def test_our_units_in_cgs_are_astropys() -> None:
    expected = {
        "length": u.kpc.to(u.cm),
        "mass": (1e10 * u.Msun).to_value(u.g),
        "velocity": (u.km / u.s).to(u.cm / u.s),
    }
    assert pytest.approx(expected, rel=1e-6) == OURS_IN_CGS


def test_in_tipsys_units_gravity_is_one() -> None:
    length, velocity = TIPSY_UNITS.length_kpc * u.kpc, TIPSY_UNITS.velocity_km_s * u.km / u.s
    mass = TIPSY_UNITS.mass_1e10_msun * MASS
    one = (constants.G * mass / (length * velocity**2)).to_value(u.one)
    assert one == pytest.approx(1, rel=1e-6)
    assert TIPSY_UNITS.time_myr == pytest.approx((length / velocity).to_value(u.Myr), rel=1e-6)
