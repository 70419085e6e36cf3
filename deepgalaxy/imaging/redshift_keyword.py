"""The redshift that a FITS header gives, where nothing else can be meant."""

from collections.abc import Iterable

from astropy.io.fits import Header

from deepgalaxy.core.physical_scale import REDSHIFT_WITH_SCALE

_SURELY = ("REDSHIFT", "ZSPEC", "Z_SPEC", "SPECZ", "SPEC_Z")
_IF_IT_SAYS_SO = ("Z", "ZBEST", "ZPHOT", "Z_PHOT", "PHOTZ", "ZHELIO", "ZCMB", "Z_BEST")
"""``Z`` alone may be an axis, an airmass or a metallicity: the comment must say that it is a redshift."""
KEYWORDS = (*_SURELY, *_IF_IT_SAYS_SO)


def find_redshift(headers: Iterable[Header]) -> float | None:
    """Return the redshift of a picture by the keywords of its headers.

    Parameters
    ----------
    headers : iterable of Header
        Of the file, and of the picture in it.

    Returns
    -------
    float or None
        Above 0, to 10; None where there is none, it cannot be (-99 is a mark for unknown), or two disagree.
    """
    found = set()
    for header in headers:
        for keyword in KEYWORDS:
            if keyword not in header:
                continue
            if keyword in _IF_IT_SAYS_SO and "redshift" not in header.comments[keyword].lower():
                continue
            try:
                value = float(header[keyword])
            except (TypeError, ValueError):
                continue
            if REDSHIFT_WITH_SCALE.low < value <= REDSHIFT_WITH_SCALE.high:
                found.add(value)
    return found.pop() if len(found) == 1 else None
