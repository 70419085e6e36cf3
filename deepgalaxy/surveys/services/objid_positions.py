"""Positions of galaxies of which a table has the objid alone: SkyServer is asked for many at once."""

import asyncio
import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.ranges import wrap_right_ascension
from deepgalaxy.surveys.services.http import Host, RateLimits, RequestFailed
from deepgalaxy.surveys.services.skyserver import sql_search
from deepgalaxy.surveys.tables.objids import is_sdss
from deepgalaxy.surveys.tables.table_objects import SurveyObject

AT_ONCE = 150
"""Objids in a query: it is a part of an address, and those have some 8,000 characters."""
_SKY_VERSION_BIT = 59
_DR7 = """SELECT d.dr7objid AS objid, p.ra, p.dec FROM PhotoObjDR7 AS d JOIN PhotoObjAll AS p
    ON p.objID = d.dr8objid WHERE d.dr7objid IN ({})"""
_SINCE_DR8 = "SELECT objID AS objid, ra, dec FROM PhotoObjAll WHERE objID IN ({})"


def find_places(
    objects: Sequence[SurveyObject], rate_limits: RateLimits, mirror: str | None = None
) -> list[SurveyObject]:
    """Return galaxies with the position of those that have none, as far as SDSS knows their objid.

    Parameters
    ----------
    objects : sequence of SurveyObject
        Some thousand at a time, as `read_objects` yields them.
    rate_limits : RateLimits
        How SkyServer is asked.
    mirror : str, optional
        Another server that answers as SkyServer does.

    Returns
    -------
    list of SurveyObject
        All of them, in their order.

    Raises
    ------
    DeepGalaxyError
        If SkyServer does not answer.
    """
    lost = sorted({found.objid for found in objects if is_lost(found) and found.objid})
    positions = _ask(lost, rate_limits, mirror) if lost else {}
    return [
        replace(found, ra_deg=positions[found.objid][0], dec_deg=positions[found.objid][1])
        if is_lost(found) and found.objid in positions
        else found
        for found in objects
    ]


def is_lost(found: SurveyObject) -> bool:
    """Whether a galaxy has an objid of SDSS and no place.

    Parameters
    ----------
    found : SurveyObject
        The galaxy.

    Returns
    -------
    bool
        True if SkyServer should be asked.
    """
    return found.ra_deg is None and found.objid is not None and is_sdss(found.objid)


def _ask(
    objids: Sequence[int], rate_limits: RateLimits, mirror: str | None
) -> dict[int, tuple[float, float]]:
    old = [objid for objid in objids if objid >> _SKY_VERSION_BIT == 1]  # up to DR7: 587…, 588…
    new = [objid for objid in objids if objid >> _SKY_VERSION_BIT != 1]
    queries = [
        query.format(", ".join(map(str, some[start : start + AT_ONCE])))
        for query, some in ((_DR7, old), (_SINCE_DR8, new))
        for start in range(0, len(some), AT_ONCE)
    ]

    async def _ask_all() -> list[bytes]:
        async with Host(rate_limits, mirror) as host:
            return await asyncio.gather(*(sql_search(host, query) for query in queries))

    try:
        answers = asyncio.run(_ask_all())
        return {objid: place for answer in answers for objid, place in _read(answer)}
    except (RequestFailed, RefusedInput) as error:
        reason = error.reason if isinstance(error, RefusedInput) else error
        raise DeepGalaxyError(
            f"SkyServer's SqlSearch, asked where objids are: {reason}; run the same command again later"
        ) from error


def _read(answer: bytes) -> Iterator[tuple[int, tuple[float, float]]]:
    lines = [line for line in answer.decode(errors="replace").splitlines() if not line.startswith("#")]
    try:
        for row in csv.DictReader(lines):
            yield int(row["objid"]), (wrap_right_ascension(float(row["ra"])), float(row["dec"]))
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedInput("SqlSearch", f"no table of positions: {lines[0][:80]!r}") from error
