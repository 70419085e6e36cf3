"""SDSS: SkyServer's cutouts in colour."""

from urllib.parse import urlencode

from deepgalaxy.surveys.services.cutout_service import JPEG, CutoutService, Square


class Sdss(CutoutService):
    """SDSS DR18, by SkyServer: colour."""

    name = "sdss"
    scale_arcsec = 0.396
    image_types = JPEG

    def request(self, square: Square) -> str:
        """Return the address of a cutout.

        Parameters
        ----------
        square : Square
            Which is wanted.

        Returns
        -------
        str
            With position, scale and size.
        """
        asked = {
            "ra": f"{square.ra_deg:.6f}",
            "dec": f"{square.dec_deg:.6f}",
            "scale": f"{square.scale_arcsec:.6g}",
            "width": square.size_px,
            "height": square.size_px,
        }
        return f"https://skyserver.sdss.org/dr18/SkyServerWS/ImgCutout/getjpeg?{urlencode(asked)}"
