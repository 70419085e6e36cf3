"""Which trained model answers."""

from pathlib import Path

from deepgalaxy.core.settings import Settings

DEFAULT = "default"
DEMO = "demo"
SHIPPED = Path(__file__).parents[1] / "models" / "deepgalaxy-small"
"""The model that comes with the package; docs/model-card.md says how well it dates."""


def model_folder(settings: Settings, name: str) -> Path:
    """Folder of the model of this name in the user's data folder."""
    return settings.data_dir / "models" / name


def find_model_folder(settings: Settings, named: Path | None) -> Path:
    """Folder of the model to use: the one named, the settings', the user's own, or the one that is shipped.

    Parameters
    ----------
    settings : Settings
    named : Path or None
        What the user asked for.
    """
    if chosen := named or settings.model:
        return chosen
    own = model_folder(settings, DEFAULT)
    return own if own.is_dir() else SHIPPED
