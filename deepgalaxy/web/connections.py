"""Connections: the head of a request must come in time, and no client can take them all."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""In which the head of a request must be there, however slowly its bytes come (s)."""
CONNECTIONS = 200
"""Most at once; more are answered with 503."""
A_CLIENT = 100
"""Most of one address: half, so that there is always room for others."""


class Connection(H11Protocol):
    """A connection of uvicorn's that is closed where it waits too long, or while others need it."""

    _waiting_since: float | None = None
    _too_late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; where there are too many, the one that has waited longest makes room."""
        super().connection_made(transport)
        own = [each for each in self._all() if each._address == self._address]
        if len(own) > A_CLIENT:
            _close_longest_waiting(own, otherwise=self)
        elif len(self._all()) >= CONNECTIONS:
            _close_longest_waiting(self._all(), otherwise=self)
        self._note_waiting()

    def data_received(self, data: bytes) -> None:
        """Take what came; a whole head ends the wait."""
        super().data_received(data)
        self._note_waiting()

    def on_response_complete(self) -> None:
        """Wait for the next request, unless it is there already."""
        super().on_response_complete()
        self._note_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the wait."""
        super().connection_lost(exc)
        if self._too_late:
            self._too_late.cancel()

    @property
    def _address(self) -> str | None:
        return self.client[0] if self.client else None

    def _all(self) -> "list[Connection]":
        """Those that are open, this one too."""
        return [each for each in self.connections if isinstance(each, Connection) and not each._is_closing()]

    def _is_closing(self) -> bool:
        return bool(self.transport.is_closing())

    def _note_waiting(self) -> None:
        """Start the clock where no request is being answered, and stop it where one is."""
        waits = self.cycle is None or self.cycle.response_complete
        if waits and self._waiting_since is None:
            self._waiting_since = self.loop.time()
            self._too_late = self.loop.call_later(HEAD_S, self.transport.close)
        elif not waits and self._too_late:
            self._too_late.cancel()
            self._waiting_since = self._too_late = None


def _close_longest_waiting(among: list[Connection], otherwise: Connection) -> None:
    waiting = [each for each in among if each._waiting_since is not None]
    min(waiting, key=lambda each: each._waiting_since or 0.0, default=otherwise).transport.close()
