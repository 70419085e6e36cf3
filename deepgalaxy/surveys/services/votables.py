"""Answers of the Virtual Observatory's services."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import Square

VOTABLE = (
    "application/x-votable+xml",
    "text/xml",
    "application/xml",
    "text/xml+votable",
    "application/x-votable",
)


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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except RefusedInput:
        raise
    except Exception as error:  # what libraries raise at a damaged answer may be anything
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RefusedInput(square.name, f"no answer of {what}: {reason}") from error


def read_records(answer: bytes, results: type, square: Square, what: str) -> list[Any]:
    """Return the rows of a VOTable that a service sent.

    Parameters
    ----------
    answer : bytes
        The VOTable.
    results : type
        pyvo's class of such answers.
    square : Square
        What was asked for.
    what : str
        The protocol, for messages.

    Returns
    -------
    list of Record
        Of the class that ``results`` has for them.

    Raises
    ------
    RefusedInput
        If it is damaged, or an error.
    """
    from astropy.io.votable import parse

    with reading(square, what):
        return list(results(parse(io.BytesIO(answer), verify="ignore")))
