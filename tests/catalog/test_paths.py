"""What lies in the data folder is named relative to it, by whatever way one comes there."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from deepgalaxy.catalog.engine import catalog_engine
from deepgalaxy.catalog.schema_revisions import PACKAGE
from deepgalaxy.catalog.stored_paths import find_path, keep_path
from deepgalaxy.core.settings import Settings


def keep(catalog_url: str, data_dir: Path, *paths: Path | str) -> list[str]:
    """What is kept of these paths, each of which is found again, on a machine with this data folder."""

    def there_and_back(connection: Connection, path: Path | str) -> str:
        kept = keep_path(connection, path)
        assert find_path(connection, kept).resolve() == Path(path).resolve()
        return kept

    settings = Settings(database_url=catalog_url, data_dir=data_dir)
    with catalog_engine(settings) as engine, engine.connect() as connection:
        return [there_and_back(connection, path) for path in paths]


def test_in_the_data_folder_relative_elsewhere_absolute(
    catalog_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shard = data / "images" / "sky" / "0123456789abcdef.h5"
    neighbour, elsewhere = tmp_path / "data-2" / "x.h5", data / ".." / "runs" / "x.h5"
    monkeypatch.chdir(tmp_path)
    kept = keep(catalog_url, data, shard, data / "merger.h5", neighbour, elsewhere, "data/merger.h5", "x.h5")
    assert kept == [
        "images/sky/0123456789abcdef.h5",
        "merger.h5",
        str(neighbour),
        str(tmp_path / "runs" / "x.h5"),
        "merger.h5",
        str(tmp_path / "x.h5"),
    ]


def test_parts_of_the_data_folder_may_be_links(catalog_url: str, tmp_path: Path) -> None:
    disk, link, real = tmp_path / "disk", tmp_path / "link", tmp_path / "real"
    real.mkdir()
    link.symlink_to(real)
    (real / "images").symlink_to(disk / "pixels")
    ways = (link / "images" / "a.h5", real / "images" / "a.h5", disk / "pixels" / "a.h5")
    for data_dir in (link, real):
        assert keep(catalog_url, data_dir, *ways) == ["images/a.h5"] * 3
        assert keep(catalog_url, data_dir, link / "models" / "m", disk / "b") == ["models/m", str(disk / "b")]


def test_what_comes_with_the_package_is_found_in_whichever_there_is(
    catalog_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(catalog_url, tmp_path, PACKAGE / "models" / "m") == ["package:models/m"]
    other = tmp_path / "venv" / "deepgalaxy"  # another environment, even one in the data folder
    monkeypatch.setattr("deepgalaxy.catalog.stored_paths.PACKAGE", other)
    assert keep(catalog_url, tmp_path, other / "models" / "m") == ["package:models/m"]
