"""Cutouts from a survey's service or a folder; killed at any moment and run again, it goes on."""

import asyncio
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.catalog.job_runs import RunningJob, job_run
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.ingest.cutout_batches import bring
from deepgalaxy.surveys.ingest.picture_folder import PictureFolder
from deepgalaxy.surveys.ingest.store import FetchReport
from deepgalaxy.surveys.services.cutout_service import CutoutService
from deepgalaxy.surveys.services.http import Host, RateLimits


def fetch_cutouts(
    engine: Engine,
    dataset: str,
    ids: NDArray[np.int64],
    service: CutoutService,
    store: Path,
    *,
    rate_limits: RateLimits,
    size_px: int,
    mirror: str | None = None,
) -> FetchReport:
    """Fetch cutouts from a survey's service.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    dataset : str
        Which the cutouts belong to.
    ids : ndarray of int64, shape (n,)
        From `deepgalaxy.surveys.ingest.enqueue.enqueue_cutouts`.
    service : CutoutService
        From `deepgalaxy.surveys.services.find_service.find_service`.
    store : Path
        Folder of the image store; the pixels go to ``store/dataset``.
    rate_limits : RateLimits
        How the service is asked.
    size_px : int
        Side of the cutouts (pixels).
    mirror : str, optional
        Another server that answers as this one does.

    Returns
    -------
    FetchReport
        Of all of them.

    Raises
    ------
    DeepGalaxyError
        If another process fetches for this dataset, or the service answers nothing for hours.
    """

    async def _run(job: RunningJob, folder: Path) -> FetchReport:
        async with Host(rate_limits) as host:

            async def _read(wanted: CutoutToFetch) -> Cutout:
                return await service.picture(host, wanted, folder / str(wanted.id), size_px, mirror)

            return await bring(engine, dataset, ids, _read, store, job, rate_limits.outage_waits_s)

    with job_run(engine, f"fetch {dataset}") as job, tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_run(job, Path(folder)))


def take_pictures(
    engine: Engine,
    dataset: str,
    ids: NDArray[np.int64],
    folder: Path,
    store: Path,
    size_px: int,
) -> FetchReport:
    """Take the cutouts from a folder of pictures that are named as a table names its galaxies.

    A galaxy without a picture is refused.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    dataset : str
        Which the cutouts belong to.
    ids : ndarray of int64, shape (n,)
        From `deepgalaxy.surveys.ingest.enqueue.enqueue_cutouts`.
    folder : Path
        Where the pictures are, in it and in its folders.
    store : Path
        Folder of the image store; the pixels go to ``store/dataset``.
    size_px : int
        Side of the cutouts (pixels).

    Returns
    -------
    FetchReport
        Of all of them.

    Raises
    ------
    DeepGalaxyError
        If another process fetches for this dataset.
    """
    pictures = PictureFolder(folder)

    async def _read(wanted: CutoutToFetch) -> Cutout:
        return await asyncio.to_thread(pictures.read, wanted, size_px)

    with job_run(engine, f"fetch {dataset}") as job:
        return asyncio.run(bring(engine, dataset, ids, _read, store, job, ()))
