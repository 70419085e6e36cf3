"""Answers of the Virtual Observatory's services."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import Square

if TYPE_CHECKING:
    from astropy.io.votable.tree import VOTableFile

VOTABLE = (
    "application/x-votable+xml",
    "text/xml",
    "application/xml",
    "text/xml+votable",
    "application/x-votable",
)

_filters = threading.Lock()
"""Of warnings: they are the whole process's, and answers are read in threads."""


def host_of(url: str) -> str:
    """Return the name of an address's host.

    Parameters
    ----------
    url : str
        ``https://…``.

    Returns
    -------
    str
        Without its port.
    """
    return urlsplit(url).hostname or url


@contextmanager
def reading(square: Square, what: str) -> Iterator[None]:
    """Refuse a square whatever libraries raise at an answer, in a ``with`` statement.

    Their warnings are passed over, for most services break some rule.

    Parameters
    ----------
    square : Square
        What was asked for.
    what : str
        What the answer should be.

    Raises
    ------
    RefusedInput
        If anything is raised.
    """
    try:
        with _filters, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except RefusedInput:
        raise
    except Exception as error:  # what libraries raise at a damaged answer may be anything
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RefusedInput(square.name, f"no answer of {what}: {reason}") from error


def read_votable(answer: bytes) -> "VOTableFile":
    """Return a VOTable that a service sent.

    Parameters
    ----------
    answer : bytes
        The VOTable; rules that it breaks do not matter.

    Returns
    -------
    VOTableFile
        For pyvo's classes of results.
    """
    from astropy.io.votable import parse

    return parse(io.BytesIO(answer), verify="ignore")
