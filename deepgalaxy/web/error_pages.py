"""Errors, said to a person on a page or to a program as JSON."""

import logging
import re
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from deepgalaxy.catalog.health import CatalogError
from deepgalaxy.catalog.server_paths import ServerError
from deepgalaxy.core.disk_space import DiskFull, full_disk
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.decoding import Busy
from deepgalaxy.similarity.name_resolver import UnknownPlace
from deepgalaxy.web.app_state import Missing
from deepgalaxy.web.templating import render

log = logging.getLogger(__name__)

TITLES = {
    400: "That does not work",
    401: "Log in first",
    403: "Not from another page",
    404: "Nothing here",
    413: "Too large",
    422: "That cannot be understood",
    429: "Too many requests",
    503: "Not now",
}


FOLDERS = re.compile(r"(?<![\w/:.?=+-])/(?:[^/\s\"'(),;:]+/)+")
"""An absolute path, but for its last part."""
MOST_LOGGED = 1000
"""Different errors in the log."""


class Problem(BaseModel):
    """What was wrong with what, and what to do about it."""

    error: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "What was asked for cannot be, and why"},
    404: {"model": Problem, "description": "There is nothing of that name"},
    422: {"model": Problem, "description": "A parameter that cannot be understood"},
    429: {"model": Problem, "description": "Too many requests"},
    503: {"model": Problem, "description": "The catalogue cannot be used now, and what to do"},
}
"""How the interface's refusals are described."""


def refusal(request: Request, status: int, message: str) -> Response:
    """Say what is wrong: as JSON below /api, else as a page, or as a part of one that is there already."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if request.url.path.startswith("/api"):
        return JSONResponse({"error": message}, status, headers)
    if status == 401 and request.method == "GET" and request.url.path != "/scs":
        return RedirectResponse("/login", 303)
    title = TITLES.get(status, "That did not work" if status < 500 else "Something broke")
    page = "problem.html"
    if "hx-request" in request.headers:  # HTMX shows only what came with a status that is none of an error
        page, status = "parts/problem.html", 200
    return render(request, page, {"title": title, "message": message}, status, headers)


def without_internals(error: DeepGalaxyError) -> str:
    """Say what is wrong, and nothing of where on this machine, or by whose address, things are."""
    if isinstance(error, ServerError):
        return "the catalogue's database cannot be started: the explorer's log says why"
    if isinstance(error, DiskFull):
        return "a disk of the explorer's machine is full: its log says which, and what to do"
    said = f"the catalogue's database: {error.problem}" if isinstance(error, CatalogError) else str(error)
    return FOLDERS.sub("", said)


def answer_errors(app: FastAPI) -> None:
    """Answer what goes wrong in an app with `refusal`."""
    logged: set[str] = set()

    @app.exception_handler(DeepGalaxyError)
    def known(request: Request, error: DeepGalaxyError) -> Response:
        error = full_disk(error) or error
        kinds = {
            Missing: 404,
            UnknownPlace: 404,
            Busy: 503,
            CatalogError: 503,
            ServerError: 503,
            DiskFull: 503,
        }
        status = next((status for kind, status in kinds.items() if isinstance(error, kind)), 400)
        told = without_internals(error)
        if told != str(error) and str(error) not in logged and len(logged) < MOST_LOGGED:
            logged.add(str(error))
            log.error("%s", error)
        return refusal(request, status, told)

    @app.exception_handler(OSError)
    def of_the_system(request: Request, error: OSError) -> Response:
        full = full_disk(error)
        if full is None:
            raise error
        return known(request, full)

    @app.exception_handler(RequestValidationError)
    def not_understood(request: Request, error: RequestValidationError) -> Response:
        wrong = error.errors()[0]
        name = ".".join(str(part) for part in wrong["loc"][1:]) or "the request"
        return refusal(request, 422, f"{name}: {wrong['msg']}")

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> Response:
        said = {404: "there is no such page", 413: "too large: an upload is at most 64 MiB"}
        return refusal(request, error.status_code, said.get(error.status_code, error.detail))

    @app.exception_handler(Exception)
    def broken(request: Request, _error: Exception) -> Response:
        return refusal(request, 500, "this is a fault of the explorer; its log says more")
