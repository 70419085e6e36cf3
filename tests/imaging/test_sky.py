"""Positions on the sky from FITS headers, as people write them; astropy reads a clean one to compare."""

from typing import Any

import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deepgalaxy.imaging.sky_position import SkyPosition, find_place
from tests.imaging.kinds import SIP, SKY, WITH_SUFFIX


def header(**cards: Any) -> fits.Header:
    made = fits.PrimaryHDU(np.zeros((64, 64), np.float32)).header
    made.update({key: value for key, value in (SKY | cards).items() if value is not None})
    return made


def found(**cards: Any) -> SkyPosition:
    place = find_place(header(**cards), 64, 64)
    assert place is not None
    return place


def away_arcsec(place: SkyPosition, ra_deg: float, dec_deg: float) -> float:
    there = SkyCoord(ra_deg, dec_deg, unit="deg")
    return float(SkyCoord(place.ra_deg, place.dec_deg, unit="deg").separation(there).arcsec)


@pytest.mark.filterwarnings("ignore")
@settings(deadline=None)
@given(
    ra=st.floats(-360, 720),
    dec=st.floats(-89, 89),
    scale=st.floats(0.01, 30),
    turn=st.floats(0, 360),
    unit=st.sampled_from(["deg", "arcsec", "arcmin", "rad", "DEGREES", None]),
    quoted=st.booleans(),
    beside=st.floats(-40, 40),
)
def test_any_unit_quoted_or_not(
    ra: float, dec: float, scale: float, turn: float, unit: str | None, quoted: bool, beside: float
) -> None:
    in_a_degree = {"arcsec": 3600, "arcmin": 60, "rad": np.pi / 180}.get(unit or "", 1)
    angle = np.deg2rad(turn)
    numbers = {
        "CRVAL1": ra * in_a_degree,
        "CRVAL2": dec * in_a_degree,
        "CRPIX1": 32.5 + beside,
        "CRPIX2": 32.5 - beside,
    }
    matrix = scale / 3600 * np.array([[-np.cos(angle), np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    cards = numbers | {
        f"CD{i + 1}_{j + 1}": float(matrix[i, j]) * in_a_degree for i in range(2) for j in range(2)
    }
    written: dict[str, Any] = {key: f"{value:.14g}" if quoted else value for key, value in cards.items()}
    place = found(**written, CUNIT1=unit, CUNIT2=unit)
    clean = WCS(naxis=2)
    clean.wcs.ctype = "RA---TAN", "DEC--TAN"
    clean.wcs.crval = ra, dec
    clean.wcs.crpix = numbers["CRPIX1"], numbers["CRPIX2"]
    clean.wcs.cd = matrix
    there = clean.pixel_to_world(31.5, 31.5)
    assert 0 <= place.ra_deg < 360
    assert away_arcsec(place, there.ra.deg, there.dec.deg) < 1e-3
    assert place.scale_arcsec == pytest.approx(scale, rel=1e-3)


@settings(deadline=None)
@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20))
@pytest.mark.parametrize("key", ["CRVAL1", "CRVAL2", "CRPIX1", "CD1_1", "EQUINOX"])
def test_text_is_a_number_or_no_place(key: str, text: str) -> None:
    assume("'" not in text and text.strip())
    try:
        float(text.lstrip("JB"))
    except ValueError:
        with pytest.raises(ValueError, match=key):
            found(**{key: text})


@pytest.mark.parametrize(
    ("cards", "reason"),
    [
        ({"CRVAL1": None}, "CRVAL1 is missing"),
        ({"CRPIX2": None}, "CRPIX2 is missing"),
        (dict.fromkeys(("CD1_1", "CD1_2")), "CDELT1 or CD1_1 is missing or 0"),
        ({"CRVAL1": True}, "CRVAL1 is True"),
        ({"CRVAL1": "nan"}, "not a number"),
        ({"CUNIT1": "h"}, "CUNIT1"),
        ({"CUNIT1": "furlong"}, "CUNIT1"),
        ({"CTYPE1": "RA", "CTYPE2": "DEC"}, "with a projection"),
        ({"CTYPE1": "ELON-TAN", "CTYPE2": "ELAT-TAN"}, "not equatorial or galactic"),
        ({"CTYPE1": "HPLN-TAN", "CTYPE2": "HPLT-TAN"}, "not equatorial or galactic"),
        ({"CTYPE1": "TLON-TAN", "CTYPE2": "TLAT-TAN"}, "not equatorial or galactic"),
        ({"CTYPE1": "RA---XXX", "CTYPE2": "DEC--XXX"}, "projection"),
        ({"RADESYS": "NOWHERE"}, "RADESYS 'NOWHERE'"),
        ({"CD1_1": 0.0}, "CDELT1 or CD1_1 is missing or 0"),
        ({"CRVAL2": 120.0}, "."),
        ({"CPDIS1": "LOOKUP"}, "CPDIS1"),
        (SIP | WITH_SUFFIX | {"A_ORDER": 2000}, "SIP goes to order 9"),
        ({"CD1_3": 0.1}, "couples"),
    ],
    ids=str,
)
def test_no_place_and_the_reason(cards: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        found(**cards)


def test_ra_360_is_0_and_axes_may_be_swapped() -> None:
    assert found(CRVAL1=360.0).ra_deg == pytest.approx(0, abs=1e-9)
    assert found(CRVAL1=-179.5).ra_deg == pytest.approx(180.5)
    swapped = found(CTYPE1="DEC--TAN", CTYPE2="RA---TAN", CRVAL1=20.25, CRVAL2=180.5)
    assert away_arcsec(swapped, 180.5, 20.25) < 1e-6


def test_thousands_of_axes_do_not_matter() -> None:
    assert away_arcsec(found(WCSAXES=15000), 180.5, 20.25) < 1e-6
    assert away_arcsec(found(CRPIX999=1.0, CD999_1=0.0), 180.5, 20.25) < 1e-6


def test_the_scale_is_that_at_the_centre() -> None:
    """Plate carrée, 60° from its equator: a pixel is half as wide as it is high."""
    place = found(CTYPE1="RA---CAR", CTYPE2="DEC--CAR", CRVAL2=0.0, CRPIX2=32.5 - 600_000)
    assert place.dec_deg == pytest.approx(60, abs=1e-6)
    assert place.scale_arcsec == pytest.approx(0.36 * np.sqrt(0.5), rel=1e-4)


@pytest.mark.parametrize("axes", [(1, 2), (2, 3), (1, 3)])
def test_the_axes_of_the_picture_are_those_of_the_sky(axes: tuple[int, int]) -> None:
    made = fits.PrimaryHDU(np.zeros((64, 64, 64), np.float32)).header
    for place, axis in enumerate(axes, 1):
        for name in ("CTYPE", "CRVAL", "CRPIX"):
            made[f"{name}{axis}"] = SKY[f"{name}{place}"]
        made[f"CDELT{axis}"] = SKY[f"CD{place}_{place}"]
    place_ = find_place(made, 64, 64, axes)
    assert place_ is not None
    assert away_arcsec(place_, 180.5, 20.25) < 1e-6
    for other in {(1, 2), (2, 3), (1, 3)} - {axes}:
        with pytest.raises(ValueError, match=r"CRVAL|CTYPE"):
            find_place(made, 64, 64, other)


def test_sip_that_is_named_is_applied_with_its_scale() -> None:
    terms = {"A_2_0": 1e-5, "B_0_2": 2e-5, "CRPIX1": 500.0}
    cards = SIP | WITH_SUFFIX | terms
    place = found(**cards)
    there = WCS(header(**cards)).pixel_to_world([31.5, 32.5], [31.5, 31.5])
    assert away_arcsec(place, there[0].ra.deg, there[0].dec.deg) < 1e-6
    assert place.scale_arcsec < there[0].separation(there[1]).arcsec / 0.99
