"""Which trained model answers."""

from pathlib import Path

from deepgalaxy.core.settings import Settings

DEFAULT = "default"
DEMO = "demo"
SHIPPED = Path(__file__).parents[1] / "models" / "deepgalaxy-small"
"""The model that comes with the package; docs/model-card.md says how well it dates."""


def model_folder(settings: Settings, name: str) -> Path:
    """Return the folder of the model of this name in the user's data folder.

    Parameters
    ----------
    settings : Settings
        Say where the data folder is.
    name : str
        Of the model.

    Returns
    -------
    Path
        Whether there is such a model or not.
    """
    return settings.data_dir / "models" / name


def find_model_folder(settings: Settings, named: Path | None) -> Path:
    """Return the folder of the model to use.

    Parameters
    ----------
    settings : Settings
        Say where the data folder is, and which model is used where none is named.
    named : Path or None
        What the user asked for: a folder, or the name of a model in the data folder or in the package.

    Returns
    -------
    Path
        The one named, else that of the settings, else the user's own, else the one that comes with the
        package.
    """
    if chosen := named or settings.model:
        if len(chosen.parts) == 1 and not chosen.exists():
            places = (model_folder(settings, chosen.name), SHIPPED.with_name(chosen.name))
            return next((folder for folder in places if folder.is_dir()), chosen)
        return chosen
    own = model_folder(settings, DEFAULT)
    return own if own.is_dir() else SHIPPED
