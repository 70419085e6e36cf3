"""Where networks compute: on the CPU or on a GPU."""

import re

import torch

from deepgalaxy.core.errors import WrongUse


def find_device(name: str = "auto", process: int = 0) -> torch.device:
    """Find the device that a user names.

    Parameters
    ----------
    name : str
        ``auto``: a GPU if torch sees one, else the CPU. ``cpu``. ``cuda``: a GPU. ``cuda:1``: the second one.
    process : int
        Number of this process on its node: where no number is given each process has a GPU of its own.

    Returns
    -------
    device
        It is there.

    Raises
    ------
    WrongUse
        If the name is none of these, or there is no such GPU.
    """
    if not (match := re.fullmatch(r"auto|cpu|cuda(?::(\d+))?", name)):
        raise WrongUse(f"`device={name}`: give auto, cpu, cuda, or cuda: with the number of a GPU, from 0")
    count = torch.cuda.device_count() if name != "cpu" and torch.cuda.is_available() else 0
    if name == "cpu" or (name == "auto" and not count):
        return torch.device("cpu")
    if not count:
        raise WrongUse(f"`device={name}`: torch sees no GPU here; `device=cpu` computes without")
    number = int(match[1]) if match[1] else process % count
    if number >= count:
        raise WrongUse(f"`device={name}`: there are {count} GPUs, the first is cuda:0")
    return torch.device("cuda", number)
