"""Position of a picture on the sky, from its FITS header."""

import re
import warnings
from dataclasses import dataclass

import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS, FITSFixedWarning

from deepgalaxy.core.ranges import wrap_right_ascension

MOST_SIP_ORDER = 9
"""The SIP convention has no terms of higher order (Shupe et al. 2005)."""

_OF_AN_AXIS = re.compile(r"(?P<name>CTYPE|CUNIT|CRVAL|CRPIX|CDELT|CROTA|PV|PS)(?P<axis>\d+)(?P<rest>(_\d+)?)")
_OF_TWO_AXES = re.compile(r"(?P<name>CD|PC)0*(?P<axis>\d+)_0*(?P<other>\d+)")
_OF_THE_SKY = re.compile(r"RADESYS|RADECSYS|EQUINOX|EPOCH|LONPOLE|LATPOLE|DATE-OBS")
_OF_SIP = re.compile(r"[AB]P?_(ORDER|\d+_\d+)")
_OF_A_TABLE = re.compile(r"CPDIS\d+|CQDIS\d+|D2IMDIS\d+")
_TEXTS = ("CTYPE", "CUNIT", "PS", "RADESYS", "RADECSYS", "DATE-OBS")


@dataclass(frozen=True)
class SkyPosition:
    """Where a picture lies."""

    ra_deg: float
    """Of the centre, ICRS, from 0 to less than 360."""
    dec_deg: float
    scale_arcsec: float
    """Side of a square pixel of the same area, at the centre."""


def find_place(
    header: fits.Header, height: int, width: int, axes: tuple[int, int] = (1, 2)
) -> SkyPosition | None:
    """Find the centre and the pixel scale of a picture.

    Parameters
    ----------
    header : Header
        Of the picture's HDU.
    height, width : int
        Of the picture (pixels).
    axes : tuple of int
        Which FITS axes are the picture's x and y, counted from 1.

    Returns
    -------
    SkyPosition or None
        None where the header has no coordinates.

    Raises
    ------
    ValueError
        If the header has coordinates that cannot be trusted; the message says why.
    """
    wcs = picture_wcs(header, axes)
    if wcs is None:
        return None
    x, y = (width - 1) / 2, (height - 1) / 2
    beside = SkyCoord(wcs.pixel_to_world([x, x + 0.5, x - 0.5, x, x], [y, y, y, y + 0.5, y - 0.5])).icrs
    right, left, up, down = beside.cartesian.xyz.value.T[1:]
    area = np.linalg.norm(np.cross(right - left, up - down))
    found = SkyPosition(
        ra_deg=wrap_right_ascension(float(beside[0].ra.deg)),
        dec_deg=float(beside[0].dec.deg),
        scale_arcsec=float(np.degrees(np.sqrt(area)) * 3600),
    )
    if not np.isfinite([found.ra_deg, found.dec_deg, found.scale_arcsec]).all() or not area:
        raise ValueError("its centre is not on the sky by its own coordinates")
    return found


def picture_wcs(header: fits.Header, axes: tuple[int, int] = (1, 2)) -> WCS | None:
    """Make the WCS of the two axes of a picture; None where the header names no coordinates.

    SIP coefficients under a CTYPE without ``-SIP`` are applied, as astropy does, but only where the reference
    point stays within a pixel with and without them at the picture's centre; else they are refused.

    Parameters
    ----------
    header : Header
        Of the picture's HDU.
    axes : tuple of int
        Which FITS axes are the picture's x and y, counted from 1.

    Returns
    -------
    WCS or None
        Of two axes; None where the header has no coordinates.

    Raises
    ------
    ValueError
        If they are not celestial (equatorial or galactic, with a projection), incomplete or not understood.
    """
    if not any(str(header[key]).strip() for key in header if re.fullmatch(r"CTYPE\d+", key)):
        return None
    cards = _cards(header, axes)
    types = [str(cards.get(f"CTYPE{axis}", "")) for axis in (1, 2)]
    if not all(re.match(r"(RA-|DEC|GLON|GLAT)-+\w", name) for name in types):
        raise ValueError(
            f"CTYPE {types[0]!r} and {types[1]!r} are not equatorial or galactic with a projection"
        )
    if any(name.endswith("-TNX") for name in types):  # wcslib would pass it over
        raise ValueError("TNX: its distortion (WAT1_001 and so on) is not read")
    has_sip = any(_OF_SIP.fullmatch(key) for key in cards)
    is_told = all(name.endswith("-SIP") for name in types)
    if not has_sip or is_told:
        return _make(cards)
    plain = _make({key: value for key, value in cards.items() if not _OF_SIP.fullmatch(key)})
    if not all(name.endswith("-TAN") for name in types):  # TPV and others name a distortion of their own
        return plain
    distorted = _make(cards | {"CTYPE1": f"{types[0]}-SIP", "CTYPE2": f"{types[1]}-SIP"})
    sides = [int(header.get(f"NAXIS{axis}", 1)) for axis in axes]
    centre = [(side - 1) / 2 for side in sides]
    moved = plain.world_to_pixel(distorted.pixel_to_world(*centre))
    if not np.hypot(*(np.array(moved) - centre)) < 1:
        raise ValueError("SIP coefficients, but no -SIP in CTYPE: with and without them the places differ")
    return distorted


def _make(cards: dict[str, float | str]) -> WCS:
    """Let wcslib read the cards; what it warns of is refused, but for repairs of spelling."""
    header = fits.Header()
    header.update(cards)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            wcs = WCS(header)
            wcs.wcs.set()
            somewhere = wcs.pixel_to_world(0.0, 0.0)
        except Exception as error:  # wcslib has many ways to say no
            raise ValueError(str(error).strip().splitlines()[-1]) from error
    for warning in warned:
        words = " ".join(str(warning.message).split())
        if "was expected" in words or not issubclass(warning.category, FITSFixedWarning):
            raise ValueError(words)
    if not isinstance(somewhere, SkyCoord):
        raise ValueError(f"RADESYS {wcs.wcs.radesys!r} is not known")  # noqa: TRY004 - the header is wrong
    return wcs


def _cards(header: fits.Header, axes: tuple[int, int]) -> dict[str, float | str]:
    """Return what concerns these axes, numbered 1 and 2: other axes, however many, do not matter."""
    number = {axis: place for place, axis in enumerate(axes, 1)}
    cards: dict[str, float | str] = {}
    for key in header:
        if found := _OF_AN_AXIS.fullmatch(key):
            if axis := number.get(int(found["axis"])):
                cards[f"{found['name']}{axis}{found['rest']}"] = header[key]
        elif found := _OF_TWO_AXES.fullmatch(key):
            one, other = (number.get(int(found[name])) for name in ("axis", "other"))
            if one and other:
                cards[f"{found['name']}{one}_{other}"] = header[key]
            elif (one or other) and header[key]:
                raise ValueError(f"{key} couples the picture's axes with others")
        elif _OF_THE_SKY.fullmatch(key) or _OF_SIP.fullmatch(key):
            cards[key] = header[key]
        elif _OF_A_TABLE.fullmatch(key):
            raise ValueError(f"{key}: distortions by tables are not read")
    cards = {key: _value(key, value) for key, value in cards.items() if value not in ("", None)}
    for axis, place in number.items():
        for name in ("CRVAL", "CRPIX"):
            if f"{name}{place}" not in cards:
                raise ValueError(f"{name}{axis} is missing")
        steps = [value for key, value in cards.items() if key.startswith((f"CDELT{place}", f"CD{place}_"))]
        if not any(steps):
            raise ValueError(f"CDELT{axis} or CD{axis}_{axis} is missing or 0")
    for key in ("A_ORDER", "B_ORDER", "AP_ORDER", "BP_ORDER"):
        if not 0 <= float(cards.get(key, 0)) <= MOST_SIP_ORDER:
            raise ValueError(f"{key} {cards[key]}: SIP goes to order {MOST_SIP_ORDER}")
    return cards


def _value(key: str, value: object) -> float | str:
    """Return a card's value, a number even where it was written in quotes."""
    if key.startswith("CTYPE"):
        return str(value).upper()
    if key.startswith(_TEXTS):
        return str(value)
    try:
        number = float(value.lstrip("JB") if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = float("nan")
    if isinstance(value, bool) or not np.isfinite(number):
        raise ValueError(f"{key} is {value!r}, not a number")
    return int(number) if key.endswith("_ORDER") else number
