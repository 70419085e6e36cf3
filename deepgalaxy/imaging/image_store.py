"""The image store: pictures in HDF5 shards, and reading them back.

A shard is written once and named after what is in it. One that no catalogue row points to is harmless:
the same cutouts make the same file again.
"""

import contextlib
import hashlib
import io
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.imaging.bands import MOST_BANDS, Bands, red_to_blue
from deepgalaxy.imaging.cutout import Cutout, from_stored
from deepgalaxy.imaging.merger_file import node_in_bands

SHARD_NODE = "images"
BANDS = "bands"
"""Attribute of a shard's pictures whose channels are bands: their names."""


def write_shards(folder: Path, cutouts: Sequence[Cutout]) -> list[tuple[Path, int]]:
    """Write cutouts to ``folder``: those of a size and of the same channels to one shard, in their order.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    cutouts : sequence of Cutout
        In any mixture.

    Returns
    -------
    list of (Path, int)
        Of each cutout its shard and its place there.
    """
    alike: dict[tuple[Any, ...], list[int]] = {}
    for number, cutout in enumerate(cutouts):
        alike.setdefault((cutout.bands, cutout.pixels.shape), []).append(number)
    places: dict[int, tuple[Path, int]] = {}
    for numbers in alike.values():
        shard = write_shard(folder, [cutouts[number] for number in numbers])
        places |= {number: (shard, place) for place, number in enumerate(numbers)}
    return [places[number] for number in range(len(cutouts))]


def write_shard(folder: Path, cutouts: Sequence[Cutout]) -> Path:
    """Write cutouts of one size and of the same channels to ``folder``, in their order.

    The dataset ``images`` is (N, C, H, W), one picture a chunk, compressed, with checksums; uint8, or float16
    of bands, whose names are its attribute ``bands``.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    cutouts : sequence of Cutout
        At least one.

    Returns
    -------
    Path
        The shard, named by the first 16 digits of the sha256 over the cutouts' own.

    Raises
    ------
    ValueError
        If there are no cutouts, or their sizes or channels differ.
    """
    kinds = {(cutout.pixels.shape, cutout.bands) for cutout in cutouts}
    if len(kinds) != 1:
        raise ValueError(f"a shard wants cutouts of one size and kind, got {kinds or 'none'}")
    ((shape, bands),) = kinds
    digest = hashlib.sha256("".join(cutout.sha256 for cutout in cutouts).encode()).hexdigest()
    shard = folder / f"{digest[:16]}.h5"
    if shard.exists():
        return shard
    _sweep(folder)
    content = io.BytesIO()  # HDF5 fails in its own way, and late, where a disk is full
    with h5py.File(content, "w") as file:
        images = file.create_dataset(
            SHARD_NODE,
            shape=(len(cutouts), *shape),
            dtype=cutouts[0].stored.dtype,
            chunks=(1, *shape),
            compression="gzip",
            shuffle=True,
            fletcher32=True,
        )
        for index, cutout in enumerate(cutouts):
            images[index] = cutout.stored
        if bands:
            images.attrs[BANDS] = list(bands)
    with replacing(shard) as temporary:
        temporary.write_bytes(content.getbuffer())
    return shard


def _sweep(folder: Path) -> None:
    """Remove what writers that were killed left; one at work now is younger than an hour."""
    for left in folder.glob(".*.h5.*.tmp"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > 3600:
                left.unlink()


def read_pictures(file: Path, node: str, indices: Sequence[int]) -> NDArray[np.float32]:
    """Read pictures of a shard or of a merger dataset.

    Parameters
    ----------
    file : Path
        HDF5 file.
    node : str
        ``"images"`` in a shard, ``"s_1_m_1/images_camera_03"`` in a merger dataset.
    indices : sequence of int
        In any order, with or without repetition, from 0.

    Returns
    -------
    ndarray
        float32, (n, C, H, W) in [0, 1], in the order asked for; channels from red to blue.

    Raises
    ------
    DeepGalaxyError
        If the file, the node or an index is missing, or the file is damaged.
    """
    return read_channels(file, node, indices)[0]


def read_channels(
    file: Path, node: str, indices: Sequence[int], wanted: Sequence[str] | None = None
) -> tuple[NDArray[np.float32], Bands | None]:
    """Read pictures of a shard or of a merger dataset, as `read_pictures`, with the names of their bands.

    Parameters
    ----------
    file : Path
        HDF5 file.
    node : str
        As for `read_pictures`.
    indices : sequence of int
        In any order, with or without repetition, from 0.
    wanted : sequence of str, optional
        Bands that somebody wants: a merger file that has pictures in all of them beside the grey ones gives
        these.

    Returns
    -------
    pixels : ndarray
        As from `read_pictures`.
    bands : tuple of str or None
        Names of the channels; None of pictures to look at, grey or in colour.

    Raises
    ------
    DeepGalaxyError
        If the file, the node or an index is missing, or the file is damaged.
    """
    unique, places = np.unique(np.asarray(indices, dtype=np.int64), return_inverse=True)
    if not file.is_file():
        raise DeepGalaxyError(
            f"{file}: no such file. If the data folder was moved, set DEEPGALAXY_DATA_DIR to where it is; "
            "else put the file back, or ingest its pictures again"
        )
    try:
        with h5py.File(file, "r") as opened:
            node, letters = node_in_bands(opened, node, wanted)
            dataset = _pictures(file, opened, node, unique)
            shape = None if letters else picture_shape(dataset)
            bands = bands_of(dataset)
            stored = np.empty((unique.size, *dataset.shape[1:]), dtype=dataset.dtype)
            for place, index in enumerate(unique):
                stored[place] = dataset[index]
    except DeepGalaxyError:
        raise
    except Exception as error:  # damaged files raise anything
        raise DeepGalaxyError(
            f"{file}: damaged ({error}). Restore it, or ingest its pictures again"
        ) from error
    if not np.array_equal(places, np.arange(unique.size)):
        stored = stored[places]
    if shape is None:
        bands = red_to_blue(wanted or ())
        return from_stored(stored).transpose(0, 3, 1, 2)[:, [letters.index(band) for band in bands]], bands
    return from_stored(stored).reshape(-1, *shape), bands


def bands_of(dataset: h5py.Dataset) -> Bands | None:
    """Return the names of the bands of a shard's pictures.

    Parameters
    ----------
    dataset : Dataset
        Of an open HDF5 file.

    Returns
    -------
    tuple of str or None
        From red to blue; None of pictures to look at.

    Raises
    ------
    ValueError
        If there are not as many names as channels.
    """
    if BANDS not in dataset.attrs:
        return None
    names = tuple(str(name) for name in np.atleast_1d(dataset.attrs[BANDS]))
    if dataset.ndim != 4 or len(names) != dataset.shape[1] or len(names) > MOST_BANDS:
        raise ValueError(f"{dataset.name} is {dataset.shape} and has the bands {', '.join(names)}")
    return names


def _pictures(file: Path, opened: h5py.File, node: str, indices: NDArray[np.int64]) -> h5py.Dataset:
    dataset = opened.get(node)
    if not isinstance(dataset, h5py.Dataset):
        raise DeepGalaxyError(f"{file}: has no pictures at {node!r}. Ingest the file again")
    if indices.size and not 0 <= indices[0] <= indices[-1] < len(dataset):
        raise DeepGalaxyError(
            f"{file}: {node} has pictures 0 to {len(dataset) - 1}, asked for"
            f" {indices[0]} to {indices[-1]}. Ingest the file again"
        )
    return dataset


def picture_shape(dataset: h5py.Dataset) -> tuple[int, int, int]:
    """Return (C, H, W) of the pictures in a shard, (N, C, H, W), or a merger dataset, (N, H, W, 1).

    Parameters
    ----------
    dataset : Dataset
        Of an open HDF5 file.

    Returns
    -------
    channels, height, width : int
        Of each picture.

    Raises
    ------
    DeepGalaxyError
        If it is neither, or not in uint8 or floating point.
    """
    shape: tuple[int, ...] = dataset.shape or ()
    is_number = dataset.dtype == np.uint8 or dataset.dtype.kind == "f"
    if is_number and len(shape) == 4 and shape[3] == 1:
        return 1, shape[1], shape[2]
    if is_number and len(shape) == 4 and (shape[1] in (1, 3) or BANDS in dataset.attrs):
        return shape[1], shape[2], shape[3]
    raise DeepGalaxyError(
        f"{dataset.file.filename}: {dataset.name} is {dataset.dtype} {shape};"
        " wanted: (N, H, W, 1) or (N, 1 or 3, H, W), uint8 or floating point"
    )
