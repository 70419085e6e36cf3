"""The HTTP API below /api: images and similarity searches; described by OpenAPI."""

from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel

from deepgalaxy.imaging.cutout import to_8bit
from deepgalaxy.similarity.metric import Metric
from deepgalaxy.similarity.model_answers import ModelAnswer, ModelAnswers
from deepgalaxy.similarity.name_resolver import NamedPlace, find_place
from deepgalaxy.web.app_state import app_state_of
from deepgalaxy.web.error_pages import PROBLEMS, Problem
from deepgalaxy.web.galaxies import Galaxy, find_galaxy, find_sha256, read_picture
from deepgalaxy.web.image_list import ImageSummary, list_images
from deepgalaxy.web.query_filters import BandsSent, FiltersAsked
from deepgalaxy.web.responses import Download, download, png
from deepgalaxy.web.similar_images import Recommended, Similar, find_recommended, find_similar

T = TypeVar("T")

api = APIRouter(prefix="/api", responses=PROBLEMS)

Key = Annotated[
    str, Path(description="Id of an image, or the SHA-256 of an uploaded picture.", max_length=64)
]
Count = Annotated[int, Query(ge=1, le=1000, description="Rows per page.")]
PageNumber = Annotated[int, Query(ge=1, le=10_000, description="Page number, from 1.")]
FewPages = Annotated[int, Query(ge=1, le=10, description="Page number, from 1.")]
AllFrames = Annotated[bool, Query(description="False: only the nearest frame of each merger.")]
Form = Annotated[Download, Query(alias="format", description="JSON, or the rows as a CSV or VOTable file.")]
FILES: dict[str, Any] = {"content": {"text/csv": {}, "application/x-votable+xml": {}}}
PNG: dict[str, Any] = {"content": {"image/png": {}}, "description": "The picture."}


class Page(BaseModel, Generic[T]):
    """One page of the rows of a result."""

    items: list[T]
    page: int
    total: int | None
    """Rows on all pages together; null where not counted."""
    next: str | None
    """Address of the page after this one; null on the last."""


@dataclass(frozen=True)
class Paged:
    """The page requested, and the format of the response."""

    request: Request
    page: int
    count: int
    form: Download

    @property
    def skip(self) -> int:
        """Rows before this page.

        Returns
        -------
        int
            0 on the first.
        """
        return (self.page - 1) * self.count

    def answer(self, rows: list[Any], row_type: type[Any], total: int | None = None) -> Any:
        """Answer with a page of rows, or with a file of them.

        Parameters
        ----------
        rows : list
            Of this page.
        row_type : type
            Of which they are.
        total : int, optional
            Rows on all pages, where they are counted.

        Returns
        -------
        Page or Response
            In the format requested.
        """
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


@api.get("/images", response_model=Page[ImageSummary], responses={200: FILES}, tags=["images"])
def images(
    request: Request,
    filters: FiltersAsked,
    page: PageNumber = 1,
    count: Count = 50,
    form: Form = Download.JSON,
) -> Any:
    """List the catalogue's images that pass the filters; with a cone, nearest to its centre first."""
    asked = Paged(request, page, count, form)
    with app_state_of(request).catalog() as connection:
        rows, total = list_images(connection, count=count, skip=asked.skip, **filters.chosen)
    return asked.answer(rows, ImageSummary, total)


@api.get("/images/{key}", tags=["images"])
def image(request: Request, key: Key) -> Galaxy:
    """Get the data of one galaxy: position, redshift, time (Myr), and stage with its probabilities."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        return find_galaxy(explorer, connection, key)


@api.get("/images/{key}/models", tags=["images"])
def models(request: Request, key: Key) -> list[ModelAnswer]:
    """Get what each model says of one image of the catalogue, that of the model in use first."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        found = find_galaxy(explorer, connection, key)
        return ModelAnswers(found.id).run(connection) if found.id else []


@api.get("/images/{key}/picture.png", response_class=Response, responses={200: PNG}, tags=["images"])
def picture(request: Request, key: Key) -> Response:
    """Get the picture of one galaxy, as PNG."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        # Another catalogue at this address may use the id for another image, so a browser must revalidate;
        # a picture that it already has is neither read nor sent.
        tag = f'"{find_sha256(explorer, connection, key)}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return png(to_8bit(read_picture(explorer, connection, key)), headers)


@api.get("/images/{key}/similar", response_model=Page[Similar], responses={200: FILES}, tags=["searches"])
def similar(
    request: Request,
    key: Key,
    filters: FiltersAsked,
    metric: Metric = Metric.L2,
    exact: Annotated[bool, Query(description="Compare with every image, without the index.")] = False,
    page: FewPages = 1,
    count: Count = 10,
    all_frames: AllFrames = True,
    form: Form = Download.JSON,
) -> Any:
    """Find the images most similar to a galaxy, by the distance of their latent vectors, nearest first."""
    explorer, asked = app_state_of(request), Paged(request, page, count, form)
    with explorer.catalog() as connection:
        rows = find_similar(
            explorer, connection, key, filters, count=count, skip=asked.skip, metric=metric, exact=exact,
            all_frames=all_frames,
        )  # fmt: skip
    return asked.answer(rows, Similar)


@api.get(
    "/images/{key}/recommended", response_model=Page[Recommended], responses={200: FILES}, tags=["searches"]
)
async def recommended(
    request: Request,
    key: Key,
    filters: FiltersAsked,
    page: FewPages = 1,
    count: Annotated[int, Query(ge=1, le=150, description="Rows per page.")] = 10,
    all_frames: AllFrames = True,
    form: Form = Download.JSON,
) -> Any:
    """Recommend images by the spectrum of the graph of a galaxy's nearest neighbours, best first."""
    explorer, asked = app_state_of(request), Paged(request, page, count, form)

    def _answer() -> Any:
        with explorer.catalog() as connection:
            rows = find_recommended(
                explorer, connection, key, filters, count=count, skip=asked.skip, all_frames=all_frames
            )
        return asked.answer(rows, Recommended)

    return await explorer.compare(_answer)


@api.post("/pictures", status_code=201, tags=["images"], responses={413: {"model": Problem}})
def send_picture(request: Request, file: UploadFile, bands: BandsSent = "") -> Galaxy:
    """Upload a JPEG, PNG or FITS picture; get its stage and time, and a key that is valid for an hour."""
    explorer = app_state_of(request)
    upload = explorer.take_upload(file.filename or "picture", file.file.read(), bands)
    with explorer.catalog() as connection:
        return find_galaxy(explorer, connection, upload.sha256)


@api.get("/place", tags=["images"])
def place(
    request: Request,
    name: Annotated[
        str, Query(min_length=1, max_length=100, description="Position (ICRS) or name of an object.")
    ],
) -> NamedPlace:
    """Resolve a position or an object's name to ICRS coordinates; the CDS in Strasbourg resolves names."""
    return find_place(name)
