"""What a cutout service is: one class, which says what to ask for a square of the sky."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.core.errors import RefusedInput, WrongUse
from deepgalaxy.surveys.services.http import Host
from deepgalaxy.surveys.services.login import Login

FITS = ("image/fits", "application/fits", "image/x-fits", "application/x-fits", "application/octet-stream")
"""Content types of FITS files; some servers know no better than the last."""
JPEG: tuple[str, ...] = ("image/jpeg",)
FIELD_PETRO_R90 = 8.48
"""Width of a cutout in Petrosian radii: Galaxy Zoo 2's 424 pixels of 0.02 petroR90 (Willett et al. 2013)."""
_RADII = ("petroR90_r", "PETROR90_R", "petror90_r", "petroR90", "PETROR90", "petror90")
_SCALES_ARCSEC = (0.05, 4.0)
"""A radius that asks for a pixel outside of these is a mistake of the photometry."""


@dataclass(frozen=True)
class Square:
    """A square of the sky around a galaxy."""

    name: str
    """The galaxy's, for messages."""
    ra_deg: float
    """Of its centre, ICRS."""
    dec_deg: float
    scale_arcsec: float
    """Of a pixel."""
    size_px: int
    """Of its side."""

    @property
    def side_arcsec(self) -> float:
        """Length of its side.

        Returns
        -------
        float
            Arcseconds.
        """
        return self.scale_arcsec * self.size_px


class CutoutService(ABC):
    """A service that has pictures of positions on the sky.

    A service of one request defines `request`, the address of a square's picture. One of several overrides
    `fetch` too. Whatever is FITS is then cut out by its WCS, which gives the pixel scale; a picture without
    coordinates must have the size that was asked for.

    Parameters
    ----------
    choice : str, optional
        What stands after the service's name and a colon: bands, or an address; see `choices`.

    Raises
    ------
    WrongUse
        If the service does not know it.
    """

    name: ClassVar[str]
    """By which it is called, ``--from NAME``: that of its entry point."""
    scale_arcsec: ClassVar[float]
    """Of a pixel, by default: the survey's own."""
    requests: ClassVar[int] = 1
    """How many requests a galaxy takes, at most."""
    bands: ClassVar[tuple[str, ...]] = ()
    """From blue to red, where each is a file of its own: a choice of several is asked for one by one."""
    image_types: ClassVar[tuple[str, ...]] = FITS
    """Content types of its images: `FITS` or `JPEG`."""
    login: Login | None = None
    """Where the user's token or password is found, if the service wants one."""
    choices: ClassVar[str] = ""
    """Regular expression of what may stand after the name and a colon."""
    example: ClassVar[str] = ""
    """One of them, for messages."""
    default: ClassVar[str] = ""
    """What holds where nothing stands there; if this is empty too, something must."""

    def __init__(self, choice: str = "") -> None:
        self.choice = choice or self.default
        if not re.fullmatch(self.choices, self.choice):
            shown = re.sub("//[^/]*@", "//", choice)
            how = f"say {self.name}:{self.example}" if self.choices else f"say {self.name} alone"
            how = how if shown == choice else "leave out user and password, which would be shown and stored"
            raise WrongUse(f"service {self.name}{shown and f':{shown}'}: {how}")

    @property
    def dataset(self) -> str:
        """Name of the dataset of its images, if the user gives none.

        Returns
        -------
        str
            Pictures of other bands are another dataset.
        """
        of_choice = re.sub(r"[^\w.-]", "-", self.choice)
        return self.name if self.choice == self.default else f"{self.name}-{of_choice}"

    def parts(self) -> Sequence["CutoutService"]:
        """Return the services of the single bands that were chosen, from blue to red.

        Returns
        -------
        sequence of CutoutService
            The service itself, where an image is one file.
        """
        chosen = [band for band in self.bands if band in self.choice]
        return [type(self)(band) for band in chosen] if len(chosen) > 1 else [self]

    @abstractmethod
    def request(self, square: Square) -> str:
        """Return the first address that is asked for a square of the sky.

        Parameters
        ----------
        square : Square
            Which is wanted.

        Returns
        -------
        str
            An address, ``https://…``.
        """

    async def fetch(self, host: Host, square: Square) -> bytes:
        """Fetch the file of a square's image; by default it is what the first address answers.

        Parameters
        ----------
        host : Host
            Asks the service.
        square : Square
            Which is wanted.

        Returns
        -------
        bytes
            The file; a FITS image may show more than the square.

        Raises
        ------
        RefusedInput
            If there is none.
        RequestFailed
            If the service does not answer.
        """
        return await host.get(self.request(square), *self.image_types)

    def square(self, wanted: CutoutToFetch, size_px: int) -> Square:
        """Return the square around a galaxy.

        Parameters
        ----------
        wanted : CutoutToFetch
            The galaxy, with its position and, where it is not the service's own, the pixel scale.
        size_px : int
            Side (pixels).

        Returns
        -------
        Square
            With the galaxy in the middle.

        Raises
        ------
        RefusedInput
            If the galaxy's position is not known.
        """
        name, ra_deg, dec_deg = wanted.external_id, wanted.ra_deg, wanted.dec_deg
        if ra_deg is None or dec_deg is None:
            raise RefusedInput(name, "its position is not known: the table has none, nor SDSS for its objid")
        return Square(name, ra_deg, dec_deg, wanted.pixel_scale_arcsec or self.scale_arcsec, size_px)


def scale_by_radius(attributes: Mapping[str, Any], size_px: int) -> float | None:
    """Return the arcseconds per pixel at which a galaxy fills its cutout as in Galaxy Zoo 2.

    Parameters
    ----------
    attributes : mapping
        Of a table's row: its Petrosian radius is ``petroR90_r`` or ``petroR90`` (arcsec).
    size_px : int
        Side of the cutout.

    Returns
    -------
    float or None
        None where the radius is not known or not credible.
    """
    radius = next((attributes[name] for name in _RADII if name in attributes), None)
    if not isinstance(radius, int | float):
        return None
    scale = FIELD_PETRO_R90 * radius / size_px
    return scale if _SCALES_ARCSEC[0] <= scale <= _SCALES_ARCSEC[1] else None
