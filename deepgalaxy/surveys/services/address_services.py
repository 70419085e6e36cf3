"""Services that take the cutout's position and size in the address: SDSS and the Legacy Surveys."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from deepgalaxy.catalog.cutout_queue import CutoutToFetch
from deepgalaxy.imaging.cutout import Cutout
from deepgalaxy.surveys.services.cutout_service import place_of
from deepgalaxy.surveys.services.http import Host
from deepgalaxy.surveys.services.reply_check import check_size, read_reply


@dataclass(frozen=True)
class Service:
    """One survey's cutout service, with position and size in the address."""

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
    """Of a pixel, by default: the survey's own."""

    def request(self, cutout: CutoutToFetch, size_px: int, mirror: str | None = None) -> str:
        """Return the address of a cutout.

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
            With the position, the scale and the size as parameters.

        Raises
        ------
        RefusedInput
            If the galaxy's position is not known.
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
            If there is none, or what is sent is no picture of the sky.
        RequestFailed
            If the service does not answer.
        """
        content = await host.get(self.request(wanted, size_px, mirror), self.content_type)
        return await asyncio.to_thread(self._read_content, content, path, wanted, size_px)

    def _read_content(self, content: bytes, path: Path, wanted: CutoutToFetch, size_px: int) -> Cutout:
        """Read a reply from a temporary file, within the readers' limits."""
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
