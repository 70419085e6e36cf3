"""The HTTP API below /api: mergers, the latent map, datasets, models, jobs and ingests."""

from enum import StrEnum
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from deepgalaxy.catalog.job_runs import JobRunRow, list_runs
from deepgalaxy.catalog.model_registry import ModelRow, list_models
from deepgalaxy.catalog.queue_status import QueueStatus, queue_status
from deepgalaxy.similarity.chosen_images import ChosenImage
from deepgalaxy.similarity.latent_map import MapLayout
from deepgalaxy.web.api import FILES, PNG, Form, Page, Paged, PageNumber
from deepgalaxy.web.app_state import ROW_CAP, app_state_of
from deepgalaxy.web.error_pages import PROBLEMS
from deepgalaxy.web.galaxies import make_query
from deepgalaxy.web.image_list import DatasetSummary, list_datasets
from deepgalaxy.web.map_selection import LayoutAsked, StateAsked, Within, list_chosen, map_asked
from deepgalaxy.web.playback import Frame, MergerSummary, list_frames, list_mergers, read_strip
from deepgalaxy.web.responses import CACHED, Download, png

api_catalogue = APIRouter(prefix="/api", responses=PROBLEMS)

Dataset = Annotated[str, Query(max_length=100, description="Name of a dataset.")]
Pair = Annotated[list[float], Field(min_length=2, max_length=2)]


class MapFacts(BaseModel):
    """The map of the latent space; ``/api/map/points`` has the coordinates."""

    model_config = ConfigDict(frozen=True)

    model: str
    """First 12 digits of the model's sha256."""
    layout: MapLayout
    """``pca``: the first two principal components; ``umap``: UMAP."""
    state: str
    """Changes when the map does; send it with places that were read off the map."""
    points: int
    """Images shown."""
    total: int
    """Vectors of the model; of more than 1,000,000 (by UMAP: 100,000) every n-th is shown."""
    explained: Pair | None
    """Share of the vectors' variance along each axis; null for UMAP."""
    datasets: tuple[str, ...]
    simulated: tuple[bool, ...]
    """Whether the images of each dataset are frames of simulations."""
    n_clusters: int
    place: Pair | None
    """Map coordinates of the galaxy named by ``of``, no unit; null without one. By UMAP: those of the image
    on the map that is most similar to it."""


@api_catalogue.get("/datasets", tags=["catalogue"])
def datasets(request: Request) -> list[DatasetSummary]:
    """List the datasets, with the number of images in each."""
    with app_state_of(request).catalog() as connection:
        return list_datasets(connection)


class FootprintForm(StrEnum):
    """Format of a footprint."""

    JSON = "json"
    FITS = "fits"
    PNG = "png"


@api_catalogue.get(
    "/footprint",
    response_class=Response,
    responses={200: {"content": {"application/json": {}, "application/fits": {}, "image/png": {}}}},
    tags=["catalogue"],
)
def footprint(
    request: Request,
    dataset: Dataset,
    form: Annotated[
        FootprintForm, Query(alias="format", description="A MOC as JSON or FITS, or a map of the sky.")
    ] = FootprintForm.JSON,
) -> Response:
    """Get where on the sky a dataset has images: its MOC of order 8, or a picture of it."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        if form is FootprintForm.PNG:
            return Response(explorer.footprints.draw(connection, dataset), media_type="image/png")
        _, region = explorer.footprints.get(connection, dataset)
    if form is FootprintForm.JSON:
        return Response(region.moc.to_string(format="json"), media_type="application/json")
    content = BytesIO()
    region.moc.serialize("fits").writeto(content)
    named = {"Content-Disposition": 'attachment; filename="footprint.fits"'}
    return Response(content.getvalue(), media_type="application/fits", headers=named)


@api_catalogue.get("/mergers", tags=["mergers"])
def mergers(request: Request) -> list[MergerSummary]:
    """List the simulated mergers, with their cameras, mass ratios and size ratios."""
    with app_state_of(request).catalog() as connection:
        return list_mergers(connection)


Merger = Annotated[str, Query(max_length=500, description="Name of a merger in the dataset.")]
Camera = Annotated[int, Query(ge=0, le=1000, description="Number of a camera, from 0.")]


@api_catalogue.get("/mergers/frames", tags=["mergers"])
def frames(
    request: Request,
    dataset: Dataset,
    simulation: Merger,
    camera: Camera = 0,
    like: Annotated[str | None, Query(max_length=64, description="Key of a galaxy to compare with.")] = None,
) -> list[Frame]:
    """List the frames of a merger from one camera, in order of time, with stage and time (Myr)."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        query = make_query(explorer, connection, like) if like else None
        return list_frames(connection, dataset, simulation, camera, query)


@api_catalogue.get("/mergers/strip.png", response_class=Response, responses={200: PNG}, tags=["mergers"])
def strip(request: Request, dataset: Dataset, simulation: Merger, camera: Camera = 0) -> Response:
    """Get the frames of a merger from one camera as one PNG, in order of time, ten per row."""
    with app_state_of(request).catalog() as connection:
        return png(read_strip(connection, list_frames(connection, dataset, simulation, camera)))


@api_catalogue.get("/map", tags=["map"])
def latent_map(
    request: Request,
    layout: LayoutAsked = MapLayout.PCA,
    of: Annotated[str | None, Query(max_length=64, description="Key of a galaxy to find on the map.")] = None,
) -> MapFacts:
    """Describe the map of the latent space: model, number of points, variance along each axis."""
    explorer = app_state_of(request)
    drawn = explorer.maps.get(layout)
    where: list[float] | None = None
    if of:
        with explorer.catalog() as connection:
            where = list(drawn.place(make_query(explorer, connection, of).z))
    return MapFacts(
        model=drawn.model,
        layout=layout,
        state=drawn.state,
        points=len(drawn.points),
        total=drawn.total,
        explained=drawn.explained and list(drawn.explained),
        datasets=drawn.datasets,
        simulated=drawn.simulated,
        n_clusters=drawn.n_clusters,
        place=where,
    )


@api_catalogue.get(
    "/map/points",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The points."}},
    tags=["map"],
)
def points(request: Request, layout: LayoutAsked = MapLayout.PCA, state: StateAsked = "") -> Response:
    """Get the map's n points as little-endian arrays, one after the other.

    float64 ids (n), float32 x (n), float32 y (n), float32 stage (n, NaN where unknown), int16 dataset (n,
    index into ``datasets``), int16 cluster (n, -1 where unknown).
    """
    drawn = map_asked(app_state_of(request), layout, state)
    return Response(drawn.to_bytes(), media_type="application/octet-stream", headers=CACHED)


@api_catalogue.get("/map/images", response_model=Page[ChosenImage], responses={200: FILES}, tags=["map"])
def images_on_map(
    request: Request,
    within: Within,
    layout: LayoutAsked = MapLayout.PCA,
    state: StateAsked = "",
    page: PageNumber = 1,
    count: Annotated[int, Query(ge=1, le=ROW_CAP, description="Rows per page.")] = 50,
    form: Form = Download.JSON,
) -> Any:
    """List the images that a line on the map goes around, in the order of their ids."""
    asked = Paged(request, page, count, form)
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        rows, total = list_chosen(
            connection, map_asked(explorer, layout, state), within, count=count, skip=asked.skip
        )
    return asked.answer(rows, ChosenImage, total)


@api_catalogue.get("/models", tags=["catalogue"])
def models(request: Request) -> list[ModelRow]:
    """List the models of the catalogue, and which one is in use."""
    with app_state_of(request).catalog() as connection:
        return list_models(connection)


@api_catalogue.get("/jobs", tags=["catalogue"])
def jobs(
    request: Request, count: Annotated[int, Query(ge=1, le=1000, description="Number of runs.")] = 20
) -> list[JobRunRow]:
    """List the last runs of jobs, newest first."""
    with app_state_of(request).catalog() as connection:
        return list_runs(connection.engine, count)


@api_catalogue.get("/ingest", tags=["catalogue"])
def ingest(request: Request) -> list[QueueStatus]:
    """Report the progress of ingests: how many galaxies of each survey table are fetched."""
    with app_state_of(request).catalog() as connection:
        return queue_status(connection)
