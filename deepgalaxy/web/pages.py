"""The pages: search, galaxy, mergers, map, runs, API."""

import math
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response, UploadFile
from starlette.responses import RedirectResponse

from deepgalaxy.catalog.model_registry import list_models
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.output import to_table
from deepgalaxy.core.samp import send_table
from deepgalaxy.similarity.chosen_images import ChosenImage
from deepgalaxy.similarity.latent_map import MapLayout
from deepgalaxy.similarity.model_answers import ModelAnswers
from deepgalaxy.similarity.umap_places import has_umap
from deepgalaxy.web.access_token import COOKIE, cookie_of, is_loopback, is_right
from deepgalaxy.web.api_catalog import Camera, Dataset, Merger, ingest, jobs
from deepgalaxy.web.app_state import ROW_CAP, app_state_of
from deepgalaxy.web.drawings import TimeAxis, stage_bars
from deepgalaxy.web.galaxies import Galaxy, find_galaxy, make_query
from deepgalaxy.web.image_list import ImageSummary, has_vectors, list_datasets, list_images, list_metrics
from deepgalaxy.web.latent_maps import BeingComputed
from deepgalaxy.web.map_selection import LayoutAsked, StateAsked, Within, list_chosen, map_asked
from deepgalaxy.web.model_comparison import compare_models
from deepgalaxy.web.playback import Frame, list_frames, list_mergers
from deepgalaxy.web.query_filters import BandsSent, Filters, FiltersAsked
from deepgalaxy.web.search_box import find_page
from deepgalaxy.web.similar_images import find_frames, find_galaxies, find_recommended
from deepgalaxy.web.templating import render

pages = APIRouter(include_in_schema=False)

PER_PAGE = 24
"""Images per page of the search."""
SENT = 1000
"""Images sent to TOPCAT or Aladin at once."""
NEIGHBOURS = 12
"""Similar images of each kind."""
FEW_NEIGHBOURS = 6
"""Similar images by each model, where models are compared."""


@pages.get("/")
def search(
    request: Request, filters: FiltersAsked, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:
    """Show the upload form, and the catalogue's images that pass the filters."""
    with app_state_of(request).catalog() as connection:
        images, total = list_images(connection, count=PER_PAGE, skip=(page - 1) * PER_PAGE, **filters.chosen)
        datasets = list_datasets(connection)
        has_model = has_vectors(connection)
    given = {
        "images": images, "total": total, "datasets": datasets, "has_model": has_model, "filters": filters,
        "page": page, "first": (page - 1) * PER_PAGE + 1, "sends": _is_at_home(request),
        "before": "/?" + filters.address(page=page - 1) if page > 1 else None,
        "after": "/?" + filters.address(page=page + 1) if page * PER_PAGE < total else None,
    }  # fmt: skip
    return render(request, "parts/images.html" if "hx-request" in request.headers else "search.html", given)


@pages.post("/send")
def send(request: Request, filters: FiltersAsked) -> Response:
    """Send the images that pass the filters to the programs that this machine's SAMP hub knows."""
    with app_state_of(request).catalog() as connection:
        return _sent(request, *list_images(connection, count=SENT, **filters.chosen), ImageSummary)


@pages.get("/find")
def find(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Go to an image by its id or name, or to the images around a position or an object."""
    if not q.strip():
        return RedirectResponse("/", 303)
    with app_state_of(request).catalog() as connection:
        return RedirectResponse(find_page(connection, q), 303)


@pages.post("/upload")
def upload(request: Request, file: UploadFile, bands: BandsSent = "") -> Response:
    """Decode an uploaded picture, and go to its page."""
    taken = app_state_of(request).take_upload(file.filename or "picture", file.file.read(), bands)
    address = f"/galaxy/{taken.sha256}"
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


@pages.get("/galaxy/{key}")
def galaxy(request: Request, key: str, filters: FiltersAsked) -> Response:
    """Show a galaxy: its picture, stage, time and data."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        found = find_galaxy(explorer, connection, key)
        datasets = list_datasets(connection)
        models = ModelAnswers(found.id).run(connection) if found.id else []
    given = {
        "galaxy": found, "filters": filters, "datasets": datasets, "models": models, **_plots(found)
    }  # fmt: skip
    return render(request, "galaxy.html", given)


@pages.get("/galaxy/{key}/similar")
async def similar(request: Request, key: str, filters: FiltersAsked) -> Response:
    """Show the images most similar to a galaxy: the part of its page that takes longer to compute."""
    explorer = app_state_of(request)

    def _answer() -> Response:
        with explorer.catalog() as connection:
            given = {
                "key": key, "filters": filters,
                "usual": explorer.usual.get(connection, make_query(explorer, connection, key)),
                "frames": find_frames(explorer, connection, key, filters, NEIGHBOURS),
                "galaxies": find_galaxies(explorer, connection, key, filters, NEIGHBOURS),
                "recommended": find_recommended(
                    explorer, connection, key, filters, count=NEIGHBOURS, all_frames=False
                ),
            }  # fmt: skip
        return render(request, "parts/similar.html", given)

    return await explorer.compare(_answer)


@pages.get("/galaxy/{key}/models")
async def models(request: Request, key: str) -> Response:
    """Show what each model says of a galaxy of the catalogue, and what is like it by each."""
    explorer = app_state_of(request)

    def _answer() -> Response:
        with explorer.catalog() as connection:
            found = find_galaxy(explorer, connection, key)
            compared = compare_models(connection, found.id, FEW_NEIGHBOURS) if found.id else []
        return render(request, "parts/models.html", {"compared": compared})

    return await explorer.compare(_answer)


@pages.get("/galaxy/{key}/sky")
def sky(request: Request, key: str) -> Response:
    """Show the sky around a galaxy in Aladin Lite, which is loaded from the CDS in Strasbourg."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        found = find_galaxy(explorer, connection, key)
    if found.ra_deg is None:
        raise DeepGalaxyError(f"{found.name}: its position on the sky is unknown")
    return render(request, "sky.html", {"galaxy": found}, headers={"Content-Security-Policy": ALADIN})


ALADIN = (
    "default-src 'self' https: data: blob:; style-src 'self' https: 'unsafe-inline'; object-src 'none';"
    " script-src 'self' https://aladin.cds.unistra.fr blob: 'unsafe-eval' 'wasm-unsafe-eval';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Aladin Lite loads tiles from other hosts and compiles its renderer: only this page allows that."""


@pages.get("/timeline")
def timeline(
    request: Request,
    dataset: Dataset = "",
    simulation: Merger = "",
    camera: Camera = 0,
    like: Annotated[str | None, Query(max_length=64)] = None,
    frame: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Play a merger, and mark the stage of a galaxy in it."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        asked = find_galaxy(explorer, connection, like) if like else None
        query = make_query(explorer, connection, like) if like else None
        if like and not simulation and (nearest := find_frames(explorer, connection, like, Filters(), 1)):
            of = find_galaxy(explorer, connection, str(nearest[0].id))
            dataset, simulation, camera = of.dataset or "", of.simulation or "", of.camera or 0
        mergers = list_mergers(connection)
        named = (m for m in mergers if (m.dataset, m.simulation) == (dataset, simulation))
        merger = next(named, mergers[0] if mergers else None)
        frames = []
        if merger:
            camera = camera if camera in merger.cameras else merger.cameras[0]
            frames = list_frames(connection, merger.dataset, merger.simulation, camera, query)
    first = _most_like(frames) if frame is None else min(frame, max(len(frames) - 1, 0))
    given = {
        "mergers": mergers, "merger": merger, "camera": camera, "galaxy": asked, "first": first,
        "frames": [vars(each) for each in frames],
    }  # fmt: skip
    return render(request, "timeline.html", given)


@pages.get("/map")
def latent_map(
    request: Request,
    of: Annotated[str | None, Query(max_length=64)] = None,
    layout: LayoutAsked = MapLayout.PCA,
    state: StateAsked = "",
    within: Within = "",
    page: Annotated[int, Query(ge=1, le=50_000)] = 1,
) -> Response:
    """Show the latent space in two dimensions, and what a visitor selects on it."""
    explorer = app_state_of(request)
    given: dict[str, Any] = {"layout": layout, "within": within, "has_umap": has_umap()}
    with explorer.catalog() as connection:
        given["galaxy"] = find_galaxy(explorer, connection, of) if of else None
        if not has_vectors(connection):
            return render(request, "map.html", given)
        try:
            given["map"] = map_asked(explorer, layout, state)
        except BeingComputed as wait:
            return render(request, "map.html", {**given, "wait": str(wait)})
        if within:
            images, total = list_chosen(
                connection, given["map"], within, count=PER_PAGE, skip=(page - 1) * PER_PAGE
            )
            selected = {"within": within, "layout": layout.value, "state": given["map"].state}
            at = f"/map?{urlencode(selected | ({'of': of} if of else {}))}&page="
            given |= {
                "images": images, "total": total, "first": (page - 1) * PER_PAGE + 1,
                "files": f"/api/map/images?{urlencode(selected)}", "most": ROW_CAP,
                "send": f"/map/send?{urlencode(selected)}" if _is_at_home(request) else None,
                "before": f"{at}{page - 1}" if page > 1 else None,
                "after": f"{at}{page + 1}" if page * PER_PAGE < total else None,
            }  # fmt: skip
    return render(request, "parts/selection.html" if "hx-request" in request.headers else "map.html", given)


@pages.post("/map/send")
def send_selection(
    request: Request, within: Within, layout: LayoutAsked = MapLayout.PCA, state: StateAsked = ""
) -> Response:
    """Send what is selected on the map to the programs that this machine's SAMP hub knows."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        drawn = map_asked(explorer, layout, state)
        return _sent(request, *list_chosen(connection, drawn, within, count=SENT), ChosenImage)


@pages.get("/runs")
def runs(request: Request) -> Response:
    """Show models, jobs and how far ingests have come, as they are now."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        given: dict[str, Any] = {"models": list_models(connection), "metrics": list_metrics(connection)}
    given |= {"jobs": jobs(request, 20), "tables": ingest(request)}
    return render(request, "parts/runs.html" if "hx-request" in request.headers else "runs.html", given)


@pages.get("/datasets")
def datasets(request: Request) -> Response:
    """Show the datasets; where on the sky each is follows."""
    with app_state_of(request).catalog() as connection:
        return render(request, "datasets.html", {"datasets": list_datasets(connection)})


@pages.get("/datasets/footprint")
def footprint(request: Request, dataset: Dataset) -> Response:
    """Show where on the sky a dataset has images: the part of the page that takes longer to compute."""
    explorer = app_state_of(request)
    with explorer.catalog() as connection:
        found, _ = explorer.footprints.get(connection, dataset)
    return render(request, "parts/footprint.html", {"footprint": found})


@pages.get("/docs")
def docs() -> Response:
    """Go to the list of the API's endpoints, under its usual address."""
    return RedirectResponse("/interface", 308)


@pages.get("/interface")
def interface(request: Request) -> Response:
    """List the endpoints of the API."""
    described = request.app.openapi()
    return render(request, "interface.html", {"paths": described["paths"]})


@pages.get("/login")
def login(request: Request) -> Response:
    """Ask for the token."""
    return render(request, "login.html")


@pages.post("/login")
def log_in(request: Request, token: Annotated[str, Form(max_length=1000)] = "") -> Response:
    """Check the token, and set the cookie."""
    right = request.app.state.token
    if right is None or not is_right(token.strip(), right):
        return render(request, "login.html", {"wrong": True}, 401)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        COOKIE, cookie_of(right), httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


def _is_at_home(request: Request) -> bool:
    """Tell whether the visitor sits at this machine, whose programs SAMP reaches."""
    return request.app.state.token is None and request.client is not None and is_loopback(request.client.host)


def _sent(request: Request, images: Sequence[Any], total: int, row_type: type[Any]) -> Response:
    """Send images to the programs that this machine's SAMP hub knows."""
    if not _is_at_home(request):
        raise DeepGalaxyError(
            "SAMP reaches programs on the explorer's own machine only: save a VOTable instead"
        )
    try:
        takers = send_table(to_table(images, row_type), "DeepGalaxy")
        words = f"{len(images)} of {total} images sent to {', '.join(takers)}"
    except DeepGalaxyError as error:
        words = str(error)
    return render(request, "parts/sent.html", {"words": words})


def _most_like(frames: Sequence[Frame]) -> int:
    """Return the index of the frame most similar to the galaxy compared with; without one, 0."""
    distances = [math.inf if frame.distance is None else frame.distance for frame in frames]
    return distances.index(min(distances)) if distances else 0


def _plots(galaxy: Galaxy) -> dict[str, Any]:
    """Make the plots of a galaxy's page."""
    estimate = galaxy.estimate
    ends = [estimate.time_lo90, estimate.time_hi90] if estimate else []
    times = [time for time in (galaxy.time_myr, *ends) if time is not None]
    return {
        "bars": stage_bars(estimate.probabilities) if estimate and estimate.stage is not None else [],
        "axis": TimeAxis.around(times) if times else None,
    }
