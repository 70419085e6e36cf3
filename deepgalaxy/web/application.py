"""The web application: its routes and middleware."""

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
from deepgalaxy.web.api_judging import api_judging
from deepgalaxy.web.app_state import AppState
from deepgalaxy.web.cone_search import scs
from deepgalaxy.web.error_pages import answer_errors
from deepgalaxy.web.judging import judging
from deepgalaxy.web.middleware import BODY_BYTES, GuardMiddleware
from deepgalaxy.web.pages import pages

AT_ONCE = 8
"""Requests answered at the same time, besides comparisons: with them fewer than 15 database connections."""


def make_app(settings: Settings, token: str | None = None, judge_token: str | None = None) -> FastAPI:
    """Make the explorer of a catalogue.

    Parameters
    ----------
    settings : Settings
        Which catalogue.
    token : str, optional
        Required of every request. Without one all requests are answered, but only under the host names
        of this machine, which prevents DNS rebinding by other sites' pages.
    judge_token : str, optional
        Required to judge images. Without one nobody may.

    Returns
    -------
    FastAPI
        The application, for an ASGI server.
    """
    explorer = AppState(settings, judges=judge_token is not None)

    @asynccontextmanager
    async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = AT_ONCE
        warming = threading.Thread(target=_warm, args=(explorer,))
        warming.start()
        yield
        await run_sync(warming.join)  # Python aborts if it ends while torch is being imported
        explorer.close()

    app = FastAPI(
        title="DeepGalaxy explorer",
        summary="When in its merger is this galaxy, and what else looks like it?",
        version=__version__,
        lifespan=_lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # these pages would load scripts from other hosts
        redoc_url=None,
    )
    app.state.explorer, app.state.token, app.state.judge_token = explorer, token, judge_token
    for router in (api, api_catalogue, api_judging, scs, pages, judging):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    answer_errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=BODY_BYTES)
    if token is None:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK_NAMES, "[::1]"])
    app.add_middleware(GuardMiddleware, token=token, judge_token=judge_token)
    return app


def _warm(explorer: AppState) -> None:
    """Start the processes, open the catalogue and load the model before the first requests need them."""
    with suppress(DeepGalaxyError):  # requests will report it
        with explorer.decoders.lend() as decoder:
            decoder.start()
        explorer.rankings.start()
        with explorer.catalog() as connection:
            explorer.model(connection)
