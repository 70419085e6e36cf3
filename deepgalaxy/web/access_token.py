"""Access control: requests bring the token that the server was started with, as a header or a cookie."""

import hashlib
import hmac
import ipaddress

from starlette.requests import HTTPConnection

from deepgalaxy.surveys.services.login import Login

COOKIE = "deepgalaxy"
JUDGE_COOKIE = "deepgalaxy-judge"
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


def brings(request: HTTPConnection, token: str, cookie: str = COOKIE) -> bool:
    """Tell whether a request brings a token, as ``Authorization: Bearer`` or as a login page's cookie.

    Parameters
    ----------
    request : HTTPConnection
        The request.
    token : str
        What the server was started with.
    cookie : str
        Name of the cookie.

    Returns
    -------
    bool
        True where access is allowed.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and is_right(given.strip(), token):
        return True
    return is_right(request.cookies.get(cookie, ""), cookie_of(token))


def find_judge_token() -> str | None:
    """Read the token of those who judge: ``DEEPGALAXY_JUDGE_TOKEN``, or the file ``judge.token``, mode 600.

    Returns
    -------
    str or None
        None where there is none: then nobody judges.

    Raises
    ------
    WrongUse
        If others can read the file, or it is empty.
    """
    login = Login("judge", host="")
    return login.read().secrets[0] if login.is_there else None
