"""The requests that a table would need, counted before any is made."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import CutoutService, scale_by_radius
from deepgalaxy.surveys.services.http import RateLimits, at_mirror
from deepgalaxy.surveys.services.objid_positions import AT_ONCE, is_lost
from deepgalaxy.surveys.tables.table_objects import SurveyObject

EXAMPLES = 3


@dataclass(frozen=True)
class RequestPlan:
    """Requests for the galaxies of a table, if none of them is there yet."""

    requests: int = 0
    lookups: int = 0
    """Galaxies whose position SkyServer is asked for first, many at once."""
    examples: tuple[str, ...] = ()
    """Addresses of the first of them."""

    def __add__(self, later: "RequestPlan") -> "RequestPlan":
        return RequestPlan(
            self.requests + later.requests,
            self.lookups + later.lookups,
            (self.examples + later.examples)[:EXAMPLES],
        )

    def summary(self, rate_limits: RateLimits) -> str:
        """Return the number of requests, and the shortest time that they take, in a line.

        Parameters
        ----------
        rate_limits : RateLimits
            How the service would be asked.

        Returns
        -------
        str
            ``1,000 requests at most, 0.056 hours at 5 a second``.
        """
        requests = self.requests + math.ceil(self.lookups / AT_ONCE)
        hours = requests / rate_limits.per_second / 3600
        line = f"{requests:,} requests at most, {hours:.2g} hours at {rate_limits.per_second:g} a second"
        return f"{line}; {self.lookups:,} positions are asked of SDSS by objid" if self.lookups else line


def plan_requests(
    objects: Iterable[SurveyObject],
    service: CutoutService,
    size_px: int,
    scale_arcsec: float | None = None,
    mirror: str | None = None,
) -> RequestPlan:
    """Return what would be asked of a service for galaxies.

    Parameters
    ----------
    objects : iterable of SurveyObject
        Of a table, or of a part of it.
    service : CutoutService
        Which would be asked.
    size_px : int
        Side of the cutouts.
    scale_arcsec : float, optional
        Of a pixel; by default after the galaxy's petroR90, or the service's own.
    mirror : str, optional
        Another server that answers as the service does.

    Returns
    -------
    RequestPlan
        Plans for several parts of a table can be added.
    """
    plan, requests = RequestPlan(), service.requests * len(service.parts())
    for found in objects:
        scale = scale_arcsec or scale_by_radius(found.attributes, size_px)
        wanted = CutoutToFetch(0, found.name, found.ra_deg, found.dec_deg, scale, None, ())
        try:
            url = service.parts()[0].request(service.square(wanted, size_px))
        except RefusedInput:
            plan += RequestPlan(requests=is_lost(found) * requests, lookups=is_lost(found))
        else:
            plan += RequestPlan(requests=requests, examples=(at_mirror(url, mirror),))
    return plan
