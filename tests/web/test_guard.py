"""What stands before every page."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import requests
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import Settings
from deepgalaxy.web import middleware as guard
from deepgalaxy.web import rate_limit as buckets
from deepgalaxy.web.access_token import is_loopback
from deepgalaxy.web.app_state import AppState
from deepgalaxy.web.error_pages import without_internals
from deepgalaxy.web.middleware import BODY_BYTES, GuardMiddleware
from deepgalaxy.web.rate_limit import Buckets

TOKEN = "correct horse battery"


class Clock:
    """A time that stands until it is moved."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        patch.setattr("deepgalaxy.web.rate_limit.time.monotonic", lambda: self.now)


def test_a_bucket_gives_its_burst_and_then_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, bucket = Clock(monkeypatch), Buckets(per_second=2, burst=3)
    assert [bucket.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.take("b") == 0, "another client has its own"
    clock.now = 0.5
    assert bucket.take("a") == 0
    assert bucket.take("a") == 0.5
    clock.now = 100
    assert [bucket.take("a") for _ in range(4)] == [0, 0, 0, 0.5], "it holds no more than its burst"


def test_old_clients_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "MOST_CLIENTS", 2)
    Clock(monkeypatch)
    bucket = Buckets(per_second=1, burst=1)
    assert [bucket.take(name) for name in "abca"] == [0, 0, 0, 0]


def ask(app: Any, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask an ASGI application; return status, headers and body."""
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    named = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "client": ("192.0.2.1", 1), "server": ("localhost", 80), "scheme": "http", "root_path": "",
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return messages[0]["status"], found, b"".join(message.get("body", b"") for message in messages[1:])


async def fine(_scope: Any, _receive: Any, send: Callable[..., Any]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


async def slow(_scope: Any, _receive: Any, _send: Any) -> None:
    await asyncio.Event().wait()


def test_every_answer_has_the_headers() -> None:
    for status, headers, _ in (
        ask(GuardMiddleware(fine, None)),
        ask(GuardMiddleware(fine, TOKEN), "/api/images"),
    ):
        assert status in (200, 401)
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]


def test_too_many_requests_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    app = GuardMiddleware(fine, None)
    answers = [ask(app, "/upload", "POST", content_length="0") for _ in range(61)]
    assert [status for status, _, _ in answers] == [200] * 60 + [429]
    assert b"wait 2 s" in answers[-1][2]
    assert ask(app, "/")[0] == 200, "looking is not counted"
    for path in ("/galaxy/1/similar", "/api/images/1/recommended"):
        answers = [ask(GuardMiddleware(fine, None), path) for _ in range(2)] + [
            ask(app, path) for _ in range(151)
        ]
        assert [status for status, _, _ in answers[:2]] == [200] * 2
        assert answers[-1][0] == 429, path
    app = GuardMiddleware(fine, TOKEN)
    answers = [ask(app, "/", authorization=f"Bearer {TOKEN}") for _ in range(501)]
    assert [status for status, _, _ in answers] == [200] * 500 + [429], "unless there are others"


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    app = GuardMiddleware(fine, None)
    assert ask(app, "/api/pictures", "POST", content_length=str(BODY_BYTES))[0] == 200
    assert ask(app, "/api/pictures", "POST", content_length=str(BODY_BYTES + 1))[0] == 413
    assert ask(app, "/api/pictures", "POST", content_length="-1")[0] == 413


def test_what_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "REQUEST_S", 0.05)
    status, _, body = ask(GuardMiddleware(slow, None), "/api/images")
    assert status == 503
    assert b"took longer" in body


@pytest.mark.parametrize(
    ("status", "method", "headers"),
    [
        (200, "POST", {}),  # a program
        (200, "POST", {"origin": "http://localhost"}),
        (200, "POST", {"origin": "http://localhost", "sec_fetch_site": "same-origin"}),
        (200, "POST", {"sec_fetch_site": "none"}),
        (403, "POST", {"origin": "http://example.org"}),
        (403, "POST", {"origin": "http://localhost:8888"}),
        (403, "POST", {"origin": "null"}),
        (403, "POST", {"sec_fetch_site": "cross-site"}),
        (403, "POST", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}),
        (403, "POST", {"origin": "http://localhost", "sec_fetch_site": "same-site"}),
        (200, "GET", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}),  # a link
        (403, "GET", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}),
        (403, "GET", {"sec_fetch_site": "same-site", "sec_fetch_mode": "cors"}),
        (200, "GET", {"origin": "http://example.org"}),  # an older browser cannot read the answer
    ],
)
def test_pages_from_elsewhere_get_nothing(status: int, method: str, headers: dict[str, str]) -> None:
    assert ask(GuardMiddleware(fine, None), "/upload", method, **headers)[0] == status


def test_a_nul_in_an_address_is_refused(place: Any) -> None:
    for path in ("/?dataset=a%00b", "/?near=%00&radius=1deg", "/api/images?stage=%00", "/find?q=%00",
                 "/galaxy/%00", "/api/mergers/frames?dataset=%00&simulation=x", "/scs?RA=%00"):  # fmt: skip
        assert requests.get(place.url + path, timeout=60).status_code == 400, path


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("the pixels of 3 images in /home/me/.local/share/deepgalaxy/images/a.h5 are gone",
         "the pixels of 3 images in a.h5 are gone"),
        ('is on socket "/root/data/pg18/.s.PGSQL.5432" failed', 'is on socket ".s.PGSQL.5432" failed'),
        ("galaxies/hubble/hdf-003.png: blank", "galaxies/hubble/hdf-003.png: blank"),
        ("write 13:46:10 +55:53:16, or 5/3", "write 13:46:10 +55:53:16, or 5/3"),
        ("see https://example.org/a/b/c", "see https://example.org/a/b/c"),
    ],
)  # fmt: skip
def test_messages_for_visitors_name_no_folder(message: str, shown: str) -> None:
    assert without_internals(DeepGalaxyError(message)) == shown


def test_without_the_token_nothing_is_shown() -> None:
    app = GuardMiddleware(fine, TOKEN)
    assert ask(app, "/api/images")[0] == 401
    assert ask(app, "/api/images", authorization=f"Bearer {TOKEN}")[0] == 200
    assert ask(app, "/api/images", authorization="Bearer wrong")[0] == 401
    assert ask(app, "/api/images", authorization=f"Bearer {TOKEN}é")[0] == 401
    assert ask(app, "/api/images", cookie=f"deepgalaxy={TOKEN}")[0] == 401, "a cookie is not the token itself"
    status, headers, _ = ask(app, "/map")
    assert (status, headers["location"]) == (303, "/login")
    assert ask(app, "/login")[0] == 200
    assert ask(app, "/static/style.css")[0] == 200
    assert ask(app, "/static/../api/images")[0] == 303


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.0.0.5", True), ("::1", True), ("localhost", True), ("0.0.0.0", False),
     ("::", False), ("192.168.1.2", False), ("", False), ("example.org", False)],
)  # fmt: skip
def test_only_this_machine_is_loopback(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_a_stranger_logs_in(place: Any, serving: Any) -> None:
    with serving(place.data_dir, "--host", "0.0.0.0", DEEPGALAXY_TOKEN=TOKEN) as url:
        visitor = requests.Session()
        assert "Log in" in visitor.get(url, timeout=60).text
        wrong = visitor.post(f"{url}/login", data={"token": "guess"}, timeout=60)
        assert wrong.status_code == 401
        assert "not the token" in wrong.text
        right = visitor.post(f"{url}/login", data={"token": TOKEN}, timeout=60)
        assert "HttpOnly; Path=/; SameSite=strict" in str(right.history[0].headers["set-cookie"])
        assert TOKEN not in str(visitor.cookies)
        assert "The catalogue" in visitor.get(url, timeout=60).text


def test_other_names_of_this_machine_are_not_answered(place: Any) -> None:
    answer = requests.get(place.url, headers={"Host": "rebound.example.org"}, timeout=60)
    assert answer.status_code == 400


def test_the_database_cannot_be_written(place: Any) -> None:
    """By what the server's connections may do, not by what it asks of them."""
    explorer = AppState(Settings(data_dir=place.data_dir))
    try:
        with explorer.catalog() as connection:
            assert connection.execute(text("SELECT current_user")).scalar() == "deepgalaxy_explorer"
            assert connection.execute(text("SHOW statement_timeout")).scalar() == "15s"
            with pytest.raises(DBAPIError, match="read-only transaction"):
                connection.execute(text("DELETE FROM image"))
        with (
            explorer.catalog("READ COMMITTED") as connection,
            pytest.raises(DeepGalaxyError, match="permission denied"),
        ):
            connection.execution_options(postgresql_readonly=False).execute(text("DELETE FROM image"))
    finally:
        explorer.close()
