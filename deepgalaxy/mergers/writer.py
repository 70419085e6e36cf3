"""One merger to one HDF5 file, whole or not at all."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import h5py
import numpy as np
from numpy.typing import NDArray

from deepgalaxy.errors import DeepGalaxyError
from deepgalaxy.imaging.atomic import replacing
from deepgalaxy.mergers.dataset import MYR_PER_STAGE


class SimulationWriter:
    """Collects frames, compressed, in memory; the file appears when all is said.

    Parameters
    ----------
    output : Path
        The file to be.
    group : str
        Name of its one group.
    cameras, n_frames, size_px : int
        How many cameras see how many frames, in pictures of which side.
    content : ndarray of uint8, optional
        What another writer of the same file had collected.

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
        content: NDArray[np.uint8] | None = None,
    ) -> None:
        self._output = output
        self._memory = BytesIO(content.tobytes() if content is not None else b"")
        self._file = h5py.File(self._memory, "w" if content is None else "r+")
        if content is not None:
            self._group = self._file[group]
            self._images = [self._group[f"images_camera_{camera:02d}"] for camera in range(cameras)]
            return
        self._group = self._file.create_group(group)
        self._images = [
            self._group.create_dataset(
                f"images_camera_{camera:02d}",
                (n_frames, size_px, size_px, 1),
                np.uint8,
                chunks=(1, size_px, size_px, 1),
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
            raise DeepGalaxyError(
                f"{self._output}: cannot be written ({problem.strerror}); make room and run it again"
            ) from problem

    def add(self, stage: int, pictures: NDArray[np.uint8]) -> None:
        """Store one frame as all cameras see it, shape (cameras, size_px, size_px)."""
        for images, picture in zip(self._images, pictures, strict=True):
            images[stage, :, :, 0] = picture

    def content(self) -> NDArray[np.uint8]:
        """Return what was collected so far, for another writer to go on with."""
        self._file.flush()
        return np.frombuffer(self._memory.getvalue(), np.uint8)

    def add_series(self, series: Mapping[str, NDArray[np.float64]]) -> None:
        """Store numbers that change with time."""
        for name, values in series.items():
            self._group[name] = values

    def describe(
        self,
        time_physical_myr: NDArray[np.float64],
        attributes: Mapping[str, Any],
        stages: NDArray[np.float64] | None,
    ) -> None:
        """Store the frames' times since the start of the run, the stages they stand for, and the rest.

        Where ``stages`` is None they are not known, and the file's pictures are not for training.
        """
        if stages is not None:
            for camera in range(len(self._images)):
                self._group[f"t_myr_camera_{camera:02d}"] = np.asarray(MYR_PER_STAGE * stages, np.float32)
        self._group["time_physical_myr"] = time_physical_myr
        self._group.attrs.update(attributes)
