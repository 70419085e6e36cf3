"""The interface for programs, below /api: what the pages show, typed and described by OpenAPI."""

from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from deepgalaxy.catalog.cutout_status import QueueStatus, queue_status
from deepgalaxy.catalog.jobs import JobRunRow, list_runs
from deepgalaxy.catalog.models import ModelRow, list_models
from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.web.alike import Recommended, Similar, find_recommended, find_similar
from deepgalaxy.web.explorer import Explorer
from deepgalaxy.web.filters import FiltersAsked
from deepgalaxy.web.galaxies import Galaxy, find_galaxy, make_query, read_picture
from deepgalaxy.web.listing import DatasetRow, Image, list_datasets, list_images
from deepgalaxy.web.places import Place, find_place
from deepgalaxy.web.playback import Frame, Merger, list_frames, list_mergers, read_strip
from deepgalaxy.web.refusals import Problem
from deepgalaxy.web.rendering import CACHED, Download, download, png

T = TypeVar("T")

api = APIRouter(
    prefix="/api",
    responses={
        status: {"model": Problem, "description": said}
        for status, said in {
            400: "What was asked for cannot be, and why",
            404: "There is nothing of that name",
            422: "A parameter that cannot be understood",
            429: "Too many requests",
            503: "The catalogue cannot be used now, and what to do",
        }.items()
    },
)

Key = Annotated[
    str, Path(description="Id of an image, or the sha256 of a picture that was sent.", max_length=64)
]
Count = Annotated[int, Query(ge=1, le=1000, description="Rows on a page.")]
PageNumber = Annotated[int, Query(ge=1, le=10_000, description="Which page, from 1.")]
Form = Annotated[Download, Query(alias="format", description="JSON, or the rows as a file.")]
FILES: dict[str, Any] = {"content": {"text/csv": {}, "application/x-votable+xml": {}}}
PNG: dict[str, Any] = {"content": {"image/png": {}}, "description": "The picture."}


class Page(BaseModel, Generic[T]):
    """Some rows of an answer."""

    items: list[T]
    page: int
    total: int | None
    """Rows of the whole answer, where that is known."""
    next: str | None
    """Address of the page after this one; null on the last."""


Pair = Annotated[list[float], Field(min_length=2, max_length=2)]


class MapFacts(BaseModel):
    """The map of the latent space; ``points`` has the places."""

    model_config = ConfigDict(frozen=True)

    model: str
    """First 12 digits of the model's sha256."""
    points: int
    total: int
    """Vectors of the model; of more than 200,000 every n-th is shown."""
    explained: Pair
    """Share of the vectors' variance along each axis, the leading two principal components."""
    datasets: tuple[str, ...]
    n_clusters: int
    place: Pair | None
    """Where the galaxy asked about lies."""


@dataclass(frozen=True)
class _Paged:
    """A page asked for, and how its answer is given."""

    request: Request
    page: int
    count: int
    form: Download

    @property
    def skip(self) -> int:
        return (self.page - 1) * self.count

    def answer(self, rows: list[Any], row_type: type[Any], total: int | None = None) -> Any:
        if self.form is not Download.JSON:
            return download(rows, row_type, self.form, self.request.url.path.rpartition("/")[2])
        more = len(rows) == self.count if total is None else self.skip + len(rows) < total
        after = self.request.url.include_query_params(page=self.page + 1)
        return Page(
            items=rows,
            page=self.page,
            total=total,
            next=f"{after.path}?{after.query}" if more and rows else None,
        )


def explorer_of(request: Request) -> Explorer:
    """Return what all requests share."""
    explorer: Explorer = request.app.state.explorer
    return explorer


@api.get("/images", response_model=Page[Image], responses={200: FILES}, tags=["images"])
def images(
    request: Request,
    filters: FiltersAsked,
    page: PageNumber = 1,
    count: Count = 50,
    form: Form = Download.JSON,
) -> Any:
    """List the catalogue's images that pass the filters; those in a cone nearest to its centre first."""
    asked = _Paged(request, page, count, form)
    with explorer_of(request).catalog() as connection:
        rows, total = list_images(connection, count=count, skip=asked.skip, **filters.chosen)
    return asked.answer(rows, Image, total)


@api.get("/images/{key}", tags=["images"])
def image(request: Request, key: Key) -> Galaxy:
    """Say what is known of one galaxy, with the probabilities of its stages."""
    explorer = explorer_of(request)
    with explorer.catalog() as connection:
        return find_galaxy(explorer, connection, key)


@api.get("/images/{key}/picture.png", response_class=Response, responses={200: PNG}, tags=["images"])
def picture(request: Request, key: Key) -> Response:
    """Show its picture."""
    explorer = explorer_of(request)
    with explorer.catalog() as connection:
        return png(to_8bit(read_picture(explorer, connection, key)))


@api.get("/images/{key}/similar", response_model=Page[Similar], responses={200: FILES}, tags=["searches"])
def similar(
    request: Request,
    key: Key,
    filters: FiltersAsked,
    metric: Metric = Metric.L2,
    exact: Annotated[bool, Query(description="Scan, whether an index serves or not.")] = False,
    page: Annotated[int, Query(ge=1, le=10, description="Which page, from 1.")] = 1,
    count: Count = 10,
    form: Form = Download.JSON,
) -> Any:
    """Find the images most like a galaxy, nearest first."""
    explorer, asked = explorer_of(request), _Paged(request, page, count, form)
    with explorer.catalog() as connection:
        rows = find_similar(
            explorer, connection, key, filters, count=count, skip=asked.skip, metric=metric, exact=exact
        )
    return asked.answer(rows, Similar)


@api.get(
    "/images/{key}/recommended", response_model=Page[Recommended], responses={200: FILES}, tags=["searches"]
)
def recommended(
    request: Request,
    key: Key,
    filters: FiltersAsked,
    page: Annotated[int, Query(ge=1, le=10, description="Which page, from 1.")] = 1,
    count: Annotated[int, Query(ge=1, le=150, description="Rows on a page.")] = 10,
    form: Form = Download.JSON,
) -> Any:
    """Recommend images by the spectral cluster of a galaxy's neighbourhood."""
    explorer, asked = explorer_of(request), _Paged(request, page, count, form)
    with explorer.catalog() as connection:
        rows = find_recommended(explorer, connection, key, filters, count=count, skip=asked.skip)
    return asked.answer(rows, Recommended)


@api.post("/pictures", status_code=201, tags=["images"], responses={413: {"model": Problem}})
def send_picture(request: Request, file: UploadFile) -> Galaxy:
    """Send a JPEG, PNG or FITS picture: it is dated, and its key asks for what is like it, for an hour."""
    explorer = explorer_of(request)
    upload = explorer.take_upload(file.filename or "picture", file.file.read())
    with explorer.catalog() as connection:
        return find_galaxy(explorer, connection, upload.sha256)


@api.get("/place", tags=["images"])
def place(request: Request, name: Annotated[str, Query(min_length=1, max_length=100)]) -> Place:
    """Say where on the sky a position or an object is; names are looked up by the CDS, in Strasbourg."""
    return find_place(name)


@api.get("/datasets", tags=["catalogue"])
def datasets(request: Request) -> list[DatasetRow]:
    """List the datasets."""
    with explorer_of(request).catalog() as connection:
        return list_datasets(connection)


@api.get("/mergers", tags=["mergers"])
def mergers(request: Request) -> list[Merger]:
    """List the simulated mergers."""
    with explorer_of(request).catalog() as connection:
        return list_mergers(connection)


Dataset = Annotated[str, Query(max_length=100)]
Simulation = Annotated[str, Query(max_length=500)]
Camera = Annotated[int, Query(ge=0, le=1000)]


@api.get("/mergers/frames", tags=["mergers"])
def frames(
    request: Request,
    dataset: Dataset,
    simulation: Simulation,
    camera: Camera = 0,
    like: Annotated[str | None, Query(max_length=64, description="Key of a galaxy to compare with.")] = None,
) -> list[Frame]:
    """List the frames of a merger from one camera, in the order of time."""
    explorer = explorer_of(request)
    with explorer.catalog() as connection:
        query = make_query(explorer, connection, like) if like else None
        return list_frames(connection, dataset, simulation, camera, query)


@api.get("/mergers/strip.png", response_class=Response, responses={200: PNG}, tags=["mergers"])
def strip(request: Request, dataset: Dataset, simulation: Simulation, camera: Camera = 0) -> Response:
    """Show the frames of a merger from one camera as one picture, in the order of time, ten in a row."""
    with explorer_of(request).catalog() as connection:
        return png(read_strip(connection, list_frames(connection, dataset, simulation, camera)))


@api.get("/map", tags=["map"])
def latent_map(
    request: Request,
    of: Annotated[str | None, Query(max_length=64, description="Key of a galaxy to be placed on it.")] = None,
) -> MapFacts:
    """Describe the map of the latent space."""
    explorer = explorer_of(request)
    drawn = explorer.latent_map()
    where: list[float] | None = None
    if of:
        with explorer.catalog() as connection:
            where = list(drawn.place(make_query(explorer, connection, of).z))
    return MapFacts(
        model=drawn.model,
        points=len(drawn.ids),
        total=drawn.total,
        explained=list(drawn.explained),
        datasets=drawn.datasets,
        n_clusters=drawn.n_clusters,
        place=where,
    )


@api.get(
    "/map/points",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The points."}},
    tags=["map"],
)
def points(request: Request) -> Response:
    """Give the map's n points as little-endian arrays, one after the other.

    float64 ids (n), float32 x (n), float32 y (n), float32 stage (n, NaN where unknown), int16 dataset (n,
    place in ``datasets``), int16 cluster (n, -1 where unknown).
    """
    return Response(
        explorer_of(request).latent_map().to_bytes(), media_type="application/octet-stream", headers=CACHED
    )


@api.get("/models", tags=["catalogue"])
def models(request: Request) -> list[ModelRow]:
    """List the models."""
    with explorer_of(request).catalog() as connection:
        return list_models(connection)


@api.get("/jobs", tags=["catalogue"])
def jobs(request: Request, count: Annotated[int, Query(ge=1, le=1000)] = 20) -> list[JobRunRow]:
    """List the last runs of jobs, the newest first."""
    return list_runs(explorer_of(request).engine, count)


@api.get("/ingest", tags=["catalogue"])
def ingest(request: Request) -> list[QueueStatus]:
    """Say how far the galaxies of each survey table have come."""
    with explorer_of(request).catalog() as connection:
        return queue_status(connection)
