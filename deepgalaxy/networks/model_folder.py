"""A trained model as a folder: ``weights.safetensors`` and ``model.json``. Never pickle."""

import hashlib
import json
import re
import shutil
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Literal, Self

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from safetensors import SafetensorError
from safetensors.torch import load_file, save

from deepgalaxy.core.atomic import flush, naming
from deepgalaxy.core.clock import N_STAGES
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.networks.architecture import Architecture
from deepgalaxy.networks.backbones import find_backbone
from deepgalaxy.networks.interval_calibration import Calibration
from deepgalaxy.networks.network import Network
from deepgalaxy.networks.preprocessing import Preprocessing
from deepgalaxy.networks.properties import PROPERTY_NAMES, PropertyName

WEIGHTS = "weights.safetensors"
CARD = "model.json"


class ModelCard(BaseModel):
    """The contents of ``model.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str
    """Of the model: by default that of its folder."""
    architecture: Architecture
    """Of the network."""
    preprocessing: Preprocessing
    """Of every picture that the network gets."""
    training: dict[str, Any]
    """Configuration, simulations and how they were split."""
    stage_clock: Literal["event", "start"] = "start"
    """Clock of its stages: ``event`` (see `deepgalaxy.core.clock`), or, in models of version 0.1, ``start``:
    time from the start of a run, in units of the time to first pericentre."""
    stage_time_myr: tuple[float, ...] | None = Field(min_length=N_STAGES, max_length=N_STAGES)
    """Time since first pericentre (Myr) at each stage: the median over the training simulations; None where
    it was not trained on whole mergers."""
    time_scatter: float = Field(default=0.0, ge=0)
    """How much mergers differ in their time per stage: standard deviation of ln(Myr per stage)."""
    tells: tuple[PropertyName | Literal["interacting"], ...] = (*PROPERTY_NAMES, "interacting")
    """Which of the network's answers were learnt: what no label told, it does not tell."""
    calibration: Calibration | None = None
    """Of the intervals; None where no simulation was held out."""
    metrics: dict[str, Any]
    """One entry per epoch, and those of the epoch whose weights were kept."""
    digest: str | None = None
    """SHA-256 of the weights and of all else in this file, by which damage is noticed; None where it is not
    looked for, as in models of version 0.1."""

    @model_validator(mode="before")
    @classmethod
    def _as_written_by_version_0_1(cls, card: Any) -> Any:
        """Fill in what version 0.1 did not write, because it knew no other."""
        former = {"properties": ("stage",), "scaled": False}
        if isinstance(card, dict) and isinstance(card.get("architecture"), dict):
            card = card | {"architecture": former | card["architecture"]}
        return card

    @model_validator(mode="after")
    def _check(self) -> Self:
        stride = find_backbone(self.architecture.backbone).stride
        sizes = {"architecture": self.architecture.size_px, "preprocessing": self.preprocessing.size_px}
        if wrong := [name for name, size in sizes.items() if size % stride]:
            raise ValueError(f"{wrong[0]}.size_px: {self.architecture.backbone} needs a multiple of {stride}")
        if self.architecture.channels != self.preprocessing.channels:
            raise ValueError(
                f"architecture.channels is {self.architecture.channels}, preprocessing.colour gives"
                f" {self.preprocessing.channels}"
            )
        if "vae" in self.architecture.parts and len(set(sizes.values())) > 1:
            raise ValueError("the VAE needs pictures of the architecture's size_px")
        if self.stage_time_myr is None:
            if "time_myr" not in self.architecture.properties:
                raise ValueError("stage_time_myr: times of this model are read off it")
        elif list(self.stage_time_myr) != sorted(self.stage_time_myr):
            raise ValueError("stage_time_myr: a later stage has an earlier time")
        return self


class TrainedModel:
    """A network with its card, ready to predict.

    Parameters
    ----------
    network : Network
        Put into evaluation mode.
    card : ModelCard
        How it was made.
    sha256 : str
        Identity: of the weights and the preprocessing, 64 hexadecimal digits.
    folder : Path
        Where it is stored.
    bf16 : bool, default False
        Whether the encoder computes in bfloat16.
    """

    def __init__(
        self, network: Network, card: ModelCard, sha256: str, folder: Path, *, bf16: bool = False
    ) -> None:
        self.network = network.eval()
        self.card = card
        self.sha256 = sha256
        self.folder = folder
        self.bf16 = bf16

    @property
    def name(self) -> str:
        """That of its card; in bfloat16 another, as its vectors are.

        Returns
        -------
        str
            Not unique.
        """
        return f"{self.card.name}-bf16" if self.bf16 else self.card.name

    def in_bf16(self) -> "TrainedModel":
        """Return the model with an encoder that computes in bfloat16.

        Its vectors are not quite the same: the sha256 is another, so that a catalogue keeps them apart.

        Returns
        -------
        TrainedModel
            With the same weights.
        """
        sha256 = hashlib.sha256(f"{self.sha256} bfloat16".encode()).hexdigest()
        return TrainedModel(self.network, self.card, sha256, self.folder, bf16=True)

    def encoder_precision(self) -> AbstractContextManager[object]:
        """Return the context in which the encoder computes.

        Returns
        -------
        context manager
            Of bfloat16 where torch does so safely, or of nothing.
        """
        return torch.autocast(self.network.device.type, torch.bfloat16) if self.bf16 else nullcontext()

    def to(self, device: torch.device) -> Self:
        """Have the network compute on a device from now on.

        Parameters
        ----------
        device : device
            See `deepgalaxy.networks.device.find_device`.

        Returns
        -------
        TrainedModel
            The same.
        """
        self.network.to(device)
        return self


def save_model(folder: Path, network: Network, card: ModelCard) -> TrainedModel:
    """Write a trained model; an older one in the same folder is replaced as a whole or not at all.

    Parameters
    ----------
    folder : Path
        Made if missing. One with files other than a model's is refused.
    network : Network
        Its weights are written.
    card : ModelCard
        Written as ``model.json``.

    Returns
    -------
    TrainedModel
        The model, read back from the folder.

    Raises
    ------
    DeepGalaxyError
        If ``folder`` holds other files.
    """
    check_model_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        draft.chmod(0o755)
        with naming(folder / WEIGHTS):  # written by us: safetensors hides what the system says of a file
            (draft / WEIGHTS).write_bytes(save({k: v.contiguous() for k, v in network.state_dict().items()}))
            facts = card.model_dump(mode="json")
            facts["digest"] = _digest(draft / WEIGHTS, facts)
            (draft / CARD).write_text(json.dumps(facts, indent=1) + "\n")
        for file in (draft / WEIGHTS, draft / CARD):
            file.chmod(0o644)  # as the folder: whatever the umask, others may use a model
            flush(file)
        if folder.exists():
            retired = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
            folder.rename(retired / "model")
            draft.rename(folder)
            shutil.rmtree(retired)
        else:
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return load_model(folder)


def check_model_folder(folder: Path) -> None:
    """Check that a model may be written to a folder: it is empty, missing or holds a model.

    Parameters
    ----------
    folder : Path
        Of the model to come.

    Raises
    ------
    DeepGalaxyError
        If it is a file, or has files that do not belong to a model.
    """
    if folder.is_file():
        raise DeepGalaxyError(f"{folder} is a file; name a folder for the trained model")
    others = {p.name for p in folder.iterdir()} - {WEIGHTS, CARD} if folder.is_dir() else set()
    if others:
        raise DeepGalaxyError(
            f"{folder} holds {sorted(others)[0]!r}, which is no part of a model; name an empty folder"
        )


def load_model(folder: Path, sha256: str | None = None) -> TrainedModel:
    """Read a trained model. Nothing in the folder is executed.

    Parameters
    ----------
    folder : Path
        With ``weights.safetensors`` and ``model.json``.
    sha256 : str, optional
        That by which a catalogue knows it: if it is that of the model in bfloat16, it computes so.

    Returns
    -------
    TrainedModel
        On the CPU, in evaluation mode.

    Raises
    ------
    DeepGalaxyError
        If there is no model, its weights do not fit its architecture or are not finite, or it is not as it
        was saved.
    """
    for file in (folder / WEIGHTS, folder / CARD):
        if not file.is_file():
            raise DeepGalaxyError(
                f"no trained model in {folder} ({file.name} is missing); `deepgalaxy train` makes one"
            )
    try:
        card = ModelCard.model_validate_json((folder / CARD).read_bytes())
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "the file"
        raise DeepGalaxyError(
            f"{folder / CARD} is damaged or of another version: {where}: {problem['msg']}"
        ) from error
    try:
        # Version 0.1 called the out-of-domain score by another name.
        state = {
            re.sub(r"^familiarity\.", "out_of_domain.", k): t for k, t in load_file(folder / WEIGHTS).items()
        }
    except SafetensorError as error:
        raise DeepGalaxyError(
            f"{folder / WEIGHTS} is damaged ({error}); train or copy the model again"
        ) from error
    with torch.device("meta"):  # shapes only: a damaged card may ask for more than the memory
        network = Network(card.architecture)
    expected = {name: (tensor.shape, tensor.dtype) for name, tensor in network.state_dict().items()}
    found = {name: (tensor.shape, tensor.dtype) for name, tensor in state.items()}
    if wrong := sorted(
        name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
    ):
        raise DeepGalaxyError(
            f"{folder / WEIGHTS} is of another architecture than {folder / CARD} says: "
            f"{wrong[0]} does not fit"
        )
    if any(buffer.is_meta and name not in state for name, buffer in network.named_buffers()):
        network = Network(card.architecture)  # it has tensors that are computed, not saved
    network.load_state_dict(state, assign=True)
    # The edge is NaN in a network whose out-of-domain score was never fitted.
    if bad := [name for name, t in state.items() if not t.isfinite().all() and name != "out_of_domain.edge"]:
        raise DeepGalaxyError(
            f"{folder / WEIGHTS} is damaged ({bad[0]} has values that are not finite); "
            "train or copy the model again"
        )
    if card.digest and card.digest != _digest(folder / WEIGHTS, json.loads((folder / CARD).read_bytes())):
        raise DeepGalaxyError(
            f"{folder} is damaged: its two files are not as they were saved; train or copy the model again"
        )
    model = TrainedModel(network, card, _identity(folder / WEIGHTS, card.preprocessing), folder)
    in_bf16 = model.in_bf16()
    return in_bf16 if in_bf16.sha256 == sha256 else model


def _digest(weights: Path, facts: dict[str, Any]) -> str:
    digest = hashlib.sha256(weights.read_bytes())
    digest.update(json.dumps({**facts, "digest": None}, sort_keys=True).encode())
    return digest.hexdigest()


def _identity(weights: Path, preprocessing: Preprocessing) -> str:
    digest = hashlib.sha256(weights.read_bytes())
    # Former cards do not have these keys, and their models keep their identity.
    said = preprocessing.model_dump()
    for key in ("framing", "companion_distance", "near_distance"):
        if said[key] == Preprocessing.model_fields[key].default:
            del said[key]
    digest.update(json.dumps(said, sort_keys=True).encode())
    return digest.hexdigest()
