"""Any service of the Virtual Observatory's Simple Image Access, version 1: a list of images, one cut out."""

import asyncio
from urllib.parse import urlencode

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import CutoutService, Square
from deepgalaxy.surveys.services.http import Host
from deepgalaxy.surveys.services.login import login_of
from deepgalaxy.surveys.services.votables import VOTABLE, host_of, read_votable, reading

PREFERRED_BANDS = ("r", "sdss.r", "sdss r", "red", "poss2.f", "poss2 red")
"""One image is taken, and galaxies' stars show best in red light."""


class Sia1(CutoutService):
    """Any service of SIA 1 (Simple Image Access).

    It is asked for FITS images of a position; of those it lists, one in red light (where the list has bands)
    and with the nearest centre is fetched.

    Parameters
    ----------
    choice : str
        The service's address. It is sent what the user has for its host
        (`deepgalaxy.surveys.services.login.login_of`).
    """

    name = "sia1"
    scale_arcsec = 0.4
    requests = 2
    choices = r"https?://[^/@\s]+(/\S*)?"
    example = "https://…"

    def __init__(self, choice: str = "") -> None:
        super().__init__(choice)
        self.login = self.login or login_of(host_of(self.choice))

    @property
    def dataset(self) -> str:
        """Name of the dataset of its images, if the user gives none.

        Returns
        -------
        str
            The host's name.
        """
        return host_of(self.choice)

    def request(self, square: Square) -> str:
        """Return the address of the list of images of a square.

        Parameters
        ----------
        square : Square
            Which is wanted.

        Returns
        -------
        str
            A query of Simple Image Access.
        """
        from pyvo.dal.sia import SIAQuery

        place = square.ra_deg, square.dec_deg
        query = SIAQuery(self.choice, pos=place, size=square.side_arcsec / 3600, format="image/fits")
        return f"{self.choice}{'&' if '?' in self.choice else '?'}{urlencode(dict(query))}"

    async def fetch(self, host: Host, square: Square) -> bytes:
        """Fetch the best image of a square.

        Parameters
        ----------
        host : Host
            Asks the service.
        square : Square
            Which is wanted.

        Returns
        -------
        bytes
            A FITS file.

        Raises
        ------
        RefusedInput
            If there is no image of the position, or what is sent is none.
        RequestFailed
            If the service does not answer.
        """
        listed = await host.get(self.request(square), *VOTABLE)
        return await host.get(await asyncio.to_thread(choose_image, listed, square), *self.image_types)


def choose_image(listed: bytes, square: Square) -> str:
    """Return the address of the best FITS image that a service lists.

    Parameters
    ----------
    listed : bytes
        The service's answer, a VOTable.
    square : Square
        What was asked for.

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
    from pyvo.dal.sia import SIAResults

    place = SkyCoord(square.ra_deg, square.dec_deg, unit="deg")
    found = []
    with reading(square, "Simple Image Access"):
        for record in SIAResults(read_votable(listed)):
            if "fits" in str(record.format).lower() and record.getdataurl():
                is_red = str(record.bandpass_id).lower() in PREFERRED_BANDS
                found.append((not is_red, place.separation(record.pos).deg, record.getdataurl()))
    if not found:
        raise RefusedInput(square.name, "the service has no FITS image of this position")
    return str(min(found)[2])
