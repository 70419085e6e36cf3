"""Where surveys give out cutouts, and how each wants to be asked."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from deepgalaxy.catalog.cutouts import Wanted
from deepgalaxy.errors import RefusedInput, WrongUse
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.replies import check_size, read_reply
from deepgalaxy.surveys.requests import Host

FIELD_PETRO_R90 = 8.48
"""Width of a cutout in Petrosian radii: Galaxy Zoo 2's 424 pixels of 0.02 petroR90 (Willett et al. 2013)."""
_RADII = ("petroR90_r", "PETROR90_R", "petror90_r", "petroR90", "PETROR90", "petror90")
_SCALES_ARCSEC = (0.05, 4.0)
"""A radius that asks for a pixel outside of these is a mistake of the photometry."""


class CutoutService(Protocol):
    """What gives out pictures of places on the sky."""

    @property
    def name(self) -> str:
        """What its images are called after, if no dataset is named."""

    def request(self, cutout: Wanted, size_px: int, mirror: str | None = None) -> str:
        """Return the first address that is asked for a galaxy."""

    async def picture(
        self, host: Host, wanted: Wanted, path: Path, size_px: int, mirror: str | None = None
    ) -> Cutout:
        """Fetch the picture of a galaxy."""


@dataclass(frozen=True)
class Service:
    """One survey's cutout service, whose addresses say which cutout is wanted."""

    name: str
    url: str
    fixed: tuple[tuple[str, str], ...]
    """Parameters that are always the same."""
    scale: str
    """The parameter of the pixel scale (arcsec)."""
    sides: tuple[str, ...]
    """The parameters of the picture's sides (pixels)."""
    content_type: str
    scale_arcsec: float
    """Of a pixel, where nothing else is said: the survey's own."""

    def request(self, cutout: Wanted, size_px: int, mirror: str | None = None) -> str:
        """Return the address of a cutout.

        Parameters
        ----------
        cutout : Wanted
        size_px : int
            Side of the picture.
        mirror : str, optional
            Another server that answers as this one does.

        Raises
        ------
        RefusedInput
            If the galaxy's place is not known.
        """
        ra_deg, dec_deg = place_of(cutout)
        asked = {
            "ra": f"{ra_deg:.6f}",
            "dec": f"{dec_deg:.6f}",
            self.scale: f"{cutout.pixel_scale_arcsec or self.scale_arcsec:.4g}",
            **{side: str(size_px) for side in self.sides},
            **dict(self.fixed),
        }
        path = self.url.split("/", 3)[3]
        return (
            f"{mirror.rstrip('/')}/{path}?{urlencode(asked)}" if mirror else f"{self.url}?{urlencode(asked)}"
        )

    async def picture(
        self, host: Host, wanted: Wanted, path: Path, size_px: int, mirror: str | None = None
    ) -> Cutout:
        """Fetch the picture of a galaxy, by way of a file at ``path``.

        Raises
        ------
        RefusedInput
            If there is none, or what is sent is no picture of the sky.
        Unanswered
            If the service does not answer.
        """
        content = await host.get(self.request(wanted, size_px, mirror), self.content_type)
        return await asyncio.to_thread(self._look_at, content, path, wanted, size_px)

    def _look_at(self, content: bytes, path: Path, wanted: Wanted, size_px: int) -> Cutout:
        """Read a reply by way of a file, as the readers and their limits want it."""
        path.write_bytes(content)
        try:
            cutout = read_reply(path, wanted.external_id, size_px)
            if self.content_type == "image/jpeg":
                check_size(path, wanted.external_id, size_px)
        finally:
            path.unlink()
        return replace(cutout, pixel_scale_arcsec=wanted.pixel_scale_arcsec or self.scale_arcsec)


_LEGACY = "https://www.legacysurvey.org/viewer"
SERVICES = {
    service.name: service
    for service in (
        Service(
            name="sdss",
            url="https://skyserver.sdss.org/dr18/SkyServerWS/ImgCutout/getjpeg",
            fixed=(),
            scale="scale",
            sides=("width", "height"),
            content_type="image/jpeg",
            scale_arcsec=0.396,
        ),
        Service(
            name="legacy",
            url=f"{_LEGACY}/jpeg-cutout",
            fixed=(("layer", "ls-dr10"),),
            scale="pixscale",
            sides=("size",),
            content_type="image/jpeg",
            scale_arcsec=0.262,
        ),
        Service(
            name="legacy-fits",
            url=f"{_LEGACY}/fits-cutout",
            fixed=(("layer", "ls-dr10"), ("bands", "grz")),
            scale="pixscale",
            sides=("size",),
            content_type="image/fits",
            scale_arcsec=0.262,
        ),
    )
}


def find_service(name: str) -> CutoutService:
    """Return a service by its name, or the one of Simple Image Access at an address.

    Raises
    ------
    WrongUse
        If there is none.
    """
    from deepgalaxy.surveys.image_access import ImageAccess
    from deepgalaxy.surveys.sdss_frames import SdssFrames

    if name == SdssFrames().name:
        return SdssFrames()
    if re.match("https?://[^/]", name):
        return ImageAccess(name)
    if name not in SERVICES:
        raise WrongUse(
            f"service {name}: there is {', '.join(SERVICES)}, sdss-frames, or the https://… of an SIA service"
        )
    return SERVICES[name]


def place_of(cutout: Wanted) -> tuple[float, float]:
    """Return where a galaxy is, right ascension and declination (degrees).

    Raises
    ------
    RefusedInput
        If nobody knows.
    """
    if cutout.ra_deg is None or cutout.dec_deg is None:
        raise RefusedInput(
            cutout.external_id, "its place is not known: the table has none, nor SDSS for its objid"
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
