"""What would be asked of a service."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from deepgalaxy.catalog.cutouts import Wanted
from deepgalaxy.errors import RefusedInput
from deepgalaxy.surveys.objects import SurveyObject
from deepgalaxy.surveys.places import AT_ONCE, is_lost
from deepgalaxy.surveys.requests import Manners
from deepgalaxy.surveys.services import CutoutService, scale_by_radius

EXAMPLES = 3


@dataclass
class Plan:
    """Requests for the galaxies of a table, if none of them is there yet."""

    requests: int = 0
    lookups: int = 0
    """Galaxies whose place SDSS is asked for first, many at once."""
    examples: list[str] = field(default_factory=list)
    """The first of them."""

    def summary(self, manners: Manners) -> str:
        """Say how many they are, and how long they would take at least."""
        requests = self.requests + math.ceil(self.lookups / AT_ONCE)
        hours = requests / manners.per_second / 3600
        said = f"{requests:,} requests at most, {hours:.2g} hours at {manners.per_second:g} a second"
        return f"{said}; {self.lookups:,} places are asked of SDSS by objid" if self.lookups else said


def plan_requests(
    objects: Iterable[SurveyObject],
    plan: Plan,
    service: CutoutService,
    size_px: int,
    scale_arcsec: float | None = None,
    mirror: str | None = None,
) -> Iterator[SurveyObject]:
    """Pass galaxies on, and take down in ``plan`` what would be asked for them.

    Parameters are those of `deepgalaxy.surveys.order.order_cutouts` and
    `deepgalaxy.surveys.fetch.fetch_cutouts`.
    """
    for found in objects:
        scale = scale_arcsec or scale_by_radius(found.attributes, size_px)
        wanted = Wanted(0, found.name, found.ra_deg, found.dec_deg, scale, None, ())
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
