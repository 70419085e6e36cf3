"""Tables by SAMP: a real hub and clients as TOPCAT and Aladin are, in this process."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from astropy.io import votable
from astropy.io.votable.exceptions import VOWarning
from astropy.table import QTable
from pyvo import samp
from pyvo.samp import SAMPHubServer, SAMPIntegratedClient

from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.output import OutputFormat, to_table
from deepgalaxy.interface.search_result import SearchResult
from deepgalaxy.similarity.search import ImageInCone

ROWS = [ImageInCone(7, "sky/a", 10.0, -20.0, 0.5), ImageInCone(8, "sky/ü", 11.0, -21.0, 0.75)]


@dataclass
class Taken:
    """What a program received."""

    name: str
    ids: list[int]
    ucd: str
    unit: str


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SAMPHubServer]:
    """A hub of this test's own, without looking for the internet."""
    samp.conf.use_internet = False
    lock = tmp_path / "samp"
    monkeypatch.setenv("SAMP_HUB", f"std-lockurl:{lock.as_uri()}")
    running = SAMPHubServer(web_profile=False, lockfile=str(lock), addr="127.0.0.1")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def listen(hub: SAMPHubServer) -> Iterator[Callable[..., list[Taken]]]:
    """Start a program that takes tables, or fails to."""
    clients = []

    def start(name: str, error: str | None = None) -> list[Taken]:
        taken: list[Taken] = []
        client = SAMPIntegratedClient(name, addr="127.0.0.1")
        client.connect()
        clients.append(client)

        def load(
            _key: str, _sender: str, msg_id: str, _mtype: str, given: dict[str, Any], _more: Any
        ) -> None:
            if error:
                reply = {
                    "samp.status": "samp.error",
                    "samp.result": {},
                    "samp.error": {"samp.errortxt": error},
                }
            else:
                with warnings.catch_warnings():
                    warnings.simplefilter("error", VOWarning)
                    parsed = votable.parse(urlsplit(given["url"]).path, verify="exception")
                table = parsed.get_first_table()
                field = table.get_field_by_id_or_name("ra_deg")
                ids = table.to_table()["id"].tolist()
                taken.append(Taken(given["name"], ids, field.ucd, str(field.unit)))
                reply = {"samp.status": "samp.ok", "samp.result": {}}
            client.reply(msg_id, reply)

        client.bind_receive_call("table.load.votable", load)
        return taken

    yield start
    for client in clients:
        client.disconnect()


def test_two_programs_read_the_rows_with_units_and_ucds(
    listen: Callable[..., list[Taken]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each gets all rows; who took them is said on stderr, and stdout is empty."""
    topcat, aladin = listen("TOPCAT"), listen("Aladin")
    print_rows(ROWS, ImageInCone, OutputFormat.SAMP)
    expected = [Taken("DeepGalaxy", [7, 8], "pos.eq.ra;meta.main", "deg")]
    assert topcat == expected
    assert aladin == expected
    assert capsys.readouterr() == ("", "2 rows sent to Aladin, TOPCAT\n")


def test_a_result_in_python_is_sent(listen: Callable[..., list[Taken]]) -> None:
    """A search's table, and a part of it, is sent under a name."""
    topcat = listen("TOPCAT")
    result = SearchResult.of(ROWS, ImageInCone, lambda _: {})
    assert result[1:].send("part") == ["TOPCAT"]
    assert topcat == [Taken("part", [8], "pos.eq.ra;meta.main", "deg")]


def test_a_program_that_cannot_read_the_table_is_named_with_its_reason(
    listen: Callable[..., list[Taken]],
) -> None:
    """The words of its error reach the user."""
    listen("TOPCAT", error="out of memory")
    with pytest.raises(DeepGalaxyError, match="TOPCAT could not read the table: out of memory"):
        SearchResult(QTable(to_table(ROWS, ImageInCone))).send()


@pytest.mark.usefixtures("hub")
def test_a_hub_alone_takes_no_table() -> None:
    """Somebody has to take it."""
    with pytest.raises(DeepGalaxyError, match="no program that takes tables: start TOPCAT or Aladin"):
        SearchResult(QTable(to_table(ROWS, ImageInCone))).send()


def test_without_a_hub_the_error_says_what_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is started by itself."""
    monkeypatch.setenv("SAMP_HUB", f"std-lockurl:{(tmp_path / 'none').as_uri()}")
    with pytest.raises(DeepGalaxyError, match="no hub is running on this machine: start TOPCAT or Aladin"):
        print_rows(ROWS, ImageInCone, OutputFormat.SAMP)
