"""Filters of searches, as they stand in an address: the same for pages and the API."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Form, Query

from deepgalaxy.catalog.sky_region import EXAMPLES, SkyRegion
from deepgalaxy.similarity.search_filters import Cone, Stages

BandsSent = Annotated[
    str,
    Form(
        max_length=200,
        description="Bands of a FITS file to keep, g,r,i,z: by name, or in its order where it has none.",
    ),
]
"""With an upload."""


_parse_region = lru_cache(64)(SkyRegion.parse)
"""A page with similar images asks three times."""


@dataclass(frozen=True)
class Filters:
    """Filters of a search; an empty filter lets all images pass."""

    dataset: tuple[str, ...] = ()
    """Names of datasets."""
    stage: str | None = None
    """Range of stages, such as ``15..25``."""
    near: str | None = None
    """Position (ICRS)."""
    radius: str | None = None
    """Angle around the position, with its unit."""
    region: str | None = None
    """Region of the sky, as text."""

    @property
    def cone(self) -> Cone | None:
        """Position and radius, parsed.

        Returns
        -------
        Cone or None
            None without a position.
        """
        return Cone.parse_optional(self.near, self.radius)

    @property
    def stages(self) -> Stages | None:
        """Range of stages, parsed.

        Returns
        -------
        Stages or None
            None for all stages.
        """
        return Stages.parse(self.stage)

    @property
    def sky_region(self) -> SkyRegion | None:
        """Region of the sky, parsed: a text, never a file of the server's.

        Returns
        -------
        SkyRegion or None
            None for the whole sky.
        """
        return None if self.region is None else _parse_region(self.region)

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters as keyword arguments of a search.

        Returns
        -------
        dict
            ``datasets``, ``stages``, ``cone`` and ``region``.
        """
        return {
            "datasets": self.dataset,
            "stages": self.stages,
            "cone": self.cone,
            "region": self.sky_region,
        }

    def address(self, **others: Any) -> str:
        """Write the filters as the query string of an address.

        Parameters
        ----------
        **others : object
            More parameters of the address.

        Returns
        -------
        str
            URL-encoded, without empty values.
        """
        parameters = {**vars(self), **others}
        return urlencode({name: value for name, value in parameters.items() if value}, doseq=True)

    def __bool__(self) -> bool:
        """Tell whether any filter is set."""
        return any(vars(self).values())


async def _filters(  # async, so that it does not take a thread
    dataset: Annotated[
        list[str] | None, Query(description="Only from these datasets.", max_length=50)
    ] = None,
    stage: Annotated[
        str | None, Query(description="Only these stages: 15..25, 15.. or ..25.", max_length=40)
    ] = None,
    near: Annotated[
        str | None,
        Query(
            description='Position (ICRS): "13:46:10 +55:53:16" (RA in hours) or "206.54 55.89" (degrees).',
            max_length=100,
        ),
    ] = None,
    radius: Annotated[
        str | None, Query(description="Radius around the position: 20deg, 5arcmin.", max_length=40)
    ] = None,
    region: Annotated[
        str | None,
        Query(
            description=f"Region of the sky: {EXAMPLES}.",
            max_length=4000,
        ),
    ] = None,
) -> Filters:
    # HTML forms send empty fields too.
    near = near and near.strip()
    return Filters(
        dataset=tuple(name for name in dataset or () if name),
        stage=(stage and stage.strip()) or None,
        near=near or None,
        radius=(radius and radius.strip() if near else None) or None,
        region=(region and region.strip()) or None,
    )


FiltersAsked = Annotated[Filters, Depends(_filters)]
