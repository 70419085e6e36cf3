"""Any service of Simple Image Access, version 2: a list of images; of one the service cuts out a part itself.

Where the list leads to a DataLink with a SODA service, that is asked for the part; else for the whole image.
"""

import asyncio
import math
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import CutoutService, Square
from deepgalaxy.surveys.services.http import LARGEST_REPLY_BYTES, Host
from deepgalaxy.surveys.services.login import login_of
from deepgalaxy.surveys.services.votables import VOTABLE, host_of, read_votable, reading

if TYPE_CHECKING:
    from pyvo.dal.query import DALQuery

RED_M = 6.2e-7
"""Wavelength of the image that is taken where nothing is said: galaxies' stars show best in red light."""
_AT_DEG = 1 / 3600
"""Radius of the circle that an image must overlap: the galaxy itself must be on it."""
_SODA = "ivo://ivoa.net/std/soda#sync"


class Sia2(CutoutService):
    """Any service of SIA 2, DataLink and SODA.

    Of the images that it lists, the one in red light, of the highest level of calibration, and with the
    nearest centre is taken.

    Parameters
    ----------
    choice : str
        The service's address. It is sent what the user has for its host
        (`deepgalaxy.surveys.services.login.login_of`).
    """

    name = "sia2"
    scale_arcsec = 0.4
    requests = 3
    choices = r"https?://[^/@\s]+(/\S*)?"
    example = "https://…"

    def __init__(self, choice: str = "") -> None:
        super().__init__(choice)
        self.login = self.login or login_of(host_of(self.url))

    @property
    def dataset(self) -> str:
        """Name of the dataset of its images, if the user gives none.

        Returns
        -------
        str
            The host's name.
        """
        return host_of(self.choice)

    @property
    def url(self) -> str:
        """The service's address.

        Returns
        -------
        str
            To which the query is added.
        """
        return self.choice

    def parameters(self) -> dict[str, Any]:
        """Return what is asked beside the position.

        Returns
        -------
        dict
            As `pyvo.dal.SIA2Query` takes it.
        """
        return {}

    def rank(self, image: Any) -> tuple[float, ...] | None:
        """Tell how well an image serves: the lowest is taken, of equals the one with the nearest centre.

        Parameters
        ----------
        image : Record
            A row of the list, by ObsCore's names.

        Returns
        -------
        tuple of float or None
            None for one that is not to be taken.
        """
        shortest, longest = _number(image, "em_min"), _number(image, "em_max")
        return not shortest <= RED_M <= longest, -_number(image, "calib_level", 0)

    def part_of(self, url: str, square: Square) -> str:
        """Return the address of a part of an image that has no DataLink; by default of all of it.

        Parameters
        ----------
        url : str
            The image's.
        square : Square
            Which is wanted.

        Returns
        -------
        str
            An address.
        """
        return url

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
        from pyvo.dal.sia2 import SIA2Query

        place = square.ra_deg, square.dec_deg, _AT_DEG
        return _with_parameters(SIA2Query(self.url, pos=place, **self.parameters()))

    async def fetch(self, host: Host, square: Square) -> bytes:
        """Fetch a square, or the image that it is on.

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
            If there is no image of the position, or it is too large and the service cuts nothing out.
        RequestFailed
            If the service does not answer.
        """
        listed = await host.get(self.request(square), *VOTABLE)
        url, is_datalink = await asyncio.to_thread(self._choose, listed, square)
        if is_datalink:
            links = await host.get(url, *VOTABLE)
            url = await asyncio.to_thread(cutout_address, links, square)
        return await host.get(url, *self.image_types)

    def _choose(self, listed: bytes, square: Square) -> tuple[str, bool]:
        """Return the address of the best image, or of its DataLink, and which of the two it is."""
        from pyvo.dal.sia2 import SIA2Results

        found = []
        with reading(square, "Simple Image Access 2"):
            for image in SIA2Results(read_votable(listed)):
                form, url = text_of(image, "access_format").lower(), text_of(image, "access_url")
                is_image = text_of(image, "dataproduct_type").lower() in ("image", "")
                rank = (
                    self.rank(image) if url and is_image and ("fits" in form or "datalink" in form) else None
                )
                if rank is not None:
                    size_bytes = 1000 * _number(image, "access_estsize", 0)
                    found.append(((*rank, _distance(image, square)), url, "datalink" in form, size_bytes))
        if not found:
            raise RefusedInput(square.name, "the service has no such FITS image of this position")
        _, url, is_datalink, size_bytes = min(found)
        if is_datalink:
            return url, True
        part = self.part_of(url, square)
        if part == url and size_bytes > LARGEST_REPLY_BYTES:
            size = f"{size_bytes / 2**20:,.0f} MiB, more than {LARGEST_REPLY_BYTES >> 20}"
            raise RefusedInput(square.name, f"the image has {size}, and the service tells no way to cut it")
        return part, False


def cutout_address(links: bytes, square: Square) -> str:
    """Return the address of a square, by what a DataLink says of the image that it is on.

    Parameters
    ----------
    links : bytes
        The DataLink, a VOTable.
    square : Square
        Which is wanted.

    Returns
    -------
    str
        Of the SODA service, with a circle around the square; without one, that of the whole image.

    Raises
    ------
    RefusedInput
        If the DataLink leads to neither.
    """
    from pyvo.dal.adhoc import DatalinkResults, SodaQuery
    from pyvo.dal.exceptions import DALServiceError

    radius_deg = square.side_arcsec * math.sqrt(0.5) / 3600
    with reading(square, "DataLink"):
        results = DatalinkResults(read_votable(links))
        images = [link for link in results if link.semantics == "#this" and not link.error_message]
        if not images:
            told = next((str(link.error_message) for link in results if link.error_message), "it is empty")
            raise RefusedInput(square.name, f"the DataLink names no image: {told}")
        cutout = next((link.service_def for link in results if link.semantics == "#cutout"), None)
        try:  # of several services, "#cutout" names the one to take
            soda = (
                results.get_adhocservice_by_id(cutout) if cutout else results.get_adhocservice_by_ivoid(_SODA)
            )
        except DALServiceError:
            return str(images[0].access_url)
        query = SodaQuery.from_resource(images[:1], soda)
        query.circle = (square.ra_deg, square.dec_deg, radius_deg)
        return _with_parameters(query)


def _with_parameters(query: "DALQuery") -> str:
    """Return the address of a query."""
    return f"{query.baseurl}{'&' if '?' in query.baseurl else '?'}{urlencode(dict(query), doseq=True)}"


def text_of(image: Any, name: str) -> str:
    """Return what a row says, as text.

    Parameters
    ----------
    image : Record
        The row.
    name : str
        Of a column.

    Returns
    -------
    str
        Empty where it says nothing, or the column is missing.
    """
    value = image.get(name, decode=True)
    return "" if value is None or str(value) == "--" else str(value).strip()


def _number(image: Any, name: str, missing: float = math.nan) -> float:
    try:
        number = float(text_of(image, name))
    except ValueError:
        return missing
    return number if math.isfinite(number) else missing


def _distance(image: Any, square: Square) -> float:
    """Return how far the middle of an image is from that of a square (degrees); infinite if not known."""
    from astropy.coordinates import angular_separation

    ra_deg, dec_deg = _number(image, "s_ra"), _number(image, "s_dec")
    if math.isnan(ra_deg) or math.isnan(dec_deg):
        return math.inf
    here, there = (square.ra_deg, square.dec_deg), (ra_deg, dec_deg)
    return math.degrees(angular_separation(*map(math.radians, here), *map(math.radians, there)))
