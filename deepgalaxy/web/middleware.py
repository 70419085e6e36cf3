"""What stands before every page: headers, limits of rate, size and time, and the token."""

import asyncio
import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deepgalaxy.web.access_token import may_look
from deepgalaxy.web.error_pages import refusal
from deepgalaxy.web.rate_limit import Buckets

UPLOAD_BYTES = 64 * 2**20
BODY_BYTES = UPLOAD_BYTES + 2**16
"""Of a request: an upload and its form."""
REQUEST_S = 60.0
OPEN = re.compile(r"/static/[\w.-]+|/login")
"""What needs no token: without these nobody could bring one."""
COSTLY = re.compile(r"/(upload|login|find|api/pictures|api/place)")
"""What takes a second of work, guesses a token, or asks a service elsewhere."""
COMPARING = re.compile(r"/(galaxy/[^/]+/alike|api/images/[^/]+/recommended)")
"""What takes a core for a good part of a second."""

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
    """Middleware that answers what must not go further, and adds the security headers to every answer.

    Parameters
    ----------
    app : ASGI application
    token : str or None
        Without one everybody who reaches the server may look.
    """

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app = app
        self._token = token
        self._usual = Buckets(per_second=50, burst=500)  # a page has fifty pictures
        self._costly = Buckets(per_second=0.5, burst=60)
        self._comparing = Buckets(per_second=5, burst=150)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # as GET; the server leaves the body away
            scope = {**scope, "method": "GET"}
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message)
            await send(message)

        request = Request(scope)
        if refused := self._refuse(request):
            await refusal(request, *refused)(scope, receive, send_guarded)
            return
        try:
            async with asyncio.timeout(REQUEST_S):
                await self._app(scope, receive, send_guarded)
        except TimeoutError:
            if started:
                raise
            late = refusal(request, 503, f"this took longer than {REQUEST_S:g} seconds: try again later")
            await late(scope, receive, send_guarded)

    def _refuse(self, request: Request) -> tuple[int, str] | None:
        client, path = request.client.host if request.client else "", request.url.path
        wait_s = 0.0
        if COSTLY.fullmatch(path):
            wait_s = self._costly.take(client)
        elif COMPARING.fullmatch(path):
            wait_s = self._comparing.take(client)
        elif self._token:  # without one, all who can ask are the user's own
            wait_s = self._usual.take(client)
        if wait_s:
            return 429, f"too many requests: wait {max(1, round(wait_s))} s"
        if comes_from_another_page(request):
            return 403, "another page asked for this: open the explorer itself"
        if b"\0" in unquote_to_bytes(request.scope["raw_path"] + b"?" + request.scope["query_string"]):
            return 400, "there is a NUL character in the address"
        if self._token and not OPEN.fullmatch(path) and not may_look(request, self._token):
            return 401, "this explorer asks for a token: log in, or send it as Authorization: Bearer"
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_BYTES:
            return 413, f"too large: an upload is at most {UPLOAD_BYTES >> 20} MiB"
        return None


def comes_from_another_page(request: Request) -> bool:
    """Whether a browser asks because a page from elsewhere told it to.

    Links from there are followed; their forms, scripts and pictures get nothing (Fetch Metadata, W3C 2021).
    Older browsers say only where a form is from. Programs say neither, and are answered.
    """
    headers, is_read = request.headers, request.method in ("GET", "HEAD")
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if site in ("cross-site", "same-site"):  # another port of this machine is another site's page too
        return not (is_read and headers.get("sec-fetch-mode") == "navigate")
    if site or is_read or not origin:
        return False
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _add_headers(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
