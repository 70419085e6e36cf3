"""What would be asked of a service."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import CutoutService, scale_by_radius
from deepgalaxy.surveys.services.http import RateLimits
from deepgalaxy.surveys.services.objid_positions import AT_ONCE, is_lost
from deepgalaxy.surveys.tables.table_objects import SurveyObject

EXAMPLES = 3


@dataclass
class RequestPlan:
    """Requests for the galaxies of a table, if none of them is there yet."""

    requests: int = 0
    lookups: int = 0
    """Galaxies whose place SDSS is asked for first, many at once."""
    examples: list[str] = field(default_factory=list)
    """The first of them."""

    def summary(self, rate_limits: RateLimits) -> str:
        """Say how many they are, and how long they would take at least."""
        requests = self.requests + math.ceil(self.lookups / AT_ONCE)
        hours = requests / rate_limits.per_second / 3600
        said = f"{requests:,} requests at most, {hours:.2g} hours at {rate_limits.per_second:g} a second"
        return f"{said}; {self.lookups:,} places are asked of SDSS by objid" if self.lookups else said


def plan_requests(
    objects: Iterable[SurveyObject],
    plan: RequestPlan,
    service: CutoutService,
    size_px: int,
    scale_arcsec: float | None = None,
    mirror: str | None = None,
) -> Iterator[SurveyObject]:
    """Pass galaxies on, and take down in ``plan`` what would be asked for them.

    Parameters are those of `deepgalaxy.surveys.ingest.enqueue.enqueue_cutouts` and
    `deepgalaxy.surveys.ingest.fetch.fetch_cutouts`.
    """
    for found in objects:
        scale = scale_arcsec or scale_by_radius(found.attributes, size_px)
        wanted = CutoutToFetch(0, found.name, found.ra_deg, found.dec_deg, scale, None, ())
        try:
            url = service.request(wanted, size_px, mirror)
        except RefusedInput:
            plan.lookups += is_lost(found)
            plan.requests += is_lost(found)
        else:
            plan.requests += 1
            if len(plan.examples) < EXAMPLES:
                plan.examples.append(url)
        yield found
