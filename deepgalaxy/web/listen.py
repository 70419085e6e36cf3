"""The server: listens on an address and answers until Ctrl-C."""

import logging
import os
import socket
from contextlib import suppress

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.core.settings import Settings
from deepgalaxy.web.access_token import find_judge_token, is_loopback

log = logging.getLogger(__name__)

LEAST_TOKEN = 16
"""Least length of a token, characters: shorter ones can be guessed."""


def serve(settings: Settings, host: str, port: int, token: str | None) -> None:
    """Serve the explorer until it is stopped with Ctrl-C.

    Parameters
    ----------
    settings : Settings
        Which catalogue.
    host : str
        Address to listen on.
    port : int
        0 for any free port.
    token : str or None
        Required of visitors; needed where other machines can reach ``host``.

    Raises
    ------
    WrongUse
        If other machines can reach ``host`` and there is no token, or a token is short.
    DeepGalaxyError
        If the address cannot be used.
    """
    if token is None and not is_loopback(host):
        raise WrongUse(
            f"serve: other machines can reach {host}: set `token=` (or DEEPGALAXY_TOKEN), which visitors "
            "must then give, or listen on 127.0.0.1"
        )
    judge_token = find_judge_token()
    for what, given in (("the token", token), ("the token of those who judge", judge_token)):
        if given is not None and len(given) < LEAST_TOKEN:
            raise WrongUse(
                f"serve: {what} is shorter than {LEAST_TOKEN} characters: `openssl rand -hex 16` makes one"
            )
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    log.info("the explorer is at http://%s:%d (Ctrl-C ends it)", shown, listening.getsockname()[1])
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one per request: they run in parallel
    import uvicorn

    from deepgalaxy.web.application import make_app  # imports take seconds; the socket already accepts
    from deepgalaxy.web.connections import CONNECTIONS, Connection

    config = uvicorn.Config(
        make_app(settings, token, judge_token),
        http=Connection,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=5,
    )
    with suppress(KeyboardInterrupt), listening:
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise DeepGalaxyError(
            f"serve: cannot listen on {host} port {port}: {why.lower()}; choose another with `port=` (0: any)"
        ) from error
    # Connections inherit this option, which asyncio sets only for sockets that it opens itself. Without it, a
    # response's body waits 40 ms until its head is acknowledged.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
