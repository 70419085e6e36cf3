"""Training pictures on disk at the network's size: only one batch must fit into memory."""

import hashlib
import os
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import torch
from torch import Tensor

from deepgalaxy.core.disk_space import raise_if_full
from deepgalaxy.core.errors import DeepGalaxyError
from deepgalaxy.training.distributed import ALONE, Workers
from deepgalaxy.training.labels import column, make_labels

Block = tuple[Tensor, Tensor]
"""Pictures, uint8, shape (n, 1 or channels, size_px, size_px), and what is known of them, float32, shape
(n, 6): see `deepgalaxy.training.labels`."""


class TrainingPictures:
    """Pictures with or without labels, in an unlinked file that is freed when its processes end.

    The file is in the temporary folder (``TMPDIR``). The kernel's page cache keeps as much of it in memory as
    there is room, and frees it when other programs need the memory. The processes of a node share one file.

    Parameters
    ----------
    blocks : iterable of Block
        Iterated over once, by one process of each node.
    size_px : int
        Side of the pictures.
    workers : Workers
        The processes that train together.
    channels : int, default 1
        Of the pictures; those of blocks with one are given to each.

    Attributes
    ----------
    labels : Tensor
        Float32, shape (N, 6); NaN where unknown.
    sha256 : str
        Of pictures and labels.

    Raises
    ------
    DeepGalaxyError
        If the temporary folder is full, or not the same for all processes of a node, or the nodes were given
        different pictures.
    """

    def __init__(
        self, blocks: Iterable[Block], size_px: int, workers: Workers = ALONE, channels: int = 1
    ) -> None:
        self._shape = (channels, size_px, size_px)
        self._picture_bytes = channels * size_px * size_px
        self._file = _unlinked_file(workers)
        weakref.finalize(self, os.close, self._file)
        written = _write(self._file, blocks, channels) if workers.local_rank == 0 else None
        self.labels, self.sha256 = workers.broadcast(written or (make_labels(0), ""))
        workers.check_same("the training pictures", written[1] if written else self.sha256)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def stage(self) -> Tensor:
        """Stages.

        Returns
        -------
        Tensor
            0 to 70, shape (N,); NaN where unknown.
        """
        return column(self.labels, "stage")

    def read(self, rows: Tensor) -> Tensor:
        """Read pictures.

        Parameters
        ----------
        rows : Tensor
            Their numbers, int64, shape (n,).

        Returns
        -------
        Tensor
            uint8, shape (n, channels, size_px, size_px).
        """
        pictures = torch.empty((len(rows), *self._shape), dtype=torch.uint8)
        for picture, row in zip(pictures.numpy(), rows.tolist(), strict=True):
            if os.preadv(self._file, [picture], row * self._picture_bytes) != self._picture_bytes:
                raise IndexError(f"no picture {row} among {len(self)}")
        return pictures

    def prefetch(self, rows: Tensor) -> None:
        """Have the kernel read pictures into memory in the background.

        Parameters
        ----------
        rows : Tensor
            Those that will be read next, int64, shape (n,).
        """
        for row in rows.tolist():
            start = row * self._picture_bytes
            os.posix_fadvise(self._file, start, self._picture_bytes, os.POSIX_FADV_WILLNEED)


def _unlinked_file(workers: Workers) -> int:
    """Open a file that all processes of the node share, and that is freed when the last of them ends."""
    path = Path(tempfile.gettempdir()) / f"deepgalaxy-{workers.broadcast(uuid4().hex)}-{workers.node}"
    is_first = workers.local_rank == 0
    if is_first:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    workers.wait()
    if not is_first:
        try:
            file = os.open(path, os.O_RDONLY)
        except FileNotFoundError as error:
            raise DeepGalaxyError(
                f"the workers on {workers.node} have not the same temporary folder; set TMPDIR"
            ) from error
    workers.wait()
    if is_first:
        path.unlink()
    return file


def _write(file: int, blocks: Iterable[Block], channels: int) -> tuple[Tensor, str]:
    """Write the pictures; return their labels, and the sha256 of all."""
    digest, labels = hashlib.sha256(), [make_labels(0)]
    for pictures, known in blocks:
        every = pictures.expand(-1, channels, -1, -1)
        content = unwritten = every.contiguous().numpy().reshape(-1).data
        try:
            while unwritten:
                unwritten = unwritten[os.write(file, unwritten) :]
        except OSError as error:
            folder = Path(tempfile.gettempdir())
            raise_if_full(error, folder, "the training pictures do not fit there")
            raise DeepGalaxyError(
                f"{folder}: {error.strerror}: the training pictures do not fit there; "
                "set TMPDIR to a folder on a larger disk"
            ) from error
        digest.update(content)
        labels.append(known)
    all_labels = torch.cat(labels)
    digest.update(all_labels.numpy().data)
    return all_labels, digest.hexdigest()
