"""Who may look: a token that the server was started with, as a header or a cookie."""

import hashlib
import hmac
import ipaddress

from starlette.requests import HTTPConnection

COOKIE = "deepgalaxy"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_right(given: str, token: str) -> bool:
    """Whether somebody gave the token, in a time that does not tell how nearly."""
    return hmac.compare_digest(given.encode(errors="replace"), token.encode())


def cookie_of(token: str) -> str:
    """What a browser keeps in place of the token, which cannot be had back from it."""
    return hmac.new(token.encode(), b"deepgalaxy explorer", hashlib.sha256).hexdigest()


def may_look(request: HTTPConnection, token: str) -> bool:
    """Whether a request brings the token, as ``Authorization: Bearer`` or as the login page's cookie."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and is_right(given.strip(), token):
        return True
    return is_right(request.cookies.get(COOKIE, ""), cookie_of(token))
