"""What narrows an answer down, as it is written in an address: the same on pages and for programs."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query

from deepgalaxy.similarity.search_filters import Cone, Stages


@dataclass(frozen=True)
class Filters:
    """Datasets, a range of stages, a place with a radius; what is empty lets all pass."""

    dataset: tuple[str, ...] = ()
    stage: str | None = None
    near: str | None = None
    radius: str | None = None

    @property
    def cone(self) -> Cone | None:
        """The place and radius, understood."""
        return Cone.parse_optional(self.near, self.radius)

    @property
    def stages(self) -> Stages | None:
        """The range of stages, understood."""
        return Stages.parse(self.stage)

    @property
    def chosen(self) -> dict[str, Any]:
        """The names under which a search takes them."""
        return {"datasets": self.dataset, "stages": self.stages, "cone": self.cone}

    def address(self, **others: Any) -> str:
        """Write them, and others beside them, as the query of an address."""
        said = {**vars(self), **others}
        return urlencode({name: value for name, value in said.items() if value}, doseq=True)

    def __bool__(self) -> bool:
        """Whether anything is narrowed down."""
        return any(vars(self).values())


async def _filters(  # not to be run in a thread of its own
    dataset: Annotated[
        list[str] | None, Query(description="Only from these datasets.", max_length=50)
    ] = None,
    stage: Annotated[
        str | None, Query(description="Only these stages: 15..25, 15.. or ..25.", max_length=40)
    ] = None,
    near: Annotated[
        str | None,
        Query(
            description='Place (ICRS): "13:46:10 +55:53:16" in hours, or "206.54 55.89" in degrees.',
            max_length=100,
        ),
    ] = None,
    radius: Annotated[
        str | None, Query(description="Around the place: 20deg, 5arcmin.", max_length=40)
    ] = None,
) -> Filters:
    # A form sends its empty fields too.
    near = near and near.strip()
    return Filters(
        dataset=tuple(name for name in dataset or () if name),
        stage=(stage and stage.strip()) or None,
        near=near or None,
        radius=(radius and radius.strip() if near else None) or None,
    )


FiltersAsked = Annotated[Filters, Depends(_filters)]
