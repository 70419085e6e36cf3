"""Access control: requests bring the token that the server was started with, as a header or a cookie."""

import hashlib
import hmac
import ipaddress

from starlette.requests import HTTPConnection

COOKIE = "deepgalaxy"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server that listens on an address.

    Parameters
    ----------
    host : str
        Host name, IPv4 or IPv6 address.

    Returns
    -------
    bool
        False for host names other than ``localhost``.
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_right(given: str, token: str) -> bool:
    """Compare a token with the right one, in constant time so that the time taken reveals nothing.

    Parameters
    ----------
    given : str
        What a visitor sent.
    token : str
        What the server was started with.

    Returns
    -------
    bool
        True where they are equal.
    """
    return hmac.compare_digest(given.encode(errors="replace"), token.encode())


def cookie_of(token: str) -> str:
    """Derive the cookie that stands for a token; the token cannot be computed from it.

    Parameters
    ----------
    token : str
        What the server was started with.

    Returns
    -------
    str
        HMAC-SHA256, hexadecimal.
    """
    return hmac.new(token.encode(), b"deepgalaxy explorer", hashlib.sha256).hexdigest()


def may_look(request: HTTPConnection, token: str) -> bool:
    """Tell whether a request brings the token, as ``Authorization: Bearer`` or as the login page's cookie.

    Parameters
    ----------
    request : HTTPConnection
        The request.
    token : str
        What the server was started with.

    Returns
    -------
    bool
        True where access is allowed.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and is_right(given.strip(), token):
        return True
    return is_right(request.cookies.get(COOKIE, ""), cookie_of(token))
