"""Errors, with messages for users.

The command line prints these messages as they are, without a traceback: each one names what was
wrong with what, and what to do about it.
"""

import re

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: they move cursors, ring bells and are no XML
    "\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they break lines or turn them around
    "\ud800-\udfff\ufffe\uffff]"  # what is no character
)


def printable(text: str, but: str = "") -> str:
    r"""Return a text as a terminal, a table or an XML file may show it: controls as ``\n`` or ``\x1b``.

    Parameters
    ----------
    text : str
        A file's name may hold anything.
    but : str
        Controls to leave as they are.

    Returns
    -------
    str
        The text with its control characters escaped.
    """

    def _escape(found: re.Match[str]) -> str:
        return found[0] if found[0] in but else found[0].encode("unicode_escape").decode()

    return _CONTROL.sub(_escape, text)


class DeepGalaxyError(Exception):
    """An error that a user can understand and correct."""


class WrongUse(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """Something was asked for that cannot be: an option or a setting with an impossible value."""


class RefusedInput(DeepGalaxyError):  # noqa: N818 - reads as what it is where it is raised
    """A file that is not what it claims to be, or larger than we take.

    Parameters
    ----------
    name : str
        The file (or row) that was refused, as the user knows it.
    reason : str
        Why, in one clause: ``"truncated FITS: header promises 5 MB, file has 2 MB"``.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(printable(f"{name}: {reason}"))
        self.name = name
        self.reason = reason


class Stopped(Exception):  # noqa: N818 - not an error
    """A job that was asked to stop has saved itself; the same command goes on from there."""

    status = 75
    """Exit status: EX_TEMPFAIL of sysexits.h, try again."""
