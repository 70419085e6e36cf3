"""Where surveys give out cutouts, and how each wants to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from deepgalaxy.catalog.cutouts import Wanted
from deepgalaxy.errors import RefusedInput, WrongUse

FIELD_PETRO_R90 = 8.48
"""Width of a cutout in Petrosian radii: Galaxy Zoo 2's 424 pixels of 0.02 petroR90 (Willett et al. 2013)."""
_RADII = ("petroR90_r", "PETROR90_R", "petror90_r", "petroR90", "PETROR90", "petror90")
_SCALES_ARCSEC = (0.05, 4.0)
"""A radius that asks for a pixel outside of these is a mistake of the photometry."""


@dataclass(frozen=True)
class Service:
    """One survey's cutout service."""

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
        if cutout.ra_deg is None or cutout.dec_deg is None:
            raise RefusedInput(
                cutout.external_id, "its place is not known: the table has none, nor SDSS for its objid"
            )
        asked = {
            "ra": f"{cutout.ra_deg:.6f}",
            "dec": f"{cutout.dec_deg:.6f}",
            self.scale: f"{cutout.pixel_scale_arcsec or self.scale_arcsec:.4g}",
            **{side: str(size_px) for side in self.sides},
            **dict(self.fixed),
        }
        path = self.url.split("/", 3)[3]
        return (
            f"{mirror.rstrip('/')}/{path}?{urlencode(asked)}" if mirror else f"{self.url}?{urlencode(asked)}"
        )


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


def find_service(name: str) -> Service:
    """Return a service by its name.

    Raises
    ------
    WrongUse
        If there is none.
    """
    if name not in SERVICES:
        raise WrongUse(f"service {name}: there is {', '.join(SERVICES)}")
    return SERVICES[name]


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
