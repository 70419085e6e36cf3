"""Galaxies around a position, asked of SkyServer: a table like any other."""

import asyncio
from pathlib import Path

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.surveys.services.http import Host, RateLimits, RequestFailed
from deepgalaxy.surveys.services.skyserver import sql_search

FAINTEST_MAG = 17.77
"""Petrosian r of the SDSS main galaxy sample (Strauss et al. 2002), from which Galaxy Zoo drew."""
_QUERY = """
SELECT g.objID AS objid, g.ra, g.dec, g.petroR90_r, g.petroMag_r, s.z AS redshift
FROM fGetNearbyObjEq({ra:.6f}, {dec:.6f}, {radius:.4f}) AS n JOIN Galaxy AS g ON g.objID = n.objID
LEFT JOIN SpecObj AS s ON s.bestObjID = g.objID AND s.zWarning = 0
WHERE g.petroMag_r < {faintest:.2f} ORDER BY g.objID
"""


def galaxies_around(
    table: Path,
    ra_deg: float,
    dec_deg: float,
    radius_arcmin: float,
    rate_limits: RateLimits,
    *,
    faintest_mag: float = FAINTEST_MAG,
    mirror: str | None = None,
) -> None:
    """Write a table of the galaxies within a radius, with petroR90 and, if SDSS took a spectrum, redshift.

    Parameters
    ----------
    table : Path
        The CSV that is written.
    ra_deg, dec_deg : float
        Centre, ICRS.
    radius_arcmin : float
        Of the circle on the sky.
    rate_limits : RateLimits
        How the service is asked.
    faintest_mag : float
        Limit of the Petrosian r magnitude.
    mirror : str, optional
        Another server that answers as this one does.

    Raises
    ------
    DeepGalaxyError
        If the service does not answer, or not with a table.
    """
    query = _QUERY.format(ra=ra_deg, dec=dec_deg, radius=radius_arcmin, faintest=faintest_mag)

    try:
        content = asyncio.run(_ask(query, rate_limits, mirror))
    except (RequestFailed, RefusedInput) as error:
        reason = error.reason if isinstance(error, RefusedInput) else error
        raise DeepGalaxyError(f"SkyServer's SqlSearch: {reason}") from error
    with replacing(table) as temporary:
        temporary.write_bytes(content)


async def _ask(query: str, rate_limits: RateLimits, mirror: str | None) -> bytes:
    async with Host(rate_limits, mirror) as host:
        return await sql_search(host, query)
