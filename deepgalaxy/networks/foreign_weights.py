"""Weights of others' encoders, converted once to safetensors: a checkpoint with code is never loaded."""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from deepgalaxy.core.errors import DeepGalaxyError, WrongUse

ENCODER = "encoder."
"""Start of the names of an encoder's weights in a checkpoint that holds its head too, as Zoobot's do."""


def convert_checkpoint(checkpoint: Path, output: Path) -> None:
    """Convert an encoder's checkpoint of PyTorch to safetensors, which ``--first-weights`` takes.

    Known are the checkpoints of Zoobot (of Lightning: ``state_dict``, in which the names of the encoder's
    weights start with ``encoder.``) and the weights of an encoder alone, as timm publishes them.

    Parameters
    ----------
    checkpoint : Path
        A file of `torch.save`. Nothing in it is executed.
    output : Path
        File to write: ``NAME.safetensors``.

    Raises
    ------
    WrongUse
        If ``output`` has another ending.
    DeepGalaxyError
        If the checkpoint cannot be read, has more in it than tensors and plain values, or no weights.
    """
    if output.suffix != ".safetensors":
        raise WrongUse(f"{output}: name a file that ends in .safetensors")
    try:
        content = torch.load(checkpoint, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise DeepGalaxyError(
            f"{checkpoint} has more in it than weights, or is damaged, and code in files is never run. Where"
            " its own package loads it, save the weights alone: `torch.save(encoder.state_dict(), FILE)`"
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError) as error:
        raise DeepGalaxyError(f"{checkpoint} is no checkpoint that torch can read: {error}") from error
    weights = _encoder_weights(content)
    if not weights:
        raise DeepGalaxyError(f"{checkpoint} has no weights of an encoder")
    output.write_bytes(save(weights))


def _encoder_weights(content: Any) -> dict[str, Tensor]:
    """Return the weights of the encoder; none if there are none."""
    if not isinstance(content, Mapping):
        return {}
    state = content.get("state_dict", content)
    if not isinstance(state, Mapping) or not all(isinstance(each, Tensor) for each in state.values()):
        return {}
    inside = {name[len(ENCODER) :]: each for name, each in state.items() if name.startswith(ENCODER)}
    # safetensors keeps no tensor twice, and no views
    return {name: each.clone().contiguous() for name, each in (inside or state).items()}


def load_weights(network: nn.Module, file: Path, *, grey_too: bool = False) -> None:
    """Load an encoder's weights from a file of safetensors.

    Parameters
    ----------
    network : Module
        With parameters of the same names and shapes.
    file : Path
        As `convert_checkpoint` writes it. Weights of a head (``head.``, ``fc.``, ``classifier.``) are left
        out where the network has none.
    grey_too : bool, default False
        Whether the network's three channels are the same, so that weights of one channel, such as Zoobot's of
        grey pictures, do the same in it: the first layer is shared out among the three.

    Raises
    ------
    DeepGalaxyError
        If it cannot be read, or is of another network.
    """
    try:
        given = load_file(file)
    except (SafetensorError, OSError) as error:
        raise DeepGalaxyError(f"{file} cannot be read as safetensors: {error}") from error
    wanted = network.state_dict()
    first = next(iter(wanted), "")
    if grey_too and first in given and given[first].ndim == 4 and given[first].shape[1] == 1:
        given[first] = given[first].expand(-1, 3, -1, -1) / 3
    of_heads = {
        name
        for name in given.keys() - wanted.keys()
        if name.partition(".")[0] in {"head", "fc", "classifier"}
    }
    for name in sorted((given.keys() | wanted.keys()) - of_heads):
        sides = [list(of[name].shape) if name in of else "missing" for of in (given, wanted)]
        if sides[0] != sides[1]:
            raise DeepGalaxyError(
                f"{file} is of another network: {name} is {sides[0]} in it, and {sides[1]} in the encoder"
            )
    network.load_state_dict({name: given[name] for name in wanted})
