"""Listen, and answer until Ctrl-C."""

import logging
import os
import socket
from contextlib import suppress

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse
from deepgalaxy.core.settings import Settings
from deepgalaxy.web.access_token import is_loopback

log = logging.getLogger(__name__)

LEAST_TOKEN = 16
"""Characters: shorter ones can be guessed."""


def serve(settings: Settings, host: str, port: int, token: str | None) -> None:
    """Serve the explorer until it is told to stop.

    Parameters
    ----------
    settings : Settings
        Whose catalogue.
    host : str
        Address to listen on.
    port : int
        0: any that is free.
    token : str or None
        What visitors must bring; needed where others than this machine reach ``host``.

    Raises
    ------
    WrongUse
        If ``host`` is open to others and there is no token, or it is short.
    DeepGalaxyError
        If nothing can listen there.
    """
    if token is None and not is_loopback(host):
        raise WrongUse(
            f"serve: {host} can be reached by others: give --token (or DEEPGALAXY_TOKEN), which "
            "visitors must bring, or listen on 127.0.0.1"
        )
    if token is not None and len(token) < LEAST_TOKEN:
        raise WrongUse(
            f"serve: the token is shorter than {LEAST_TOKEN} characters: openssl rand -hex 16 makes one"
        )
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    log.info("the explorer is at http://%s:%d (Ctrl-C ends it)", shown, listening.getsockname()[1])
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # requests share the cores: in each, threads would wait
    import uvicorn

    from deepgalaxy.web.application import make_app  # seconds of imports, while a browser may knock already
    from deepgalaxy.web.connections import CONNECTIONS, Connection

    config = uvicorn.Config(
        make_app(settings, token),
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
            f"serve: cannot listen on {host} port {port}: {why.lower()}; choose another with --port (0: any)"
        ) from error
    # Connections inherit it: asyncio sets it on those of its own listeners alone, and an answer's body would
    # wait 40 ms for the acknowledgement of its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
