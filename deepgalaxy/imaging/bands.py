"""Bands of a picture: their names and their order, and what a picture of many bands looks like."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import WrongUse

Bands = tuple[str, ...]
"""Names in small letters, from red to blue, as the channels of a picture in colour."""

MOST_BANDS = 12
BLUE_TO_RED = "ubgvrizyjhk"
_OF_HUBBLE = re.compile(r"f(\d{3})[wmnx]\w*")
"""Filters of HST and JWST, by their wavelength in 1 or 10 nm."""
_NAME = re.compile(r"[a-z0-9][\w.+*'-]{0,23}")

LUMINANCE_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
"""Rec. ITU-R BT.709-6 (item 3.2), red to blue, applied to the stretched values as they are."""


def split_names(text: str) -> list[str]:
    """Return the names in a list of bands: ``g,r,i,z``, ``g r i z`` or ``griz``, in small letters.

    Parameters
    ----------
    text : str
        As a user or a FITS header writes it.

    Returns
    -------
    list of str
        In the order in which they are written.
    """
    names = [name for name in re.split(r"[\s,;/]+", text.strip().lower()) if name]
    is_letters = len(names) == 1 and set(names[0]) <= set(BLUE_TO_RED) and len(set(names[0])) == len(names[0])
    return list(names[0]) if is_letters else names


def plain_name(text: str) -> str:
    """Return the name of one band as a header calls it: ``r`` of ``HSC-R``, ``r.MP9601`` or ``SCI_R``.

    Parameters
    ----------
    text : str
        A filter, or the name of an extension.

    Returns
    -------
    str
        The one usual band that stands by itself in it; else the text in small letters.
    """
    text = text.strip().lower()
    usual = [word for word in re.split(r"[\s_.\-]+", text) if is_usual(word)]
    return usual[0] if len(usual) == 1 else text


def is_usual(name: str) -> bool:
    """Whether a name is that of a band wherever it stands: a letter, or a filter of HST or JWST.

    Parameters
    ----------
    name : str
        From `plain_name`.

    Returns
    -------
    bool
        False for what could mean anything else.
    """
    return (len(name) == 1 and name in BLUE_TO_RED) or bool(_OF_HUBBLE.fullmatch(name))


def sort_bands(names: Sequence[str]) -> Bands | None:
    """Sort bands from red to blue, where their names tell which is which.

    Parameters
    ----------
    names : sequence of str
        In small letters, no two alike.

    Returns
    -------
    tuple of str or None
        None where one of them is not known, or two could be in other units: F160W is redder than F814W.
    """
    if all(len(name) == 1 and name in BLUE_TO_RED for name in names):
        return tuple(sorted(names, key=BLUE_TO_RED.index, reverse=True))
    numbers = {name: int(found[1]) for name in names if (found := _OF_HUBBLE.fullmatch(name))}
    one_unit = len({number < 200 for number in numbers.values()}) == 1
    if len(set(numbers.values())) == len(names) and one_unit:
        return tuple(sorted(names, key=numbers.__getitem__, reverse=True))
    return None


def parse_bands(wanted: str | Sequence[str] | None) -> tuple[str, ...] | None:
    """Understand the bands that a user asks for.

    Parameters
    ----------
    wanted : str or sequence of str, or None
        ``"g,r,i,z"``, ``"griz"`` or ``["g", "r", "i", "z"]``. Of a file that does not name its bands, these
        are the names in the file's order.

    Returns
    -------
    tuple of str or None
        In the order given, in small letters; None where none is asked for.

    Raises
    ------
    WrongUse
        If there are none or more than 12, two are the same, or one is no name.
    """
    if wanted is None:
        return None
    names = split_names(wanted) if isinstance(wanted, str) else [str(name).strip().lower() for name in wanted]
    shown = f"`bands=` {','.join(names)}"
    if not 1 <= len(names) <= MOST_BANDS:
        raise WrongUse(f"{shown}: {len(names)} bands, wanted: 1 to {MOST_BANDS}, as g,r,i,z")
    if twice := [name for name in names if names.count(name) > 1]:
        raise WrongUse(f"{shown}: {twice[0]} is there twice")
    if wrong := [name for name in names if not _NAME.fullmatch(name)]:
        raise WrongUse(f"{shown}: {wrong[0]!r} is no name of a band")
    return tuple(names)


def red_to_blue(names: Sequence[str]) -> Bands:
    """Bring the bands that a user asks for into the order of the channels.

    Parameters
    ----------
    names : sequence of str
        From `parse_bands`.

    Returns
    -------
    tuple of str
        Sorted where all names are usual ones; else they are taken to be given from blue to red.
    """
    return sort_bands(names) or tuple(reversed(names))


@cache
def colour_weights(channels: int) -> NDArray[np.float32]:
    """How much of each band is in red, green and blue: the bands share the three colours evenly.

    The bands, from red to blue, are laid side by side in equal widths; red is the mean over the first third
    of that, green over the second and blue over the last. Of four bands i is half of green and a quarter of
    red; three bands are the three colours themselves.

    Parameters
    ----------
    channels : int
        Number of bands.

    Returns
    -------
    ndarray of float32, shape (3, channels)
        Each row sums to 1.
    """
    colour, band = np.arange(3)[:, None] * channels, np.arange(channels) * 3
    overlap = np.minimum(colour + channels, band + 3) - np.maximum(colour, band)
    return (overlap.clip(0) / channels).astype(np.float32)


@cache
def luminance_weights(channels: int) -> NDArray[np.float32]:
    """How much of each band is in the luminance: that of red, green and blue as `colour_weights` mixes them.

    Parameters
    ----------
    channels : int
        Number of bands, from red to blue.

    Returns
    -------
    ndarray of float32, shape (channels,)
        The sum is 1.
    """
    return LUMINANCE_WEIGHTS @ colour_weights(channels)


def in_colour(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a picture as it is looked at: one band in grey, more of them in red, green and blue.

    Parameters
    ----------
    pixels : ndarray of float32, shape (..., C, H, W)
        In [0, 1]; bands from red to blue.

    Returns
    -------
    ndarray of float32, shape (..., 1 or 3, H, W)
        In [0, 1]; one channel and three are as they were.
    """
    if (channels := pixels.shape[-3]) in (1, 3):
        return pixels
    mixed: NDArray[np.float32] = np.einsum("kc,...chw->...khw", colour_weights(channels), pixels)
    return mixed.clip(0, 1)
