"""One merger to one HDF5 file, whole or not at all."""

import os
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import h5py
import numpy as np
from numpy.typing import NDArray

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
    """

    def __init__(self, output: Path, group: str, cameras: int, n_frames: int, size_px: int) -> None:
        self._output = output
        self._memory = BytesIO()
        self._file = h5py.File(self._memory, "w")
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
        if kind is None:
            _write_whole(self._output, self._memory)

    def add(self, stage: int, pictures: NDArray[np.uint8]) -> None:
        """Store one frame as all cameras see it, shape (cameras, size_px, size_px)."""
        for images, picture in zip(self._images, pictures, strict=True):
            images[stage, :, :, 0] = picture

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


def _write_whole(output: Path, content: BytesIO) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.", suffix=".partial")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(output)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
