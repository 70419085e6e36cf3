"""Which trained model answers."""

from pathlib import Path

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.settings import Settings

DEFAULT = "default"
DEMO = "demo"


def model_folder(settings: Settings, name: str) -> Path:
    """Folder of the model of this name in the user's data folder."""
    return settings.data_dir / "models" / name


def find_model_folder(settings: Settings, named: Path | None) -> Path:
    """Folder of the model to use: the one named, the settings', the last one trained, or the demo's.

    Parameters
    ----------
    settings : Settings
    named : Path or None
        What the user asked for.

    Raises
    ------
    DeepGalaxyError
        If nothing is named and nothing was ever trained.
    """
    if chosen := named or settings.model:
        return chosen
    candidates = [model_folder(settings, DEFAULT), model_folder(settings, DEMO)]
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise DeepGalaxyError(
        "no trained model yet: run `deepgalaxy demo` or `deepgalaxy train`, or name one with --model"
    )
