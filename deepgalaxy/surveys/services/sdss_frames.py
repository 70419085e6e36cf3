"""SDSS's own calibrated frames, as astroquery knows where they lie: flux in r, cut out by the frame's WCS."""

import asyncio
import bz2
import csv
from dataclasses import dataclass
from pathlib import Path

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.services.cutout_service import place_of
from deepgalaxy.surveys.services.http import Host
from deepgalaxy.surveys.services.image_access import cut_out
from deepgalaxy.surveys.services.skyserver import search_address

RELEASE = 17
"""The last with new imaging files."""
BAND = "r"
LARGEST_FRAME_BYTES = 64 * 2**20
"""Unpacked; frames have 12 MB."""
_PACKED = ("application/x-bzip2", "application/x-bzip", "application/octet-stream")
_QUERY = """SELECT p.run, p.rerun, p.camcol, p.field FROM fGetNearestObjEq({:.6f}, {:.6f}, 1.0) AS n
    JOIN PhotoObjAll AS p ON p.objID = n.objID"""


@dataclass(frozen=True)
class SdssFrames:
    """Frames of 2048 × 1489 pixels, of which each galaxy costs one whole, some 3 MB."""

    name: str = "sdss-frames"

    def request(self, cutout: CutoutToFetch, size_px: int, mirror: str | None = None) -> str:
        """Return the address of the query for the frame that a galaxy is on.

        Parameters
        ----------
        cutout : CutoutToFetch
            The galaxy, with its position and the pixel scale (arcsec) that it should have.
        size_px : int
            Side of the picture (pixels).
        mirror : str, optional
            Another server that answers as this one does.

        Returns
        -------
        str
            A query to SkyServer.

        Raises
        ------
        RefusedInput
            If the galaxy's position is not known.
        """
        return search_address(_QUERY.format(*place_of(cutout)), mirror)

    async def picture(
        self, host: Host, wanted: CutoutToFetch, path: Path, size_px: int, mirror: str | None = None
    ) -> Cutout:
        """Fetch the picture of a galaxy, by way of a file at ``path``.

        Parameters
        ----------
        host : Host
            Asks the service.
        wanted : CutoutToFetch
            The galaxy, with its position and pixel scale (arcsec).
        path : Path
            Of a temporary file, which is removed.
        size_px : int
            Side of the picture (pixels).
        mirror : str, optional
            Another server that answers as this one does.

        Returns
        -------
        Cutout
            Of ``size_px`` × ``size_px`` pixels.

        Raises
        ------
        RefusedInput
            If SDSS has no frame of the position, or what is sent is none.
        RequestFailed
            If SDSS does not answer.
        """
        answer = await host.get(self.request(wanted, size_px, mirror), "text/csv", "text/plain")
        packed = await host.get(frame_address(answer, wanted, mirror), *_PACKED)
        return await asyncio.to_thread(_cut_out, packed, path, wanted, size_px)


def frame_address(answer: bytes, wanted: CutoutToFetch, mirror: str | None) -> str:
    """Return the address of a frame.

    Parameters
    ----------
    answer : bytes
        SkyServer's answer: CSV with run, rerun, camcol and field.
    wanted : CutoutToFetch
        The galaxy, for messages.
    mirror : str or None
        Another server that has the frames at the same paths.

    Returns
    -------
    str
        Of the frame in r, packed with bzip2.

    Raises
    ------
    RefusedInput
        If the answer has no frame.
    """
    from astroquery.sdss import SDSS, conf

    lines = [line for line in answer.decode(errors="replace").splitlines() if not line.startswith("#")]
    try:
        row = next(csv.DictReader(lines))
        frame = {key: int(row[key]) for key in ("run", "rerun", "camcol", "field")}
    except (StopIteration, KeyError, TypeError, ValueError) as error:
        raise RefusedInput(
            wanted.external_id, "SDSS knows nothing within an arcminute of this position"
        ) from error
    base = f"{mirror.rstrip('/')}/{conf.sas_baseurl.split('/', 3)[3]}" if mirror else conf.sas_baseurl
    suffix: str = SDSS.IMAGING_URL_SUFFIX
    return suffix.format(base=base, dr=RELEASE, instrument="eboss", band=BAND, **frame)


def _cut_out(packed: bytes, path: Path, wanted: CutoutToFetch, size_px: int) -> Cutout:
    try:
        image = bz2.BZ2Decompressor().decompress(packed, LARGEST_FRAME_BYTES)
    except OSError as error:
        raise RefusedInput(wanted.external_id, f"damaged frame: {error}") from error
    return cut_out(image, path, wanted, size_px)
