"""SDSS's own calibrated frames, as astroquery knows where they lie: flux in r, cut out by the frame's WCS."""

import asyncio
import bz2
import csv

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import CutoutService, Square
from deepgalaxy.surveys.services.http import Host
from deepgalaxy.surveys.services.skyserver import search_address

RELEASE = 17
"""The last with new imaging files."""
BAND = "r"
LARGEST_FRAME_BYTES = 64 * 2**20
"""Unpacked; frames have 12 MB."""
_PACKED = ("application/x-bzip2", "application/x-bzip", "application/octet-stream")
_QUERY = """SELECT p.run, p.rerun, p.camcol, p.field FROM fGetNearestObjEq({:.6f}, {:.6f}, 1.0) AS n
    JOIN PhotoObjAll AS p ON p.objID = n.objID"""


class SdssFrames(CutoutService):
    """SDSS DR17's frames, 3 MB each: flux in r."""

    name = "sdss-frames"
    scale_arcsec = 0.4
    requests = 2

    def request(self, square: Square) -> str:
        """Return the address of the query for the frame that a square is on.

        Parameters
        ----------
        square : Square
            Which is wanted.

        Returns
        -------
        str
            A query to SkyServer.
        """
        return search_address(_QUERY.format(square.ra_deg, square.dec_deg))

    async def fetch(self, host: Host, square: Square) -> bytes:
        """Fetch the frame that a square is on.

        Parameters
        ----------
        host : Host
            Asks the service.
        square : Square
            Which is wanted.

        Returns
        -------
        bytes
            The frame, unpacked.

        Raises
        ------
        RefusedInput
            If SDSS has no frame of the position, or what is sent is none.
        RequestFailed
            If SDSS does not answer.
        """
        answer = await host.get(self.request(square), "text/csv", "text/plain")
        packed = await host.get(frame_address(answer, square), *_PACKED)
        return await asyncio.to_thread(_unpack, packed, square)


def frame_address(answer: bytes, square: Square) -> str:
    """Return the address of a frame.

    Parameters
    ----------
    answer : bytes
        SkyServer's answer: CSV with run, rerun, camcol and field.
    square : Square
        What was asked for, for messages.

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
        raise RefusedInput(square.name, "SDSS knows nothing within an arcminute of this position") from error
    suffix: str = SDSS.IMAGING_URL_SUFFIX
    return suffix.format(base=conf.sas_baseurl, dr=RELEASE, instrument="eboss", band=BAND, **frame)


def _unpack(packed: bytes, square: Square) -> bytes:
    try:
        return bz2.BZ2Decompressor().decompress(packed, LARGEST_FRAME_BYTES)
    except OSError as error:
        raise RefusedInput(square.name, f"damaged frame: {error}") from error
