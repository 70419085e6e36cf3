"""Starting the server, and catalogues that it cannot show."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import create_engine, text

from deepgalaxy.web.serve import _listen


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
        said = fails("--port", str(taken.getsockname()[1]), code=1)
    assert "already in use" in said
    assert "--port" in said


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
    with serving(tmp_path / "data", DEEPGALAXY_DATABASE_URL=catalog_url) as address:
        page = requests.get(address, timeout=60)
        assert page.status_code == 503
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
