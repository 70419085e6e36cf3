"""Cutouts from a survey's service or a folder; killed at any moment and run again, it goes on."""

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from deepgalaxy.catalog.cutout_queue import CutoutToFetch, still_wanted
from deepgalaxy.catalog.images import get_dataset
from deepgalaxy.catalog.job_runs import RunningJob, job_run
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.ingest.cutout_batches import BATCH, bring
from deepgalaxy.surveys.ingest.ingest_files import forget_lost
from deepgalaxy.surveys.ingest.picture_folder import PictureFolder
from deepgalaxy.surveys.ingest.store import FetchReport, Outcome, store_pictures
from deepgalaxy.surveys.services.cutout_service import FITS, CutoutService
from deepgalaxy.surveys.services.http import Host, LoginRefused, RateLimits, RequestFailed
from deepgalaxy.surveys.services.reply_check import read_square
from deepgalaxy.surveys.tables.row_pictures import read_row_pictures


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


def take_row_pictures(
    engine: Engine,
    dataset: str,
    file: Path,
    column: str,
    cutout_of_row: Mapping[int, int],
    store: Path,
    size_px: int,
    bands: Sequence[str] | None = None,
) -> FetchReport:
    """Take the cutouts from a column of a Parquet file, in the order of its rows.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    dataset : str
        Which the cutouts belong to.
    file : Path
        The file.
    column : str
        From `deepgalaxy.surveys.tables.row_pictures.picture_column`.
    cutout_of_row : mapping of int to int
        Id of the cutout by row, counted from 1. Of several rows of one galaxy, the first is taken.
    store : Path
        Folder of the image store; the pixels go to ``store/dataset``.
    size_px : int
        Side of the cutouts (pixels).
    bands : sequence of str, optional
        Which bands of flux to keep; by default all.

    Returns
    -------
    FetchReport
        Of all of them.

    Raises
    ------
    RefusedInput
        If the file is damaged: perhaps after some pictures.
    DeepGalaxyError
        If another process fetches for this dataset.
    """
    with job_run(engine, f"fetch {dataset}") as job:
        with engine.begin() as connection:
            dataset_id = get_dataset(connection, dataset, "survey")
            forget_lost(connection, dataset_id)
        ids = list({*cutout_of_row.values()})
        wanted: dict[int, CutoutToFetch] = {}
        for start in range(0, len(ids), 10_000):
            with engine.begin() as connection:
                some = still_wanted(connection, ids[start : start + 10_000])
            wanted |= {each.id: each for each in some}
        first_row: dict[int, int] = {}
        for row, cutout in sorted(cutout_of_row.items()):
            if cutout in wanted:
                first_row.setdefault(cutout, row)
        cutouts = {row: wanted[cutout] for cutout, row in first_row.items()}
        report = FetchReport(known=len(ids) - len(cutouts))

        def _outcomes() -> Iterator[tuple[CutoutToFetch, Outcome]]:
            for row, picture in read_row_pictures(file, column, cutouts, size_px, bands):
                one = cutouts[row]
                if isinstance(picture, RefusedInput):
                    picture = RefusedInput(one.external_id, picture.reason)
                yield one, picture

        found = _outcomes()
        while outcomes := list(islice(found, BATCH)):
            report += store_pictures(engine, dataset_id, store / dataset, outcomes)
            job.note(fetched=report.fetched, refused=len(report.refused))
        return report
