"""What the cutout services have in common: the interface of each, and what is asked for a galaxy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.services.http import Host

FIELD_PETRO_R90 = 8.48
"""Width of a cutout in Petrosian radii: Galaxy Zoo 2's 424 pixels of 0.02 petroR90 (Willett et al. 2013)."""
_RADII = ("petroR90_r", "PETROR90_R", "petror90_r", "petroR90", "PETROR90", "petror90")
_SCALES_ARCSEC = (0.05, 4.0)
"""A radius that asks for a pixel outside of these is a mistake of the photometry."""


class CutoutService(Protocol):
    """A service that has pictures of positions on the sky."""

    @property
    def name(self) -> str:
        """Name of the dataset of its images, if the user gives none."""

    def request(self, cutout: CutoutToFetch, size_px: int, mirror: str | None = None) -> str:
        """Return the first address that is asked for a galaxy.

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
            An address.
        """

    async def picture(
        self, host: Host, wanted: CutoutToFetch, path: Path, size_px: int, mirror: str | None = None
    ) -> Cutout:
        """Fetch the picture of a galaxy.

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
        """


def place_of(cutout: CutoutToFetch) -> tuple[float, float]:
    """Return the position of a galaxy.

    Parameters
    ----------
    cutout : CutoutToFetch
        The galaxy.

    Returns
    -------
    ra_deg, dec_deg : float
        ICRS.

    Raises
    ------
    RefusedInput
        If it is not known.
    """
    if cutout.ra_deg is None or cutout.dec_deg is None:
        raise RefusedInput(
            cutout.external_id, "its position is not known: the table has none, nor SDSS for its objid"
        )
    return cutout.ra_deg, cutout.dec_deg


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
