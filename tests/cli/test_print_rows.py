"""Rows out, read back by the readers their users would use."""

import csv
import io
import json
import logging
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, fields
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

import pytest
from astropy.io.votable import parse_single_table
from astropy.io.votable.ucd import check_ucd
from astropy.table import Table
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from deepgalaxy.cli.print_rows import print_rows
from deepgalaxy.core.errors import RefusedInput, printable
from deepgalaxy.core.output import OutputFormat, to_table
from deepgalaxy.core.prediction import PREDICTION
from deepgalaxy.core.progress import ConsoleHandler
from deepgalaxy.inference.predict_files import FilePrediction
from deepgalaxy.similarity.recommend import Recommendation
from deepgalaxy.similarity.search import Hit, ImageInCone
from deepgalaxy.web.image_list import ImageSummary
from deepgalaxy.web.similar_images import Recommended, Similar

PRINTED = [form for form in OutputFormat if form is not OutputFormat.SAMP]
"""Forms on stdout; `tests/core/test_samp.py` has the other."""


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
    print_rows(ROWS, Row, OutputFormat.JSON)
    assert json.loads(capsys.readouterr().out) == [
        {"id": 1, "name": 'a,"b', "time_myr": -12.5, "time_lo68": None, "labelled": True},
        {"id": 2, "name": "<&>", "time_myr": 1e-7, "time_lo68": 3.25, "labelled": False},
    ]


def test_csv_survives_commas_and_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, Row, OutputFormat.CSV)
    back = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["name"] for row in back] == ['a,"b', "<&>"]
    assert back[0]["time_lo68"] == ""
    assert float(back[1]["time_myr"]) == 1e-7


def test_votable_has_units_types_and_nulls(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_rows(ROWS, Row, OutputFormat.VOTABLE)
    table = parse_single_table(io.BytesIO(capfdbinary.readouterr().out)).to_table()
    assert isinstance(table, Table)
    assert table.colnames == ["id", "name", "time_myr", "time_lo68", "labelled"]
    assert str(table["time_myr"].unit) == "Myr"
    assert table["id"].tolist() == [1, 2]
    assert list(table["name"]) == ['a,"b', "<&>"]
    assert table["time_lo68"].mask.tolist() == [True, False]
    assert table["labelled"].tolist() == [True, False]


@pytest.mark.parametrize("form", PRINTED)
def test_no_rows_are_still_an_answer(form: OutputFormat, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_rows([], Row, form)
    out = capfdbinary.readouterr().out.decode()
    assert out.strip() == "[]" if form is OutputFormat.JSON else "time_myr" in out


def test_table_for_eyes_shows_every_column_and_the_name_last(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, Row, OutputFormat.TABLE)
    out = capsys.readouterr().out
    assert "-12.5" in out
    assert "yes" in out
    assert out.splitlines()[0].split() == ["id", "time_myr", "time_lo68", "labelled", "name"]


@dataclass(frozen=True)
class Found:
    """A row with more than a terminal holds."""

    id: int
    name: str
    ra_deg: float
    dec_deg: float
    stage: float
    time_lo68: float
    time_hi68: float
    labelled: bool
    model: str


WORDS = st.text("abcdefghij_.-/é星", min_size=1, max_size=130)


@given(names=st.lists(WORDS, min_size=1, max_size=4), columns=st.integers(60, 200))
def test_a_table_fits_the_terminal_and_keeps_names_whole(names: list[str], columns: int) -> None:
    rows = [
        Found(i, name, 206.541234, -0.5, 46.0, -12.5, 1e3, True, "9e31ff8d5ee7")
        for i, name in enumerate(names)
    ]
    out, said = printed(rows, Found, columns)
    assert all(cell_len(line) <= columns or line.strip() in names for line in out.splitlines())
    assert all(any(line.endswith(name) for line in out.splitlines()) for name in names)
    assert "206.54123" in out, "positions to a tenth of an arcsecond"
    words = said.replace("68 % interval of time_myr", "time_lo68, time_hi68")
    hidden = set(words.partition(":")[2].partition("(")[0].replace(",", " ").split())
    assert hidden | set(out.splitlines()[0].split()) == {field.name for field in fields(Found)}
    assert ("time_lo68" in hidden) == ("time_hi68" in hidden), "an interval has two ends"
    assert "model" in hidden or not hidden, "the least important goes first"


def test_the_most_important_of_a_prediction_is_seen_on_any_terminal() -> None:
    fields_of_it = dict.fromkeys(PREDICTION, -1234.5) | {"p_interacting": 0.93, "stage": 25.0}
    for name, count in (("a.jpg", 1), ("galaxy_zoo/J100403.94+182735.8.png", 2)):
        row = FilePrediction(file=name, model="9e31ff8d5ee7", **fields_of_it)
        out, said = printed([row] * 3, FilePrediction, 80)
        heading = out.splitlines()[0].split()
        assert {"p_interacting", "stage", "time_myr", "out_of_domain", "file"} <= {*heading}
        assert len(out.splitlines()) == 1 + 3 * count
        assert all(len(line) <= 80 for line in out.splitlines())
        assert "68 % and 90 % intervals of stage" in said


def test_columns_with_nothing_in_them_go_first() -> None:
    unknown = FilePrediction(
        file="a.jpg", model="9e31ff8d5ee7", **dict.fromkeys(PREDICTION) | {"stage": 25.0, "time_myr": 140.0}
    )
    out, said = printed([unknown], FilePrediction, 80)
    assert out.splitlines()[0].split() == ["stage", "time_myr", "model", "file"]
    assert "p_interacting" in said


def test_wide_leaves_nothing_out() -> None:
    out, said = printed([Found(1, "n" * 200, 1, 2, 3, 4, 5, True, "9e31ff8d5ee7")], Found, 80, wide=True)
    assert len(out.splitlines()) == 2
    assert not said


def test_prose_is_wrapped_between_words() -> None:
    rows = [
        Check(
            "database user", True, "nobody: useradd --system --user-group deepgalaxy && chown /var/lib/x-y-z"
        )
    ]
    out, _ = printed(rows, Check, 60)
    assert all(len(line) <= 60 for line in out.splitlines())
    assert {"--user-group", "/var/lib/x-y-z"} <= set(out.split())


@dataclass(frozen=True)
class Check:
    """A row with a sentence."""

    what: str
    works: bool
    found: str


def printed(rows: list[Any], row_type: type[Any], columns: int, *, wide: bool = False) -> tuple[str, str]:
    """What is printed on a terminal so wide, and beside it."""
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as err,
    ):
        patch.setenv("COLUMNS", str(columns))
        print_rows(rows, row_type, OutputFormat.TABLE, wide=wide)
    return out.getvalue(), err.getvalue()


def test_to_table_of_no_rows_keeps_the_types() -> None:
    table = to_table([], Row)
    assert len(table) == 0
    assert table["id"].dtype.kind == "i"
    assert table["name"].dtype.kind == "U"


def test_a_files_name_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["m51[r].png", "ngc:star:.png", "a[/b].png"]
    print_rows(
        [Row(i, name, 0.0, None, labelled=False) for i, name in enumerate(names)], Row, OutputFormat.TABLE
    )
    out = capsys.readouterr().out
    assert all(name in out for name in names)


def test_a_name_that_is_no_text_is_escaped(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_rows([Row(1, "latin\udce9.png", 0.0, None, labelled=False)], Row, OutputFormat.VOTABLE)
    assert b"latin\\udce9.png" in capfdbinary.readouterr().out


BAD = "a\x1b[2Jb\nc\rd\x00e\x7ff\x9bg\u202eh\ufffei.png"
SHOWN = r"a\x1b[2Jb\nc\rd\x00e\x7ff\x9bg\u202eh\ufffei.png"


@pytest.mark.parametrize("form", PRINTED)
def test_controls_in_a_name_reach_nobody(
    form: OutputFormat, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    print_rows([Row(1, BAD, 0.0, None, labelled=False)], Row, form, wide=True)
    out = capfdbinary.readouterr().out.decode()
    assert not [c for c in out if c != "\n" and not c.isprintable()]
    match form:
        case OutputFormat.JSON:
            assert json.loads(out)[0]["name"] == BAD
        case OutputFormat.CSV:
            assert next(csv.DictReader(io.StringIO(out)))["name"] == SHOWN
        case OutputFormat.VOTABLE:
            table = parse_single_table(io.BytesIO(out.encode())).to_table()
            assert table["name"][0] == SHOWN
        case OutputFormat.TABLE:
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


ANSWERS = (Hit, Recommendation, ImageInCone, FilePrediction, ImageSummary, Similar, Recommended)


@pytest.mark.parametrize("row_type", ANSWERS)
def test_every_column_of_an_answer_has_a_ucd_and_a_description(row_type: type[Any]) -> None:
    content = BytesIO()
    to_table([], row_type).write(content, format="votable")
    for column in parse_single_table(content).fields:
        assert column.description, column.name
        assert check_ucd(column.ucd, check_controlled_vocabulary=True, has_colon=False), column.ucd
        in_myr = column.name.endswith("_myr") or column.name.startswith(("time_", "coalescence_"))
        assert column.unit == "Myr" if in_myr else column.unit is not None or "_deg" not in column.name, (
            column.name
        )
