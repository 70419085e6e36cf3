"""A table of one's own: pictures by name, corrections, refusals as a whole, and a dataset's removal."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import Engine, text

from deepgalaxy.cli import main
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.core.settings import get_settings
from deepgalaxy.similarity.search_query import find_image

Run = Callable[..., int]
OBJID = 1237668296598749280


@pytest.fixture
def run(catalog_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command line, in a folder and with a catalogue of its own; gives the exit status."""
    monkeypatch.setenv("DEEPGALAXY_DATABASE_URL", catalog_url)
    monkeypatch.setenv("DEEPGALAXY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()

    def command(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["deepgalaxy", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    yield command
    get_settings.cache_clear()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Pictures by a name, by a name written otherwise, by an objid, by an id, and by a brick and its id."""
    folder = tmp_path / "pictures"
    (folder / "deep").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name in ("M31.png", "deep/ngc_4676.jpg", f"{OBJID}.png", "17.png", "42_7.png"):
        pixels = rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / name)
    return folder


def images(engine: Engine) -> list[tuple[Any, ...]]:
    query = text("SELECT external_id, round(ra_deg::numeric, 6)::float8, redshift FROM image ORDER BY ra_deg")
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


@pytest.mark.parametrize("verb", ["table", "galaxyzoo"])
def test_pictures_are_found_by_name_id_and_objid(
    verb: str, run: Run, pictures: Path, tmp_path: Path, catalog: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = {
        "names": f"name,id,objid,ra,dec,Z_SPEC\nM31,1,,1,1,0.1\nNGC 4676,2,,2,2,-99\nx,,{OBJID},3,3,\n",
        "ids": "name,ID,ra,dec,redshift\ny,17,4,4,0.4\n",
        "bricks": "brickid,objid,ra,dec,z\n42,7,5,5,0.5\n42,8,6,6,0.6\n",
    }
    for name, content in tables.items():
        (tmp_path / f"{name}.csv").write_text(content)
        assert run("ingest", verb, f"{name}.csv", "--pictures", "pictures", "--dataset", "mine") == 0
    printed = capsys.readouterr().err
    assert "damaged" not in printed
    assert "is named 8; one is named" in printed
    assert [(ra, redshift) for _, ra, redshift in images(catalog)] == [
        (1.0, pytest.approx(0.1)),
        (2.0, None),
        (3.0, None),
        (4.0, pytest.approx(0.4)),
        (5.0, pytest.approx(0.5)),
    ]
    with catalog.connect() as connection:
        for called, ra in (
            ("M31", 1),
            ("NGC 4676", 2),
            (str(OBJID), 3),
            ("17", 4),
            ("42_7", 5),
            ("mine/7", 5),
        ):
            found = find_image(connection, called)
            place = connection.execute(
                text("SELECT ra_deg FROM image WHERE id = :id"), {"id": found}
            ).scalar()
            assert (called, place) == (called, ra)


def test_a_name_of_two_images_is_not_guessed(
    run: Run, pictures: Path, tmp_path: Path, catalog: Engine
) -> None:
    (tmp_path / "t.csv").write_text("name,ra,dec\nM31,1,1\n")
    for dataset in ("one", "two"):
        assert run("ingest", "table", "t.csv", "--pictures", "pictures", "--dataset", dataset) == 0
    with catalog.connect() as connection:
        with pytest.raises(DeepGalaxyError, match=r"several images so; name one: one/J.*, two/J"):
            find_image(connection, "M31")
        assert find_image(connection, "two/M31") != find_image(connection, "one/M31")
        assert find_image(connection, "M32") is None


def test_a_corrected_table_changes_what_is_there(
    run: Run, pictures: Path, tmp_path: Path, catalog: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    ingest = ("ingest", "table", "t.csv", "--pictures", "pictures", "--dataset", "mine")
    table = tmp_path / "t.csv"
    table.write_text("name,ra,dec,z,votes\nM31,1.0,1,0.1,3\nNGC 4676,2.0,2,0.2,4\n17,3.0,3,0.3,5\n")
    assert run(*ingest) == 0
    assert run(*ingest) == 0
    printed = capsys.readouterr().err
    assert "changed" not in printed
    assert "0 fetched, 3 known before" in printed

    table.write_text("name,ra,dec,z,votes\nM31,1.0001,1,0.11,3\nNGC 4676,2.0,2,0.2,40\n17,30.0,3,0.3,5\n")
    assert run(*ingest) == 0
    printed = capsys.readouterr().err
    assert "t.csv: 3 rows, 3 chosen, 3 galaxies, 3 changed" in printed
    assert "1 fetched, 2 known before" in printed
    assert [(ra, redshift) for _, ra, redshift in images(catalog)] == [
        (1.0001, pytest.approx(0.11)),
        (2.0, pytest.approx(0.2)),
        (30.0, pytest.approx(0.3)),
    ]
    with catalog.connect() as connection:
        votes = connection.execute(text("SELECT name, attributes ->> 'votes' FROM membership ORDER BY name"))
        assert [tuple(row) for row in votes] == [("17", "5"), ("M31", "3"), ("NGC 4676", "40")]
        cones = connection.execute(text("SELECT external_id FROM image WHERE hpx29 IS NULL")).all()
    assert cones == []


def test_two_galaxies_of_one_name_stay_two(
    run: Run, pictures: Path, tmp_path: Path, catalog: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text(f"name,objid,ra,dec\nArp 1,{OBJID},1,1\nArp 1,17,2,2\n")
    for _ in range(2):
        run("ingest", "table", "t.csv", "--pictures", "pictures", "--dataset", "mine")
        assert "changed" not in capsys.readouterr().err
    with catalog.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM membership")).scalar() == 2


def test_a_corrected_catalog_csv_changes_what_is_there(
    run: Run, pictures: Path, catalog: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = pictures / "catalog.csv"
    facts.write_text("file;RA;DEC;z\nM31.png;0h42m44.3s;+41d16m09s;-0,001\n17.png;360.0;1;0,5\n")
    ingest = ("ingest", "images", "pictures", "--dataset", "mine")
    assert run(*ingest) == 0
    assert [row[1:] for row in images(catalog)[:2]] == [
        (0.0, pytest.approx(0.5)),
        (10.684583, pytest.approx(-0.001)),
    ]
    facts.write_text("file,ra,dec,z\nM31.png,10.7,41.3,\n17.png,0,1,0.5\n")
    assert run(*ingest) == 0
    assert "0 added, 5 already there (1 changed), 0 refused" in capsys.readouterr().err
    assert [row[1:] for row in images(catalog)[:2]] == [(0.0, pytest.approx(0.5)), (10.7, None)]


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        ("name,ra,dec\nM31,soon,1\nM33,later,2\n", "--columns ra=…,dec=…"),
        ("a,b\n1,2\n", "--columns ra=…,dec=…"),
        ("name,ra (furlong),dec\nM31,1,1\n", "'furlong'"),
        ("just words\nand more\n", "name,ra,dec"),
        ("name,ra,dec\nM101,1,1\n", "--columns name=…"),
    ],
)
def test_a_table_refused_as_a_whole_ends_with_one_and_says_what_to_do(
    content: str, printed: str, run: Run, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text(content)
    assert run("ingest", "table", "t.csv", "--pictures", "pictures", "--dataset", "mine") == 1
    assert printed in capsys.readouterr().err


def test_a_dataset_is_removed_when_that_is_confirmed(
    run: Run,
    pictures: Path,
    tmp_path: Path,
    catalog: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for dataset in ("mine", "other"):
        assert run("ingest", "images", "pictures", "--dataset", dataset) == 0
    capsys.readouterr()
    for answer, is_removed in (("n\n", False), ("y\n", True)):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        assert run("dataset", "remove", "mine") == (0 if is_removed else 1)
        assert (
            "Remove survey mine (5 images, 0 refused inputs) from the catalogue?" in capsys.readouterr().err
        )
        assert (tmp_path / "data" / "images" / "mine").exists() != is_removed
    assert run("dataset", "list", "--format", "json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["name"], row["images"]) == ("other", 5)
    assert len(list(pictures.rglob("*.png"))) == 4
    assert run("dataset", "remove", "mine", "--yes") == 1
    assert "there is other" in capsys.readouterr().err
    assert run("dataset", "remove", "other", "--yes") == 0
    assert images(catalog) == []
