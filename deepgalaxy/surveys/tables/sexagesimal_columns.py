"""Positions in six columns, as the CDS and the AAS publish them: RAh RAm RAs, DE- DEd DEm DEs."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.surveys.tables.cells import (
    Chosen,
    Chunk,
    Column,
    Heading,
    TableSource,
    as_numbers,
    as_python_writes,
)

_SPELLINGS = (
    (("rah", "ram", "ras"), ("de-", "ded", "dem", "des")),
    (("ra_h", "ra_m", "ra_s"), ("dec_sign", "dec_d", "dec_m", "dec_s")),
    (("rah", "ram", "ras"), ("dec-", "decd", "decm", "decs")),
)
"""Hours, minutes and seconds; sign, degrees, arcminutes and arcseconds; in lower case."""


def with_joined_parts(source: TableSource) -> TableSource:
    """Give a table that has positions in parts a column of right ascension and one of declination (deg).

    Parameters
    ----------
    source : TableSource
        Any table.

    Returns
    -------
    TableSource
        The same where it has no such parts.
    """
    known = {name.lower(): name for name in source.names}
    for hours, degrees in _SPELLINGS:
        if {hours[0], hours[1], degrees[1], degrees[2]} <= known.keys():
            ra = tuple(known.get(part) for part in hours)
            dec = tuple(known.get(part) for part in degrees)
            joined = {"/".join(filter(None, ra)): ra, "/".join(filter(None, dec)): dec}
            ucds = ("pos.eq.ra;meta.main", "pos.eq.dec;meta.main")
            new = tuple(Heading(name, "deg", ucd) for name, ucd in zip(joined, ucds, strict=True))
            chunks = (_join(chunk, joined) for chunk in source.chunks)
            return replace(source, headings=(*source.headings, *new), chunks=chunks)
    return source


def _join(chunk: Chunk, joined: dict[str, tuple[str | None, ...]]) -> Chunk:
    def _source(name: str, chosen: Chosen) -> Column:
        if name not in joined:
            return chunk.column(name, chosen)
        *sign, whole, minutes, seconds = joined[name]
        rest = [_number(chunk, part, chosen) for part in (minutes, seconds)]
        rest = [
            np.where((part >= 0) & (part <= most), part, np.nan)
            for part, most in zip(rest, (59, 60), strict=True)
        ]
        size = np.abs(_number(chunk, whole, chosen)) + rest[0] / 60 + rest[1] / 3600
        if not sign:
            return 15 * size
        signs = _is_minus(chunk, sign[0] or whole, chosen)
        return np.where(signs, -size, size)

    return replace(chunk, names=(*chunk.names, *joined), source=_source)


def _number(chunk: Chunk, name: str | None, chosen: Chosen) -> NDArray[np.float64]:
    """Values of a part, NaN where unknown; a part without a column is 0."""
    if name is None:
        return np.zeros(len(chunk.rows[chosen]))
    return np.ma.filled(as_numbers(chunk.column(name, chosen)).astype(np.float64), np.nan)


def _is_minus(chunk: Chunk, name: str | None, chosen: Chosen) -> NDArray[np.bool_]:
    """Whether a sign, or a number with one, is minus: as text, for ``-`` alone stands for nothing known."""
    values = np.ma.getdata(chunk.column(str(name), chosen))
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "backslashreplace")
    return np.array(
        [as_python_writes(sign).startswith("-") for sign in np.char.strip(values.astype(str))], bool
    )
