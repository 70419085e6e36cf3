"""One merger to one HDF5 file, whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import h5py
import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.atomic import replacing
from deepgalaxy.core.clock import MYR_PER_STAGE
from deepgalaxy.core.disk_space import raise_if_full
from deepgalaxy.core.errors import DeepGalaxyError


@dataclass(frozen=True)
class FramePictures:
    """One frame as all cameras see it.

    Parameters
    ----------
    grey : ndarray of uint8, shape (cameras, size_px, size_px)
        Surface density, or the picture in r of a survey.
    bands : ndarray of uint8, shape (cameras, 3, size_px, size_px)
        In g, r and i; empty where they were not taken.
    """

    grey: NDArray[np.uint8]
    bands: NDArray[np.uint8]


class SimulationWriter:
    """Collects frames, compressed, in memory; the file appears when the context is left.

    Parameters
    ----------
    output : Path
        The file to be.
    group : str
        Name of its one group.
    cameras, n_frames, size_px : int
        How many cameras see how many frames, in pictures of which side.
    bands : str
        Names of the bands that are stored beside the grey pictures.

    Raises
    ------
    DeepGalaxyError
        On leaving the context, if the file cannot be written.
    """

    def __init__(
        self,
        output: Path,
        group: str,
        cameras: int,
        n_frames: int,
        size_px: int,
        bands: str = "",
    ) -> None:
        self._output = output
        self._memory = BytesIO()
        self._file = h5py.File(self._memory, "w")
        self._group = self._file.create_group(group)
        self._images = self._datasets("images_camera", cameras, (n_frames, size_px, size_px, 1))
        self._bands = []
        if bands:
            shape = n_frames, size_px, size_px, len(bands)
            self._bands = self._datasets(f"images_{bands}_camera", cameras, shape)

    def _datasets(self, name: str, cameras: int, shape: tuple[int, ...]) -> list[h5py.Dataset]:
        return [
            self._group.create_dataset(
                f"{name}_{camera:02d}",
                shape,
                np.uint8,
                chunks=(1, *shape[1:]),
                compression="gzip",
                shuffle=False,
            )
            for camera in range(cameras)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is not None:
            return
        try:
            with replacing(self._output) as temporary:
                temporary.write_bytes(self._memory.getbuffer())
        except OSError as problem:
            raise_if_full(problem)
            raise DeepGalaxyError(
                f"{self._output}: cannot be written ({problem.strerror}); make room and run it again"
            ) from problem

    def add(self, frame: int, pictures: FramePictures) -> None:
        """Store one frame.

        Parameters
        ----------
        frame : int
            Its number.
        pictures : FramePictures
            As all cameras see it.
        """
        for images, picture in zip(self._images, pictures.grey, strict=True):
            images[frame, :, :, 0] = picture
        for images, picture in zip(self._bands, pictures.bands, strict=True):
            images[frame] = picture.transpose(1, 2, 0)

    def add_series(self, series: Mapping[str, NDArray[np.float64]]) -> None:
        """Store numbers that change with time.

        Parameters
        ----------
        series : mapping of str to ndarray of float64
            By the name of their dataset.
        """
        for name, values in series.items():
            self._group[name] = values

    def describe(
        self,
        time_physical_myr: NDArray[np.float64],
        attributes: Mapping[str, Any],
        stages: NDArray[np.float64] | None,
    ) -> None:
        """Store the frames' times and stages, and the attributes of the group.

        Parameters
        ----------
        time_physical_myr : ndarray of float64, shape (n_frames,)
            Since the start of the run.
        attributes : mapping
            HDF5 attributes.
        stages : ndarray of float64, shape (n_frames,), or None
            NaN for a frame that has none: after the passage of a pair that does not return. None where
            they are not known: the pictures are then not for training.
        """
        if stages is not None:
            for camera in range(len(self._images)):
                self._group[f"t_myr_camera_{camera:02d}"] = np.asarray(MYR_PER_STAGE * stages, np.float32)
        self._group["time_physical_myr"] = time_physical_myr
        self._group.attrs.update(attributes)
