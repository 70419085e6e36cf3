"""Limits of HTTP connections: a time limit for the request's head, and a maximum per client."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""Time limit for a complete request head, however slowly its bytes come (s)."""
CONNECTIONS = 200
"""Open at the same time, at most; further ones are answered with 503."""
A_CLIENT = 100
"""Of one IP address, at most: half, so that others always find room."""


class Connection(H11Protocol):
    """An HTTP connection of uvicorn that is closed when it idles too long, or when others need its place."""

    _idle_since: float | None = None
    _idle_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection; where there are too many, close the one that has been idle longest.

        Parameters
        ----------
        transport : Transport
            Of the connection, from asyncio.
        """
        super().connection_made(transport)
        own = [each for each in self._all() if each._address == self._address]
        if len(own) > A_CLIENT:
            _close_longest_idle(own, otherwise=self)
        elif len(self._all()) >= CONNECTIONS:
            _close_longest_idle(self._all(), otherwise=self)
        self._update_timer()

    def data_received(self, data: bytes) -> None:
        """Receive bytes; a complete request head ends the idle time.

        Parameters
        ----------
        data : bytes
            From the client.
        """
        super().data_received(data)
        self._update_timer()

    def on_response_complete(self) -> None:
        """Begin to idle, unless the next request is already there."""
        super().on_response_complete()
        self._update_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the time limit.

        Parameters
        ----------
        exc : Exception or None
            Why the connection was lost.
        """
        super().connection_lost(exc)
        if self._idle_timer:
            self._idle_timer.cancel()

    @property
    def _address(self) -> str | None:
        return self.client[0] if self.client else None

    def _all(self) -> "list[Connection]":
        """All open connections, including this one."""
        return [each for each in self.connections if isinstance(each, Connection) and not each._is_closing()]

    def _is_closing(self) -> bool:
        return bool(self.transport.is_closing())

    def _update_timer(self) -> None:
        """Start the timer while no request is being answered, and stop it while one is."""
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._idle_since is None:
            self._idle_since = self.loop.time()
            self._idle_timer = self.loop.call_later(HEAD_S, self.transport.close)
        elif not idle and self._idle_timer:
            self._idle_timer.cancel()
            self._idle_since = self._idle_timer = None


def _close_longest_idle(among: list[Connection], otherwise: Connection) -> None:
    idle = [each for each in among if each._idle_since is not None]
    min(idle, key=lambda each: each._idle_since or 0.0, default=otherwise).transport.close()
