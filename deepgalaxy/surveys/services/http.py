"""Requests to a host: limited in number at once, in rate, and in how often one is repeated."""

import asyncio
import email.utils
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.surveys.services.login import Credentials, Login

try:
    import aiohttp
    from aiolimiter import AsyncLimiter
    from tenacity import (
        AsyncRetrying,
        retry_if_exception_type,
        retry_if_not_exception_type,
        stop_after_attempt,
        wait_exponential,
        wait_random,
    )
except ImportError as error:
    raise DeepGalaxyError("cutouts of surveys need aiohttp: pip install 'deepgalaxy[surveys]'") from error

LARGEST_REPLY_BYTES = 32 * 2**20
LONGEST_PAUSE_S = 600.0
"""The longest pause that is made, whatever a host asks for."""
_TRY_AGAIN = (408, 425, 429)


class RequestFailed(Exception):  # noqa: N818 - reads as what it is where it is raised
    """A host did not answer, or not now: it may if asked again."""


class LoginRefused(RequestFailed):
    """A host does not take the user's token or password, or not any more: whoever asks must stop."""


class NoPicture(RequestFailed):
    """A host answered with something else; busy ones send a page with the status of a success."""


@dataclass(frozen=True, kw_only=True)
class RateLimits:
    """Limits of the requests to a host."""

    connections: int = 4
    """Requests at once."""
    per_second: float = 5.0
    """Requests a second."""
    attempts: int = 6
    """Of one request."""
    first_wait_s: float = 1.0
    """After the first attempt, twice as long after each further one; up to as much is added by chance."""
    timeout_s: float = 60.0
    """Of one attempt, from its start to the last byte."""
    outage_waits_s: tuple[float, ...] = (60, 300, 900, 1800, 3600)
    """Between tries when a host answers nothing at all."""


def at_mirror(url: str, mirror: str | None) -> str:
    """Return the address at which a mirror has what another server has.

    Parameters
    ----------
    url : str
        The other server's address.
    mirror : str or None
        ``https://…``; None for the server itself.

    Returns
    -------
    str
        With the same path and parameters.
    """
    if mirror is None:
        return url
    return mirror.rstrip("/") + urlsplit(url)._replace(scheme="", netloc="").geturl()


class Host:
    """One service's hosts, asked within limits of rate; an asynchronous context manager.

    Parameters
    ----------
    rate_limits : RateLimits
        How many requests at once and a second, how often again, and how long each may take.
    mirror : str, optional
        Another server, which is asked for every path instead: ``https://…``.
    login : Login, optional
        What the service wants of its users.

    Raises
    ------
    WrongUse
        If the user has no such token or password, or others can read it.
    """

    def __init__(
        self, rate_limits: RateLimits, mirror: str | None = None, login: Login | None = None
    ) -> None:
        self._limits = rate_limits
        self._mirror = mirror
        self._login = login
        self._credentials = login.read() if login else Credentials("", (), "")
        self._login_refused: LoginRefused | None = None
        self._connections = asyncio.Semaphore(rate_limits.connections)
        self._rate = AsyncLimiter(max(rate_limits.per_second, 1), max(1, 1 / rate_limits.per_second))
        self._pause_until_s = 0.0
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=rate_limits.connections),
            timeout=aiohttp.ClientTimeout(total=rate_limits.timeout_s),
            headers={"User-Agent": f"deepgalaxy/{version('deepgalaxy')}", "Accept-Encoding": "identity"},
            auto_decompress=False,
            trust_env=True,
        )
        self._retrying = AsyncRetrying(
            stop=stop_after_attempt(rate_limits.attempts),
            wait=wait_exponential(rate_limits.first_wait_s, max=120)
            + wait_random(0, rate_limits.first_wait_s),
            retry=retry_if_exception_type(RequestFailed) & retry_if_not_exception_type(LoginRefused),
            reraise=True,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    def hide(self, text: str) -> str:
        """Return a text without the user's token or password, which a server may repeat.

        Parameters
        ----------
        text : str
            A message.

        Returns
        -------
        str
            With stars in their places.
        """
        return self._credentials.hide(text)

    async def get(self, url: str, *content_types: str) -> bytes:
        """Fetch what is at an address, asking again where that may help.

        Parameters
        ----------
        url : str
            The address.
        *content_types : str
            Those that are taken: ``image/jpeg``.

        Returns
        -------
        bytes
            The content of the reply, at most `LARGEST_REPLY_BYTES`.

        Raises
        ------
        RefusedInput
            If the host says that there is nothing, or always answers something else than ``content_types``.
        LoginRefused
            If it does not take the user's token or password.
        RequestFailed
            If it never answered.
        """
        try:
            return await self._retrying.copy()(self._ask, url, content_types)
        except NoPicture as error:
            raise RefusedInput(url, str(error)) from error

    async def _ask(self, url: str, content_types: tuple[str, ...]) -> bytes:
        parts = urlsplit(url)
        is_ours = self._login is not None and (parts.scheme, parts.hostname) == ("https", self._login.host)
        headers = {"Authorization": self._credentials.header} if is_ours else {}
        url = at_mirror(url, self._mirror)
        async with self._connections:
            while (pause_s := self._pause_until_s - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(pause_s)
            await self._rate.acquire()
            if self._login_refused:
                raise self._login_refused
            try:
                async with self._session.get(url, headers=headers) as reply:
                    return await self._read(reply, url, content_types, is_ours=is_ours)
            except TimeoutError as error:
                raise RequestFailed(f"no whole answer in {self._limits.timeout_s:g} s") from error
            except aiohttp.InvalidURL as error:  # its text is the address, which may hold a signature
                raise RefusedInput(url, "the service names an address that is none") from error
            except aiohttp.ClientError as error:
                is_plain = isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError)
                raise RequestFailed((is_plain and str(error)) or type(error).__name__) from error

    async def _read(
        self, reply: aiohttp.ClientResponse, url: str, content_types: tuple[str, ...], *, is_ours: bool
    ) -> bytes:
        status = f"HTTP {reply.status} {reply.reason}"
        if reply.status == 401 or (reply.status == 403 and is_ours and not reply.history):
            self._login_refused = LoginRefused(f"{status}: {self._what_to_renew()}")
            raise self._login_refused
        if reply.status >= 500 or reply.status in _TRY_AGAIN:
            self._pause(reply.headers.get("Retry-After"))
            raise RequestFailed(status)
        if reply.status != 200:
            raise RefusedInput(url, status)
        content = bytearray()
        async for block in reply.content.iter_any():
            content += block
            if len(content) > LARGEST_REPLY_BYTES:
                raise RefusedInput(url, f"a reply of more than {LARGEST_REPLY_BYTES >> 20} MiB")
        if reply.content_type not in content_types:
            start = self.hide(content[:4000].decode(errors="replace"))[:80].strip()
            raise NoPicture(f"{reply.content_type} instead of {content_types[0]}: {start!r}")
        if not content:
            raise NoPicture("an empty reply")
        return bytes(content)

    def _what_to_renew(self) -> str:
        if self._login is None:
            return (
                "the service wants a login, and none is known for it (of a service of SIA at vo.example.org"
                " it is DEEPGALAXY_VO_EXAMPLE_ORG_TOKEN, or _LOGIN)"
            )
        owner = f"the {self._login.kind} of {self._credentials.source}"
        return f"{owner} has expired or is not enough: get another and run the same command again"

    def _pause(self, retry_after: str | None) -> None:
        """Make a pause as long as the header Retry-After asks for, in seconds or until a date."""
        if retry_after is None:
            return
        try:
            pause_s = float(retry_after)
        except ValueError:
            try:
                until = email.utils.parsedate_to_datetime(retry_after)
            except ValueError:
                return
            pause_s = (until - datetime.now(UTC)).total_seconds() if until.tzinfo else 0.0
        now = asyncio.get_running_loop().time()
        self._pause_until_s = max(self._pause_until_s, now + min(pause_s, LONGEST_PAUSE_S))
