"""Wanted cutouts, batch after batch: some are read while another is stored."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from deepgalaxy.catalog.cutout_queue import CutoutToFetch, still_wanted
from deepgalaxy.catalog.images import get_dataset
from deepgalaxy.catalog.job_runs import RunningJob
from deepgalaxy.core.errors import DeepGalaxyError, RefusedInput
from deepgalaxy.core.progress import track
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.ingest.ingest_files import forget_lost
from deepgalaxy.surveys.ingest.store import FetchReport, Outcome, store_pictures
from deepgalaxy.surveys.services.http import LoginRefused, RequestFailed

log = logging.getLogger(__name__)

BATCH = 128
"""Cutouts in one shard and one transaction; always the same ones, so that a shard made twice is one file."""
AHEAD = 2
"""Batches that are read while one is stored."""

Read = Callable[[CutoutToFetch], Awaitable[Cutout]]
"""Gives the picture of a galaxy, or raises RefusedInput or RequestFailed."""


async def bring(
    engine: Engine,
    dataset: str,
    ids: NDArray[np.int64],
    read: Read,
    store: Path,
    job: RunningJob,
    outage_waits_s: Sequence[float],
) -> FetchReport:
    """Read the cutouts that are still wanted, and store them batch by batch.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    dataset : str
        Which the cutouts belong to.
    ids : ndarray of int64, shape (n,)
        From `deepgalaxy.surveys.ingest.enqueue.enqueue_cutouts`.
    read : callable
        Gives the picture of a galaxy, or raises RefusedInput or RequestFailed.
    store : Path
        Folder of the image store; the pixels go to ``store/dataset``.
    job : RunningJob
        Gets the counts after each batch.
    outage_waits_s : sequence of float
        Pauses between tries where nothing of a batch is answered (seconds).

    Returns
    -------
    FetchReport
        Of all of them.

    Raises
    ------
    DeepGalaxyError
        If nothing of a batch is answered, not after ``outage_waits_s`` either, or the service does not take
        the user's token or password.
    """
    start = time.monotonic()
    report = FetchReport()
    with engine.begin() as connection:
        dataset_id = get_dataset(connection, dataset, "survey")
        forget_lost(connection, dataset_id)
    ahead: deque[asyncio.Task[list[tuple[CutoutToFetch, Outcome]]]] = deque()

    async def _save_first() -> None:
        nonlocal report
        outcomes = await ahead.popleft()
        report += await asyncio.to_thread(store_pictures, engine, dataset_id, store / dataset, outcomes)
        job.note(
            fetched=report.fetched,
            refused=len(report.refused),
            unanswered=report.unanswered,
            seconds=round(time.monotonic() - start, 3),
        )
        if stop := next((found for _, found in outcomes if isinstance(found, LoginRefused)), None):
            raise DeepGalaxyError(f"{stop}; what came in is kept")

    try:
        for block in track(range(0, len(ids), BATCH), f"fetching {dataset}"):
            chosen = ids[block : block + BATCH].tolist()
            with engine.begin() as connection:
                wanted = still_wanted(connection, chosen)
            report += FetchReport(known=len(chosen) - len(wanted))
            if wanted:
                ahead.append(asyncio.create_task(_read_all(wanted, read, outage_waits_s)))
            if len(ahead) > AHEAD:
                await _save_first()
        while ahead:
            await _save_first()
    finally:
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)
    return report


async def _read_all(
    wanted: Sequence[CutoutToFetch], read: Read, outage_waits_s: Sequence[float]
) -> list[tuple[CutoutToFetch, Outcome]]:
    """Read a batch; where nothing of it is answered, wait and try again."""

    async def _outcome(one: CutoutToFetch) -> Outcome:
        try:
            return await read(one)
        except RefusedInput as error:
            return RefusedInput(one.external_id, error.reason)
        except RequestFailed as error:
            return error

    for wait_s in (*outage_waits_s, None):
        outcomes = await asyncio.gather(*map(_outcome, wanted))
        failures = [found for found in outcomes if isinstance(found, RequestFailed)]
        if len(failures) < len(wanted) or any(isinstance(found, LoginRefused) for found in failures):
            return list(zip(wanted, outcomes, strict=True))
        if wait_s:
            log.warning("nothing is answered (%s): trying again in %g minutes", failures[0], wait_s / 60)
            await asyncio.sleep(wait_s)
    raise DeepGalaxyError(
        f"nothing is answered ({failures[0]}): what came in is kept; run the same command again later"
    )
