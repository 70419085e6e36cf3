"""Settings from the environment and a TOML file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import platformdirs
from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from deepgalaxy.core.errors import WrongUse

Model = TypeVar("Model", bound=BaseModel)

StopSignal = Literal["HUP", "USR1", "USR2", "XCPU", "TERM"]

CONFIG_FILE = platformdirs.user_config_path("deepgalaxy") / "config.toml"


class Settings(BaseSettings):
    """Where things are on this machine.

    Each field is read from the environment (``DEEPGALAXY_DATA_DIR``, …), then from
    ``~/.config/deepgalaxy/config.toml`` (``data_dir = "…"``), then from its default.
    """

    model_config = SettingsConfigDict(
        env_prefix="DEEPGALAXY_",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
    )

    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("deepgalaxy"))
    """Image store, trained models and the embedded database: by default where the system keeps a user's data,
    ``~/.local/share/deepgalaxy``."""
    cache_dir: Path = Field(default_factory=lambda: platformdirs.user_cache_path("deepgalaxy"))
    """What can be fetched again: by default ``~/.cache/deepgalaxy``."""
    database_url: str | None = None
    """Your own PostgreSQL, ``postgresql://user:password@host/name``; by default an embedded server."""
    model: Path | None = None
    """Folder of the trained model used where none is named; by default your own, or the shipped one."""
    device: str = "auto"
    """Where networks compute: auto (a GPU if there is one), cpu, cuda, or a GPU by its number, as cuda:1."""
    stop_signal: StopSignal = "USR2"
    """Signal that your cluster sends to a training, beside TERM, for it to save itself and end."""

    @field_validator("data_dir", "cache_dir", "model")
    @classmethod
    def _at_home(cls, folder: Path | None) -> Path | None:
        return folder and folder.expanduser().absolute()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments first, then the environment, then the file (called by pydantic).

        Parameters
        ----------
        settings_cls : type of BaseSettings
            This class.
        init_settings, env_settings : PydanticBaseSettingsSource
            Arguments, and the environment.
        dotenv_settings, file_secret_settings : PydanticBaseSettingsSource
            Not used.

        Returns
        -------
        tuple of PydanticBaseSettingsSource
            The sources that are used; the first wins.
        """
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, CONFIG_FILE)


@cache
def get_settings() -> Settings:
    """Return the settings of this process, read once.

    Returns
    -------
    Settings
        The same object at each call.

    Raises
    ------
    WrongUse
        If a variable or the configuration file holds an unknown key or a wrong value.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = ".".join(map(str, wrong["loc"]))
        raise WrongUse(f"settings: {name} (in {CONFIG_FILE} or DEEPGALAXY_*): {wrong['msg']}") from error
    except ValueError as error:
        raise WrongUse(f"settings: {CONFIG_FILE}: {error}") from error


def read_toml(model: type[Model], file: Path | None, options: Mapping[str, Any], where: str) -> Model:
    """Make a model from a TOML file, whose keys are its fields, and from options, which override it.

    Parameters
    ----------
    model : type of BaseModel
        The pydantic model.
    file : Path or None
        TOML file; None where there is none.
    options : mapping
        Values of fields by name.
    where : str
        Name of the configuration in the message of a wrong value.

    Returns
    -------
    BaseModel
        An instance of the model.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    WrongUse
        If it is no TOML, or a value is impossible; ``where`` says whose.
    """
    try:
        file_values = tomllib.loads(file.read_text()) if file else {}
        return model.model_validate(file_values | dict(options))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file}: not TOML: {error}") from error
    except ValidationError as error:
        wrong = error.errors()[0]
        name = ".".join(map(str, wrong["loc"]))
        raise WrongUse(f"{where}: {name} = {wrong['input']!r}: {wrong['msg']}") from error
