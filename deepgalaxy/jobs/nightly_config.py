"""The configuration of the nightly job: one TOML file."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.core.settings import read_toml
from deepgalaxy.training.config import TrainingConfig

HOW = """\
simulations = ["/data/mergers"]           # folders of merger datasets, to ingest and to train on
examination = ["/data/examination"]       # folders of those that no model is trained on
retrain_after = 6                         # new simulations

[pictures]                                # dataset = folder
hubble = "/data/hubble"

[network]                                 # backbone, size, latent_size, parts, as options of train
size = 96

[training]                                # any field of a TOML file of train
epochs = 20
"""


class NetworkChoice(BaseModel):
    """What a new model is made of, as the options of ``train`` choose it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    backbone: str = "simple"
    """Encoder: ``simple``, ``resnet…``, ``efficientnet_…`` or ``convnextv2_…``."""
    size: int | None = None
    """Side of the network's picture, pixels; None: that of the simulations' pictures."""
    latent_size: int = 32
    """Numbers in z."""
    parts: str = "classifier,fcae,vae"
    """Any of the three."""


class NightlyConfig(BaseModel):
    """Where new files appear, and when and how a new model is trained."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    simulations: tuple[Path, ...] = ()
    """Folders of merger datasets: those in the catalogue and in the training."""
    examination: tuple[Path, ...] = ()
    """Folders of merger datasets on which models are compared; they are never trained on."""
    pictures: dict[str, Path] = {}
    """Folder of each dataset of pictures."""
    retrain_after: int = Field(default=6, ge=1)
    """Number of simulations, unknown to the last training, that start a new one."""
    network: NetworkChoice = NetworkChoice()
    """What a new model is made of."""
    training: TrainingConfig = TrainingConfig()
    """How it is trained: any key of a training."""

    @field_validator("simulations", "examination")
    @classmethod
    def _all_there(cls, folders: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(_folder(folder) for folder in folders)

    @field_validator("pictures")
    @classmethod
    def _each_there(cls, folders: dict[str, Path]) -> dict[str, Path]:
        return {name: _folder(folder) for name, folder in folders.items()}


def _folder(path: Path) -> Path:
    path = path.expanduser()
    if not path.is_absolute():
        raise ValueError("write the absolute path of the folder: scheduled jobs start in any folder")
    if not path.is_dir():
        raise ValueError("no such folder")
    return path


def read_nightly_config(file: Path) -> NightlyConfig:
    """Read the TOML file of the nightly job.

    Parameters
    ----------
    file : Path
        The file.

    Returns
    -------
    NightlyConfig
        Its values, and defaults for the rest.

    Raises
    ------
    WrongUse
        If it is missing, not TOML, or has an impossible value.
    """
    try:
        return read_toml(NightlyConfig, file, {}, str(file))
    except FileNotFoundError as error:
        raise WrongUse(f"{file}: no such file; the nightly job needs it, such as\n{HOW}") from error
