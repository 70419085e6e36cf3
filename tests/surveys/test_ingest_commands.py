"""``deepgalaxy ingest galaxyzoo``, ``sdss`` and ``status``, as a user types them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepgalaxy.cli import main
from deepgalaxy.core.settings import get_settings

TABLE = """\
OBJID,RA,DEC,P_MG
587727178986356823,00:00:40,-10:22:25.7,0.51
587727227300741210,00:00:48,-09:13:20.2,0.45
587727225153257596,00:00:56,-00:00:13.6,0.02
1.24E+18,,,0.9
"""
Run = Callable[..., int]


@pytest.fixture
def run(catalog_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command line, in a folder and with a catalogue of its own; gives the exit status."""
    monkeypatch.setenv("DEEPGALAXY_DATABASE_URL", catalog_url)
    monkeypatch.setenv("DEEPGALAXY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()
    (tmp_path / "gz1.csv").write_text(TABLE)

    def command(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["deepgalaxy", "ingest", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    yield command
    get_settings.cache_clear()


def test_table_to_cutouts_and_every_row_is_accounted_for(
    run: Run, survey: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch = ("galaxyzoo", "gz1.csv", "--from", "sdss", "--mirror", survey.url, "--per-second", "100")
    survey.always = {0.2: "404"}
    assert run(*fetch, "--dry-run") == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 3
    assert f"{survey.url}/dr18/SkyServerWS/ImgCutout/getjpeg?ra=0.166667&dec=-10.373806&" in printed.out
    assert "3 requests at most" in printed.err
    assert survey.asked.total() == 0

    assert run(*fetch) == 0
    printed = capsys.readouterr()
    assert "refused J000048.00-091320.2: HTTP 404 Not Found" in printed.err
    assert "2 fetched, 0 known before, 1 refused" in printed.err
    assert run("status", "--format", "json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert row.pop("per_second") > 0
    assert row == {
        "dataset": "sdss",
        "source": "gz1.csv",
        "rows": 4,
        "rows_refused": 1,
        "chosen": 4,
        "named": 3,
        "galaxies": 3,
        "fetched": 2,
        "refused": 1,
        "remaining": 0,
        "last_run": "done",
    }
    assert run("status", "--refused", "--format", "json") == 0
    reasons = {row["name"]: row["reason"] for row in json.loads(capsys.readouterr().out)}
    assert set(reasons) == {"J000048.00-091320.2", "gz1.csv row 4"}

    survey.always = {}
    assert run(*fetch) == 0
    assert "0 fetched, 3 known before" in capsys.readouterr().err
    assert run(*fetch, "--retry-refused") == 0
    assert "1 fetched, 2 known before" in capsys.readouterr().err


def test_galaxies_around_a_place(run: Run, survey: Any, capsys: pytest.CaptureFixture[str]) -> None:
    survey.table = "#Table1\nobjid,ra,dec,petroR90_r,petroMag_r\n1237648720142401611,197.61,18.44,12.5,15.2\n"
    place = ("sdss", "--ra", "197.61", "--dec", "18.44", "--radius", "5arcmin", "--mirror", survey.url)
    assert run(*place) == 0
    assert "1 fetched" in capsys.readouterr().err
    [query] = survey.queries
    assert "fGetNearbyObjEq(197.610000, 18.440000, 5.0000)" in query
    assert run("status", "--format", "json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["source"], row["fetched"]) == ("SDSS around 197.61 18.44 within 5 arcmin", 1)


def test_objids_without_places_are_looked_up(
    run: Run, survey: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = [587727178986356823 + i for i in range(160)]
    new = [1237648720142401611 + i for i in range(3)]
    lines = [f"{objid},0.5" for objid in (*old, *new)]
    (tmp_path / "lost.csv").write_text("\n".join(["objid,p_mg", *lines]) + "\n")
    survey.places = {objid: (i + 0.5, -1.0) for i, objid in enumerate((*old[1:], *new))}
    fetch = ("sdss", "--table", "lost.csv", "--mirror", survey.url, "--per-second", "500")
    assert run(*fetch, "--dry-run") == 0
    assert "165 requests at most" in (printed := capsys.readouterr().err)
    assert "163 positions are asked of SDSS by objid" in printed
    assert survey.queries == []
    assert run(*fetch) == 0
    assert f"refused {old[0]}: its position is not known" in capsys.readouterr().err
    assert [("PhotoObjDR7" in query, query.count(",") > 100) for query in survey.queries].count(
        (True, True)
    ) == 1
    assert run("status", "--format", "json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["rows"], row["named"], row["galaxies"], row["fetched"], row["refused"]) == (
        163,
        163,
        163,
        162,
        1,
    )


@pytest.mark.parametrize("option", ["--region", "--moc"])
def test_a_region_of_places_that_are_looked_up(
    run: Run, survey: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    objids = [1237648720142401611 + i for i in range(20)]
    (tmp_path / "lost.csv").write_text("\n".join(["objid", *map(str, objids)]) + "\n")
    survey.places = {objid: (5.0 + i, -1.0) for i, objid in enumerate(objids)}
    (tmp_path / "field.reg").write_text("fk5\nbox(10, -1, 3.5, 2, 0)\n")
    fetch = ("sdss", "--table", "lost.csv", option, "field.reg", "--mirror", survey.url)
    assert run(*fetch, "--dry-run") == 0
    assert "3 galaxies (17 more outside the region)" in capsys.readouterr().err
    assert run(*fetch) == 0
    assert "3 fetched" in capsys.readouterr().err
    table = ("table", "lost.csv", "--from", "sdss", option, "Circle ICRS 100 0 1", "--mirror", survey.url)
    assert run(*table) == 1
    assert "no galaxy is inside the region: 20 are outside or without a place" in capsys.readouterr().err
    assert run(*table, option, "not here.moc") == 1
    assert "not here.moc: no such file" in capsys.readouterr().err


def test_pictures_on_disk_are_accounted_for_too(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    rng = np.random.default_rng(0)
    for number in range(3):
        pixels = rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / "mine" / f"{number}.png")
    (tmp_path / "mine" / "labels.csv").write_text("no picture")
    assert run("images", "mine", "--dataset", "mine") == 0
    capsys.readouterr()
    assert run("status", "--format", "json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["dataset"], row["source"]) == ("mine", None)
    assert (row["galaxies"], row["fetched"], row["refused"], row["remaining"]) == (4, 3, 1, 0)


def test_a_table_that_was_mended_is_accounted_for_anew(
    run: Run, survey: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch = ("sdss", "--table", "gz1.csv", "--mirror", survey.url, "--per-second", "100")
    assert run(*fetch) == 0
    (tmp_path / "gz1.csv").write_text(TABLE.replace("1.24E+18,,", "1.24E+18,00:01:00,-10:00:00"))
    assert run(*fetch) == 0
    capsys.readouterr()
    assert run("status", "--format", "json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["rows"], row["rows_refused"], row["galaxies"], row["fetched"]) == (4, 0, 4, 4)
    assert run("status", "--refused", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    "words",
    [
        ("galaxyzoo", "gz1.csv"),
        ("galaxyzoo", "gz1.csv", "--from", "sdss", "--pictures", "."),
        ("galaxyzoo", "gz1.csv", "--from", "hubble"),
        ("sdss",),
        ("sdss", "--ra", "1", "--dec", "1"),
        ("sdss", "--table", "gz1.csv", "--ra", "1", "--dec", "1", "--radius", "1deg"),
    ],
)
def test_wrong_use_is_named(run: Run, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 2
    assert "error: " in capsys.readouterr().err
