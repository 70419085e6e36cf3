"""HDF5: every picture of a merger dataset or of an image-store shard."""

import re
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np

from deepgalaxy.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.limits import check_dataset
from deepgalaxy.imaging.resize import resize_to_square
from deepgalaxy.imaging.store import SHARD_NODE, picture_shape, unit_range

_CAMERA = re.compile(r"images_camera_\d+")
_BLOCK_BYTES = 16 * 2**20


def read_hdf5(path: Path, size_px: int) -> Iterator[tuple[str, Cutout]]:
    """Yield every picture of the file with its name, ``file.h5::s_1_m_1/images_camera_03[17]``.

    All datasets are checked before the first picture is read. Links to other files are not followed.

    Raises
    ------
    RefusedInput
        If the file is damaged, laid out otherwise or empty; and, after the good pictures, if some have a
        value outside [0, 1] or show nothing.
    """
    bad: list[RefusedInput] = []
    try:
        with h5py.File(path, "r") as file:
            nodes = _nodes(path.name, file)
            for node in nodes:
                check_dataset(f"{path.name}::{node}", file[node], picture_shape(file[node]))
            for node in nodes:
                yield from _read_node(path.name, file[node], node, size_px, bad)
    except RefusedInput:
        raise
    except DeepGalaxyError as error:
        raise RefusedInput(path.name, str(error)) from error
    except Exception as error:  # damaged files raise anything
        raise RefusedInput(path.name, f"truncated or damaged HDF5: {error}") from error
    if bad:
        more = f" (and {len(bad) - 1} more pictures of this file)" if bad[1:] else ""
        raise RefusedInput(bad[0].name, bad[0].reason + more)


def _nodes(file_name: str, file: h5py.File) -> list[str]:
    """Return the paths of the datasets with pictures, in the order of their names."""
    nodes = []
    for name in _inside(file):
        if name == SHARD_NODE:
            nodes.append(name)
        elif isinstance(file[name], h5py.Group):
            nodes += [f"{name}/{camera}" for camera in _inside(file[name]) if _CAMERA.fullmatch(camera)]
    nodes = [node for node in nodes if isinstance(file[node], h5py.Dataset)]
    if nodes and not any(len(file[node]) for node in nodes):
        raise RefusedInput(file_name, "HDF5 with room for pictures and none in it")
    if not nodes:
        raise RefusedInput(
            file_name,
            "HDF5 without pictures: wanted s_…_m_…/images_camera_NN (merger dataset)"
            f" or {SHARD_NODE} (image store)",
        )
    return nodes


def _inside(group: h5py.Group) -> list[str]:
    return sorted(name for name in group if isinstance(group.get(name, getlink=True), h5py.HardLink))


def _read_node(
    file_name: str, dataset: h5py.Dataset, node: str, size_px: int, bad: list[RefusedInput]
) -> Iterator[tuple[str, Cutout]]:
    shape = picture_shape(dataset)
    block = max(1, _BLOCK_BYTES * len(dataset) // max(1, dataset.nbytes))
    for start in range(0, len(dataset), block):
        pictures = unit_range(dataset[start : start + block]).reshape(-1, *shape)
        for index, picture in enumerate(pictures, start):
            name = f"{file_name}::{node}[{index}]"
            low, high = picture.min(), picture.max()
            if not (low >= 0 and high <= 1):
                bad.append(RefusedInput(name, f"values from {low:g} to {high:g}, not in [0, 1]"))
                continue
            if low == high:
                bad.append(RefusedInput(name, f"blank: every pixel is {low:g}"))
                continue
            yield name, Cutout(np.clip(resize_to_square(picture, size_px), 0, 1), stretch="none")
