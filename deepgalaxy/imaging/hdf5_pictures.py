"""HDF5: every picture of a merger dataset, of an image-store shard, or of another file of pictures."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import h5py

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.array_layout import Layout, check_type
from deepgalaxy.imaging.bands import red_to_blue
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.damage import damaged
from deepgalaxy.imaging.image_store import SHARD_NODE, bands_of
from deepgalaxy.imaging.limits import check_count, check_dataset
from deepgalaxy.imaging.merger_file import IMAGES, node_in_bands
from deepgalaxy.imaging.picture_arrays import good_pictures, read_stack, understand


def read_hdf5(path: Path, size_px: int, wanted: Sequence[str] | None = None) -> Iterator[tuple[str, Cutout]]:
    """Yield every picture of the file with its name, ``file.h5::s_1_m_1/images_camera_03[17]``.

    All datasets are checked before the first picture is read. Links to other files are not followed. A camera
    that has pictures in the bands that are wanted beside its grey ones (``images_gri_camera_03``) gives them.

    Parameters
    ----------
    path : Path
        The file.
    size_px : int
        Side of the cutouts (pixels).
    wanted : sequence of str, optional
        Which bands.

    Yields
    ------
    name : str
        Of the picture, as `deepgalaxy.imaging.readers.read_cutouts` names it.
    cutout : Cutout
        The picture.

    Raises
    ------
    RefusedInput
        If the file is damaged, laid out otherwise or empty; and, after the good pictures, if some have a
        value outside [0, 1] or show nothing.
    """
    try:
        with h5py.File(path, "r") as file:
            layouts, letters = {}, {}
            for node in _nodes(path.name, file):
                name = f"{path.name}::{node}"
                own, letters[name] = node_in_bands(file, node, wanted)
                stored = file[own]
                bands = bands_of(stored)
                layouts[name] = stored, understand(name, stored, bands), bands
                check_dataset(name, *layouts[name][:2])
            check_count(path.name, sum(layout.count for _, layout, _ in layouts.values()))
            stacks = (
                _in_bands(read_stack(name, stored, layout, size_px, bands), letters[name], wanted)
                for name, (stored, layout, bands) in layouts.items()
            )
            yield from good_pictures(chain.from_iterable(stacks))
    except RefusedInput:
        raise
    except Exception as error:  # damaged files raise anything
        raise damaged(path, f"truncated or damaged HDF5: {error}") from error


def _in_bands(
    found: Iterator[tuple[str, Cutout | RefusedInput]], letters: str, wanted: Sequence[str] | None
) -> Iterator[tuple[str, Cutout | RefusedInput]]:
    """Keep the wanted bands, from red to blue, of pictures whose channels are these."""
    for name, each in found:
        if letters and wanted and isinstance(each, Cutout):
            bands = red_to_blue(wanted)
            pixels = each.pixels[[letters.index(band) for band in bands]]
            yield name, replace(each, pixels=pixels, bands=bands, stretch="lupton")
        else:
            yield name, each


def _nodes(file_name: str, file: h5py.File) -> list[str]:
    """Return the paths of the datasets with pictures, in the order of their names."""
    nodes = []
    for name in _inside(file):
        if name == SHARD_NODE:
            nodes.append(name)
        elif isinstance(file[name], h5py.Group):
            nodes += [f"{name}/{camera}" for camera in _inside(file[name]) if IMAGES.fullmatch(camera)]
    nodes = [node for node in nodes if isinstance(file[node], h5py.Dataset)]
    if not nodes:
        found = {name: file[name] for name in _inside(file) if _could_be_pictures(file[name])}
        most = max((node.ndim for node in found.values()), default=0)  # beside pictures may lie tables
        nodes = [name for name, node in found.items() if node.ndim == most or node.ndim > 2]
        if nodes[1:]:
            raise RefusedInput(
                file_name, f"pictures in {' and '.join(nodes)}: name the one that is meant {SHARD_NODE!r}"
            )
    if nodes and not any(len(file[node]) for node in nodes):
        raise RefusedInput(file_name, "HDF5 with room for pictures and none in it")
    if not nodes:
        raise RefusedInput(
            file_name,
            "HDF5 without pictures: wanted s_…_m_…/images_camera_NN (merger dataset),"
            f" {SHARD_NODE} (image store), or one dataset of pictures",
        )
    return nodes


def _could_be_pictures(node: h5py.Dataset | h5py.Group) -> bool:
    try:
        check_type(node.dtype)
        layout = Layout.of(node.shape)
    except (AttributeError, TypeError, ValueError):
        return False
    return min(layout.height, layout.width) > 3


def _inside(group: h5py.Group) -> list[str]:
    return sorted(name for name in group if isinstance(group.get(name, getlink=True), h5py.HardLink))
