"""Pan-STARRS 1: stacked images in colour or one band."""

from urllib.parse import urlencode

from deepgalaxy.core.errors import RefusedInput
from deepgalaxy.surveys.services.cutout_service import JPEG, CutoutService, Square
from deepgalaxy.surveys.services.http import Host

PIXEL_ARCSEC = 0.25
"""Of the stacks, in which `fitscut` counts."""
_CGI = "https://ps1images.stsci.edu/cgi-bin"


class PanStarrs(CutoutService):
    """Pan-STARRS 1's stacks: colour.

    Its FITS files hold asinh of the flux, so that a HiPS (``hips:CDS/P/PanSTARRS/DR1/r``) serves for flux.
    """

    name = "ps1"
    scale_arcsec = PIXEL_ARCSEC
    requests = 2
    image_types = JPEG
    choices = r"[grizy]|(?!.*(.).*\1)[grizy]{3}"
    example = "gri"
    default = "giy"

    def request(self, square: Square) -> str:
        """Return the address of the list of stacks at a position.

        Parameters
        ----------
        square : Square
            Which is wanted.

        Returns
        -------
        str
            A query to `ps1filenames.py`.
        """
        asked = {"ra": f"{square.ra_deg:.6f}", "dec": f"{square.dec_deg:.6f}", "filters": self.choice}
        return f"{_CGI}/ps1filenames.py?{urlencode(asked)}&type=stack"

    async def fetch(self, host: Host, square: Square) -> bytes:
        """Fetch the picture of a square.

        Parameters
        ----------
        host : Host
            Asks the service.
        square : Square
            Which is wanted.

        Returns
        -------
        bytes
            A JPEG.

        Raises
        ------
        RefusedInput
            If one of the bands has no stack there.
        RequestFailed
            If the service does not answer.
        """
        listed = await host.get(self.request(square), "text/plain", "text/csv", "text/html")
        return await host.get(self._picture(stacks(listed, square), square), *self.image_types)

    def _picture(self, files: dict[str, str], square: Square) -> str:
        """Return the address of the picture of a few stacks."""
        if missing := [band for band in self.choice if band not in files]:
            raise RefusedInput(square.name, f"Pan-STARRS has no stack in {', '.join(missing)} here")
        reddest_first = sorted(self.choice, key="grizy".index, reverse=True)
        asked = {
            "ra": f"{square.ra_deg:.6f}",
            "dec": f"{square.dec_deg:.6f}",
            "size": round(square.side_arcsec / PIXEL_ARCSEC),
            "output_size": square.size_px,
            "format": "jpg",
            **dict(zip(("red", "green", "blue"), (files[band] for band in reddest_first), strict=False)),
        }
        return f"{_CGI}/fitscut.cgi?{urlencode(asked, safe='/')}"


def stacks(listed: bytes, square: Square) -> dict[str, str]:
    """Return the names of the stacked images that a list holds, by band.

    Parameters
    ----------
    listed : bytes
        What `ps1filenames.py` answers: a table, blanks between its columns, a heading first.
    square : Square
        What was asked for, for messages.

    Returns
    -------
    dict of str
        The first of each band: the list begins with the skycell in which the position lies most centrally.

    Raises
    ------
    RefusedInput
        If it is no such table.
    """
    heading, *rows = [line.split() for line in listed.decode(errors="replace").splitlines()] or [[]]
    if not {"filter", "filename"} <= set(heading):
        start = listed[:80].decode(errors="replace").strip()
        raise RefusedInput(square.name, f"ps1filenames.py answers no list of images: {start!r}")
    band, file = heading.index("filter"), heading.index("filename")
    whole = [row for row in rows if len(row) == len(heading)]
    return {row[band]: row[file] for row in reversed(whole)}
