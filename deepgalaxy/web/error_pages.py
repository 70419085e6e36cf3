"""Error responses: as a page for people, as JSON for programs."""

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
from deepgalaxy.catalog.judgements import ImageGone
from deepgalaxy.catalog.server_paths import ServerError
from deepgalaxy.core.disk_space import DiskFull, full_disk
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.decoding import Busy
from deepgalaxy.similarity.name_resolver import UnknownPlace
from deepgalaxy.web.app_state import Missing
from deepgalaxy.web.templating import render

log = logging.getLogger(__name__)

TITLES = {
    400: "This request cannot be answered",
    401: "Login required",
    403: "Requests from other sites are refused",
    404: "Not found",
    413: "Too large",
    422: "Invalid parameter",
    429: "Too many requests",
    503: "Temporarily unavailable",
}
"""Headings of error pages, by HTTP status."""

FOLDERS = re.compile(r"(?<![\w/:.?=+-])/(?:[^/\s\"'(),;:]+/)+")
"""The folders of an absolute path, without its last part."""
MOST_LOGGED = 1000
"""Different errors written to the log, at most."""


class Problem(BaseModel):
    """What was wrong with what, and what to do about it."""

    error: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The request cannot be answered; the error says why"},
    404: {"model": Problem, "description": "Not in the catalogue"},
    422: {"model": Problem, "description": "Invalid parameter"},
    429: {"model": Problem, "description": "Too many requests"},
    503: {"model": Problem, "description": "The catalogue is unavailable; the error says what to do"},
}
"""Error responses in the API's description."""


def refusal(request: Request, status: int, message: str) -> Response:
    """Make an error response: JSON below /api, else a page, or a part of a page where HTMX asks for one.

    Parameters
    ----------
    request : Request
        The request that is refused.
    status : int
        HTTP status.
    message : str
        What is wrong, and what to do.

    Returns
    -------
    Response
        With this status; 303 to the login page, and 200 for parts, which HTMX shows only then.
    """
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if request.url.path.startswith("/api"):
        return JSONResponse({"error": message}, status, headers)
    if status == 401 and request.method == "GET" and request.url.path != "/scs":
        return RedirectResponse("/login", 303)
    title = TITLES.get(status, "This request failed" if status < 500 else "Internal error")
    page = "problem.html"
    if "hx-request" in request.headers:  # HTMX shows a response only if its status is not an error
        page, status = "parts/problem.html", 200
    return render(request, page, {"title": title, "message": message}, status, headers)


def without_internals(error: DeepGalaxyError) -> str:
    """Return an error's message without folders of this machine and addresses of the database.

    Parameters
    ----------
    error : DeepGalaxyError
        What was raised.

    Returns
    -------
    str
        Fit for all visitors.
    """
    if isinstance(error, ServerError):
        return "the catalogue's database cannot be started: the explorer's log says why"
    if isinstance(error, DiskFull):
        return "a disk of the explorer's machine is full: its log says which, and what to do"
    message = f"the catalogue's database: {error.problem}" if isinstance(error, CatalogError) else str(error)
    return FOLDERS.sub("", message)


def answer_errors(app: FastAPI) -> None:
    """Register handlers that answer an application's exceptions with `refusal`.

    Parameters
    ----------
    app : FastAPI
        The application.
    """
    logged: set[str] = set()

    @app.exception_handler(DeepGalaxyError)
    def _known(request: Request, error: DeepGalaxyError) -> Response:
        error = full_disk(error) or error
        kinds = {
            Missing: 404,
            ImageGone: 404,
            UnknownPlace: 404,
            Busy: 503,
            CatalogError: 503,
            ServerError: 503,
            DiskFull: 503,
        }
        status = next((status for kind, status in kinds.items() if isinstance(error, kind)), 400)
        message = without_internals(error)
        if message != str(error) and str(error) not in logged and len(logged) < MOST_LOGGED:
            logged.add(str(error))
            log.error("%s", error)
        return refusal(request, status, message)

    @app.exception_handler(OSError)
    def _system_error(request: Request, error: OSError) -> Response:
        full = full_disk(error)
        if full is None:
            raise error
        return _known(request, full)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        wrong = error.errors()[0]
        name = ".".join(str(part) for part in wrong["loc"][1:]) or "the request"
        return refusal(request, 422, f"{name}: {wrong['msg']}")

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        messages = {404: "there is no such page", 413: "too large: an upload is at most 64 MiB"}
        return refusal(request, error.status_code, messages.get(error.status_code, error.detail))

    @app.exception_handler(Exception)
    def _internal(request: Request, _error: Exception) -> Response:
        return refusal(request, 500, "this is an error in the explorer; its log has the details")
