"""Middleware: security headers, limits of rate, size and time, and the token."""

import asyncio
import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deepgalaxy.web.access_token import JUDGE_COOKIE, brings
from deepgalaxy.web.error_pages import refusal
from deepgalaxy.web.rate_limit import Buckets

UPLOAD_BYTES = 64 * 2**20
BODY_BYTES = UPLOAD_BYTES + 2**16
"""Size of a request's body, at most: an upload and its form."""
REQUEST_S = 60.0
"""Time limit of a request (s)."""
OPEN = re.compile(r"/static/[\w.-]+|/login")
"""Paths that need no token, as the login page does not."""
COSTLY = re.compile(r"/(upload|login|judge/login|find|api/pictures|api/place)")
"""Paths that take a second of computing, check a token, or query an external service."""
COMPARING = re.compile(r"/(galaxy/[^/]+/(similar|models)|api/images/[^/]+/recommended)")
"""Paths that take a core for up to a second."""

CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self';"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class GuardMiddleware:
    """Middleware that refuses requests over the limits, and adds the security headers to every response.

    Parameters
    ----------
    app : ASGI application
        Answers the requests that pass.
    token : str or None
        Required of every request; None: all requests are allowed.
    judge_token : str or None
        Of those who judge; it is taken in place of ``token``.
    """

    def __init__(self, app: ASGIApp, token: str | None, judge_token: str | None = None) -> None:
        self._app = app
        self._token = token
        self._judge_token = judge_token
        self._usual = Buckets(per_second=50, burst=500)  # a page has fifty pictures
        self._costly = Buckets(per_second=0.5, burst=60)
        self._comparing = Buckets(per_second=5, burst=150)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the application, or refuse it.

        Parameters
        ----------
        scope : dict
            The request, as ASGI describes it.
        receive : callable
            Receives the body.
        send : callable
            Sends the response.
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # answered like GET; the server drops the body
            scope = {**scope, "method": "GET"}
        started = False

        async def _send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message)
            await send(message)

        request = Request(scope)
        if refused := self._refuse(request):
            await refusal(request, *refused)(scope, receive, _send_guarded)
            return
        try:
            async with asyncio.timeout(REQUEST_S):
                await self._app(scope, receive, _send_guarded)
        except TimeoutError:
            if started:
                raise
            late = refusal(request, 503, f"this took longer than {REQUEST_S:g} seconds: try again later")
            await late(scope, receive, _send_guarded)

    def _refuse(self, request: Request) -> tuple[int, str] | None:
        client, path = request.client.host if request.client else "", request.url.path
        wait_s = 0.0
        if COSTLY.fullmatch(path):
            wait_s = self._costly.take(client)
        elif COMPARING.fullmatch(path):
            wait_s = self._comparing.take(client)
        elif self._token:  # without one, only this machine's own users can send requests
            wait_s = self._usual.take(client)
        if wait_s:
            return 429, f"too many requests: wait {max(1, round(wait_s))} s"
        if comes_from_another_page(request):
            return 403, "this request comes from another site's page: open the explorer itself"
        if b"\0" in unquote_to_bytes(request.scope["raw_path"] + b"?" + request.scope["query_string"]):
            return 400, "the address contains a NUL character"
        if self._token and not OPEN.fullmatch(path) and not self._may_look(request, self._token):
            return 401, "this explorer requires a token: log in, or send it as Authorization: Bearer"
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_BYTES:
            return 413, f"too large: an upload is at most {UPLOAD_BYTES >> 20} MiB"
        return None

    def _may_look(self, request: Request, token: str) -> bool:
        judges = self._judge_token
        return brings(request, token) or bool(judges and brings(request, judges, JUDGE_COOKIE))


def comes_from_another_page(request: Request) -> bool:
    """Tell whether a browser sends a request on behalf of another site's page.

    Links from other sites are allowed; their forms, scripts and images are not (Fetch Metadata, W3C 2021).
    Older browsers send only the origin of forms. Programs send neither header, and are allowed.

    Parameters
    ----------
    request : Request
        With its headers.

    Returns
    -------
    bool
        True where the request must be refused.
    """
    headers, is_read = request.headers, request.method in ("GET", "HEAD")
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if site in ("cross-site", "same-site"):  # another port of this machine counts as another site
        return not (is_read and headers.get("sec-fetch-mode") == "navigate")
    if site or is_read or not origin:
        return False
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _add_headers(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
