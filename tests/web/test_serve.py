"""Starting the server, and catalogues that it cannot show."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import create_engine, text

from deepgalaxy.web.connections import CONNECTIONS, HEAD_S
from deepgalaxy.web.listen import _listen


def fails(*words: str, code: int) -> str:
    """Run ``deepgalaxy serve``, which must end with this code and one sentence."""
    done = subprocess.run(
        [sys.executable, "-m", "deepgalaxy", "serve", *words], capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_a_port_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        output = fails("--port", str(taken.getsockname()[1]), code=1)
    assert "already in use" in output
    assert "--port" in output


def test_the_body_of_an_answer_does_not_wait_for_the_acknowledgement_of_its_head() -> None:
    with _listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_it_does_not_listen_to_others_without_a_token() -> None:
    assert "--token" in fails("--host", "0.0.0.0", "--port", "0", code=2)
    assert "shorter" in fails("--host", "0.0.0.0", "--port", "0", "--token", "short", code=2)


def test_a_catalogue_of_another_version_and_an_empty_one_say_what_to_do(
    catalog_url: str, serving: Any, tmp_path: Path
) -> None:
    engine = create_engine(catalog_url)
    mark = text("UPDATE alembic_version SET version_num = :version")
    with engine.begin() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        connection.execute(mark, {"version": "9999"})
    with serving(tmp_path / "data", lines=2, DEEPGALAXY_DATABASE_URL=catalog_url) as address:
        page = requests.get(address, timeout=60)
        assert page.status_code == 503
        assert "postgresql" not in page.text, "whose server it is stands in the log alone"
        assert "newer deepgalaxy" in page.text
        assert "newer deepgalaxy" in requests.get(f"{address}/api/images", timeout=60).json()["error"]

        with engine.begin() as connection:
            connection.execute(mark, {"version": version})
        for path, words in EMPTY.items():
            answer = requests.get(address + path, timeout=60)
            assert answer.status_code == 200, "it looks again, without a restart"
            assert f"deepgalaxy {words}" in answer.text
        nothing = requests.get(f"{address}/api/map", timeout=60)
        assert nothing.status_code == 400
        assert "deepgalaxy embed" in nothing.json()["error"]
    engine.dispose()


EMPTY = {"/": "demo", "/timeline": "simulate", "/map": "embed", "/runs": "ingest images"}
"""Pages, and what they tell to run where there is nothing to show."""


def test_an_embedded_server_that_was_killed_is_started_again(
    embedded_data_dir: Path, kill_server: Any, serving: Any
) -> None:
    with serving(embedded_data_dir) as address:
        assert requests.get(address, timeout=60).status_code == 200
        kill_server(embedded_data_dir)
        answers = [requests.get(f"{address}/api/datasets", timeout=60) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200] * 3, answers[0].text


def test_a_database_that_cannot_start_is_told_without_where_it_is(tmp_path: Path, serving: Any) -> None:
    (tmp_path / "postgres" / "pg18").mkdir(parents=True)
    with serving(tmp_path, lines=2) as address:
        answer = requests.get(f"{address}/api/datasets", timeout=60)
        assert answer.status_code == 503
        assert str(tmp_path) not in answer.text
        assert "log" in answer.json()["error"]


HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
"""A request whose head never ends."""


def test_half_open_heads_do_not_keep_others_out(place: Any) -> None:
    """More of them than there are connections, all of one client, and all still open."""
    host, port = place.url.removeprefix("http://").split(":")
    half_open = []
    try:
        for _ in range(CONNECTIONS + 10):
            half_open.append(socket.create_connection((host, int(port))))
            half_open[-1].sendall(HALF)
        assert requests.get(f"{place.url}/api/datasets", timeout=60).status_code == 200
    finally:
        for connection in half_open:
            connection.close()


def test_a_head_that_does_not_come_is_not_waited_for(place: Any) -> None:
    host, port = place.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10 * HEAD_S) as connection:
        connection.sendall(HALF)
        assert connection.recv(1000) == b"", "closed, without an answer"
