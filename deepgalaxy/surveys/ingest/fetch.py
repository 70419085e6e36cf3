"""Cutouts from a survey's service or a folder; killed at any moment and run again, it goes on."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.catalog.job_runs import RunningJob, job_run
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.ingest.cutout_batches import bring
from deepgalaxy.surveys.ingest.picture_folder import PictureFolder
from deepgalaxy.surveys.ingest.store import FetchReport
from deepgalaxy.surveys.services.cutout_service import FITS, CutoutService
from deepgalaxy.surveys.services.http import Host, LoginRefused, RateLimits, RequestFailed
from deepgalaxy.surveys.services.reply_check import read_square


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
        If another process fetches for this dataset, the service answers nothing for hours, or it does not
        take the user's token or password (any more).
    """

    async def _run(job: RunningJob, folder: Path) -> FetchReport:
        is_fits, parts = service.image_types[0] in FITS, service.parts()
        async with Host(rate_limits, mirror, service.login) as host:

            async def _read(wanted: CutoutToFetch) -> Cutout:
                square = service.square(wanted, size_px)
                try:
                    files = [await part.fetch(host, square) for part in parts]
                except LoginRefused as error:
                    raise LoginRefused(host.hide(str(error))) from None
                except RequestFailed as error:
                    raise RequestFailed(host.hide(str(error))) from None
                except RefusedInput as error:
                    raise RefusedInput(square.name, host.hide(error.reason)) from None
                return await asyncio.to_thread(read_square, files, folder, square, is_fits=is_fits)

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
    bands: Sequence[str] | None = None,
    pattern: str | None = None,
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
    bands : sequence of str, optional
        Which bands of FITS files to keep, each by itself.
    pattern : str, optional
        How the files are called where each band is one.

    Returns
    -------
    FetchReport
        Of all of them.

    Raises
    ------
    DeepGalaxyError
        If another process fetches for this dataset.
    WrongUse
        If the pattern cannot be one.
    """
    pictures = PictureFolder(folder, bands, pattern)

    async def _read(wanted: CutoutToFetch) -> Cutout:
        return await asyncio.to_thread(pictures.read, wanted, size_px)

    with job_run(engine, f"fetch {dataset}") as job:
        return asyncio.run(bring(engine, dataset, ids, _read, store, job, ()))
