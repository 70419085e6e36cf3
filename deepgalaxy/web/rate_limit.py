"""Limit of the rate of requests: a token bucket for each client."""

import time

from cachetools import LRUCache

MOST_CLIENTS = 10_000
"""Clients remembered, at most."""


class Buckets:
    """Token buckets; each request takes a token.

    Parameters
    ----------
    per_second : float
        Tokens added to a bucket per second.
    burst : float
        Tokens in a full bucket.
    """

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second, self._burst = per_second, burst
        self._tokens: LRUCache[str, tuple[float, float]] = LRUCache(MOST_CLIENTS)

    def take(self, client: str) -> float:
        """Take a token from a client's bucket.

        Parameters
        ----------
        client : str
            Address of the client.

        Returns
        -------
        float
            0, or without a token the time until there is one (s).
        """
        now = time.monotonic()
        tokens, then = self._tokens.get(client, (self._burst, now))
        tokens = min(self._burst, tokens + (now - then) * self._per_second)
        self._tokens[client] = (tokens - 1 if tokens >= 1 else tokens, now)
        return 0.0 if tokens >= 1 else (1 - tokens) / self._per_second
