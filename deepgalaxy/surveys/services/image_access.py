"""Any service of the Virtual Observatory's Simple Image Access: images of a position, one cut out."""

import asyncio
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.core.disk_space import raise_if_full
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.imaging.cutting import Around
from deepgalaxy.surveys.services.cutout_service import place_of
from deepgalaxy.surveys.services.http import Host
from deepgalaxy.surveys.services.reply_check import read_reply

VOTABLE = (
    "application/x-votable+xml",
    "text/xml",
    "application/xml",
    "text/xml+votable",
    "application/x-votable",
)
FITS = ("image/fits", "application/fits", "image/x-fits", "application/x-fits", "application/octet-stream")
SCALE_ARCSEC = 0.4
"""Of a pixel, by default: 128 of them are 51 arcseconds."""
PREFERRED_BANDS = ("r", "sdss.r", "sdss r", "red", "poss2.f", "poss2 red")
"""One image is taken, and galaxies' stars show best in red light."""


@dataclass(frozen=True)
class ImageAccess:
    """A service that answers by Simple Image Access, version 1.

    It is asked for FITS images of a position; of those it lists, one in red light (where the list has bands)
    and with the nearest centre is fetched, and the galaxy cut out by its WCS.
    """

    url: str

    @property
    def name(self) -> str:
        """The host's name.

        Returns
        -------
        str
            Without its port.
        """
        return self.url.split("/")[2].split(":")[0]

    def request(self, cutout: CutoutToFetch, size_px: int, mirror: str | None = None) -> str:
        """Return the address of the list of images of a galaxy; the service is its own ``mirror``.

        Parameters
        ----------
        cutout : CutoutToFetch
            The galaxy, with its position and the pixel scale (arcsec) that it should have.
        size_px : int
            Side of the picture (pixels).
        mirror : str, optional
            Not used: the service's address is given by the user.

        Returns
        -------
        str
            A query of Simple Image Access.

        Raises
        ------
        RefusedInput
            If the galaxy's position is not known.
        """
        from pyvo.dal.sia import SIAQuery

        size_deg = size_px * (cutout.pixel_scale_arcsec or SCALE_ARCSEC) / 3600
        query = SIAQuery(self.url, pos=place_of(cutout), size=size_deg, format="image/fits")
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(dict(query))}"

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
            If there is no image of the position, or what is sent is none.
        RequestFailed
            If the service does not answer.
        """
        listed = await host.get(self.request(wanted, size_px), *VOTABLE)
        image = await host.get(await asyncio.to_thread(choose_image, listed, wanted), *FITS)
        return await asyncio.to_thread(cut_out, image, path, wanted, size_px)


def choose_image(listed: bytes, wanted: CutoutToFetch) -> str:
    """Return the address of the best FITS image that a service lists.

    Parameters
    ----------
    listed : bytes
        The service's answer, a VOTable.
    wanted : CutoutToFetch
        The galaxy.

    Returns
    -------
    str
        The one in red light, if there is one, and with the nearest centre.

    Raises
    ------
    RefusedInput
        If there is none, or the list is no answer of Simple Image Access.
    """
    from astropy.coordinates import SkyCoord
    from astropy.io.votable import parse
    from pyvo.dal.sia import SIAResults

    place = SkyCoord(*place_of(wanted), unit="deg")
    found = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # most services break some rule
            for record in SIAResults(parse(io.BytesIO(listed), verify="ignore")):
                if "fits" in str(record.format).lower() and record.getdataurl():
                    is_red = str(record.bandpass_id).lower() in PREFERRED_BANDS
                    found.append((not is_red, place.separation(record.pos).deg, record.getdataurl()))
    except Exception as error:  # what libraries raise at a damaged answer may be anything
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RefusedInput(wanted.external_id, f"no answer of Simple Image Access: {reason}") from error
    if not found:
        raise RefusedInput(wanted.external_id, "the service has no FITS image of this position")
    return str(min(found)[2])


def cut_out(image: bytes, path: Path, wanted: CutoutToFetch, size_px: int) -> Cutout:
    """Cut a galaxy out of a FITS image by its WCS, at the scale that is wanted, or the usual one.

    Parameters
    ----------
    image : bytes
        The FITS file.
    path : Path
        Of a temporary file, which is removed.
    wanted : CutoutToFetch
        The galaxy, with its position and pixel scale (arcsec).
    size_px : int
        Side of the picture (pixels).

    Returns
    -------
    Cutout
        Of ``size_px`` × ``size_px`` pixels.

    Raises
    ------
    RefusedInput
        If the image is damaged, has no WCS, or does not show the position.
    """
    around = Around(*place_of(wanted), wanted.pixel_scale_arcsec or SCALE_ARCSEC)
    try:
        path.write_bytes(image)
        return read_reply(path, wanted.external_id, size_px, around)
    except OSError as error:
        raise_if_full(error, path.parent)
        raise RefusedInput(wanted.external_id, str(error)) from error
    finally:
        path.unlink(missing_ok=True)
