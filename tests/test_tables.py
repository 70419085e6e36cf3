"""Rows out, read back by the readers their users would use."""

import csv
import io
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape

import pytest
from astropy.io.votable import parse_single_table
from astropy.table import Table
from hypothesis import given
from hypothesis import strategies as st

from deepgalaxy.errors import RefusedInput, printable
from deepgalaxy.progress import ConsoleHandler
from deepgalaxy.tables import Format, print_rows, to_table


@dataclass(frozen=True)
class Row:
    """A row as similar prints it."""

    id: int
    name: str
    time_myr: float
    time_lo68: float | None
    labelled: bool


ROWS = [Row(1, 'a,"b', -12.5, None, labelled=True), Row(2, "<&>", 1e-7, 3.25, labelled=False)]


def test_json_is_a_list_of_objects(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, Row, Format.JSON)
    assert json.loads(capsys.readouterr().out) == [
        {"id": 1, "name": 'a,"b', "time_myr": -12.5, "time_lo68": None, "labelled": True},
        {"id": 2, "name": "<&>", "time_myr": 1e-7, "time_lo68": 3.25, "labelled": False},
    ]


def test_csv_survives_commas_and_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, Row, Format.CSV)
    back = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["name"] for row in back] == ['a,"b', "<&>"]
    assert back[0]["time_lo68"] == ""
    assert float(back[1]["time_myr"]) == 1e-7


def test_votable_has_units_types_and_nulls(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_rows(ROWS, Row, Format.VOTABLE)
    table = parse_single_table(io.BytesIO(capfdbinary.readouterr().out)).to_table()
    assert isinstance(table, Table)
    assert table.colnames == ["id", "name", "time_myr", "time_lo68", "labelled"]
    assert str(table["time_myr"].unit) == "Myr"
    assert table["id"].tolist() == [1, 2]
    assert list(table["name"]) == ['a,"b', "<&>"]
    assert table["time_lo68"].mask.tolist() == [True, False]
    assert table["labelled"].tolist() == [True, False]


@pytest.mark.parametrize("form", list(Format))
def test_no_rows_are_still_an_answer(form: Format, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_rows([], Row, form)
    out = capfdbinary.readouterr().out.decode()
    assert out.strip() == "[]" if form is Format.JSON else "time_myr" in out


def test_table_for_eyes_shows_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, Row, Format.TABLE)
    out = capsys.readouterr().out
    assert "-12.5" in out
    assert "yes" in out
    assert out.splitlines()[0].split() == ["id", "name", "time_myr", "time_lo68", "labelled"]


def test_to_table_of_no_rows_keeps_the_types() -> None:
    table = to_table([], Row)
    assert len(table) == 0
    assert table["id"].dtype.kind == "i"
    assert table["name"].dtype.kind == "U"


def test_a_files_name_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["m51[r].png", "ngc:star:.png", "a[/b].png"]
    print_rows([Row(i, name, 0.0, None, labelled=False) for i, name in enumerate(names)], Row, Format.TABLE)
    out = capsys.readouterr().out
    assert all(name in out for name in names)


def test_a_name_that_is_no_text_is_escaped(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_rows([Row(1, "latin\udce9.png", 0.0, None, labelled=False)], Row, Format.VOTABLE)
    assert b"latin\\udce9.png" in capfdbinary.readouterr().out


BAD = "a\x1b[2Jb\nc\rd\x00e\x7ff\x9bg\u202eh\ufffei.png"
SHOWN = r"a\x1b[2Jb\nc\rd\x00e\x7ff\x9bg\u202eh\ufffei.png"


@pytest.mark.parametrize("form", list(Format))
def test_controls_in_a_name_reach_nobody(form: Format, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_rows([Row(1, BAD, 0.0, None, labelled=False)], Row, form)
    out = capfdbinary.readouterr().out.decode()
    assert not [c for c in out if c != "\n" and not c.isprintable()]
    match form:
        case Format.JSON:
            assert json.loads(out)[0]["name"] == BAD
        case Format.CSV:
            assert next(csv.DictReader(io.StringIO(out)))["name"] == SHOWN
        case Format.VOTABLE:
            table = parse_single_table(io.BytesIO(out.encode())).to_table()
            assert table["name"][0] == SHOWN
        case Format.TABLE:
            assert SHOWN in out
            assert len(out.splitlines()) == 2


def test_a_refusal_and_a_log_line_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert str(RefusedInput(BAD, "blank")) == f"{SHOWN}: blank"
    record = logging.LogRecord(
        "deepgalaxy", logging.WARNING, "", 0, "%s: %s is %d", (BAD, Path(BAD), 3), None
    )
    ConsoleHandler().emit(record)
    assert capsys.readouterr().err == f"{SHOWN}: {SHOWN} is 3\n"


@given(st.text(st.characters()))
def test_printable_text_is_legal_xml_and_one_line(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    expat.ParserCreate().Parse(f"<a>{escape(shown)}</a>".encode(), True)
    assert printable(shown) == shown
    assert printable(text, but="\n").replace("\n", r"\n") == shown
