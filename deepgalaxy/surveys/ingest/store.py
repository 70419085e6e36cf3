"""Pictures that were read, into the store and the catalogue."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.catalog.images import ImageRow, add_images, reject
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.image_store import SHARD_NODE, write_shards
from deepgalaxy.surveys.services.http import RequestFailed

Outcome = Cutout | RefusedInput | RequestFailed
"""Of a galaxy that was asked for."""


@dataclass
class FetchReport:
    """What became of the cutouts that were wanted; reports of several batches can be added."""

    fetched: int = 0
    known: int = 0
    """Fetched or refused before."""
    refused: list[RefusedInput] = field(default_factory=list)
    unanswered: int = 0
    """To be fetched yet."""

    def __add__(self, later: "FetchReport") -> "FetchReport":
        return FetchReport(
            self.fetched + later.fetched,
            self.known + later.known,
            self.refused + later.refused,
            self.unanswered + later.unanswered,
        )


def store_pictures(
    engine: Engine,
    dataset_id: int,
    shards: Path,
    outcomes: Sequence[tuple[CutoutToFetch, Outcome]],
) -> FetchReport:
    """Store the pixels of a batch, then record in one transaction where they are and what was refused.

    Parameters
    ----------
    engine : Engine
        Of the catalogue.
    dataset_id : int
        Which the images belong to.
    shards : Path
        Folder of the dataset's shards.
    outcomes : sequence of (CutoutToFetch, Outcome)
        Each cutout of the batch with its picture, or why there is none.

    Returns
    -------
    FetchReport
        Of this batch.
    """
    refused = [found for _, found in outcomes if isinstance(found, RefusedInput)]
    good = [(wanted, found) for wanted, found in outcomes if isinstance(found, Cutout)]
    with engine.begin() as connection:
        repeats = _repeats(connection, dataset_id, good)
        refused += repeats.values()
        good = [(wanted, found) for wanted, found in good if wanted.id not in repeats]
        places = write_shards(shards, [cutout for _, cutout in good])
        rows = [
            ImageRow(
                external_id=wanted.external_id,
                sha256=cutout.sha256,
                file=str(shard),
                node=SHARD_NODE,
                index=index,
                ra_deg=wanted.ra_deg,
                dec_deg=wanted.dec_deg,
                redshift=cutout.redshift if wanted.redshift is None else wanted.redshift,
                pixel_scale_arcsec=cutout.pixel_scale_arcsec,
            )
            for (wanted, cutout), (shard, index) in zip(good, places, strict=True)
        ]
        fetched = add_images(connection, dataset_id, rows)
        reject(connection, dataset_id, refused)
    unanswered = sum(isinstance(found, RequestFailed) for _, found in outcomes)
    return FetchReport(fetched=fetched, refused=refused, unanswered=unanswered)


def _repeats(
    connection: Connection, dataset_id: int, good: Sequence[tuple[CutoutToFetch, Cutout]]
) -> dict[int, RefusedInput]:
    """Refuse the pixels that another galaxy has too: no two positions on the sky look the same."""
    query = text("""
        SELECT encode(sha256, 'hex') AS sha256, external_id FROM image
        WHERE dataset_id = :dataset AND sha256 = ANY(CAST(:pixels AS bytea[]))
    """)
    digests = [cutout.sha256 for _, cutout in good]
    given = {"dataset": dataset_id, "pixels": [bytes.fromhex(digest) for digest in digests]}
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for row in connection.execute(query, given):
        owners[row.sha256].add(row.external_id)
    for (wanted, _), digest in zip(good, digests, strict=True):
        owners[digest].add(wanted.external_id)
    return {
        wanted.id: RefusedInput(
            wanted.external_id, f"the very pixels of another position, {min(others)}: no picture of the sky"
        )
        for (wanted, _), digest in zip(good, digests, strict=True)
        if (others := owners[digest] - {wanted.external_id})
    }
