"""The application: its routes, and what stands before them."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from deepgalaxy import __version__
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings
from deepgalaxy.web.access_token import LOOPBACK_NAMES
from deepgalaxy.web.api import api
from deepgalaxy.web.api_catalog import api_catalogue
from deepgalaxy.web.app_state import AppState
from deepgalaxy.web.cone_search import scs
from deepgalaxy.web.error_pages import answer_errors
from deepgalaxy.web.middleware import BODY_BYTES, GuardMiddleware
from deepgalaxy.web.pages import pages

AT_ONCE = 10
"""Requests that are worked on, beside the comparisons: below the 15 connections to the database."""


def make_app(settings: Settings, token: str | None = None) -> FastAPI:
    """Make the explorer of a catalogue.

    Parameters
    ----------
    settings : Settings
        Whose catalogue.
    token : str, optional
        Without one it answers everybody, but only under this machine's own names: a page elsewhere cannot
        make a browser here ask it by another (DNS rebinding).
    """
    explorer = AppState(settings)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = AT_ONCE
        warming = threading.Thread(target=_warm, args=(explorer,))
        warming.start()
        yield
        await run_sync(warming.join)  # an interpreter that ends while torch is being imported aborts
        explorer.close()

    app = FastAPI(
        title="DeepGalaxy explorer",
        summary="When in its merger is this galaxy, and what else looks like it?",
        version=__version__,
        lifespan=life,
        openapi_url="/api/openapi.json",
        docs_url=None,  # their scripts come from elsewhere
        redoc_url=None,
    )
    app.state.explorer, app.state.token = explorer, token
    for router in (api, api_catalogue, scs, pages):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    answer_errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=BODY_BYTES)
    if token is None:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK_NAMES, "[::1]"])
    app.add_middleware(GuardMiddleware, token=token)
    return app


def _warm(explorer: AppState) -> None:
    """Open and load what the first visitors will need, while they look at the first page."""
    with suppress(DeepGalaxyError):  # they will be told
        with explorer.decoders.lend() as decoder:
            decoder.start()
        explorer.rank.start()
        with explorer.catalog() as connection:
            explorer.model(connection)
