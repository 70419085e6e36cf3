"""Settings from the environment and from TOML."""

from pathlib import Path

import pytest

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.settings import Settings, get_settings


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("deepgalaxy.core.settings.CONFIG_FILE", tmp_path / "config.toml")
    monkeypatch.setenv("HOME", "/home/astronomer")
    monkeypatch.delenv("DEEPGALAXY_DATA_DIR")
    get_settings.cache_clear()


def test_home_is_meant_by_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPGALAXY_DATA_DIR", "~/galaxies")
    monkeypatch.setenv("DEEPGALAXY_MODEL", "~/model")
    assert Settings().data_dir == Path("/home/astronomer/galaxies")
    assert Settings().model == Path("/home/astronomer/model")


def test_empty_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Settings()
    for name in ("DATA_DIR", "DATABASE_URL", "MODEL"):
        monkeypatch.setenv(f"DEEPGALAXY_{name}", "")
    assert Settings() == plain
    assert plain.database_url is None


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('data_dir = "~/file"\nmodel = "/models/a"\n')
    monkeypatch.setenv("DEEPGALAXY_DATA_DIR", "/environment")
    settings = get_settings()
    assert (settings.data_dir, settings.model) == (Path("/environment"), Path("/models/a"))


@pytest.mark.parametrize("text", ['data_folder = "/x"\n', "data_dir = \n", "data_dir = 3\n"])
def test_a_wrong_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(WrongUse, match=r"config\.toml"):
        get_settings()
    get_settings.cache_clear()
